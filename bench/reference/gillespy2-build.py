"""Has GillesPy2 build its compiled direct method for one model, as it ships.

    python gillespy2-build.py <folder> < model.json   ->   {"sources": "...", "species": [...]}

model.json: {"species": {name: start}, "rates": {name: value},
             "reactions": [{"reactants": {name: n}, "products": {name: n}, "propensity": "..."}]}
`sources` is the folder of the C++ files it was built from, the model's own beside the program;
`species` the order of the program's output. The folder must not exist.
"""
import json
import os
import pathlib
import sys
import sysconfig

# Its build step calls the bare interpreter behind a virtual environment, which then finds no packages.
os.environ["PYTHONPATH"] = sysconfig.get_paths()["purelib"]

import gillespy2
from gillespy2 import Model, Parameter, Reaction, Species
from gillespy2.solvers import SSACSolver

folder = sys.argv[1]
told = json.load(sys.stdin)
model = Model(name="peer")
for name, start in told["species"].items():
    model.add_species(Species(name=name, initial_value=start))
for name, value in told["rates"].items():
    model.add_parameter(Parameter(name=name, expression=str(value)))
for i, r in enumerate(told["reactions"]):
    model.add_reaction(Reaction(name=f"r{i}", reactants=r["reactants"], products=r["products"],
                                propensity_function=r["propensity"]))
solver = SSACSolver(model=model, output_directory=folder, delete_directory=False)
solver.run(number_of_trajectories=1, seed=1, t=1, increment=1)
sources = pathlib.Path(gillespy2.__file__).parent / "solvers" / "cpp" / "c_base"
print(json.dumps({"sources": str(sources), "species": list(solver.species)}))
