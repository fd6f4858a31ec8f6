import { describe, expect, it } from "vitest";
import { inTransaction } from "../../memory/sql.ts";
import type { TestDatabases } from "../support/databases.ts";

export const poolSuite = (databases: () => TestDatabases): void => {
  describe("pool", () => {
    it("keeps transactions apart", async () => {
      const { pool } = databases().database;
      await pool.query("CREATE TABLE hydra.apart (n integer)");
      const insert = async (n: number) =>
        inTransaction(pool, async (client) => {
          await client.query("INSERT INTO hydra.apart VALUES ($1)", [n]);
          await client.query("SELECT 1");
          if (n % 2 === 1) throw new Error("rolled back");
        });
      const alone = pool.query("INSERT INTO hydra.apart VALUES ($1)", [100]);
      await Promise.allSettled([...[0, 1, 2, 3, 4, 5].map(insert), alone]);
      const { rows } = await pool.query("SELECT n FROM hydra.apart ORDER BY n");
      expect(rows).toEqual([{ n: 0 }, { n: 2 }, { n: 4 }, { n: 100 }]);
    });

    it("stays usable after an error, also in a transaction", async () => {
      const { pool } = databases().database;
      const wrong = { code: "42P01" };
      await expect(pool.query("SELECT * FROM hydra.nowhere")).rejects.toMatchObject(wrong);
      const failing = inTransaction(pool, async (client) => client.query("TABLE hydra.nowhere"));
      await expect(failing).rejects.toMatchObject(wrong);
      const { rows, rowCount } = await pool.query("SELECT $1::text AS a, $2::jsonb AS b", [
        undefined,
        { c: 1 },
      ]);
      expect({ rows, rowCount }).toEqual({ rows: [{ a: null, b: { c: 1 } }], rowCount: 1 });
    });
  });
};
