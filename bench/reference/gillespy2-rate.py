"""CPU seconds of GillesPy2's compiled SSA, as it ships, on one model.

    python gillespy2-rate.py <end time> <seed> < model.json   ->   {"seconds": ..., "version": ...}

model.json: {"species": {name: start}, "rates": {name: value},
             "reactions": [{"reactants": {name: n}, "products": {name: n}, "propensity": "..."}]}
Only the solver's own process is timed (resource usage of children), after it is compiled.
"""
import json
import resource
import sys

import gillespy2
from gillespy2 import Model, Parameter, Reaction, Species
from gillespy2.solvers import SSACSolver

end, seed = float(sys.argv[1]), int(sys.argv[2])
told = json.load(sys.stdin)
model = Model(name="peer")
for name, start in told["species"].items():
    model.add_species(Species(name=name, initial_value=start))
for name, value in told["rates"].items():
    model.add_parameter(Parameter(name=name, expression=str(value)))
for i, r in enumerate(told["reactions"]):
    model.add_reaction(Reaction(name=f"r{i}", reactants=r["reactants"], products=r["products"],
                                propensity_function=r["propensity"]))


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


solver = SSACSolver(model=model)
solver.run(number_of_trajectories=1, seed=seed, t=1, increment=1)
solver.model.tspan = None
before = children()
results = solver.run(number_of_trajectories=1, seed=seed, t=end, increment=end)
final = {name: float(results[0][name][-1]) for name in told["species"]}
print(json.dumps({"seconds": children() - before, "version": gillespy2.__version__, "final": final}))
