"""Rows per second of processor time of the bare network on onnxruntime, one thread.

    python onnxruntime-rate.py < {"layers": {...}, "rows": n, "seconds": s}   ->   {"rate": ...}

layers: inputs, hidden (relu; layers of equal width add up), outputs (linear).
"""
import json
import sys
import time

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

job = json.load(sys.stdin)
layers, rows = job["layers"], job["rows"]
random = np.random.default_rng(1)
widths = [layers["inputs"], *layers["hidden"], layers["outputs"]]
nodes, weights, x = [], [], "features"
for i, (m, n) in enumerate(zip(widths, widths[1:])):
    matrix = (random.standard_normal((m, n)) * 0.5 / np.sqrt(m)).astype(np.float32)
    weights += [numpy_helper.from_array(matrix, f"w{i}"), numpy_helper.from_array(np.zeros(n, np.float32), f"b{i}")]
    last = i == len(widths) - 2
    nodes.append(helper.make_node("Gemm", [x, f"w{i}", f"b{i}"], ["head" if last else f"z{i}"]))
    if not last:
        nodes.append(helper.make_node("Relu", [f"z{i}"], [f"h{i}"]))
        if 0 < i and m == n:
            nodes.append(helper.make_node("Add", [x, f"h{i}"], [f"x{i}"]))
            x = f"x{i}"
        else:
            x = f"h{i}"
value = lambda name, width: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", width])
graph = helper.make_graph(nodes, "body", [value("features", widths[0])], [value("head", widths[-1])], weights)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
features = random.random((rows, widths[0]), np.float32)


def run(seconds):
    begun, done = time.process_time(), 0
    while time.process_time() - begun < seconds:
        session.run(["head"], {"features": features})
        done += rows
    return done / (time.process_time() - begun)


run(job["seconds"] / 4)
print(json.dumps({"rate": run(job["seconds"]), "version": onnxruntime.__version__}))
