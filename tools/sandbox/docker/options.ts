// The hardened container, in one place: what an untrusted program may touch and how much of it.
import type Docker from "dockerode";
import type { SandboxLimits } from "../../../core/ports.ts";
import { seccompProfile } from "./seccomp.ts";

export interface Box {
  readonly image: string;
  readonly runtime: "runc" | "runsc";
  readonly limits: SandboxLimits;
  /** Labels that tell whose container this is. */
  readonly labels: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

const mebibyte = 1 << 20;
const scratchBytes = 32 * mebibyte;
/** gVisor's own threads and memory count against the container. */
const gvisor = { processes: 1024, memoryBytes: 512 * mebibyte };
const processes = 64;
const scratch = `rw,noexec,nosuid,nodev,size=${scratchBytes},mode=1777`;

/** No network, read-only root, no capabilities, no privileges to gain, bounded memory, processes, files and output. */
export const containerOptions = (box: Box): Docker.ContainerCreateOptions => {
  const runsc = box.runtime === "runsc";
  const memoryBytes = Math.max(box.limits.memoryBytes, runsc ? gvisor.memoryBytes : 0);
  return {
    Image: box.image,
    Cmd: [...box.command],
    Entrypoint: [],
    User: "65534:65534",
    WorkingDir: "/work",
    Env: [
      "HOME=/tmp",
      "PATH=/usr/local/bin:/usr/bin:/bin",
      "LANG=C.UTF-8",
      "PYTHONDONTWRITEBYTECODE=1",
      "PYTHONHASHSEED=0",
      "NO_COLOR=1",
    ],
    Labels: { ...box.labels },
    NetworkDisabled: true,
    Healthcheck: { Test: ["NONE"] },
    StopTimeout: 1,
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      Runtime: box.runtime,
      Memory: memoryBytes,
      // equal to Memory: no swap
      MemorySwap: memoryBytes,
      NanoCpus: 1e9,
      PidsLimit: runsc ? gvisor.processes : processes,
      NetworkMode: "none",
      ReadonlyRootfs: true,
      Tmpfs: { "/tmp": scratch, "/work": scratch },
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges:true", `seccomp=${seccompProfile()}`],
      Init: true,
      IpcMode: "private",
      ShmSize: 16 * mebibyte,
      Ulimits: [
        { Name: "nproc", Soft: 2048, Hard: 2048 },
        { Name: "nofile", Soft: 256, Hard: 256 },
        { Name: "fsize", Soft: scratchBytes, Hard: scratchBytes },
        { Name: "core", Soft: 0, Hard: 0 },
      ],
      // output is read from the attached stream; a log file would fill the engine's disk
      LogConfig: { Type: "none", Config: {} },
      RestartPolicy: { Name: "no" },
    },
  };
};
