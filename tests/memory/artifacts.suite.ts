import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Artifacts } from "../../core/ports.ts";

export const artifactsSuite = (make: () => Artifacts): void => {
  describe("artifacts", () => {
    it.each(["", "plain", "żółw 🐢", "nul \0 inside", "x".repeat(300_000)])(
      "gives back what was put (%#)",
      async (content) => {
        const artifacts = make();
        const id = await artifacts.put(content);
        expect(id).toBe(createHash("sha256").update(content).digest("hex"));
        expect(await artifacts.get(id)).toBe(content);
      },
    );

    it("keeps half of a surrogate pair as the replacement character", async () => {
      const artifacts = make();
      expect(await artifacts.get(await artifacts.put("a\uD800b"))).toBe("a\uFFFDb");
    });

    it("gives equal contents one id, also at once", async () => {
      const artifacts = make();
      const ids = await Promise.all(Array.from({ length: 8 }, async () => artifacts.put("same")));
      expect(new Set(ids).size).toBe(1);
    });

    it("names a missing artifact", async () => {
      await expect(make().get("0".repeat(64))).rejects.toMatchObject({ code: "ARTIFACT_MISSING" });
    });
  });
};
