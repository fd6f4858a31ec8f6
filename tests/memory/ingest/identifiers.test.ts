import { describe, expect, test } from "vitest";
import { piecesOf, splitIdentifiers } from "../../../memory/ingest/identifiers.ts";

const added = (text: string): string => splitIdentifiers(text).slice(text.length).trim();

describe("splitIdentifiers", () => {
  test.each([
    ["HTTPServerError", "http server error"],
    ["getUserName", "get user name"],
    ["XMLHttpRequest", "xml http request"],
    ["get_user_name", "get user name"],
    ["__init__", ""],
    ["os.path.join", "os path join"],
    ["std::unordered_map", "std unordered map"],
    ["utf8", "utf"],
    ["sha256sum", "sha 256 sum"],
    ["@scope/pkg-name", "scope pkg name"],
    ["src/fileName.ts", "src file name filename ts"],
    ["größenWahn", "größen wahn"],
    ["MAX_RETRY_COUNT", "max retry count"],
  ])("%s gains: %s", (identifier, parts) => {
    expect(added(identifier)).toBe(parts);
  });

  test.each(["a well-known plain sentence, of words.", "3.14 and 1.2.3", "U.S.", "", "漢字かな"])(
    "%s stays as it is",
    (text) => {
      expect(splitIdentifiers(text)).toBe(text);
    },
  );

  test("the text itself comes first, unchanged", () => {
    expect(splitIdentifiers("call parseUrl()")).toBe("call parseUrl()\nparse url");
  });

  test("a question and a name written otherwise meet in their parts", () => {
    const asked = new Set(splitIdentifiers("http server error").split(/\s/u));
    expect(piecesOf("HTTPServerError").every((piece) => asked.has(piece))).toBe(true);
  });

  test("a line without an end takes no quadratic time", () => {
    const line = "aB".repeat(200_000);
    expect(splitIdentifiers(line).startsWith(line)).toBe(true);
    expect(splitIdentifiers("_.".repeat(200_000))).toHaveLength(400_000);
  });
});
