import { expect, test } from "vitest";
import type { TaskRequest } from "../../core/state.ts";
import { makeIntake } from "../../nodes/intake.ts";
import { readTests } from "../../nodes/stored.ts";
import { makeFakePorts } from "../support/ports.ts";

test("a test that the person gives and that lies in the workspace as well counts once, as the person's", async () => {
  const content = "from cart import add\n\ndef test_add():\n    assert add(1, 2) == 3\n";
  const other = content.replace("3", "4");
  const { ports } = makeFakePorts({
    workspace: { "cart.py": "def add(a, b): return a + b\n", "test_cart.py": content, "test_more.py": other },
  });
  const given = { path: "somewhere/test_cart.py", content: await ports.artifacts.put(`${content}\n`) };
  const request = { text: "cart.py adds wrongly", language: null, interactive: false, tests: [given] };
  const { trusted } = await makeIntake(ports)({ thread: "t", request: request as TaskRequest }, {});
  const origins = (await readTests(ports.artifacts, trusted)).map(({ id, origin }) => [id, origin]);
  expect(origins).toEqual([
    ["file:somewhere/test_cart.py", "file"],
    ["workspace:test_more.py", "workspace"],
  ]);
});
