// What can be said of the Docker tier without an engine: the options, the profile, the launch script, tags and owners.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";
import { isHydraError } from "../../../core/errors.ts";
import { contentHash } from "../../../tools/sandbox/docker/content-hash.ts";
import { probeDocker } from "../../../tools/sandbox/docker/engine.ts";
import { builtTag } from "../../../tools/sandbox/docker/image.ts";
import { encodeLaunch, type Launch, waitingCommand } from "../../../tools/sandbox/docker/launch.ts";
import { containerOptions } from "../../../tools/sandbox/docker/options.ts";
import { isOrphan, ownerLabels } from "../../../tools/sandbox/docker/owner.ts";
import { makePool } from "../../../tools/sandbox/docker/pool.ts";
import { seccompProfile } from "../../../tools/sandbox/docker/seccomp.ts";
import { tarStream, textFile } from "../../../tools/sandbox/docker/tar.ts";

const limits = { timeoutMs: 1000, jobTimeoutMs: 2000, memoryBytes: 256 << 20, outputBytes: 1 << 16 };
const folder = mkdtempSync("/tmp/hydra-docker-test-");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("container options", () => {
  const box = { image: "x", runtime: "runc", limits, labels: { a: "b" }, command: ["true"] } as const;
  const options = containerOptions(box);
  const host = options.HostConfig ?? {};

  it("leave the program no network, no root, no capability, no writable image and no engine socket", () => {
    expect(options).toMatchObject({ User: "65534:65534", NetworkDisabled: true, Labels: { a: "b" } });
    expect(host).toMatchObject({
      NetworkMode: "none",
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      Init: true,
      IpcMode: "private",
      LogConfig: { Type: "none" },
    });
    expect(host.SecurityOpt).toEqual(["no-new-privileges:true", `seccomp=${seccompProfile()}`]);
    expect(host).not.toHaveProperty("Binds");
    expect(host).not.toHaveProperty("Mounts");
    expect(JSON.stringify(options)).not.toMatch(/docker\.sock|Privileged|CapAdd/u);
  });

  it("bound memory without swap, processes, scratch space and file size", () => {
    expect(host).toMatchObject({ Memory: 256 << 20, MemorySwap: 256 << 20, PidsLimit: 64, NanoCpus: 1e9 });
    expect(host.Tmpfs).toEqual({
      "/tmp": "rw,noexec,nosuid,nodev,size=33554432,mode=1777",
      "/work": "rw,noexec,nosuid,nodev,size=33554432,mode=1777",
    });
    expect(host.Ulimits?.map((limit) => limit.Name)).toEqual(["nproc", "nofile", "fsize", "core"]);
  });

  it("give gVisor the threads and memory that its own kernel needs", () => {
    const { HostConfig } = containerOptions({ ...box, runtime: "runsc" });
    expect(HostConfig).toMatchObject({
      Runtime: "runsc",
      PidsLimit: 1024,
      Memory: 512 << 20,
      MemorySwap: 512 << 20,
    });
  });
});

describe("seccomp profile", () => {
  const profile = JSON.parse(seccompProfile()) as {
    defaultAction: string;
    syscalls: {
      names: string[];
      action: string;
      args?: { value: number; valueTwo?: number; op: string }[];
    }[];
  };
  const allowed = profile.syscalls.filter((rule) => rule.action === "SCMP_ACT_ALLOW");
  const free = allowed.filter((rule) => rule.args === undefined).flatMap((rule) => rule.names);

  const rules = (name: string) =>
    allowed.filter((rule) => rule.names.includes(name)).map((rule) => rule.args?.[0]);

  it("refuses whatever it does not name, and names each call once", () => {
    expect(profile.defaultAction).toBe("SCMP_ACT_ERRNO");
    expect(new Set(free).size).toBe(free.length);
    expect(free).toEqual(expect.arrayContaining(["read", "openat", "execve", "futex", "epoll_wait"]));
  });

  it.each(
    "bpf ptrace process_vm_readv process_vm_writev io_uring_setup io_uring_enter io_uring_register keyctl add_key request_key userfaultfd perf_event_open mount umount2 unshare setns pivot_root chroot kexec_load init_module finit_module name_to_handle_at open_by_handle_at memfd_secret modify_ldt reboot swapon syslog clone clone3 socket personality quotactl pidfd_getfd".split(
      " ",
    ),
  )("does not allow %s without a condition", (name) => {
    expect(free).not.toContain(name);
  });

  it("lets clone make threads and processes but no namespace, and socket only local families", () => {
    expect(rules("clone")).toEqual([{ index: 0, value: 0x7e020000, valueTwo: 0, op: "SCMP_CMP_MASKED_EQ" }]);
    expect(rules("socket").map((rule) => rule?.value)).toEqual([1, 2]);
    expect(rules("clone3")).toEqual([]);
  });
});

describe("launch", () => {
  const launch: Launch = { files: [], command: ["cat"], stdin: "", seconds: 5, missingMark: "MISSING" };
  const play = (change: Partial<Launch>) => {
    const [shell = "", ...args] = waitingCommand;
    const input = encodeLaunch({ ...launch, ...change });
    return spawnSync(shell, args, { input, encoding: "utf8", cwd: folder });
  };

  it("writes files whole, whatever their names and contents, and leaves the program its input", () => {
    const odd = `${folder}/sub dir/it's $HOME.txt`;
    const empty = `${folder}/empty`;
    const files = [
      { path: odd, content: "line\n\nüñí\0'\"`$(exit 3)`\n" },
      { path: empty, content: "" },
    ];
    const result = play({ files, stdin: "the input\n" });
    expect(result).toMatchObject({ status: 0, stdout: "the input\n", stderr: "" });
    expect(readFileSync(odd, "utf8")).toBe(files[0]?.content);
    expect(readFileSync(empty, "utf8")).toBe("");
  });

  it("passes arguments unchanged and closes the input where there is none", () => {
    const command = ["printf", "%s|", "a b", "'", "$(id)", "\n", ""];
    expect(play({ command, stdin: null }).stdout).toBe("a b|'|$(id)|\n||");
    expect(play({ stdin: null })).toMatchObject({ status: 0, stdout: "" });
  });

  it("ends as the program ended, and adds nothing to what it wrote", () => {
    const ending = (script: string) => play({ command: ["sh", "-c", script] });
    expect(ending("echo out; echo err >&2; exit 3")).toMatchObject({
      status: 3,
      stdout: "out\n",
      stderr: "err\n",
    });
    expect(ending("kill -9 $$")).toMatchObject({ status: 137, stdout: "", stderr: "" });
    expect(ending("kill -SEGV $$")).toMatchObject({ status: 139, stdout: "", stderr: "" });
  });

  it("says so when the command or the module is not there, and runs nothing", () => {
    expect(play({ command: ["no-such-program"] })).toMatchObject({
      status: 127,
      stdout: "",
      stderr: "MISSING\n",
    });
    expect(play({ command: ["python3", "-m", "no_such_module.x"] })).toMatchObject({
      status: 127,
      stderr: "MISSING\n",
    });
    expect(play({ command: ["python3", "-m", "json.tool"], stdin: "[]" })).toMatchObject({
      status: 0,
      stdout: "[]\n",
    });
  });

  it("ends by itself after its time", () => {
    expect(play({ command: ["sleep", "60"], seconds: 1 })).toMatchObject({ status: 137, stderr: "" });
  });

  it.each(["../x", "/etc/passwd", "a/../../x", "/work", "x\0y", ""])("refuses the path %j", (path) => {
    expect(() => encodeLaunch({ ...launch, files: [{ path, content: "" }] })).toThrow(
      expect.objectContaining({ code: "BAD_INPUT" }),
    );
  });
});

describe("image", () => {
  it("has the Dockerfile's hash as its tag", () => {
    expect(builtTag("FROM a")).toMatch(/^hydra-sandbox:[0-9a-f]{12}$/u);
    expect(builtTag("FROM a")).toBe(builtTag("FROM a"));
    expect(builtTag("FROM a")).not.toBe(builtTag("FROM b"));
  });

  it("is hashed by content, not by time, and is not hashed twice for the same files", async () => {
    const cache = `${folder}/cache/hash.json`;
    const first = await contentHash([textFile("a", "1")], cache);
    expect(await contentHash([{ ...textFile("a", "1"), modified: 7 } as never], cache)).toBe(first);
    expect(await contentHash([textFile("a", "2")], `${folder}/other.json`)).not.toBe(first);
    const unreadable = {
      ...textFile("b", "1"),
      read: () => {
        throw new Error("read again");
      },
    } as never;
    await contentHash([textFile("b", "1")], cache);
    await expect(contentHash([unreadable], cache)).resolves.toMatch(/^[0-9a-f]{64}$/u);
  });

  it("is an archive that tar reads, long names and links included", async () => {
    const long = `${"deep/".repeat(24)}name.txt`;
    const archive = await buffer(
      tarStream([
        { kind: "folder", path: "work", mode: 0o1777 },
        { kind: "link", path: "link", to: "work" },
        textFile(long, "content"),
        textFile("run", "#!/bin/sh\n", 0o755),
      ]),
    );
    const listed = spawnSync("tar", ["-tv"], { input: archive, encoding: "utf8" });
    expect(listed.stderr).toBe("");
    expect(
      listed.stdout.split("\n").map((line) => line.replace(/\s+/gu, " ").replace(/ \d{4}-\S+ \S+/u, "")),
    ).toEqual([
      "drwxrwxrwt 0/0 0 work",
      "lrwxrwxrwx 0/0 0 link -> work",
      `-rw-r--r-- 0/0 7 ${long}`,
      "-rwxr-xr-x 0/0 10 run",
      "",
    ]);
    const read = spawnSync("tar", ["-xO", long], { input: archive, encoding: "utf8" });
    expect(read.stdout).toBe("content");
  });
});

describe("owner", () => {
  it("is alive while its process is, and two sandboxes of it are told apart", () => {
    expect(isOrphan(JSON.stringify(own()))).toBe(false);
    expect(ownerLabels()["hydra.sandbox"]).not.toBe(ownerLabels()["hydra.sandbox"]);
  });

  it("is dead when the process ended or its id was taken by another", () => {
    const ended = spawnSync("true").pid;
    expect(isOrphan(JSON.stringify({ ...own(), pid: ended }))).toBe(true);
    expect(isOrphan(JSON.stringify({ ...own(), started: "1" }))).toBe(true);
  });

  it("is left alone where it can't be known", () => {
    const ended = spawnSync("true").pid;
    expect(isOrphan(JSON.stringify({ ...own(), pid: ended, host: "another" }))).toBe(false);
    expect(isOrphan("")).toBe(false);
    expect(isOrphan("{}")).toBe(false);
  });
});

describe("pool", () => {
  it("uses each container once, keeps two waiting, and close removes all", async () => {
    const { log, start, made } = makeBoxes();
    const pool = makePool({ start, limits, warm: 2 });
    const used = [await pool.with(limits, async (box) => box), await pool.with(limits, async (box) => box)];
    expect(new Set(used).size).toBe(2);
    expect(made()).toBe(4);
    await pool.close();
    expect(log.toSorted()).toEqual(["remove 1", "remove 2", "remove 3", "remove 4"]);
  });

  it("starts a container of its own for other memory limits, and replaces one that died waiting", async () => {
    const { log, start, made } = makeBoxes();
    const pool = makePool({ start, limits, warm: 1 });
    await pool.with({ ...limits, memoryBytes: 1 << 20 }, async () => {});
    expect(made()).toBe(2);
    log.push("die 1");
    await pool.with(limits, async (box) => expect(box.alive()).toBe(true));
    await pool.close();
    expect(log.filter((line) => line.startsWith("remove"))).toHaveLength(made());
  });
});

it("says why there is no engine, in time, and never throws", async () => {
  const probe = await probeDocker({ socketPath: `${folder}/nothing.sock` });
  expect(probe).toMatchObject({ available: false, version: null, runtimes: [] });
  expect(probe.reason).toContain("no Docker engine answers");
  expect(isHydraError(probe)).toBe(false);
});

const own = () => JSON.parse(ownerLabels()["hydra.sandbox.owner"] ?? "") as Record<string, unknown>;

const makeBoxes = () => {
  const log: string[] = [];
  let made = 0;
  const start = async () => {
    const id = ++made;
    return {
      alive: () => !log.includes(`die ${id}`),
      run: () => Promise.reject(new Error("not used")),
      remove: async () => {
        log.push(`remove ${id}`);
      },
      id,
    };
  };
  return { log, start, made: () => made };
};
