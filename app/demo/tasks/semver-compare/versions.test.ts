import { describe, expect, it } from "vitest";
import { compareVersions } from "./versions.ts";

describe("compareVersions", () => {
  it("tells equal versions", () => {
    expect(compareVersions("1.2.3", "1.2.3")).toBe(0);
  });

  it("compares numbers as numbers", () => {
    expect(compareVersions("1.10.0", "1.9.0")).toBe(1);
    expect(compareVersions("2.0.0", "10.0.0")).toBe(-1);
  });

  it("puts a pre-release before its release", () => {
    expect(compareVersions("1.0.0-rc.1", "1.0.0")).toBe(-1);
  });

  it("follows the example of the specification", () => {
    const ordered = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11"];
    expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
  });

  it("ignores build metadata", () => {
    expect(compareVersions("1.0.0+linux", "1.0.0+mac")).toBe(0);
  });
});
