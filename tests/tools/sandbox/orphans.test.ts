// A sandbox's processes end with the process that started them, also when that is killed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { temporary } from "../../support/temporary.ts";

/** Processes in whose command line the text stands. */
const processesWith = (text: string): string[] =>
  readdirSync("/proc").filter((id) => {
    try {
      return /^\d+$/u.test(id) && readFileSync(`/proc/${id}/cmdline`, "utf8").includes(text);
    } catch {
      return false;
    }
  });

const until = async (holds: () => boolean): Promise<boolean> => {
  for (let tries = 0; tries < 300; tries++) {
    if (holds()) return true;
    await wait(100);
  }
  return false;
};

test.skipIf(process.platform !== "linux")(
  "a program that loops does not outlive a killed Hydra",
  async () => {
    const cacheDir = temporary();
    const script = new URL("looping.ts", import.meta.url).pathname;
    const parent = spawn(process.execPath, [script, cacheDir], { stdio: ["ignore", "pipe", "inherit"] });
    await once(parent.stdout, "data");
    const children = () => processesWith(cacheDir).filter((id) => id !== String(parent.pid));
    // What ends by itself does so in this time; what loops is still there.
    await wait(1_500);
    expect(await until(() => children().length > 0)).toBe(true);
    parent.kill("SIGKILL");
    expect(await until(() => children().length === 0)).toBe(true);
  },
);
