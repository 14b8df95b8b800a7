"""Processor seconds of COPASI's direct method on one model.

    python copasi-rate.py < {"sbml": "...", "end": time, "seed": n}   ->   {"seconds": ..., "states": [[...]]}
"""
import json
import sys
import time

import COPASI

job = json.load(sys.stdin)
model = COPASI.CRootContainer.addDatamodel()
if not model.importSBMLFromString(job["sbml"]):
    sys.exit("error: " + COPASI.CCopasiMessage.getAllMessageText())
task = model.getTask("Time-Course")
if not task.setMethodType(COPASI.CTaskEnum.Method_directMethod):
    sys.exit("error: no direct method for this model")
problem, method = task.getProblem(), task.getMethod()
problem.setDuration(job["end"])
problem.setStepNumber(100)
problem.setTimeSeriesRequested(True)
method.getParameter("Max Internal Steps").setIntValue(2**31 - 1)
method.getParameter("Use Random Seed").setBoolValue(True)
method.getParameter("Random Seed").setIntValue(job["seed"])
begun = time.process_time()
if not task.process(True):
    sys.exit("error: " + COPASI.CCopasiMessage.getAllMessageText())
seconds = time.process_time() - begun
series = task.getTimeSeries()
columns = range(1, series.getNumVariables())
print(json.dumps({"seconds": seconds, "species": [series.getTitle(c) for c in columns],
                  "states": [[series.getData(row, c) for c in columns] for row in range(series.getRecordedSteps())]}))
