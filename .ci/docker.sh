# A Docker engine of our own on a private socket: no bridge, no firewall rules, nothing shared with another engine.

have_docker() {
  if [ -n "${HYDRA_TEST_DOCKER_SOCKET:-}" ]; then
    engine_answers "$HYDRA_TEST_DOCKER_SOCKET" && return 0
    echo "nothing answers on HYDRA_TEST_DOCKER_SOCKET=$HYDRA_TEST_DOCKER_SOCKET" >&2
    return 1
  fi
  export PATH=$PATH:/usr/sbin:/sbin
  grep -q cgroup /proc/mounts || mount -t cgroup2 cgroup2 /sys/fs/cgroup
  local driver
  for driver in "" vfs; do
    if start_docker "$1" "$driver"; then
      export HYDRA_TEST_DOCKER_SOCKET=$1/docker.sock
      return 0
    fi
  done
  { tail -n 15 "$1/log"; echo "dockerd does not start"; } >&2
  return 1
}

# start_docker FOLDER STORAGE_DRIVER
start_docker() {
  rm -rf --one-file-system "$1" && mkdir -p "$1"
  dockerd --data-root "$1/data" --exec-root "$1/exec" -H "unix://$1/docker.sock" -p "$1/dockerd.pid" \
    --bridge=none --iptables=false --ip6tables=false --ip-forward=false \
    ${2:+--storage-driver "$2"} >"$1/log" 2>&1 &
  local pid=$!
  pids+=("$pid")
  for _ in $(seq 150); do
    engine_answers "$1/docker.sock" && return 0
    kill -0 "$pid" 2>/dev/null || return 1
    sleep 0.2
  done
  kill "$pid" 2>/dev/null
  return 1
}

# engine_answers SOCKET
engine_answers() {
  python3 - "$1" 2>/dev/null <<'PY'
import socket, sys
with socket.socket(socket.AF_UNIX) as s:
    s.settimeout(2)
    s.connect(sys.argv[1])
    s.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
    sys.exit(b" 200 " not in s.recv(64))
PY
}
