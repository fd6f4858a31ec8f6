// A process to be killed: `node child.ts write|hold HOME|URL`. It says on stdout what it has got done.
import { openDatabase } from "../../memory/database.ts";
import { makeJournal } from "../../memory/journal.ts";
import { takeLease } from "../../memory/lease.ts";

const [what, where = ""] = process.argv.slice(2);
const say = (text: string) => process.stdout.write(`${text}\n`);

const database = await openDatabase({
  home: where,
  postgresUrl: where.startsWith("postgres") ? where : undefined,
  command: `child ${what}`,
  thread: "t",
});
await takeLease(database, "t", { command: `child ${what}` });
say("open");
if (what === "write") {
  const journal = makeJournal(database);
  for (let n = 0; ; n += 1) {
    await journal.once("t", `${n}`, async () => "x".repeat(n % 5_000));
    say(`${n}`);
  }
}
setInterval(() => undefined, 60_000);
