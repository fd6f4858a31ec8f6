// All the ways in which an IPv4 address is written to slip past a guard that compares strings.

const full = (text: string) =>
  text.replace(/[\d.]/gu, (one) => (one === "." ? "．" : String.fromCodePoint(0xff10 + Number(one))));
const circled = (text: string) =>
  text.replace(/\d/gu, (one) => (one === "0" ? "⓪" : String.fromCodePoint(0x2460 + Number(one) - 1)));
const percent = (text: string) => text.replace(/./gu, (one) => `%${one.codePointAt(0)?.toString(16)}`);

/** Hosts, each of which a client may read as the address. */
export const spellingsOf = (address: string): readonly string[] => {
  const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
  const number = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");
  const groups = `${hex((a << 8) | b, 1)}:${hex((c << 8) | d, 1)}`;
  const inverted = `${hex(~((a << 8) | b) & 0xffff, 1)}:${hex(~((c << 8) | d) & 0xffff, 1)}`;
  return [
    address,
    `${address}.`,
    String(number),
    `${number}.`,
    `0x${hex(number, 8)}`,
    `0X${hex(number, 8).toUpperCase()}`,
    `0${number.toString(8)}`,
    [a, b, c, d].map((part) => `0x${hex(part, 1)}`).join("."),
    [a, b, c, d].map((part) => `0${part.toString(8)}`).join("."),
    [a, b, c, d].map((part) => `00000${part.toString(8)}`).join("."),
    `0x${hex(a, 1)}.${b}.0${c.toString(8)}.${d}`,
    `${a}.${(b << 16) | (c << 8) | d}`,
    `${a}.${b}.${(c << 8) | d}`,
    `0x${hex(a, 1)}.${(b << 16) | (c << 8) | d}`,
    full(address),
    full(String(number)),
    circled(address),
    address.replaceAll(".", "。"),
    percent(address),
    percent(String(number)),
    `[::ffff:${address}]`,
    `[::ffff:${groups}]`,
    `[0:0:0:0:0:ffff:${address}]`,
    `[0000:0000:0000:0000:0000:FFFF:${groups}]`,
    `[::${address}]`,
    `[::${groups}]`,
    `[::ffff:0:${address}]`,
    `[64:ff9b::${address}]`,
    `[64:ff9b::${groups}]`,
    `[64:ff9b:1::${groups}]`,
    `[2002:${groups}::]`,
    `[2002:${groups}::1]`,
    `[2001:0:4136:e378:8000:63bf:${inverted}]`,
    `[2001:db8::${groups}]`,
    `[fe80::5efe:${address}]`,
    `[2a00:1450::5efe:${address}]`,
    `[2a00:1450::200:5efe:${groups}]`,
    `public@${address}`,
    `public:80@${address}`,
    `public%00@${address}`,
    `${address}\\@public.example.com`,
    `${address}/@public.example.com`,
    `${address}#@public.example.com`,
    `${address}?@public.example.com`,
    `${address}%2f@public.example.com`,
    `${address}%00.public.example.com`,
    `\t${address}`,
    `${address.slice(0, 2)}\n${address.slice(2)}`,
    `${address}\u00ad`,
  ];
};
