"""weights.py MODEL.onnx OUT.safetensors: the floats of a BERT whose linear layers were made 8-bit by ONNX Runtime's dynamic
quantisation, under the names that they had. A layer's matrix has lost its name; the bias that is added behind it kept its own."""
import json, sys
import numpy as np, onnx
from onnx import numpy_helper

graph = onnx.load(sys.argv[1]).graph
kept = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
readers = {}
for node in graph.node:
    for name in node.input:
        readers.setdefault(name, []).append(node)


def floats(stem):
    return (kept[stem + "_quantized"].astype(np.float32) - kept[stem + "_zero_point"]) * kept[stem + "_scale"]


def bias_behind(node):
    for _ in range(4):
        [node, *_] = readers[node.output[0]]
        if node.op_type == "Add":
            return next(name for name in node.input if name in kept)
    raise SystemExit(f"no bias behind {node.name}")


tensors = {name: value for name, value in kept.items() if name.endswith((".bias", "LayerNorm.weight"))}
tensors |= {name[: -len("_quantized")]: floats(name[: -len("_quantized")]) for name in kept if name.endswith("embeddings.weight_quantized")}
for node in graph.node:
    if node.op_type == "MatMulInteger" and node.input[1] in kept:
        stem = node.input[1][: -len("_quantized")]
        tensors[bias_behind(node)[: -len("bias")] + "weight"] = floats(stem).T

head, body = {}, b""
for name, value in tensors.items():
    data = np.ascontiguousarray(value, dtype="<f4").tobytes()
    head[name] = {"dtype": "F32", "shape": value.shape, "data_offsets": [len(body), len(body) + len(data)]}
    body += data
head = json.dumps(head).encode()
with open(sys.argv[2], "wb") as out:
    out.write(len(head).to_bytes(8, "little") + head + body)
