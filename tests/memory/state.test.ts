// The contracts of what survives: over the fakes, over PGlite, and over a real PostgreSQL.
import { describe } from "vitest";
import { makeArtifacts } from "../../memory/artifacts.ts";
import { makeBudget } from "../../memory/budget.ts";
import { makeEpisodeMemory } from "../../memory/episodes.ts";
import { makeArtifactsFake, makeBudgetFake, makeJournalFake, makeMemoryFake } from "../../memory/fakes.ts";
import { makeJournal } from "../../memory/journal.ts";
import { onEachDatabase } from "../support/databases.ts";
import { artifactsSuite } from "./artifacts.suite.ts";
import { budgetSuite, heartbeatSuite } from "./budget.suite.ts";
import { episodesSuite } from "./episodes.suite.ts";
import { journalSuite } from "./journal.suite.ts";
import { leaseSuite } from "./lease.suite.ts";
import { poolSuite } from "./pool.suite.ts";
import { threadsSuite } from "./threads.suite.ts";

describe("fakes", () => {
  artifactsSuite(makeArtifactsFake);
  const values = new Map<string, string>();
  journalSuite(() => makeJournalFake(values));
  budgetSuite(makeBudgetFake);
  episodesSuite(makeMemoryFake);
});

onEachDatabase((databases) => {
  artifactsSuite(() => makeArtifacts(databases().database, "artifacts"));
  journalSuite(() => makeJournal(databases().database));
  budgetSuite((options) => makeBudget(databases().database, options));
  heartbeatSuite((options) => makeBudget(databases().database, options));
  episodesSuite(() => makeEpisodeMemory(databases().database));
  poolSuite(databases);
  leaseSuite(databases);
  threadsSuite(databases);
});
