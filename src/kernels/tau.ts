/**
 * Adaptive tau-leaping: many events at a time, where there are so many molecules that
 * a leap hardly changes a propensity. Whole events only: counts are integers, never
 * negative, and what the network conserves is conserved.
 *
 * Use when populations are large (thousands) and nothing has been learned. Not for the law
 * of small counts: leaps are then short, rows go to exact simulation, and `ssa` is as fast.
 * Where leaps are allowed their law is approximate, the better the smaller `epsilon` is.
 *
 * Cao, Gillespie & Petzold 2006, doi 10.1063/1.2159468 (`tau/leap-size.ts`, critical reactions, SSA
 * where leaps are short); the leap itself is of second order (`tau/leaper.ts`).
 */
import type { Network } from '../crn/network.ts';
import { Purpose, type RowStreams, Stream } from '../numerics/streams.ts';
import { checkStep } from './check-step.ts';
import { checkTimeless } from './check-timeless.ts';
import type { Counts, KernelSpec, RowKernel, RowTally } from './kernel.ts';
import { openSsa } from './ssa.ts';
import { Leaper } from './tau/leaper.ts';

type TauSpec = Extract<KernelSpec, { kind: 'tau' }>;

interface TauJob {
  readonly network: Network;
  /** As for {@link openSsa}. */
  readonly memory?: WebAssembly.Memory;
}

/** Events that a leap must expect, for each reaction: fewer are simulated sooner. */
const worthwhile = 30;
/** Events expected in a stretch of exact simulation after a leap; each further one is twice as long, up to the most. */
const shortest = 100;
const longest = 12_800;
const seeds = 2 ** 53;

/**
 * Opens tau-leaping for one network in this thread.
 *
 * @throws KernelError  for propensities that read the time, for events, and as `openSsa`
 */
export async function openTau(spec: TauSpec, { network, memory }: TauJob): Promise<RowKernel> {
  checkTimeless(network, 'tau-leaping');
  return new TauKernel(spec, network, await openSsa({ network, ...(memory ? { memory } : {}) }));
}

class TauKernel implements RowKernel {
  readonly spec: TauSpec;
  readonly tally: RowTally = {
    exact: 0,
    leapt: 0,
    learned: 0,
    asked: 0,
    skipped: 0,
    outside: 0,
    events: 0,
  };
  readonly #network: Network;
  readonly #ssa: RowKernel;
  readonly #leaper: Leaper;
  readonly #least: number;
  readonly #stream = new Stream();
  readonly #one: Int32Array;
  #few = new Uint32Array(0);
  /** Calls of exact simulation that were for a part of a step; rows that came of such parts alone. */
  #stretches = 0;
  #unleapt = 0;

  constructor(spec: TauSpec, network: Network, ssa: RowKernel) {
    this.spec = spec;
    this.#network = network;
    this.#ssa = ssa;
    this.#leaper = new Leaper(network, spec.epsilon);
    this.#least = worthwhile * network.reactions.length;
    this.#one = new Int32Array(network.species.length);
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
    checkStep('tau', time, dt);
    const perRow = rates.length !== names.length;
    if (this.#few.length < n) this.#few = new Uint32Array(n);
    let few = 0;
    try {
      for (let i = 0; i < n; i++) {
        const row = rows ? rows[i]! : i;
        const ra = perRow ? row * names.length : 0;
        this.#leaper.open(counts, row * species.length, rates, ra);
        if (this.#leaper.total * dt < this.#least) this.#few[few++] = row;
        else this.#leapRow(counts, row, rates.subarray(ra, ra + names.length), time, dt, rng);
      }
      // Rows of few events are stepped as `ssa` would, to the bit.
      if (few > 0) this.#ssa.stepRows(counts, this.#few, few, rates, time, dt, rng);
    } finally {
      // Of a failed step too: the next one's rows are not to be mixed up with it.
      const { exact, skipped, events } = this.#ssa.tally;
      this.tally.exact = exact - this.#stretches + this.#unleapt;
      this.tally.skipped = skipped;
      this.tally.events = events + this.#leaper.events;
    }
  }

  #leapRow(
    counts: Counts,
    row: number,
    rates: Float64Array,
    time: number,
    dt: number,
    rng: RowStreams,
  ): void {
    const leaper = this.#leaper;
    const at = row * this.#network.species.length;
    const agent = (rng.firstAgent + row) >>> 0;
    const stream = this.#stream.open(rng.seed, rng.step, agent, Purpose.leap);
    let left = dt;
    let stretch = shortest;
    let leaps = 0;
    while (left > 0 && leaper.total > 0) {
      const leapt = leaper.leap(left, this.#least, stream);
      left = leapt >= left ? 0 : left - leapt;
      if (leapt > 0) {
        stretch = shortest;
        leaps++;
        continue;
      }
      const exactly = Math.min(left, stretch / leaper.total);
      leaper.store(this.#one, 0);
      // A stream of its own for each stretch, named by this row's.
      const seed = Math.floor(stream.uniform() * seeds);
      this.#ssa.step(this.#one, rates, time + dt - left, exactly, {
        seed,
        step: rng.step,
        firstAgent: agent,
      });
      this.#stretches++;
      leaper.open(this.#one, 0, rates, 0);
      left = exactly >= left ? 0 : left - exactly;
      stretch = Math.min(2 * stretch, longest);
    }
    leaper.store(counts, at);
    if (leaps > 0) this.tally.leapt++;
    else this.#unleapt++;
  }
}
