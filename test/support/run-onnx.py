"""Runs ONNX models for the tests: what onnxruntime makes of the cases in a JSON file.

    python run-onnx.py cases.json results.json

A case is {"model": path, "inputs": {name: [rows, width, numbers]}, "outputs": [names]};
its result is {name: numbers}.
"""

import json
import sys

import numpy
import onnxruntime

try:
    from onnx import checker
except ImportError:
    checker = None

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.log_severity_level = 3
types = {"tensor(float)": numpy.float32, "tensor(double)": numpy.float64}

with open(sys.argv[1]) as file:
    cases = json.load(file)
results = []
for case in cases:
    if checker:
        checker.check_model(case["model"], full_check=True)
    session = onnxruntime.InferenceSession(case["model"], options, providers=["CPUExecutionProvider"])
    feeds = {}
    for given in session.get_inputs():
        rows, width, numbers = case["inputs"][given.name]
        feeds[given.name] = numpy.array(numbers, types[given.type]).reshape(rows, width)
    outputs = session.run(case["outputs"], feeds)
    # JSON has no infinities.
    named = zip(case["outputs"], outputs)
    results.append({name: [repr(float(x)) for x in value.ravel()] for name, value in named})
with open(sys.argv[2], "w") as file:
    json.dump(results, file)
