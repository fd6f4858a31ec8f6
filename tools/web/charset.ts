// Which encoding a text is in, as the HTML standard finds it: a byte order mark, the header, what the page itself says in its
// first kilobyte; where nobody says, UTF-8 if it is valid, else Windows-1252, as browsers do.
import { TextDecoder } from "node:util";

/** Never throws: what can't be decoded becomes U+FFFD. `charset`: of the header, "" where none. */
export const decodeText = (bytes: Uint8Array, charset: string): string => {
  for (const label of [markOf(bytes), charset, declaredIn(bytes)]) {
    const decoder = decoderFor(label);
    if (decoder !== null) return decoder.decode(bytes);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
};

const markOf = (bytes: Uint8Array): string => {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return first === 0xff && second === 0xfe ? "utf-16le" : "";
};

const declaredIn = (bytes: Uint8Array): string => {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 1_024));
  const meta = /<meta\s[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{1,40})/iu.exec(head)?.[1];
  const label = meta ?? /^<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})/iu.exec(head)?.[1] ?? "";
  // A page that could be read so far is not in UTF-16, whatever it says.
  return /^utf-?16/iu.test(label) ? "utf-8" : label;
};

const decoderFor = (label: string): TextDecoder | null => {
  if (label === "") return null;
  try {
    return new TextDecoder(label);
  } catch {
    return null;
  }
};
