import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { decodeText } from "../../../tools/web/charset.ts";

const polish = "Zażółć gęślą jaźń";
const japanese = "日本語のページ";
const encode = (text: string, encoding: string, addBOM = false) => iconv.encode(text, encoding, { addBOM });

describe("a text is decoded", () => {
  it.each([
    ["by the header", encode(polish, "iso-8859-2"), "iso-8859-2", polish],
    ["by a byte order mark, against the header", encode(japanese, "utf-16le", true), "iso-8859-1", japanese],
    ["by a byte order mark alone", encode(japanese, "utf-16be", true), "", japanese],
    ["as UTF-8 with its mark", encode(polish, "utf-8", true), "", polish],
    ["as UTF-8 where nobody says", encode(polish, "utf-8"), "", polish],
    ["as Windows-1252 where it can't be UTF-8", encode("déjà vu – “ok”", "win1252"), "", "déjà vu – “ok”"],
    ["as if a wrong header were none", encode(polish, "utf-8"), "no-such-thing", polish],
  ])("%s", (_, bytes, charset, text) => {
    expect(decodeText(bytes, charset)).toBe(text);
  });

  it.each([
    ["<meta charset=shift_jis>", "shift_jis"],
    ['<meta http-equiv="Content-Type" content="text/html; charset=EUC-JP">', "euc-jp"],
    ['<?xml version="1.0" encoding="Shift_JIS"?>', "shift_jis"],
    ['<meta charset="utf-16">', "utf-8"],
  ])("by what the page says of itself (%s)", (head, encoding) => {
    expect(decodeText(encode(head + japanese, encoding), "")).toBe(head + japanese);
  });
});
