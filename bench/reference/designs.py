"""Designs, indices, effects and dips of SciPy, SALib and diptest for a job on standard input; bench/designs.ts."""
import json
import sys
import warnings
from importlib.metadata import version

import diptest
import numpy as np
from SALib.analyze import morris, sobol
from scipy.stats import qmc

warnings.simplefilter("ignore")
job = json.load(sys.stdin)


def problem(d):
    return {"num_vars": d, "names": [f"x{i}" for i in range(d)], "bounds": [[0, 1]] * d}


def sequence(dimensions, first, count):
    points = qmc.Sobol(dimensions, scramble=False, bits=32)
    if first > 0:
        points.fast_forward(first)
    return (points.random(count) * 2**32).astype(np.uint64).tolist()


def indices(d, second, outputs):
    found = sobol.analyze(problem(d), np.array(outputs), calc_second_order=second, num_resamples=2, seed=1)
    pairs = [found["S2"][i, j] for i in range(d) for j in range(i + 1, d)] if second else []
    return {"first": found["S1"].tolist(), "total": found["ST"].tolist(), "second": pairs}


def effects(levels, points, outputs):
    x = np.array(points)
    found = morris.analyze(problem(x.shape[1]), x, np.array(outputs), num_levels=levels, num_resamples=2, seed=1)
    return {"mean": list(found["mu"]), "size": list(found["mu_star"]), "spread": list(found["sigma"])}


json.dump(
    {
        "versions": ", ".join(f"{name} {version(name.lower())}" for name in ("SciPy", "SALib", "diptest")),
        "sequences": [sequence(*ask) for ask in job["sequences"]],
        "indices": [indices(*ask) for ask in job["indices"]],
        "effects": [effects(*ask) for ask in job["effects"]],
        "dips": [float(diptest.dipstat(np.array(sample))) for sample in job["dips"]],
        "chances": [[float(p) for p in diptest.diptest(np.array(sample))] for sample in job["chances"]],
    },
    sys.stdout,
)
