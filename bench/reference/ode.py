"""Solves networks by SciPy's stiff solvers: a job on standard input, a line of JSON back.

Both are given the analytic Jacobian, as compiled Python; calls of the right-hand side are counted here.
"""

import json
import math
import sys
import time

import numpy
import scipy
from scipy.integrate import solve_ivp


def equations(problem):
    """The right-hand side and its Jacobian, as functions of (t, y), and a list that counts calls of the first."""
    n = len(problem["start"])
    names = {**{name: getattr(math, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tanh")}, **problem["rates"]}
    unpack = "".join(f"{name}," for name in problem["species"]) + " = y\n "

    def function(lines, shape):
        body = "\n ".join(lines) or "pass"
        text = f"def made(t, y):\n {unpack}out = zeros({shape})\n {body}\n return out"
        scope = {**names, "zeros": lambda s: [0.0] * s if isinstance(s, int) else numpy.zeros(s)}
        exec(text.replace("^", "**"), scope)
        return scope["made"]

    slopes, entries = [], []
    for number, reaction in enumerate(problem["reactions"]):
        slopes.append(f"a{number} = {reaction['law']}")
        slopes += [f"out[{s}] += {k} * a{number}" for s, k in reaction["change"]]
        for j, law in reaction["slopes"]:
            entries.append(f"d = {law}")
            entries += [f"out[{s}, {j}] += {k} * d" for s, k in reaction["change"]]
    f = function(slopes, n)
    calls = [0]

    def counted(t, y):
        calls[0] += 1
        return f(t, y.tolist())

    jacobian = function(entries, (n, n))
    return counted, lambda t, y: jacobian(t, y.tolist()), calls


def solve(problem, method, rtol, atol):
    f, jacobian, calls = equations(problem)
    begun = time.process_time()
    jac = {} if method == "RK45" else {"jac": jacobian}
    solution = solve_ivp(f, (0, problem["until"]), problem["start"], method, rtol=rtol, atol=atol, **jac)
    seconds = time.process_time() - begun
    return {
        "state": [float(v) for v in solution.y[:, -1]],
        "f": calls[0],
        "steps": len(solution.t) - 1,
        "seconds": seconds,
        "success": bool(solution.success),
    }


job = json.loads(sys.stdin.read())
print(
    json.dumps(
        {
            "scipy": scipy.__version__,
            "results": [solve(job["problem"], *how) for how in job["ways"]],
        }
    )
)
