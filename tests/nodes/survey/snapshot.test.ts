import { expect, test } from "vitest";
import { takeSnapshot } from "../../../nodes/survey/snapshot.ts";
import { surveyWorkspace } from "../../../nodes/survey/survey.ts";
import { makeFakePorts } from "../../support/ports.ts";

const many = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`lib/f${index}.py`, "x = 1\n"]));

test("what the task is about runs beside a candidate, however large the workspace; what is missing is said", async () => {
  const { ports, events } = makeFakePorts({
    workspace: {
      ...many(700),
      "lib/huge.py": "x".repeat(9 << 20),
      "shop/deep/a/__init__.py": "",
      "shop/deep/a/cart.py": "from shop.deep.b.one import one\n",
      "shop/deep/b/one.py": "from shop.deep.b.two import two\n",
      "shop/deep/b/two.py": "from shop.deep.b.three import three\n",
      "shop/deep/b/three.py": "from shop.deep.b.four import four\n",
      "shop/deep/b/four.py": "four = 4\n",
      "shop/tests/test_cart.py": "from shop.deep.a import cart\nfrom shop.tests.helper import h\n",
      "shop/tests/helper.py": "h = 1\n",
      "shop/zzz.py": "",
    },
  });
  const { first } = await surveyWorkspace(ports.workspace, {
    task: "shop/deep/a/cart.py is wrong",
    limitTokens: 1_000,
  });
  const base = await takeSnapshot(ports, { thread: "t", first });
  expect(Object.keys(base).filter((path) => !path.startsWith("lib/"))).toEqual([
    "shop/tests/helper.py",
    "shop/tests/test_cart.py",
    "shop/deep/a/__init__.py",
    "shop/deep/a/cart.py",
    "shop/deep/b/four.py",
    "shop/deep/b/one.py",
    "shop/deep/b/three.py",
    "shop/deep/b/two.py",
  ]);
  expect(Object.keys(base)).toHaveLength(600);
  expect(events).toEqual([
    { type: "notice", level: "warning", text: expect.stringMatching(/: 110 of 710 files are left out/u) },
  ]);
});

test("a workspace that fits is taken whole, in its order, and nothing is said", async () => {
  const { ports, events } = makeFakePorts({ workspace: { "b.py": "b", "a.py": "a", "c/d.py": "d" } });
  const base = await takeSnapshot(ports, { thread: "t", first: ["c/d.py", "gone.py"] });
  expect(Object.keys(base)).toEqual(["a.py", "b.py", "c/d.py"]);
  expect(await ports.artifacts.get(base["c/d.py"] ?? "")).toBe("d");
  expect(events).toEqual([]);
});
