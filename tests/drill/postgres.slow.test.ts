// The same on a PostgreSQL server: a run is killed with -9, and another process with the same server goes on.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPostgres, type TestServer } from "../support/postgres.ts";
import { doneTwice, killAfter, stepsOf, undisturbed } from "./kill.ts";
import { temporary } from "../support/temporary.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => server.stop());

test("killed in the middle and resumed on PostgreSQL", async () => {
  const ground = { home: temporary(), postgresUrl: await server.createDatabase("drill") };
  const whole = await undisturbed("top-words", ground);
  expect(whole.result.verdict).toBe("verified");
  const drill = await killAfter("top-words", Math.floor(stepsOf(whole.events) / 2), ground);
  expect(drill.result.subtasks).toEqual(whole.result.subtasks);
  expect(doneTwice(drill)).toEqual([]);
});
