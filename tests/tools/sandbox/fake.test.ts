import { expect, it } from "vitest";
import { makeFakeSandbox } from "../../../tools/sandbox/fake.ts";
import { example } from "./contract.ts";

it("answers what it was told and fills in the rest", async () => {
  const sandbox = makeFakeSandbox({
    check: ({ tests }) => ({
      outcomes: tests.map(({ id }) => ({ id, status: id === "b" ? "failed" : "passed" })),
    }),
  });
  const { signal } = new AbortController();
  const tests = [example("a", "f(1)", "1"), example("b", "f(2)", "2")];
  const result = await sandbox.check({ language: "python", files: [], tests, calls: ["f(3)"] }, { signal });
  expect(result).toMatchObject({ status: "ok", calls: [["x"]] });
  expect(result.outcomes.map(({ status }) => status)).toEqual(["passed", "failed"]);
  expect(await sandbox.command({ files: [], command: ["make"] }, { signal })).toMatchObject({
    status: "unsupported",
  });
  expect(sandbox.identity.detail).toContain("scripted");
});
