"""Samples a learned kernel that `crn-grid export` wrote, with numpy and onnxruntime alone.

    python sample_onnx.py bees.onnx Bee=10 P=5 --steps 20 --rows 1000

or, from a program:

    kernel = Kernel("bees.onnx")
    counts = kernel.state(rows=1000, Bee=10, P=5)
    rng = numpy.random.default_rng(1)
    for _ in range(20):
        counts = kernel.step(counts, rng=rng)

One step draws x' from P(x' | x, dt), the whole law that `onnx.md` states, for any number of rows
at once. Rows outside the domain of training are refused, with their numbers; `outside="learned"`
steps them all the same, and `kernel.inside(counts, rates)` says which rows are inside.
"""

import argparse
import json

import numpy as np
import onnxruntime


class Kernel:
    """A kernel read from a file: `species`, `rates` (names), `dt`; `about` is all that the file says of itself."""

    def __init__(self, path, **session):
        session.setdefault("providers", ["CPUExecutionProvider"])
        self.session = onnxruntime.InferenceSession(path, **session)
        about = json.loads(self.session.get_modelmeta().custom_metadata_map["crn-grid"])
        if about["formulaVersion"] != 2:
            raise ValueError(f"{path}: formula version {about['formulaVersion']}, and this program knows 2")
        self.about, self.dt = about, about["dt"]
        self.species, self.rates = about["species"], about["rates"]
        self.changes = np.array([r["change"] for r in about["reactions"]], np.int64)
        self.domain = [np.array(about["domain"][of], float).reshape(-1, 2) for of in ("counts", "rates")]
        if about["head"] != "gaussian":
            self.basis = np.array(about["basis"], np.int64)
            self.bounds = {tuple(e["reactions"]): e["bounds"] for e in about["support"]}

    def state(self, rows=1, **counts):
        """Equal rows with these counts, 0 of every other species: int64 [rows, species]."""
        unknown = set(counts) - set(self.species)
        if unknown:
            raise ValueError(f"no species {', '.join(sorted(unknown))}; there are: {', '.join(self.species)}")
        return np.tile(np.array([counts.get(name, 0) for name in self.species], np.int64), (rows, 1))

    def rate_values(self, **changed):
        """The rates of training, those given changed: float64 [rates]. Rates that varied must be given."""
        low, high = self.domain[1].T
        missing = [n for n, l, h in zip(self.rates, low, high) if l < h and n not in changed]
        if missing or set(changed) - set(self.rates):
            raise ValueError(f"give a value for each of {missing}; the rates are: {', '.join(self.rates)}")
        return np.array([changed.get(name, l) for name, l in zip(self.rates, low)])

    def run(self, outputs, counts, rates):
        """What the model says of these rows: a list of arrays."""
        feeds = {"counts": counts.astype(np.float32), "rates": rates}
        known = {i.name for i in self.session.get_inputs()}
        return self.session.run(outputs, {name: x for name, x in feeds.items() if name in known})

    def inside(self, counts, rates):
        """Which rows are in the domain of training: bool [rows]."""
        (count_low, count_high), (rate_low, rate_high) = (d.T for d in self.domain)
        known = (counts >= count_low).all(1) & (counts <= count_high).all(1)
        for total in self.about["domain"].get("totals", []):
            known &= counts @ np.array(total["coefficients"], np.int64) == total["is"]
        return known & (rates >= rate_low * (1 - 1e-9)).all(1) & (rates <= rate_high * (1 + 1e-9)).all(1)

    def step(self, counts, rates=None, rng=None, outside="error"):
        """Draws the state of every row after one step, into a new array. `rates`: [rates] or [rows, rates]."""
        rng = np.random.default_rng() if rng is None else rng
        rates = self.rate_values() if rates is None else np.asarray(rates, float)
        rates = np.broadcast_to(rates, (len(counts), len(self.rates)))
        strayed = np.flatnonzero(~self.inside(counts, rates))
        if outside == "error" and len(strayed):
            raise ValueError(
                f"{len(strayed)} rows are outside the domain of training, the first is row {strayed[0]}: "
                f"{dict(zip(self.species, counts[strayed[0]].tolist()))} where {self.about['domain']} is known"
            )
        step = self._gaussian if self.about["head"] == "gaussian" else self._moves
        after = step(counts, rates, rng)
        if (after > self.about["largestCount"]).any():
            raise ValueError("a count exploded")
        return after

    def _gaussian(self, counts, rates, rng):
        """The published head: a mixture of normals, rounded half to even, clipped at 0."""
        logits, mean, sigma = self.run(["logits", "mean", "sigma"], counts, rates)
        row, k = np.arange(len(counts)), choose(softmax(logits), rng)
        drawn = mean[row, k] + sigma[row, k] * rng.standard_normal(counts.shape)
        return np.maximum(np.rint(drawn), 0).astype(np.int64)

    def _propensities(self, counts, rates):
        (a,) = self.run(["propensities"], counts, rates)
        if not ((a >= 0) & (a < np.inf)).all():
            raise ValueError("a propensity is negative or not a number")
        return a

    def _moves(self, counts, rates, rng):
        """P = P0 + P1 + r [w P2 + (1 - w) law of moves]: the formulas are in onnx.md."""
        rows, reactions, dt = len(counts), len(self.changes), self.dt
        a = self._propensities(counts, rates)
        # Propensities after each reaction, [rows, first, second]; of the old state where it cannot fire.
        after = counts[:, None] + np.where(a[:, :, None] > 0, self.changes, 0)
        then = self._propensities(after.reshape(rows * reactions, -1), np.repeat(rates, reactions, axis=0))
        then = then.reshape(rows, reactions, reactions)
        p, q = a.sum(1, keepdims=True) * dt, then.sum(2) * dt
        one = a * dt * mean_survival(p, q)
        many = np.where(a > 0, a * dt * mean_loss(p, q), 0)
        # First draw: no event, just one (which?), or more.
        event = choose(np.concatenate([np.exp(-p), one, many.sum(1, keepdims=True)], axis=1), rng)
        stays = np.zeros_like(self.changes[:1])
        more = event > reactions
        result = counts + np.concatenate([stays, self.changes, stays])[event]
        if more.any():
            result[more] = self._many(counts[more], rates[more], many[more], then[more], rng)
        return result

    def _many(self, counts, rates, many, then, rng):
        """After two events or more: just the first two, or the law of moves."""
        drawer = Decoder if self.about["head"] == "van" else Mixture
        said = dict(zip(drawer.outputs, self.run(drawer.outputs, counts, rates)))
        first = choose(many, rng)
        second = choose(then[np.arange(len(counts)), first], rng)
        pair = counts + self.changes[first] + self.changes[second]
        z = self._into_support(counts, drawer(said, rng, self.about), said["base"], said["shear"])
        moved = counts + (z @ self.basis.T).astype(np.int64)
        gate = 1 / (1 + np.exp(-said["gate"].astype(float)))
        return np.where(rng.random((len(counts), 1)) < gate, pair, moved)

    def _into_support(self, counts, drawer, base, shear):
        """Each coordinate in turn, moved by those before it, rounded, and put into its interval."""
        z = np.zeros_like(base)
        enabled = self._closure(counts)
        kinds = [(np.flatnonzero((enabled == kind).all(1)), kind) for kind in np.unique(enabled, axis=0)]
        for i in range(z.shape[1]):
            moved = drawer.wish(i) + (shear[:, i, :i] * (z - base)[:, :i]).sum(1)
            low, high = np.full(len(z), -np.inf), np.full(len(z), np.inf)
            for rows, kind in kinds:
                for bound in self.bounds[tuple(np.flatnonzero(kind).tolist())][i]:
                    room = np.zeros(len(rows))
                    for c in bound["counts"]:
                        room += c["factor"] * counts[rows, c["species"]]
                    for b in bound["before"]:
                        room -= b["factor"] * z[rows, b["index"]]
                    if bound["factor"] > 0:
                        high[rows] = np.minimum(high[rows], np.floor(room / bound["factor"]))
                    else:
                        low[rows] = np.maximum(low[rows], np.ceil(room / bound["factor"]))
            z[:, i] = np.clip(np.ceil(moved - 0.5), low, high)
            drawer.tell(i, z[:, i], low, high)
        return z

    def _closure(self, counts):
        """Which reactions may fire in a step: their reactants are there, or are made by such reactions."""
        enabled = np.zeros((len(counts), len(self.changes)), bool)
        made = np.zeros(counts.shape, bool)
        for _ in self.changes:
            for r, reaction in enumerate(self.about["reactions"]):
                enabled[:, r] = True
                for t in reaction["reactants"]:
                    enabled[:, r] &= (counts[:, t["species"]] >= t["count"]) | made[:, t["species"]]
                made |= enabled[:, r, None] & (self.changes[r] > 0)
        return enabled


class Mixture:
    """Where the coordinates of a move go, head `counts`: one component for all of them."""

    outputs = ["logits", "gate", "centre", "scale", "base", "shear"]

    def __init__(self, said, rng, about):
        row, k = np.arange(len(said["gate"])), choose(softmax(said["logits"]), rng)
        y = log_odds(said["base"].shape, rng)
        self.wishes = said["centre"][row, k] + said["scale"][row, k] * bell(y)

    def wish(self, i):
        return self.wishes[:, i]

    def tell(self, i, z, low, high):
        pass


class Decoder:
    """Where the coordinates of a move go, head `van`: each has components of its own, given those before it."""

    outputs = ["gate", "hidden", "unit", "base", "shear"]

    def __init__(self, said, rng, about):
        self.said, self.rng, self.coordinates = said, rng, about["decoder"]
        self.told = np.zeros((len(said["gate"]), 0))

    def wish(self, i):
        said, own = self.said, self.coordinates[i]
        units = said["hidden"][:, i].astype(float)
        if i > 0:
            units = units + self.told @ np.array(own["lean"])
        answer = units / (1 + np.exp(-units)) @ np.array(own["weights"]) + own["bias"]
        logits, location, raw = np.split(answer, 3, axis=1)
        row, k = np.arange(len(answer)), choose(softmax(logits), self.rng)
        unit = said["unit"][:, i]
        centre = said["base"][:, i] + np.array(own["home"])[k] + unit * location[row, k]
        width = unit * np.exp(np.array(own["spread"])[k] + 8 * np.tanh(raw[row, k] / 8)) + 0.1
        return centre + width * bell(log_odds(len(answer), self.rng))

    def tell(self, i, z, low, high):
        """How far it went, whether to an end of its interval, and, if counted, whether by each of a few moves."""
        lean = (z - self.said["base"][:, i]) / self.said["unit"][:, i]
        says = [np.clip(lean, -16, 16), z == low, z == high]
        if self.coordinates[i]["counted"]:
            says += [z == by for by in (-2, -1, 0, 1, 2)]
        self.told = np.column_stack([self.told, *says])


def mean_survival(p, q):
    """The integral over s from 0 to 1 of exp(-p s - q (1 - s))."""
    gap = np.abs(p - q)
    safe = np.maximum(gap, 1e-8)
    return np.exp(-np.minimum(p, q)) * np.where(gap < 1e-8, 1 - gap / 2, -np.expm1(-safe) / safe)


def mean_loss(p, q):
    """The integral over s from 0 to 1 of exp(-p s) (1 - exp(-q (1 - s)))."""
    safe = np.maximum(p, 1e-300)
    free = -np.expm1(-safe) / safe
    tiny, small = np.maximum(p, q) < 1e-3, q < 1e-6
    usual = np.where(small, q * (1 - free) / safe, free - mean_survival(p, q))
    return np.where(tiny, q / 2 * (1 - (p + q) / 3), usual)


def bell(y):
    """The inverse of x sqrt(kappa + x^2 / 4): normal but for 2.4e-4, from log-odds y."""
    kappa = 1.5924**2
    return y * np.sqrt(2 / (kappa + np.sqrt(kappa**2 + y**2)))


def log_odds(shape, rng):
    """ln u - ln(1 - u), u uniform in (0, 1)."""
    u = np.maximum(rng.random(shape), 2.0**-54)
    return np.log(u) - np.log1p(-u)


def softmax(x):
    e = np.exp(x.astype(float) - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def choose(weights, rng):
    """A column of each row, by weight; never one of weight 0."""
    sums = np.cumsum(weights, axis=1)
    drawn = (rng.random((len(weights), 1)) * sums[:, -1:] >= sums).sum(1)
    last = weights.shape[1] - 1 - np.argmax(weights[:, ::-1] > 0, axis=1)
    return np.minimum(drawn, last)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Means of counts after each step of a learned kernel.")
    parser.add_argument("model")
    parser.add_argument("start", nargs="*", metavar="name=value", help="counts, and rates that varied")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    kernel = Kernel(args.model)
    given = dict(pair.split("=") for pair in args.start)
    rates = kernel.rate_values(**{n: float(v) for n, v in given.items() if n in kernel.rates})
    counts = kernel.state(args.rows, **{n: int(v) for n, v in given.items() if n not in kernel.rates})
    generator = np.random.default_rng(args.seed)
    print("time", *kernel.species, sep="\t")
    for step in range(args.steps + 1):
        if step > 0:
            counts = kernel.step(counts, rates, generator)
        print(f"{step * kernel.dt:g}", *(f"{mean:.3f}" for mean in counts.mean(0)), sep="\t")
