/**
 * One step of a learned kernel, over the rows of one run or of several: the emitted code goes from
 * row to row, the network is asked when its batch is full or the rows end, and exact simulation
 * takes those that are left to it. Which rows share a batch changes no bit of any.
 */
import type { Network } from '../../../crn/network.ts';
import type { StagedInference } from '../../../tensor/machine.ts';
import type { RowBlock, RowHistory, RowKernel, RowTally } from '../../kernel.ts';
import { routeNumber } from '../../routes.ts';
import { StepRows } from '../../step-rows.ts';
import type { Head, Row } from '../heads/head.ts';
import type { Remembrance } from '../row-history.ts';
import { exactRows, Failure, record, report } from './layout.ts';
import type { RowModule } from './row-module.ts';

/** Rows that are copied at a time where the counts lie elsewhere: about four batches of the inference. */
const chunk = 960;

/** Bytes of the areas that rows and rates from elsewhere are copied to. */
export function copyBytes(network: Network): number {
  return StepRows.bytes(network, chunk);
}

/** What rows are stepped with. */
export interface WalkParts {
  readonly network: Network;
  readonly memory: WebAssembly.Memory;
  readonly head: Head;
  readonly staged: StagedInference;
  readonly module: RowModule;
  readonly ssa: RowKernel;
  /** Where the kernel looks back on past steps. */
  readonly past: Remembrance | undefined;
  /** Of the kernel: all rows. */
  readonly tally: RowTally;
  /** The error that stops a step at row `row` of a block. */
  failed(failure: number, block: WalkBlock, row: number): Error;
}

/** A block whose rows are counted by the kernel, and where it has a tally of its own, there too. */
export type WalkBlock = Omit<RowBlock, 'tally'> & Partial<Pick<RowBlock, 'tally'>>;

/** A block at hand: row r of it is number `base` + r of the step. */
interface Part {
  readonly block: WalkBlock;
  readonly base: number;
  readonly end: number;
  readonly history: RowHistory | undefined;
  /** The rows that are stepped: all, or the first `n` of these. */
  readonly rows: Uint32Array | undefined;
  readonly n: number;
}

const exactRoute = routeNumber('exact');

export class RowWalk {
  readonly #with: WalkParts;
  readonly #call: StepRows;
  readonly #parts: Part[] = [];
  readonly #row: Row = { at: 0, ra: 0 };
  #dt = 0;

  constructor(parts: WalkParts) {
    this.#with = parts;
    this.#call = new StepRows(parts.network, parts.memory, chunk);
  }

  /** Begins a step, whatever has become of the last. */
  begin(dt: number): void {
    const { module } = this.#with;
    this.#dt = dt;
    this.#parts.length = 0;
    module.forgetStaged();
    module.forgetExact();
  }

  /** Takes all rows of a block, or the first `n` numbers in `rows`; some of them wait for {@link RowWalk.end}. */
  take(block: WalkBlock, rows?: Uint32Array, n?: number): void {
    const { network, past } = this.#with;
    const { counts, routes } = block;
    const all = counts.length / network.species.length;
    const base = this.#parts.at(-1)?.end ?? 0;
    const history = past?.check(block.history, all);
    const part: Part = { block, base, end: base + all, history, rows, n: n ?? all };
    this.#parts.push(part);
    if (!past) {
      this.#draw(part, rows, part.n);
      return;
    }
    // Rows that do not know enough of their past are stepped exactly.
    const { knowing, others } = past.begin(history!, counts, rows, part.n, base);
    if (knowing.length > 0) this.#draw(part, knowing, knowing.length);
    if (others.length > 0) this.#exactly(part, others, others.length);
    if (routes) for (const row of others) routes[row] = exactRoute;
  }

  /** Steps what waits. */
  end(): void {
    this.#finish();
    this.#stepExact();
    for (const { history, rows, n, base } of this.#parts)
      if (history) this.#with.past!.end(history, rows, n, base);
  }

  /** Steps rows by the emitted code and the network, and leaves others to exact simulation. */
  #draw(part: Part, rows: Uint32Array | undefined, n: number): void {
    const call = this.#call;
    const { module, staged } = this.#with;
    const { counts, rates, rng, routes } = part.block;
    call.open(counts, rows, n, rates, rng, part.base);
    module.note(routes !== undefined);
    // Copies make place for each other, and exact simulation takes rows where they came from.
    if (call.copies) this.#flush();

    for (let first = 0; first < n; first += call.size) {
      const here = Math.min(call.size, n - first);
      const where = call.stage(first, here);
      const place = where.push(0) - 1;
      for (let from = 0; from < here; ) {
        const began = from;
        const waiting = module.read(report.staged);
        where[place] = from;
        from = module.prepare(...where);
        this.#note(part, waiting);
        if (routes) this.#noteRoutes(routes, rows, first + began, from - began);
        const failure = module.read(report.failure);
        if (failure !== Failure.none) throw this.#with.failed(failure, part.block, call.row(first + from));
        if (module.read(report.staged) === staged.capacity) this.#finish();
        if (call.inPlace && module.read(report.exact) >= exactRows) this.#stepExact();
      }
      if (call.copies) {
        this.#finish();
        call.putBack(first, here);
        this.#stepExact();
      }
    }
  }

  #flush(): void {
    this.#finish();
    this.#stepExact();
  }

  /** Lets the network draw the staged rows. */
  #finish(): void {
    const { module, staged } = this.#with;
    const n = module.read(report.staged);
    if (n === 0) return;
    module.dress();
    if (this.#with.past) this.#recall(n);
    staged.run(n);
    if (module.finish(n) === 0) {
      const number = module.read(report.row);
      const { block, base } = this.#partOf(number);
      throw this.#with.failed(module.read(report.failure), block, number - base);
    }
    module.forgetStaged();
    const takenBack = module.read(report.takenBack);
    if (takenBack === 0) return;
    // They are to be stepped exactly.
    const listed = module.read(report.exact);
    for (const number of module.exact.subarray(listed - takenBack, listed)) {
      const part = this.#partOf(number);
      this.#count(part, 'asked', -1);
      this.#count(part, 'learned', -1);
      if (part.block.routes) part.block.routes[number - part.base] = exactRoute;
    }
  }

  /** Writes what the network reads of the past of the staged rows. */
  #recall(n: number): void {
    const { module, staged, head, memory } = this.#with;
    const { records, recordBytes } = module.layout;
    const features = new Float32Array(memory.buffer, staged.inputAt, staged.capacity * head.featureWidth);
    const words = new Int32Array(memory.buffer, records, (n * recordBytes) / 4);
    for (let slot = 0; slot < n; slot++) {
      const number = words[(slot * recordBytes + record.row) / 4]!;
      const { block, base, history } = this.#partOf(number);
      this.recall(slot, history!, number - base, block.rates, features);
    }
  }

  /** Writes what the network reads of the past of a row, to a slot of its inputs. */
  recall(slot: number, history: RowHistory, r: number, rates: Float64Array, features: Float32Array): void {
    const past = this.#with.past!;
    for (let ago = 1; ago <= past.steps; ago++) {
      const row = this.seek(r, rates);
      row.at = past.at(r, ago);
      this.#with.head.recall(slot, ago, history.counts, rates, row, features);
    }
  }

  /** Row r, in the one object that all rows share. */
  seek(r: number, rates: Float64Array): Row {
    const { species, rates: names } = this.#with.network;
    this.#row.at = r * species.length;
    this.#row.ra = rates.length > names.length ? r * names.length : 0;
    return this.#row;
  }

  /** Counts what became of the rows of the call, where so many had been staged before. */
  #note(part: Part, waiting: number): void {
    const { module, tally } = this.#with;
    const [learned, skipped] = [module.read(report.learned), module.read(report.skipped)];
    const [outside, asked] = [module.read(report.outside), module.read(report.staged) - waiting];
    for (const to of [tally, part.block.tally]) {
      if (!to) continue;
      to.learned += learned;
      to.skipped += skipped;
      to.outside += outside;
      to.asked += asked;
    }
  }

  #count({ block: { tally } }: Part, what: keyof RowTally, n: number): void {
    this.#with.tally[what] += n;
    if (tally) tally[what] += n;
  }

  /** Takes over which way `n` rows went, from the `first`-th of the part on. */
  #noteRoutes(routes: Uint8Array, rows: Uint32Array | undefined, first: number, n: number): void {
    const { noted } = this.#with.module;
    if (!rows) routes.set(noted.subarray(0, n), first);
    else for (let i = 0; i < n; i++) routes[rows[first + i]!] = noted[i]!;
  }

  /** Steps exactly what the emitted code has left so far. */
  #stepExact(): void {
    const { module } = this.#with;
    const n = module.read(report.exact);
    if (n === 0) return;
    // First, so that a row that cannot be stepped is not kept for the next call.
    module.forgetExact();
    const numbers = module.exact.subarray(0, n);
    // Part by part: rows that were taken back come after others.
    if (this.#parts.length > 1) numbers.sort();
    for (let i = 0; i < n; ) {
      const part = this.#partOf(numbers[i]!);
      const first = i;
      for (; i < n && numbers[i]! < part.end; i++) numbers[i]! -= part.base;
      this.#exactly(part, numbers.subarray(first, i), i - first);
    }
  }

  #exactly(part: Part, rows: Uint32Array, n: number): void {
    const { ssa } = this.#with;
    const { counts, rates, time, rng } = part.block;
    this.#count(part, 'exact', n);
    const before = ssa.tally.events;
    ssa.stepRows(counts, rows, n, rates, time, this.#dt, rng);
    this.#count(part, 'events', ssa.tally.events - before);
  }

  /** The part that row `number` of the step belongs to. */
  #partOf(number: number): Part {
    const parts = this.#parts;
    let [low, high] = [0, parts.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (number < parts[middle]!.end) high = middle;
      else low = middle + 1;
    }
    return parts[low]!;
  }
}
