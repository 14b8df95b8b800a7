"""Draws one step from several states with the documented sampler, for the tests.

    python sample-steps.py sample_onnx.py job.json result.json

A job is {"model": path, "rates": [...], "starts": [[...]], "rows": n, "seed": n, "damage": name or ""};
the result holds for each start the states that were reached, each with how often.
"""

import importlib.util
import json
import sys

import numpy as np

spec = importlib.util.spec_from_file_location("sample_onnx", sys.argv[1])
sampler = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sampler)
with open(sys.argv[2]) as file:
    job = json.load(file)
options = sampler.onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
kernel = sampler.Kernel(job["model"], sess_options=options)
if job["damage"] == "scale":
    run = kernel.run
    kernel.run = lambda outputs, *given: [
        x * 1.15 if name == "scale" else x for name, x in zip(outputs, run(outputs, *given))
    ]
if job["damage"] == "told":
    sampler.Decoder.tell = lambda self, i, z, low, high, tell=sampler.Decoder.tell: tell(self, i, z + 1, low, high)
if job["damage"] == "pair":
    sampler.mean_loss = lambda p, q: 0.95 * (1 - np.exp(-q)) / np.maximum(q, 1e-9)
results = []
rng = np.random.default_rng(job["seed"])
for start in job["starts"]:
    before = np.tile(np.array(start, np.int64), (job["rows"], 1))
    after = kernel.step(before, job["rates"], rng)
    states, seen = np.unique(after, axis=0, return_counts=True)
    results.append({"states": states.tolist(), "seen": seen.tolist()})
with open(sys.argv[3], "w") as file:
    json.dump(results, file)
