// Which system calls a program in the container may make: an allowlist of what Node and Python were seen to need.
// Whatever is not named (io_uring, ptrace, bpf, keyctl, userfaultfd, mount, unshare, …) fails with EPERM.

const allowed = [
  // files and directories
  "access faccessat faccessat2 chdir fchdir getcwd chmod fchmod fchmodat chown fchown fchownat lchown creat open openat",
  "openat2 close close_range dup dup2 dup3 fcntl flock fsync fdatasync sync sync_file_range syncfs ftruncate truncate",
  "fallocate fadvise64 readahead copy_file_range sendfile splice tee vmsplice getdents getdents64 link linkat symlink",
  "symlinkat readlink readlinkat mkdir mkdirat mknod mknodat rename renameat renameat2 rmdir unlink unlinkat umask stat",
  "fstat lstat newfstatat statx statfs fstatfs utime utimes futimesat utimensat getxattr lgetxattr fgetxattr listxattr",
  "llistxattr flistxattr inotify_init inotify_init1 inotify_add_watch inotify_rm_watch",
  // reading, writing, waiting
  "read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek ioctl pipe pipe2 poll ppoll select",
  "pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd eventfd2 signalfd signalfd4",
  "timerfd_create timerfd_gettime timerfd_settime",
  // memory
  "brk mmap munmap mremap mprotect madvise mincore msync mlock mlock2 munlock mlockall munlockall membarrier",
  "memfd_create pkey_alloc pkey_free pkey_mprotect",
  // processes, threads, signals
  "fork vfork execve execveat exit exit_group wait4 waitid futex futex_waitv get_robust_list set_robust_list rseq",
  "set_tid_address arch_prctl prctl getpid getppid gettid getpgid getpgrp setpgid getsid setsid kill tkill tgkill",
  "pidfd_open pidfd_send_signal rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend",
  "rt_sigtimedwait rt_tgsigqueueinfo sigaltstack restart_syscall pause alarm getitimer setitimer timer_create",
  "timer_delete timer_getoverrun timer_gettime timer_settime seccomp",
  "sched_yield sched_getaffinity sched_setaffinity sched_getattr sched_getparam sched_get_priority_max",
  "sched_get_priority_min sched_getscheduler sched_rr_get_interval sched_setscheduler sched_setparam getpriority setpriority",
  // identity and limits (every capability is dropped and no_new_privs is set, so the setters gain nothing)
  "getuid geteuid getgid getegid getgroups getresuid getresgid setuid setgid setgroups setreuid setregid setresuid",
  "setresgid setfsuid setfsgid capget capset getrlimit setrlimit prlimit64 getrusage times sysinfo uname getcpu getrandom",
  // clocks
  "clock_getres clock_gettime clock_nanosleep nanosleep gettimeofday time",
  // sockets: only lo exists in the container
  "socketpair bind connect listen accept accept4 getpeername getsockname getsockopt setsockopt recvfrom recvmmsg recvmsg",
  "sendto sendmmsg sendmsg shutdown",
].flatMap((line) => line.split(" "));

const unixFamily = 1;
const inetFamily = 2;
/** CLONE_NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET. */
const namespaceFlags = 0x7e02_0000;
const eperm = 1;
const enosys = 38;

/** The profile as the engine takes it: JSON content, not a path. x86-64 and arm64, native calls only. */
export const seccompProfile = (): string =>
  JSON.stringify({
    defaultAction: "SCMP_ACT_ERRNO",
    defaultErrnoRet: eperm,
    archMap: [
      { architecture: "SCMP_ARCH_X86_64", subArchitectures: [] },
      { architecture: "SCMP_ARCH_AARCH64", subArchitectures: [] },
    ],
    syscalls: [
      { names: allowed, action: "SCMP_ACT_ALLOW" },
      // glibc falls back to clone, whose flags can be read
      { names: ["clone3"], action: "SCMP_ACT_ERRNO", errnoRet: enosys },
      when("clone", { index: 0, value: namespaceFlags, valueTwo: 0, op: "SCMP_CMP_MASKED_EQ" }),
      when("socket", { index: 0, value: unixFamily, op: "SCMP_CMP_EQ" }),
      when("socket", { index: 0, value: inetFamily, op: "SCMP_CMP_EQ" }),
      when("personality", { index: 0, value: 0, op: "SCMP_CMP_EQ" }),
    ],
  });

interface Condition {
  readonly index: number;
  readonly value: number;
  readonly valueTwo?: number;
  readonly op: string;
}

const when = (name: string, condition: Condition) => ({
  names: [name],
  action: "SCMP_ACT_ALLOW",
  args: [condition],
});
