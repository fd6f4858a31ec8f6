import { randomUUID } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import type { Journal } from "../../core/ports.ts";

/** `make` gives a journal as a new process would see it, over the same store. */
export const journalSuite = (make: () => Journal): void => {
  describe("journal", () => {
    it("runs once per thread and key, also after a restart", async () => {
      const thread = randomUUID();
      const run = vi.fn<() => Promise<unknown>>(async () => ({ text: "a\0b", list: [1, null] }));
      const first = await make().once(thread, "k", run);
      expect(await make().once(thread, "k", run)).toEqual(first);
      expect(first).toEqual({ text: "a\0b", list: [1, null] });
      expect(run).toHaveBeenCalledTimes(1);
    });

    it("tells keys and threads apart", async () => {
      const [journal, thread] = [make(), randomUUID()];
      const values = [
        await journal.once(thread, "a", async () => 1),
        await journal.once(thread, "b", async () => 2),
        await journal.once(`${thread}a`, "", async () => 3),
        await journal.once(thread, "a", async () => 4),
      ];
      expect(values).toEqual([1, 2, 3, 1]);
    });

    it("runs once where two calls with one key meet", async () => {
      const [journal, thread] = [make(), randomUUID()];
      const gate = Promise.withResolvers<number>();
      const run = vi.fn<() => Promise<number>>(async () => gate.promise);
      const both = [journal.once(thread, "k", run), journal.once(thread, "k", run)];
      gate.resolve(7);
      expect(await Promise.all(both)).toEqual([7, 7]);
      expect(run).toHaveBeenCalledTimes(1);
    });

    it("lets the first result win where two processes meet", async () => {
      const [one, two, thread] = [make(), make(), randomUUID()];
      const inner = await one.once(thread, "k", async () => {
        await two.once(thread, "k", async () => "second, but done first");
        return "first, but done second";
      });
      expect(inner).toBe("second, but done first");
    });

    it("keeps no failure", async () => {
      const [journal, thread] = [make(), randomUUID()];
      const failed = journal.once(thread, "k", async () => {
        throw new Error("no");
      });
      await expect(failed).rejects.toThrow("no");
      expect(await journal.once(thread, "k", async () => "yes")).toBe("yes");
    });

    it("gives the first caller what a replay would get", async () => {
      const [journal, thread] = [make(), randomUUID()];
      const first = await journal.once(thread, "k", async () => ({ kept: 1, dropped: undefined }));
      expect(Object.keys(first)).toEqual(["kept"]);
      expect(await journal.once(thread, "nothing", async () => undefined)).toBeNull();
    });
  });
};
