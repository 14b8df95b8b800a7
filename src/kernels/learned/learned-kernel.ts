/** A learned kernel at work: the emitted code, the inference and exact simulation, call by call. */
import type { Network } from '../../crn/network.ts';
import { KernelError } from '../../errors.ts';
import type { RowStreams } from '../../numerics/streams.ts';
import type { StagedInference } from '../../tensor/machine.ts';
import type { Abstraction } from '../abstraction.ts';
import type { Counts, KernelSpec, LawKernel, RowHistory, RowKernel, RowTally } from '../kernel.ts';
import { routeNumber } from '../routes.ts';
import { StepRows } from '../step-rows.ts';
import { blockRows, type Head, type Row } from './heads/head.ts';
import { FewEvents } from './heads/integer/few-events.ts';
import { Remembrance } from './row-history.ts';
import { exactRows, Failure, record, report } from './rows/layout.ts';
import type { RowModule } from './rows/row-module.ts';

/** The spec of a learned kernel. */
export type LearnedSpec = Extract<KernelSpec, { kind: 'mdn' | 'van' | 'hybrid' }>;

/** A learned kernel knows its law, can step some of the rows, and names what runs its network. */
export interface LearnedRowKernel extends LawKernel, RowKernel {
  /** `simd`: the same bits on every machine. `simd-fma`: fused multiply–add. `given`: the job's own inference. */
  readonly backend: 'simd' | 'simd-fma' | 'given';
}

/** Rows that are copied at a time where the counts lie elsewhere: about four batches of the inference. */
const chunk = 960;

/** Bytes of the areas that rows and rates from elsewhere are copied to. */
export function copyBytes(network: Network): number {
  return StepRows.bytes(network, chunk);
}

/** What {@link LearnedKernel} is put together from. */
interface LearnedParts {
  readonly spec: LearnedSpec;
  readonly network: Network;
  readonly abstraction: Abstraction;
  readonly memory: WebAssembly.Memory;
  readonly head: Head;
  readonly staged: StagedInference;
  readonly module: RowModule;
  readonly ssa: RowKernel;
  readonly backend: LearnedRowKernel['backend'];
}

/** A step at hand: what a call gives for all its rows alike. */
interface Step {
  readonly counts: Counts;
  readonly rates: Float64Array;
  readonly time: number;
  readonly dt: number;
  readonly rng: RowStreams;
  /** Where to note which way each row went. */
  readonly routes: Uint8Array | undefined;
}

const exactRoute = routeNumber('exact');

export class LearnedKernel implements LearnedRowKernel {
  readonly spec: LearnedSpec;
  readonly backend: LearnedRowKernel['backend'];
  readonly tally: RowTally = { exact: 0, leapt: 0, learned: 0, asked: 0, skipped: 0, outside: 0, events: 0 };
  readonly #network: Network;
  readonly #abstraction: Abstraction;
  readonly #call: StepRows;
  readonly #buffer: ArrayBufferLike;
  readonly #head: Head;
  readonly #staged: StagedInference;
  readonly #module: RowModule;
  readonly #ssa: RowKernel;
  readonly #few: FewEvents;
  readonly #row: Row = { at: 0, ra: 0 };
  /** Where it looks back on past steps. */
  readonly #past: Remembrance | undefined;

  constructor({ spec, network, abstraction, memory, head, staged, module, ssa, backend }: LearnedParts) {
    this.spec = spec;
    this.backend = backend;
    this.#network = network;
    this.#abstraction = abstraction;
    this.#call = new StepRows(network, memory, chunk);
    this.#buffer = memory.buffer;
    this.#head = head;
    this.#staged = staged;
    this.#module = module;
    this.#ssa = ssa;
    this.#few = new FewEvents(network);
    const { past } = abstraction.shape;
    if (past > 1) this.#past = new Remembrance(network.species.length, past);
  }

  step(
    counts: Counts,
    rates: Float64Array,
    time: number,
    dt: number,
    rng: RowStreams,
    history?: RowHistory,
    routes?: Uint8Array,
  ): void {
    const n = counts.length / this.#network.species.length;
    this.stepRows(counts, undefined, n, rates, time, dt, rng, history, routes);
  }

  /** Without row numbers: rows 0 … n − 1. Where it looks back, rows that do not know enough are stepped exactly. */
  stepRows(
    counts: Counts,
    rows: Uint32Array | undefined,
    n: number,
    rates: Float64Array,
    time: number,
    dt: number,
    rng: RowStreams,
    given?: RowHistory,
    routes?: Uint8Array,
  ): void {
    const step: Step = { counts, rates, time, dt, rng, routes };
    const past = this.#past;
    if (!past) {
      this.#draw(step, rows, n);
      return;
    }
    const history = past.check(given, counts.length / this.#network.species.length);
    const { knowing, others } = past.begin(history, counts, rows, n);
    if (knowing.length > 0) this.#draw(step, knowing, knowing.length, history);
    if (others.length > 0) this.#exactly(step, others, others.length);
    if (routes) for (const row of others) routes[row] = exactRoute;
    past.end(history, rows, n);
  }

  /** Steps rows by the emitted code and the network, and exactly those that the code leaves. */
  #draw(step: Step, rows: Uint32Array | undefined, n: number, history?: RowHistory): void {
    const call = this.#call;
    const { counts, rates, routes } = step;
    call.open(counts, rows, n, rates, step.rng);
    this.#module.note(routes !== undefined);

    for (let first = 0; first < n; first += call.size) {
      const here = Math.min(call.size, n - first);
      const staged = call.stage(first, here);
      for (let from = 0; from < here; ) {
        const began = from;
        from = this.#module.prepare(...staged, from);
        this.#note();
        if (routes) this.#noteRoutes(routes, rows, first + began, from - began);
        if (history) this.#recall(history, rates);
        const row = this.#finish(routes) ?? call.row(first + from);
        const failure = this.#module.read(report.failure);
        if (failure !== Failure.none) throw this.#failure(failure, counts, rates, this.#seek(row, rates));
        // Rows that were copied go back before exact simulation takes some of them.
        if (call.inPlace && this.#module.read(report.exact) >= exactRows) this.#stepExact(step);
      }
      call.putBack(first, here);
      if (!call.inPlace) this.#stepExact(step);
    }
    this.#stepExact(step);
  }

  /** Lets the network draw the staged rows. @returns the row that failed, if one has */
  #finish(routes: Uint8Array | undefined): number | undefined {
    const staged = this.#module.read(report.staged);
    if (staged === 0) return undefined;
    this.#staged.run(staged);
    if (this.#module.finish(staged) === 0) return this.#module.read(report.row);
    // Those that were taken back are to be stepped exactly.
    const takenBack = this.#module.read(report.takenBack);
    this.tally.asked += staged - takenBack;
    this.tally.learned -= takenBack;
    if (routes && takenBack > 0) {
      const listed = this.#module.read(report.exact);
      for (const row of this.#module.exact.subarray(listed - takenBack, listed)) routes[row] = exactRoute;
    }
    return undefined;
  }

  /** Writes what the network reads of the past of the staged rows. */
  #recall({ counts }: RowHistory, rates: Float64Array): void {
    const { layout } = this.#module;
    const { inputAt, capacity } = this.#staged;
    const staged = this.#module.read(report.staged);
    const features = new Float32Array(this.#buffer, inputAt, capacity * this.#head.featureWidth);
    const records = new Int32Array(this.#buffer, layout.records, (staged * layout.recordBytes) / 4);
    for (let slot = 0; slot < staged; slot++) {
      const row = records[(slot * layout.recordBytes + record.row) / 4]!;
      this.#recallRow(slot, row, counts, rates, features);
    }
  }

  #recallRow(slot: number, r: number, past: Int32Array, rates: Float64Array, features: Float32Array): void {
    for (let ago = 1; ago < this.#abstraction.shape.past; ago++) {
      const row = this.#seek(r, rates);
      row.at = this.#past!.at(r, ago);
      this.#head.recall(slot, ago, past, rates, row, features);
    }
  }

  #note(): void {
    this.tally.learned += this.#module.read(report.learned);
    this.tally.skipped += this.#module.read(report.skipped);
    this.tally.outside += this.#module.read(report.outside);
  }

  /** Takes over which way `n` rows went, from the `first`-th of the step on. */
  #noteRoutes(routes: Uint8Array, rows: Uint32Array | undefined, first: number, n: number): void {
    const { noted } = this.#module;
    if (!rows) routes.set(noted.subarray(0, n), first);
    else for (let i = 0; i < n; i++) routes[rows[first + i]!] = noted[i]!;
  }

  /** Steps exactly what the emitted code has left so far. */
  #stepExact(step: Step): void {
    const n = this.#module.read(report.exact);
    if (n === 0) return;
    // First, so that a row that cannot be stepped is not kept for the next call.
    this.#module.forgetExact();
    this.#exactly(step, this.#module.exact, n);
  }

  #exactly({ counts, rates, time, dt, rng }: Step, rows: Uint32Array, n: number): void {
    this.tally.exact += n;
    const before = this.#ssa.tally.events;
    this.#ssa.stepRows(counts, rows, n, rates, time, dt, rng);
    this.tally.events += this.#ssa.tally.events - before;
  }

  logProb(
    before: Counts,
    after: Counts,
    rates: Float64Array,
    _dt: number,
    out: Float64Array,
    history?: RowHistory,
  ): void {
    const rows = before.length / this.#network.species.length;
    const past = this.#past?.check(history, rows);
    const { inputAt, outputAt, capacity } = this.#staged;
    const size = Math.min(blockRows, capacity);
    const features = new Float32Array(this.#buffer, inputAt, size * this.#head.featureWidth);
    const output = new Float32Array(this.#buffer, outputAt, size * this.#head.outputWidth);
    for (let from = 0; from < rows; from += size) {
      const n = Math.min(size, rows - from);
      for (let i = 0; i < n; i++) {
        const row = this.#seek(from + i, rates);
        this.#few.propensities(before, row.at, rates, row.ra);
        this.#head.load(i, before, rates, row, this.#few, features);
        if (past) this.#recallRow(i, from + i, past.counts, rates, features);
      }
      this.#staged.run(n);
      for (let i = 0; i < n; i++)
        out[from + i] = this.#head.logProb(i, output, before, after, rates, this.#seek(from + i, rates));
    }
  }

  /** Row r, in the one object that all rows share. */
  #seek(r: number, rates: Float64Array): Row {
    const { species, rates: names } = this.#network;
    this.#row.at = r * species.length;
    this.#row.ra = rates.length > names.length ? r * names.length : 0;
    return this.#row;
  }

  #failure(failure: number, counts: Counts, rates: Float64Array, { at, ra }: Row): KernelError {
    this.#module.forgetExact();
    if (failure === Failure.strayed) return this.#strayed(counts, at, rates, ra);
    if (failure === Failure.propensity) {
      // Says which reaction it is.
      this.#few.propensities(counts, at, rates, ra);
      this.#few.solve(counts, at, rates, ra, this.#abstraction.dt);
    }
    const name = this.#network.species[this.#module.read(report.species)]!;
    return new KernelError(
      `${this.spec.kind} kernel`,
      `it drew ${this.#module.value()} molecules of ${name}`,
      'Train it on a wider range, or set outside: "ssa".',
    );
  }

  #strayed(counts: Counts, at: number, rates: Float64Array, ra: number): KernelError {
    const { species, rates: names } = this.#network;
    const { domain } = this.#abstraction;
    const describe = (name: string, value: number, low: number, high: number, slack: number): string[] =>
      value >= low * (1 - slack) && value <= high * (1 + slack)
        ? []
        : [`${name} = ${value} (trained on ${low} to ${high})`];
    const wrong = [
      ...species.flatMap((name, s) => describe(name, counts[at + s]!, ...domain.counts[s]!, 0)),
      ...(domain.totals ?? []).flatMap(({ coefficients, is }) => {
        const sum = coefficients.reduce((all, c, s) => all + c * counts[at + s]!, 0);
        return sum === is ? [] : [`${inWords(coefficients, species)} = ${sum} (trained on ${is})`];
      }),
      ...names.flatMap((name, k) => describe(name, rates[ra + k]!, ...domain.rates[k]!, 1e-9)),
    ];
    return new KernelError(
      `${this.spec.kind} kernel`,
      `a row left the training domain: ${wrong.join(', ')}`,
      'Widen `train.ranges` (and `train.totals`) and train again, or use outside: "ssa".',
    );
  }
}

/** `G1 + 2 G2`. */
export function inWords(coefficients: readonly number[], species: readonly string[]): string {
  return coefficients
    .flatMap((c, s) => (c === 0 ? [] : [c === 1 ? species[s]! : `${c} ${species[s]}`]))
    .join(' + ');
}
