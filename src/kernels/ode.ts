/**
 * The mean of the reaction-rate equations: every row follows the deterministic equations of its network for a
 * step, from its whole counts, and chance only decides between the whole counts around where they lead, so that
 * the mean of what is drawn is the solution. Laws of conservation and parities hold exactly, no count falls below
 * 0, and no step adds more chance than that a count is rounded up or down.
 *
 * Use it where counts are large, to see what a network does without its noise, or beside `ssa` to see what noise
 * does. Not for rare molecules: a gene that is on or off has no mean state, and a mean of counts is not where the
 * equations lead. Rows of few molecules that have no whole counts of the mean they should have are stepped exactly.
 *
 * Equations: `ode/rate-equations.ts`. Solver: `numerics/ode/methods/rosenbrock.ts`. Rounding:
 * `ode/whole-counts.ts`.
 */
import { compilePropensities, type Law } from '../crn/law-closures.ts';
import type { Network } from '../crn/network.ts';
import { isCrnGridError, KernelError } from '../errors.ts';
import { type OdeSolver, openOde } from '../numerics/ode/solve.ts';
import { Purpose, type RowStreams, Stream } from '../numerics/streams.ts';
import { checkStep } from './check-step.ts';
import { checkEventless } from './check-timeless.ts';
import type { Counts, KernelSpec, RowKernel, RowTally } from './kernel.ts';
import { RateEquations } from './ode/rate-equations.ts';
import { WholeCounts } from './ode/whole-counts.ts';
import { openSsa } from './ssa.ts';

type OdeSpec = Extract<KernelSpec, { kind: 'ode' }>;

interface OdeJob {
  readonly network: Network;
  /** As for {@link openSsa}. */
  readonly memory?: WebAssembly.Memory;
}

const mostMolecules = 2 ** 31 - 1;

/**
 * Opens the mean of one network in this thread.
 *
 * @throws KernelError  for events, and as `openSsa`
 */
export async function openOdeKernel(spec: OdeSpec, { network, memory }: OdeJob): Promise<RowKernel> {
  checkEventless(network, 'the kernel ode');
  return new OdeKernel(spec, network, await openSsa({ network, ...(memory ? { memory } : {}) }));
}

class OdeKernel implements RowKernel {
  readonly spec: OdeSpec;
  readonly tally: RowTally = { exact: 0, leapt: 0, learned: 0, asked: 0, skipped: 0, outside: 0, events: 0 };
  readonly #network: Network;
  readonly #ssa: RowKernel;
  readonly #laws: readonly Law[];
  readonly #equations: RateEquations;
  readonly #solver: OdeSolver;
  readonly #whole: WholeCounts;
  readonly #stream = new Stream();
  readonly #state: Float64Array;
  #few = new Uint32Array(0);
  /** Expected along the mean, and fired by exact simulation. */
  #firings = 0;

  constructor(spec: OdeSpec, network: Network, ssa: RowKernel) {
    this.spec = spec;
    this.#network = network;
    this.#ssa = ssa;
    this.#laws = compilePropensities(network);
    this.#equations = new RateEquations(network, 'molecules', 'counted');
    this.#state = new Float64Array(network.species.length + 1);
    this.#solver = openOde(this.#equations, {
      rtol: spec.tolerance,
      atol: spec.tolerance,
      nonNegative: 'all',
      dense: false,
    });
    this.#whole = new WholeCounts(network, 10 * spec.tolerance);
  }

  step(counts: Counts, rates: Float64Array, time: number, dt: number, rng: RowStreams): void {
    this.stepRows(counts, undefined, counts.length / this.#network.species.length, rates, time, dt, rng);
  }

  /** Without row numbers: rows 0 … n − 1. */
  stepRows(
    counts: Counts,
    rows: Uint32Array | undefined,
    n: number,
    rates: Float64Array,
    time: number,
    dt: number,
    rng: RowStreams,
  ): void {
    const { species, rates: names } = this.#network;
    checkStep('ode', time, dt);
    const perRow = rates.length !== names.length;
    if (this.#few.length < n) this.#few = new Uint32Array(n);
    let few = 0;
    for (let i = 0; i < n; i++) {
      const row = rows ? rows[i]! : i;
      const at = row * species.length;
      const ra = perRow ? row * names.length : 0;
      if (this.#isStill(counts, at, rates, ra, time)) {
        this.tally.skipped++;
        continue;
      }
      const agent = (rng.firstAgent + row) >>> 0;
      this.#equations.use(rates, ra);
      const mean = this.#solve(counts, at, time, dt, agent);
      this.#stream.open(rng.seed, rng.step, agent, Purpose.leap);
      if (this.#whole.draw(counts, at, mean, this.#stream)) {
        this.#put(counts, at);
        this.#firings += mean[species.length]!;
        this.tally.leapt++;
      } else this.#few[few++] = row;
    }
    if (few > 0) this.#stepExactly(counts, few, rates, time, dt, rng);
    this.tally.events = Math.round(this.#firings);
  }

  /** Whole counts of a row. @throws KernelError where there are more than 32 bits hold */
  #put(counts: Counts, at: number): void {
    const many = this.#whole.counts.findIndex((n) => n > mostMolecules);
    if (many >= 0)
      throw new KernelError(
        'ode kernel',
        `there are ${this.#whole.counts[many]} molecules of "${this.#network.species[many]}", more than 2^31 − 1`,
        'Does the population explode? Correct the rates, or count in larger units.',
      );
    counts.set(this.#whole.counts, at);
  }

  /** The rows listed in {@link #few}. */
  #stepExactly(
    counts: Counts,
    few: number,
    rates: Float64Array,
    time: number,
    dt: number,
    rng: RowStreams,
  ): void {
    const before = { ...this.#ssa.tally };
    this.#ssa.stepRows(counts, this.#few, few, rates, time, dt, rng);
    const { exact, skipped, events } = this.#ssa.tally;
    this.tally.exact += exact - before.exact;
    this.tally.skipped += skipped - before.skipped;
    this.#firings += events - before.events;
  }

  /** Whether nothing can happen in a row, now or later. @throws KernelError for a propensity that is none */
  #isStill(counts: Counts, at: number, rates: Float64Array, ra: number, time: number): boolean {
    let still = this.#equations.autonomous;
    for (let j = 0; j < this.#laws.length; j++) {
      const a = this.#laws[j]!(counts, at, rates, ra, time);
      if (a > 0) still = false;
      if (a >= 0 && a < Number.POSITIVE_INFINITY) continue;
      const { species, reactions } = this.#network;
      throw new KernelError(
        `ode kernel, reaction "${reactions[j]!.name}"`,
        `its propensity is ${a} at ${species.map((name, s) => `${name} ${counts[at + s]}`).join(', ')}`,
        'Make the formula ≥ 0 and finite for every count ≥ 0.',
      );
    }
    return still;
  }

  /** The mean of a row after the step, and how often its reactions have fired, shape [species + 1]. */
  #solve(counts: Counts, at: number, time: number, dt: number, agent: number): Float64Array {
    const { species } = this.#network;
    const state = this.#state.fill(0);
    state.set(counts.subarray(at, at + species.length));
    // Equations that do not read the time are solved from 0: the same bits at any time.
    const from = this.#equations.autonomous ? 0 : time;
    try {
      return this.#solver.solve({ from, to: from + dt, state }).state;
    } catch (error) {
      if (!isCrnGridError(error, 'OdeError')) throw error;
      const here = species.map((name, s) => `${name} ${state[s]}`).join(', ');
      const after = error.time - from;
      throw new KernelError(
        `ode kernel, agent ${agent}`,
        `its equations cannot be solved for a step of ${dt} from ${here}: ${after} later it was given up`,
        'Does the population explode? Then correct the rates, or count in larger units; else use the kernel ssa.',
        { cause: error },
      );
    }
  }
}
