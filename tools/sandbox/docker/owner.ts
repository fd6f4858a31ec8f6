// Whose container is it: each carries its owner as labels, and whoever starts removes what dead owners left behind.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type Docker from "dockerode";
import { removeBox } from "./box.ts";
import { within } from "./engine.ts";

const instanceLabel = "hydra.sandbox";
const ownerLabel = "hydra.sandbox.owner";

/** Labels for the containers of one opened sandbox of this process. */
export const ownerLabels = (): Readonly<Record<string, string>> => ({
  [instanceLabel]: randomUUID(),
  [ownerLabel]: JSON.stringify({ host: hostname(), pid: process.pid, started: startOf(process.pid) }),
});

/** Removes every container with these labels' instance; the number removed. */
export const removeOwn = async (
  docker: Docker,
  labels: Readonly<Record<string, string>>,
): Promise<number> => {
  const own = await list(docker, `${instanceLabel}=${labels[instanceLabel]}`);
  await Promise.all(own.map((box) => removeBox(docker.getContainer(box.Id))));
  return own.length;
};

/** Removes sandboxes whose owner was a process of this machine that is dead; the number removed. */
export const sweep = async (docker: Docker): Promise<number> => {
  const left = (await list(docker, instanceLabel)).filter((box) => isOrphan(box.Labels[ownerLabel] ?? ""));
  await Promise.all(left.map((box) => removeBox(docker.getContainer(box.Id))));
  return left.length;
};

/** Whether a label names a process of this machine that no longer runs. An unreadable label belongs to nobody we know. */
export const isOrphan = (label: string): boolean => {
  try {
    const owner = JSON.parse(label) as { host?: unknown; pid?: unknown; started?: unknown };
    if (owner.host !== hostname() || typeof owner.pid !== "number") return false;
    return !isRunning(owner.pid) || startOf(owner.pid) !== owner.started;
  } catch {
    return false;
  }
};

const list = (docker: Docker, label: string): Promise<Docker.ContainerInfo[]> =>
  within(10_000, "list containers", () => docker.listContainers({ all: true, filters: { label: [label] } }));

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};

/** Start time in clock ticks, so that a reused process id is told apart; null where there is no /proc. */
const startOf = (pid: number): string | null => {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1) ?? "";
    return afterName.split(" ")[19] ?? null;
  } catch {
    return null;
  }
};
