"""What libsbml and libRoadRunner make of SBML models, for the tests.

    pip install python-libsbml libroadrunner
    python run-sbml.py cases.json results.json

A case is {"model": path, "species": [names], "end": time, "points": n, "runs": stochastic ones,
"atol": absolute tolerance, by default 1e-10}; its
result is {"errors": [texts], "warnings": [texts], "values": n + 1 rows, "ends": a row of each run}.
"""

import json
import sys

import libsbml
import roadrunner

with open(sys.argv[1]) as file:
    cases = json.load(file)
results = []
for case in cases:
    document = libsbml.readSBMLFromFile(case["model"])
    document.checkConsistency()
    found = [document.getError(i) for i in range(document.getNumErrors())]
    texts = {"errors": [], "warnings": []}
    for one in found:
        kind = "errors" if one.getSeverity() >= libsbml.LIBSBML_SEV_ERROR else "warnings"
        texts[kind].append(f"{one.getErrorId()}: {one.getMessage().strip()}")
    values, ends = [], []
    try:
        model = roadrunner.RoadRunner(case["model"])
        model.timeCourseSelections = case["species"]
        model.integrator.relative_tolerance = 1e-11
        model.integrator.absolute_tolerance = case.get("atol", 1e-10)
        model.integrator.maximum_num_steps = 1_000_000
        if case["points"]:
            values = model.simulate(0, case["end"], case["points"] + 1).tolist()
    except RuntimeError as error:
        texts["errors"].append(str(error))
    for run in range(case["runs"]):
        model.reset()
        model.setIntegrator("gillespie")
        model.integrator.seed = 1 + run
        ends.append(model.simulate(0, case["end"], 2).tolist()[-1])
    results.append({**texts, "values": values, "ends": ends})
with open(sys.argv[2], "w") as file:
    json.dump(results, file)
