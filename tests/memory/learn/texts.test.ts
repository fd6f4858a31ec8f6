// What makes two errors, two tasks and two programs alike; what is shown of a change.
import { describe, expect, test } from "vitest";
import { linesChanged } from "../../../memory/learn/changes.ts";
import { programLikeness, taskLikeness } from "../../../memory/learn/likeness.ts";
import { signatureOf } from "../../../memory/learn/signature.ts";
import { fromRomanTask, sortTask, toRoman } from "./learn-fixture.ts";

describe("a signature", () => {
  test.each([
    ["ZeroDivisionError: division by zero", "ZeroDivisionError: division by zero"],
    ["Traceback (most recent call last):\n  File \"a.py\", line 3\nKeyError: 'age'", "KeyError: 'age'"],
    [
      "IndexError: index 12 is out of bounds for axis 0 with size 3",
      "IndexError: index N is out of bounds for axis N with size N",
    ],
    [
      "Error: ENOENT: no such file, open '/home/me/work/data.csv'",
      "Error: ENOENT: no such file, open 'data.csv'",
    ],
    ["TypeError: x is not iterable (file:///tmp/ab/solution.mjs:14:3)", "TypeError: x is not iterable"],
    ["got None, expected [1, 2]", "got nothing, expected a list"],
    ["got (1, 2), expected [1, 2]", "got a tuple, expected a list"],
  ])("of %j", (message, exact) => {
    expect(signatureOf(message)?.exact).toBe(exact);
  });

  test("is one for like errors in other code, by kin where names differ", () => {
    const [one, other] = [
      signatureOf("NameError: name 'lcm' is not defined"),
      signatureOf("NameError: name `gcd` is not defined"),
    ];
    expect(one?.exact).not.toBe(other?.exact);
    expect(one?.kin).toBe(other?.kin);
  });

  test("keeps the types that went wrong", () => {
    const of = (types: string) => signatureOf(`TypeError: unsupported operand type(s) for +: ${types}`)?.kin;
    expect(of("'int' and 'str'")).not.toBe(of("'list' and 'str'"));
    expect(of("'Money' and 'str'")).toBe(of("'Price' and 'str'"));
  });

  test.each(["got 4, expected 5", "AssertionError: 3 != 4", "", "it did not work", "timeout"])(
    "is none for %j: it is of that one program",
    (message) => {
      expect(signatureOf(message)).toBeNull();
    },
  );

  test("of a hostile message is bounded", () => {
    const signature = signatureOf(`Error: ${"a/".repeat(50_000)}${"1.".repeat(50_000)}`);
    expect(signature?.exact.length).toBeLessThanOrEqual(300);
  });
});

describe("tasks", () => {
  test("are alike by what they are about", () => {
    expect(taskLikeness(toRoman.task, fromRomanTask)).toBeGreaterThan(0.4);
    expect(taskLikeness(toRoman.task, sortTask)).toBe(0);
    expect(taskLikeness(toRoman.task, toRoman.task)).toBe(1);
    expect(taskLikeness("", "")).toBe(0);
  });

  test("are not alike because all tasks say so", () => {
    const [one, other] = ["squares", "duplicates"].map(
      (what) => `Write a python function to find the ${what} in a given list of numbers.`,
    );
    expect(taskLikeness(one ?? "", other ?? "")).toBe(0);
  });
});

test("programs are alike whatever their layout, and where one holds the other", () => {
  const program = toRoman.files[0]?.content ?? "";
  expect(programLikeness(program, program.replaceAll("\n\n", "\n").replaceAll("    ", "\t"))).toBe(1);
  expect(programLikeness(`${program}\n\ndef other(a, b):\n    return [a, b, a]\n`, program)).toBe(1);
  expect(programLikeness(program, "def mean(values):\n    return sum(values) / len(values)\n")).toBeLessThan(
    0.3,
  );
  expect(programLikeness("", program)).toBe(0);
});

describe("a change", () => {
  test("is shown with a line around it", () => {
    expect(linesChanged("a\nb\nc\nd\ne", "a\nb\nx\nd\ne")).toBe(" b\n-c\n+x\n d");
  });

  test("is none where nothing changed, where it is another program, and where it is too long", () => {
    expect(linesChanged("a", "a")).toBeNull();
    expect(linesChanged("a\nb", "c\nd")).toBeNull();
    const lines = (word: string) => Array.from({ length: 41 }, (_, at) => `${word}${at}`).join("\n");
    expect(linesChanged(`same\n${lines("a")}`, `same\n${lines("b")}`)).toBeNull();
    expect(linesChanged("x\n".repeat(700), "x\ny\n")).toBeNull();
  });
});
