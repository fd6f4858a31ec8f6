import { describe, expect, test } from "vitest";
import type { TestCase } from "../../../core/domain.ts";
import { extractExamples } from "../../../nodes/examples/extract.ts";

const signs = { equal: "==", approx: "≈", raises: "raises", prints: "prints" } as const;

/** A test on one line: what a person would read. */
const line = ({ body }: TestCase): string => {
  if (body.kind === "io") return `${JSON.stringify(body.input)} -> ${JSON.stringify(body.output)}`;
  if (body.kind === "assertion") return `assert: ${body.source}`;
  if (body.kind === "file") return body.path;
  const setup = body.setup === undefined ? "" : `${body.setup.replaceAll("\n", "; ")} | `;
  return `${setup}${body.call} ${signs[body.compare]} ${body.expected}`;
};

const read = (text: string, options?: Parameters<typeof extractExamples>[1]): string[] =>
  extractExamples(text, options).map(line);

describe("a call and its value in prose", () => {
  test.each([
    ["==", "slugify('Hello World') == 'hello-world'", ["slugify('Hello World') == 'hello-world'"]],
    ["=", "Example: f(1, 2) = 3", ["f(1, 2) == 3"]],
    [
      "every arrow",
      "f(1) → 1\nf(2) -> 2\nf(3) => 3\nf(4) ==> 4\nf(5) ➞ 5\nf(6) --> 6",
      [1, 2, 3, 4, 5, 6].map((n) => `f(${n}) == ${n}`),
    ],
    ["returns", "f('a') returns 'b'.", ["f('a') == 'b'"]],
    ["should return", "f(0) should return True.", ["f(0) == True"]],
    ["must be equal to", "f(0) must be equal to 4", ["f(0) == 4"]],
    [
      "two in a sentence",
      "is_even(4) returns True and is_even(3) returns False.",
      ["is_even(4) == True", "is_even(3) == False"],
    ],
    ["markdown", '- `f("a b")` should return `"a-b"`\n- **f(1)** → `2`', ['f("a b") == "a-b"', "f(1) == 2"]],
    [
      "a numbered list",
      "1. foo([1, 2]) -> 3\n2. foo([]) -> 0 (empty list)",
      ["foo([1, 2]) == 3", "foo([]) == 0"],
    ],
    ["typographic quotes", "“f(‘a’)” returns ‘b’", ["f('a') == 'b'"]],
    ["a comment behind the value", "f(5) returns [1, 5] # The sequence for 5", ["f(5) == [1, 5]"]],
    ["an explanation", "valid('x.dll') # => 'No' (the name starts with a digit)", ["valid('x.dll') == 'No'"]],
    [
      "the value in a comment",
      "double(2)  # 4\ndouble(0)   # returns 0",
      ["double(2) == 4", "double(0) == 0"],
    ],
    ["print and a comment", "print(add(1, 2))  # 3", ["add(1, 2) == 3"]],
    ["print and a text", "print(greet('Bob'))  # Hello, Bob!", ["print(greet('Bob')) prints Hello, Bob!"]],
    [
      "the value on the next line",
      "f([3, 4])\n=> 7\nInput: g(2)\nOutput: 4",
      ["f([3, 4]) == 7", "g(2) == 4"],
    ],
    ["a sum worked out", "fruit('5 apples', 19) ->19 - 5 - 6 = 8", ["fruit('5 apples', 19) == 8"]],
    [
      "arguments over several lines",
      "rows([\n  [1, 2],\n  [3]\n], 1) == [(0, 0)]",
      ["rows([[1, 2], [3]], 1) == [(0, 0)]"],
    ],
    ["functions as arguments", "apply(lambda x: x + 1, [1]) == [2]", ["apply(lambda x: x + 1, [1]) == [2]"]],
    ["keywords", "join('a', sep=', ') == 'a'", ["join('a', sep=', ') == 'a'"]],
    ["a builtin around the call", "len(chunks(3)) == 3", ["len(chunks(3)) == 3"]],
    ["a method chain", "Stack([1]).pop() == 1", ["Stack([1]).pop() == 1"]],
    ["a colon", "roman(4): 'IV'\nroman(9): 'IX'", ["roman(4) == 'IV'", "roman(9) == 'IX'"]],
    [
      "an exception",
      "mean([]) raises ValueError; mean('a') should throw TypeError\nf(None) -> KeyError",
      ["mean([]) raises ValueError", "mean('a') raises TypeError", "f(None) raises KeyError"],
    ],
    ["an assertion", "assert f(1) == 2\n`assert f(2)`", ["f(1) == 2", "assert: assert f(2)"]],
    ["an assertion that is none", "assert list_sort(['aa']) => ['aa']", ["list_sort(['aa']) == ['aa']"]],
  ])("%s", (_, text, expected) => expect(read(text, { language: "python" })).toEqual(expected));
});

describe("what is doubtful is refused", () => {
  test.each([
    ["placeholders", "f(x) == y and f(n) returns 3"],
    ["an ellipsis", "f([1, 2, ...]) == [2, 4, ...]"],
    ["a value cut short", "f(1) == [1, 2"],
    ["broken quotes", 'find_max(["aaaaaaa"]) == ""aaaaaaa"'],
    ["a type", "def f(x: int) -> int:\n    pass"],
    ["other comparisons", "f(1) != 2, f(2) > 3, f(3) >= 4"],
    ["half a sentence", "f(3) is 4 times as fast, f(2) returns 5 apples"],
    ["a bug report", "sum(2, 3) returns -1 instead of 5. avg([]) currently returns 0"],
    ["what it should not do", "f(3) returns 4 but should return 5"],
    ["program text", "if f(3) == 4:\n    return f(2) == 5\nx = f(1) == 2\nwhile f(0) == 1: pass"],
    ["a part of an expression", "1 + f(3) == 4"],
    ["functions of the language", "math.floor(2.5) == 2 and range(3) == 4"],
    ["a qualified call", "utils.slug('a') == 'a'"],
    ["a remark in a comment", "f(3)  # 3 elements"],
    ["two values for one call", "f(1) == 1\nf(1) == 2"],
    [
      "a format, not an instance",
      "Input\nThe first line contains an integer n.\nOutput\nPrint the sum of the integers.",
    ],
    ["a sentence with assert", "assert that f(3) holds for all lists"],
    ["a function of something unknown", "apply(lambda x: x + y, [1]) == [2]"],
    ["a fenced sentence with assert", "```\nassert that f(3) holds\nassert f(1) -> 2 holds\n```"],
    ["bare words", "is_happy(aa) => False"],
  ])("%s", (_, text) => expect(read(text, { language: "python" })).toEqual([]));
});

describe("doctests", () => {
  test.each([
    ["a value", ">>> f(1)\n2", ["f(1) == 2"]],
    ["a comparison", ">>> f([]) == 0", ["f([]) == 0"]],
    [
      "nothing shown",
      ">>> longest([])\n\n>>> longest(['a'])\n'a'",
      ["longest([]) == None", "longest(['a']) == 'a'"],
    ],
    [
      "a session",
      ">>> c = Counter()\n>>> c.add('x')\n>>> c.count('x')\n1",
      ["c = Counter(); c.add('x') | c.count('x') == 1"],
    ],
    ["only the setup that is needed", ">>> a = [1]\n>>> b = [2]\n>>> f(b)\n2", ["b = [2] | f(b) == 2"]],
    ["continuation", ">>> f(\n...   2,\n... )\n{1: 2}", ["f(2) == {1: 2}"]],
    ["a value over two lines", ">>> f(1)\n[1,\n 2]", ["f(1) == [1, 2]"]],
    [
      "an exception",
      ">>> f(-1)\nTraceback (most recent call last):\n  ...\nValueError: no",
      ["f(-1) raises ValueError"],
    ],
    ["an exception in short", ">>> f(-1)\nKeyError: 'x'", ["f(-1) raises KeyError"]],
    [
      "printed text",
      ">>> greet()\nhello world\n>>> print(f(2))\n3\n4",
      ["greet() prints hello world", "print(f(2)) prints 3\n4"],
    ],
    ["a comment", ">>> round(zero([1, 2]), 2) # f(x) = 1 + 2x\n-0.5", ["round(zero([1, 2]), 2) == -0.5"]],
    ["no address", ">>> f()\n<object at 0x7f>", []],
  ])("%s", (_, text, expected) => expect(read(text, { language: "python" })).toEqual(expected));

  test("program text with values in comments keeps its setup", () => {
    const text = "```js\nconst s = new Stack();\ns.push(1);\ns.pop(); // => 1\n```";
    expect(read(text, { language: "javascript" })).toEqual([
      "const s = new Stack(); s.push(1) | s.pop() == 1",
    ]);
  });
});

describe("examples without a call", () => {
  const prompt = (signature: string, examples: string): string =>
    `def ${signature}:\n    """Does it.\n${examples}\n    """\n`;
  test.each([
    [
      "for … the output should be",
      "hex_key(num)",
      'For num = "AB" the output should be 1.',
      ['hex_key("AB") == 1'],
    ],
    [
      "a name that is no parameter",
      "solve(N)",
      'For M = 150, the sum of digits will be 6 the output should be "110".',
      ['solve(150) == "110"'],
    ],
    [
      "two inputs",
      "rev(s, c)",
      `For s = "abc", c = "ae", the result should be ('bcd',False)`,
      [`rev("abc", "ae") == ('bcd', False)`],
    ],
    ["inputs in another order", "f(a, b)", "For b = 1, a = 2 the output should be 3", ["f(2, 1) == 3"]],
    [
      "input and output",
      "pluck(arr)",
      "    Input: [4,2,3]\n    Output: [2, 1]\n    Explanation: 2 is there",
      ["pluck([4, 2, 3]) == [2, 1]"],
    ],
    [
      "named inputs",
      "maximum(arr, k)",
      "    Input: arr = [-3, 5], k = 1\n    Output: [5]",
      ["maximum([-3, 5], 1) == [5]"],
    ],
    [
      "inputs on lines",
      "fill(grid, capacity)",
      "    Input:\n        grid : [[0,1]]\n        bucket_capacity : 2\n    Output: 6",
      ["fill([[0, 1]], 2) == 6"],
    ],
    [
      "assignments and return",
      "by_length(arr)",
      "    arr = [2, 1]\n      -> sort arr -> [1, 2]\n    return ['Two', 'One']",
      ["by_length([2, 1]) == ['Two', 'One']"],
    ],
    ["too many inputs", "f(a)", "    Input: 1, 2\n    Output: 3", []],
  ])("%s", (_, signature, examples, expected) =>
    expect(read(prompt(signature, examples), { language: "python" })).toEqual(expected),
  );

  test.each([
    ["plain blocks", "Read from stdin and print the sum.\n\nInput:\n3\n1 2 3\n\nOutput:\n6\n"],
    ["fenced blocks", "**Input:**\n```\n3\n1 2 3\n```\n**Output:**\n```\n6\n```"],
    [
      "samples beside the format",
      "Input\nThe first line contains n.\n\nOutput\nThe sum.\n\nSample Input\n3\n1 2 3\n\nSample Output\n6",
    ],
  ])("a program's input and output: %s", (_, text) =>
    expect(read(text)).toEqual(['"3\\n1 2 3\\n" -> "6\\n"']),
  );
});

describe("the task's language", () => {
  test.each([
    [
      "values of Python in a JavaScript task",
      "f(True, None) == (1, 2); f({'a': 1}) == False",
      "javascript",
      ["f(true, null) == [1, 2]", "f(({'a': 1})) == false"],
    ],
    [
      "values of JavaScript in a Python task",
      "f(true, null) === [undefined]",
      "python",
      ["f(True, None) == [None]"],
    ],
    [
      "comments of JavaScript",
      "console.log(add(1, 2)); // 3\nparse('a=1') // => { a: 1 }",
      "javascript",
      ["add(1, 2) == 3", "parse('a=1') == ({\"a\": 1})"],
    ],
    [
      "assertions of JavaScript",
      "assert.equal(f(1), 2)\nexpect(f(2)).toEqual([3]);",
      "typescript",
      ["f(1) == 2", "f(2) == [3]"],
    ],
    ["what JavaScript has not", ">>> sum(f(1))\n0.5\n>>> f(b'a')\n1", "javascript", []],
  ] as const)("%s", (_, text, language, expected) => expect(read(text, { language })).toEqual(expected));

  test("names are matched over the spelling of both languages", () => {
    expect(read("is_prime(7) → True", { language: "javascript", names: ["isPrime"] })).toEqual([
      "isPrime(7) == true",
    ]);
    expect(read("other(7) → 1\nf(1) → 2", { language: "python", names: ["f"] })).toEqual(["f(1) == 2"]);
  });

  test("is guessed where nobody says it", () => {
    expect(read("f(None) == True")).toEqual(["f(None) == True"]);
    expect(read("Write a JavaScript function f. f(1) // => true")).toEqual(["f(1) == true"]);
  });
});

test("a wrong name in a stub's examples means the stub", () => {
  const text = 'def sorted_list_sum(lst):\n    """Sorts.\n    list_sort(["a"]) => ["a"]\n    """\n';
  expect(read(text)).toEqual(['sorted_list_sum(["a"]) == ["a"]']);
  expect(read(text.replace("list_sort", "sorted_list_sum"))).toEqual(['sorted_list_sum(["a"]) == ["a"]']);
});

test("a definition's base cases are examples, unless the examples return another kind of thing", () => {
  const definition = "tri(1) = 3\ntri(n) = 1 + n / 2, if n is even.";
  expect(read(`Write fib(n): fib(0) = 0, fib(1) = 1, fib(n) = fib(n-1) + fib(n-2)`)).toEqual([
    "fib(0) == 0",
    "fib(1) == 1",
  ]);
  expect(read(`${definition}\n\nExamples:\ntri(3) = [1, 3, 2, 8]`)).toEqual(["tri(3) == [1, 3, 2, 8]"]);
});

test("numbers with a fraction are approximate only where the text rounds", () => {
  expect(read("area(2) == 12.5")).toEqual(["area(2) == 12.5"]);
  expect(read("Round to two decimals. area(2) == 12.57, count(2) == 3")).toEqual([
    "area(2) ≈ 12.57",
    "count(2) == 3",
  ]);
  expect(read("area(2) returns about 12.566")).toEqual(["area(2) ≈ 12.566"]);
});

test("documentation inside code is told apart from prose, ids and order are stable", () => {
  const cases = extractExamples(
    'g(0) == 1\n\ndef f(x):\n    """\n    f(1) == 2\n    >>> f(2)\n    3\n    """\n',
    { names: ["f", "g"] },
  );
  expect(cases.map(({ id, origin, body }) => [id, origin, body.kind === "example" && body.call])).toEqual([
    ["example-1", "prose", "g(0)"],
    ["example-2", "docstring", "f(1)"],
    ["example-3", "docstring", "f(2)"],
  ]);
});

test("fenced assertions keep their setup, and never test the copy beside them", () => {
  const copied = "```python\ndef f(x):\n    return 0\n\nxs = [1]\nassert f(xs) == [1]\n```";
  expect(read(copied)).toEqual(["xs = [1] | f(xs) == [1]"]);
  expect(read("```python\nfrom solution import f\nxs = [1]\nassert f(xs) == [1]\n```")).toEqual([
    "xs = [1] | f(xs) == [1]",
  ]);
});

test.each(["(", "f(", "f(1) == ", "Input:\n", ">>> f(\n", '"""', "`", "1 ** ", "-", "{", "assert f(", "/*"])(
  "hostile text ends: %j over and over",
  (piece) => expect(Array.isArray(extractExamples(piece.repeat(4_000)))).toBe(true),
);
