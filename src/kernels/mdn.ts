/**
 * A learned kernel: a mixture density network that draws the state after a step.
 *
 * Use when a step holds many events, so that exact simulation is dear. Not when rows
 * expect a handful of events: exact SSA is cheaper then, and `hybrid` finds those rows.
 * Source: Repin & Petrov 2021, doi 10.1016/j.ic.2021.104788; the head is ours
 * (`mdn/counts-head.ts`), the published one is `mdn/gaussian-head.ts`.
 */
import type { Network } from '../crn/network.ts';
import { KernelError } from '../errors.ts';
import { Purpose, type RowStreams, Stream } from '../numerics/streams.ts';
import { openInference } from '../tensor/inference/inference.ts';
import type { Inference } from '../tensor/machine.ts';
import type { Abstraction } from './abstraction.ts';
import type { Counts, KernelSpec, LawKernel, Outside, RowKernel, RowTally } from './kernel.ts';
import { FewEvents } from './mdn/few-events.ts';
import { inferenceGraph } from './mdn/graphs.ts';
import { blockRows, type Head, type Row } from './mdn/head.ts';
import { openHead } from './mdn/open-head.ts';
import { openSsa } from './ssa.ts';

/** The spec of a learned kernel. */
export type LearnedSpec = Extract<KernelSpec, { kind: 'mdn' | 'hybrid' }>;

export interface LearnedJob {
  readonly network: Network;
  readonly abstraction: Abstraction;
  readonly memory?: WebAssembly.Memory;
}

/** A learned kernel knows its law, and can step some of the rows. */
export type LearnedRowKernel = LawKernel & RowKernel;

/** Opens a learned kernel; rows outside its training domain go where `spec.outside` says. */
export function openMdn(
  spec: Extract<KernelSpec, { kind: 'mdn' }>,
  job: LearnedJob,
): Promise<LearnedRowKernel> {
  return openLearned(spec, job, 0);
}

/**
 * Opens a learned kernel with exact SSA beside it.
 *
 * @param exactBelow  rows that expect fewer events than this in a step are stepped exactly
 */
export async function openLearned(
  spec: LearnedSpec,
  job: LearnedJob,
  exactBelow: number,
): Promise<LearnedRowKernel> {
  const { network, abstraction, memory } = job;
  const head = openHead(network, abstraction);
  const graph = inferenceGraph(abstraction.shape, head.featureWidth, head.outputWidth);
  const inference = openInference(graph, abstraction.weights);
  const ssa = await openSsa({ network, ...(memory ? { memory } : {}) });
  return new LearnedKernel(spec, job, head, inference, ssa, exactBelow);
}

type Route = 'learned' | 'exact' | 'outside' | 'skipped';

class LearnedKernel implements LearnedRowKernel {
  readonly spec: LearnedSpec;
  readonly tally: RowTally = { exact: 0, learned: 0, skipped: 0, outside: 0, events: 0 };
  readonly #network: Network;
  readonly #outside: Outside;
  readonly #exactBelow: number;
  readonly #head: Head;
  readonly #inference: Inference;
  readonly #ssa: RowKernel;
  readonly #few: FewEvents;
  readonly #countRanges: Float64Array;
  readonly #rateRanges: Float64Array;
  readonly #features: { readonly features: Float32Array };
  readonly #output: { readonly head: Float32Array };
  readonly #slots = new Uint32Array(blockRows);
  readonly #stream = new Stream();
  readonly #row: Row = { at: 0, ra: 0 };
  /** 0, 1, 2, …: the rows of a whole step. */
  #all = new Uint32Array(0);
  #exact = new Uint32Array(0);

  constructor(
    spec: LearnedSpec,
    { network, abstraction }: LearnedJob,
    head: Head,
    inference: Inference,
    ssa: RowKernel,
    exactBelow: number,
  ) {
    this.spec = spec;
    this.#network = network;
    this.#outside = spec.outside;
    this.#exactBelow = exactBelow;
    this.#head = head;
    this.#inference = inference;
    this.#ssa = ssa;
    this.#few = new FewEvents(network);
    this.#countRanges = Float64Array.from(abstraction.domain.counts.flat());
    // A rate read back from a file or computed twice may differ in its last digit.
    this.#rateRanges = Float64Array.from(
      abstraction.domain.rates.flatMap(([l, h]) => [l * (1 - 1e-9), h * (1 + 1e-9)]),
    );
    this.#features = { features: new Float32Array(blockRows * head.featureWidth) };
    this.#output = { head: new Float32Array(blockRows * head.outputWidth) };
  }

  step(counts: Counts, rates: Float64Array, time: number, dt: number, rng: RowStreams): void {
    const n = counts.length / this.#network.species.length;
    if (this.#all.length < n) this.#all = Uint32Array.from({ length: n }, (_, r) => r);
    this.stepRows(counts, this.#all, n, rates, time, dt, rng);
  }

  stepRows(
    counts: Counts,
    rows: Uint32Array,
    n: number,
    rates: Float64Array,
    time: number,
    dt: number,
    rng: RowStreams,
  ): void {
    if (this.#exact.length < n) this.#exact = new Uint32Array(2 * n);
    let exact = 0;
    let waiting = 0;
    for (let i = 0; i < n; i++) {
      const r = rows[i]!;
      const row = this.#seek(r, rates);
      const route = this.#route(counts, rates, row, dt);
      if (route === 'skipped') this.tally.skipped++;
      else if (route === 'learned') {
        this.tally.learned++;
        this.#stream.open(rng.seed, rng.step, rng.firstAgent + r, Purpose.learned);
        if (this.#head.settle(counts, rates, row, this.#few, this.#stream)) continue;
        this.#head.load(waiting, counts, rates, row, this.#few, this.#features.features);
        this.#slots[waiting++] = r;
        if (waiting < blockRows) continue;
        this.#drawBlock(waiting, counts, rates, rng);
        waiting = 0;
      } else {
        if (route === 'outside') this.tally.outside++;
        this.#exact[exact++] = r;
      }
    }
    this.#drawBlock(waiting, counts, rates, rng);
    if (exact === 0) return;
    this.tally.exact += exact;
    const before = this.#ssa.tally.events;
    this.#ssa.stepRows(counts, this.#exact, exact, rates, time, dt, rng);
    this.tally.events += this.#ssa.tally.events - before;
  }

  logProb(before: Counts, after: Counts, rates: Float64Array, _dt: number, out: Float64Array): void {
    const rows = before.length / this.#network.species.length;
    const few = this.#few;
    for (let from = 0; from < rows; from += blockRows) {
      const n = Math.min(blockRows, rows - from);
      for (let i = 0; i < n; i++) {
        const row = this.#seek(from + i, rates);
        few.propensities(before, row.at, rates, row.ra);
        this.#head.load(i, before, rates, row, few, this.#features.features);
      }
      this.#inference.run(this.#features, n, this.#output);
      for (let i = 0; i < n; i++)
        out[from + i] = this.#head.logProb(
          i,
          this.#output.head,
          before,
          after,
          rates,
          this.#seek(from + i, rates),
        );
    }
  }

  /** Row r, in the one object that all rows share. */
  #seek(r: number, rates: Float64Array): Row {
    const { species, rates: names } = this.#network;
    this.#row.at = r * species.length;
    this.#row.ra = rates.length > names.length ? r * names.length : 0;
    return this.#row;
  }

  #route(counts: Counts, rates: Float64Array, { at, ra }: Row, dt: number): Route {
    const few = this.#few;
    few.propensities(counts, at, rates, ra);
    if (few.a0 === 0 && this.#head.skipsAbsorbing) return 'skipped';
    if (!inside(this.#countRanges, counts, at) || !inside(this.#rateRanges, rates, ra)) {
      if (this.#outside === 'error') throw this.#strayed(counts, at, rates, ra);
      if (this.#outside === 'ssa') return 'outside';
    }
    return few.a0 * dt < this.#exactBelow ? 'exact' : 'learned';
  }

  /** Lets the network draw the rows that wait. */
  #drawBlock(waiting: number, counts: Counts, rates: Float64Array, rng: RowStreams): void {
    if (waiting === 0) return;
    this.#inference.run(this.#features, waiting, this.#output);
    for (let slot = 0; slot < waiting; slot++) {
      const r = this.#slots[slot]!;
      this.#stream.open(rng.seed, rng.step, rng.firstAgent + r, Purpose.learned);
      this.#head.finish(slot, this.#output.head, counts, rates, this.#seek(r, rates), this.#stream);
    }
  }

  #strayed(counts: Counts, at: number, rates: Float64Array, ra: number): KernelError {
    const { species, rates: names } = this.#network;
    const wrong = (
      ranges: Float64Array,
      values: ArrayLike<number>,
      o: number,
      of: readonly string[],
    ): string[] =>
      of.flatMap((name, i) =>
        values[o + i]! >= ranges[2 * i]! && values[o + i]! <= ranges[2 * i + 1]!
          ? []
          : [`${name} = ${values[o + i]} (trained on ${ranges[2 * i]} to ${ranges[2 * i + 1]})`],
      );
    return new KernelError(
      `${this.spec.kind} kernel`,
      `a row left the training domain: ${[...wrong(this.#countRanges, counts, at, species), ...wrong(this.#rateRanges, rates, ra, names)].join(', ')}`,
      'Widen `train.ranges` and train again, or use outside: "ssa".',
    );
  }
}

/** Is every value of the row within its [low, high] pair? */
function inside(ranges: Float64Array, values: ArrayLike<number>, at: number): boolean {
  for (let i = 0; 2 * i < ranges.length; i++) {
    const value = values[at + i]!;
    if (!(value >= ranges[2 * i]! && value <= ranges[2 * i + 1]!)) return false;
  }
  return true;
}
