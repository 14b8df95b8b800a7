/** A learned kernel at work: the emitted code, the inference and exact simulation, call by call. */
import type { Network } from '../../crn/network.ts';
import type { RowStreams } from '../../numerics/streams.ts';
import type { StagedInference } from '../../tensor/machine.ts';
import type { Abstraction } from '../abstraction.ts';
import type {
  Counts,
  KernelSpec,
  LawKernel,
  RowBlock,
  RowHistory,
  RowKernel,
  RowTally,
  StackKernel,
} from '../kernel.ts';
import { blockRows, type Head } from './heads/head.ts';
import { FewEvents } from './heads/integer/few-events.ts';
import { Remembrance } from './row-history.ts';
import { failedRow } from './rows/failed-row.ts';
import type { RowModule } from './rows/row-module.ts';
import { RowWalk, type WalkParts } from './rows/row-walk.ts';

/** The spec of a learned kernel. */
export type LearnedSpec = Extract<KernelSpec, { kind: 'mdn' | 'van' | 'hybrid' }>;

/** A learned kernel knows its law, can step some of the rows or those of several runs, and names what runs its network. */
export interface LearnedRowKernel extends LawKernel, RowKernel, StackKernel {
  /** `simd`: the same bits on every machine. `simd-fma`: fused multiply–add. `given`: the job's own inference. */
  readonly backend: 'simd' | 'simd-fma' | 'given';
}

/** What {@link LearnedKernel} is put together from. */
interface LearnedParts extends Pick<WalkParts, 'network' | 'memory' | 'head' | 'staged' | 'ssa'> {
  readonly spec: LearnedSpec;
  readonly abstraction: Abstraction;
  readonly module: RowModule;
  readonly backend: LearnedRowKernel['backend'];
}

export class LearnedKernel implements LearnedRowKernel {
  readonly spec: LearnedSpec;
  readonly backend: LearnedRowKernel['backend'];
  readonly tally: RowTally = { exact: 0, leapt: 0, learned: 0, asked: 0, skipped: 0, outside: 0, events: 0 };
  readonly #network: Network;
  readonly #buffer: ArrayBufferLike;
  readonly #head: Head;
  readonly #staged: StagedInference;
  readonly #few: FewEvents;
  readonly #walk: RowWalk;
  /** Where it looks back on past steps. */
  readonly #past: Remembrance | undefined;

  constructor(parts: LearnedParts) {
    const { spec, network, abstraction, memory, head, staged, backend } = parts;
    this.spec = spec;
    this.backend = backend;
    this.#network = network;
    this.#buffer = memory.buffer;
    this.#head = head;
    this.#staged = staged;
    this.#few = new FewEvents(network);
    const { past } = abstraction.shape;
    if (past > 1) this.#past = new Remembrance(network.species.length, past);
    this.#walk = new RowWalk({
      ...parts,
      past: this.#past,
      tally: this.tally,
      failed: (failure, { counts, rates }, row) =>
        failedRow(parts, failure, this.#few, counts, rates, this.#walk.seek(row, rates)),
    });
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
    this.stepRows(counts, undefined, undefined, rates, time, dt, rng, history, routes);
  }

  /** Without row numbers: all rows. Where it looks back, rows that do not know enough are stepped exactly. */
  stepRows(
    counts: Counts,
    rows: Uint32Array | undefined,
    n: number | undefined,
    rates: Float64Array,
    time: number,
    dt: number,
    rng: RowStreams,
    history?: RowHistory,
    routes?: Uint8Array,
  ): void {
    this.#walk.begin(dt);
    this.#walk.take({ counts, rates, time, rng, history, routes }, rows, n);
    this.#walk.end();
  }

  stepStack(blocks: readonly RowBlock[], dt: number): void {
    this.#walk.begin(dt);
    for (const block of blocks) this.#walk.take(block);
    this.#walk.end();
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
        const row = this.#walk.seek(from + i, rates);
        this.#few.propensities(before, row.at, rates, row.ra);
        this.#head.load(i, before, rates, row, this.#few, features);
        if (past) this.#walk.recall(i, past, from + i, rates, features);
      }
      this.#staged.run(n);
      for (let i = 0; i < n; i++)
        out[from + i] = this.#head.logProb(i, output, before, after, rates, this.#walk.seek(from + i, rates));
    }
  }
}
