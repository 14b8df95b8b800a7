"""Processor seconds of libRoadRunner's direct method on one model.

    python roadrunner-rate.py < {"sbml": "...", "end": time, "seed": n}   ->   {"seconds": ..., "states": [[...]]}

`states` are a few states along the way, species in the order of the model.
"""
import json
import sys
import time

import roadrunner

job = json.load(sys.stdin)
model = roadrunner.RoadRunner(job["sbml"])
model.setIntegrator("gillespie")
model.integrator.seed = job["seed"]
model.integrator.variable_step_size = False
model.integrator.nonnegative = False
model.timeCourseSelections = model.model.getFloatingSpeciesIds()
model.simulate(0, job["end"] / 50, 2)
begun = time.process_time()
result = model.simulate(0, job["end"], 100)
print(json.dumps({"seconds": time.process_time() - begun, "states": [list(row) for row in result],
                  "species": model.model.getFloatingSpeciesIds()}))
