/**
 * A plan with memory: rows are staged, computed slice by slice by all threads, and
 * summed in the order of the slices, so that any number of threads gives the same bits.
 */
import { KernelError } from '../../../errors.ts';
import { createMemory, reserve } from '../../../wasm/memory.ts';
import type { Inputs, Results } from '../../machine.ts';
import { LIVE, offsetOf, type Plan, STALE, type View } from '../plan/plan.ts';
import { Crew } from './crew.ts';
import { encodeProgram, type ProgramExports } from './module.ts';
import { BACKWARD, control, FRESH, type SliceWorker, takeSlices } from './slices.ts';

/** Rows staged at a time, at most, and what they may take. */
const MOST_ROWS = 4096;
const MOST_STAGED = 1 << 26;
/** Fewer rows are not worth a slice: its sums must be cleared and added. */
const SLICE_ROWS = 128;
const MOST_SLICES = 16;
const MOST_SLICE_BYTES = 1 << 28;

export class Program {
  readonly #plan: Plan;
  readonly #params: number;
  readonly #capacity: number;
  readonly #mostSlices: number;
  readonly #memory: WebAssembly.Memory;
  readonly #at;
  readonly #worker: SliceWorker;
  readonly #crew: Crew;
  /** One for each guard, in the program's memory. */
  readonly #guards: Int32Array;
  /** By guard: is the gradient of its parameters not all 0? */
  readonly #written: Uint8Array;
  #busy = false;

  /** @param params  how many */
  constructor(plan: Plan, params: number, threads: number) {
    this.#plan = plan;
    this.#params = params;
    const { scratch, slice, fixed } = plan.bytes;
    const rowBytes = 4 * [...plan.inputs, ...plan.outputs].reduce((sum, { width }) => sum + width, 0);
    const fitting = Math.floor(Math.min(MOST_ROWS, MOST_STAGED / Math.max(rowBytes, 1)) / plan.tile);
    this.#capacity = plan.tile * Math.max(1, fitting);
    this.#mostSlices = Math.max(1, Math.min(MOST_SLICES, Math.floor(MOST_SLICE_BYTES / Math.max(slice, 1))));

    // What threads write lies on cache lines of its own.
    const line = (bytes: number) => Math.ceil(bytes / 64) * 64 + 64;
    const words = 4 * control.words + 4 * (plan.inputs.length + plan.outputs.length);
    const sizes = {
      control: line(words),
      guards: line(4 * plan.guards.length),
      params: line(4 * params),
      gradient: line(4 * params),
      fixed: line(fixed),
      total: line(slice),
      slices: line(slice * this.#mostSlices),
      scratch: threads * line(scratch),
      staged: line(rowBytes * this.#capacity),
    };
    const shared = threads > 1;
    const bytes = Object.values(sizes).reduce((sum, size) => sum + size + 64, 0);
    this.#memory = createMemory(bytes, { shared });
    const place = (size: number) => reserve(this.#memory, size, 64);
    this.#at = {
      control: place(sizes.control),
      guards: place(sizes.guards),
      params: place(sizes.params),
      gradient: place(sizes.gradient),
      fixed: place(sizes.fixed),
      total: place(sizes.total),
      slices: place(sizes.slices),
      scratch: place(sizes.scratch),
      staged: place(sizes.staged),
    };
    const staging = this.#at.control + 4 * control.words;
    const module = new WebAssembly.Module(encodeProgram(plan, { ...this.#at, staging }, shared));
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    const job = (thread: number) => ({
      scratchAt: this.#at.scratch + thread * line(scratch),
      slicesAt: this.#at.slices,
      sliceBytes: slice,
    });
    this.#worker = {
      ...job(0),
      words: new Int32Array(this.#memory.buffer, this.#at.control, control.words),
      exports: exports as unknown as ProgramExports,
    };
    this.#guards = new Int32Array(this.#memory.buffer, this.#at.guards, plan.guards.length);
    this.#written = new Uint8Array(plan.guards.length);
    for (const { view, value } of plan.constants) this.#fill(view, value);
    const helper = { memory: this.#memory, module, controlAt: this.#at.control };
    const jobs = Array.from({ length: threads - 1 }, (_, i) => ({ ...job(i + 1), ...helper }));
    this.#crew = new Crew(jobs, this.#worker.words);
  }

  /** Takes the parameters, flat. */
  setParams(params: Float32Array): void {
    this.#floats(this.#at.params, this.#params).set(params);
    this.#worker.exports.head();
    this.#guards.fill(STALE);
  }

  /**
   * Computes a batch.
   *
   * @param out  one array per output of rows, as the plan lists them
   * @throws WorkerError when a thread fails, KernelError when the last batch is still under way
   */
  async run(rows: number, inputs: Inputs, out: Results, backward: boolean): Promise<void> {
    if (this.#busy)
      throw new KernelError('trainer', 'a batch is still under way', 'Await it before the next.');
    this.#busy = true;
    try {
      await this.#batch(rows, inputs, out, backward);
    } finally {
      this.#busy = false;
    }
  }

  async #batch(rows: number, inputs: Inputs, out: Results, backward: boolean): Promise<void> {
    const { exports, slicesAt } = this.#worker;
    const { inverseRows } = this.#plan;
    if (inverseRows) this.#fill(inverseRows, () => 1 / rows);
    this.#decide(inputs);
    exports.prepare();
    this.#guards.forEach((word, g) => {
      this.#guards[g] = word & LIVE ? LIVE : word;
    });
    if (backward) exports.seeds();
    const slices = Math.max(
      1,
      Math.min(this.#mostSlices, Math.floor(Math.min(rows, this.#capacity) / SLICE_ROWS)),
    );
    for (let first = 0; first < rows; first += this.#capacity) {
      const count = Math.min(this.#capacity, rows - first);
      this.#stage(first, count, inputs);
      await this.#pass(count, slices, (first === 0 ? FRESH : 0) | (backward ? BACKWARD : 0));
      this.#unstage(first, count, out);
    }
    exports.sum(slicesAt, slices);
    exports.tail();
    if (backward) {
      exports.after();
      this.#clearIdle();
    }
    // A thread that only trains would never hear a signal.
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Which branches this batch needs. */
  #decide(inputs: Inputs): void {
    this.#plan.guards.forEach(({ input, width, column, outer }, g) => {
      const gates = inputs[input]!;
      let live = false;
      if (outer === undefined || this.#guards[outer]! & LIVE)
        for (let at = column; at < gates.length && !live; at += width) live = gates[at]! > 0;
      this.#guards[g] = (this.#guards[g]! & STALE) | (live ? LIVE : 0);
    });
  }

  /** Parameters that an earlier batch used and this one did not have no gradient any more. */
  #clearIdle(): void {
    const gradient = this.#floats(this.#at.gradient, this.#params);
    this.#plan.guards.forEach(({ params }, g) => {
      const live = (this.#guards[g]! & LIVE) !== 0;
      if (!live && this.#written[g]) for (const [from, to] of params) gradient.fill(0, from, to);
      this.#written[g] = live ? 1 : 0;
    });
  }

  /** A copy of the gradient, in the layout of the parameters. */
  gradient(): Float32Array {
    return this.#floats(this.#at.gradient, this.#params).slice();
  }

  /** Outputs that belong to no row, row-major. */
  results(): Results {
    return Object.fromEntries(
      this.#plan.results.map(({ name, rows, view }) => {
        const planes = this.#floats(this.#at.fixed + offsetOf(view), (view.buffer.stride / 4) * view.width);
        const values = Float32Array.from(
          { length: rows * view.width },
          (_, k) => planes[(k % view.width) * (view.buffer.stride / 4) + Math.floor(k / view.width)]!,
        );
        return [name, values];
      }),
    );
  }

  /** Sends the threads home. */
  dispose(): void {
    this.#crew.dispose();
  }

  /** Computes the staged rows. */
  async #pass(rows: number, slices: number, mode: number): Promise<void> {
    const { words } = this.#worker;
    const { tile } = this.#plan;
    words[control.rows] = rows;
    words[control.sliceRows] = Math.ceil(rows / slices / tile) * tile;
    words[control.mode] = mode;
    Atomics.store(words, control.done, 0);
    Atomics.store(words, control.left, slices);
    this.#crew.wake(slices - 1);
    takeSlices(this.#worker);
    await this.#crew.wait(slices);
  }

  #stage(first: number, count: number, inputs: Inputs): void {
    const { inputs: takes, outputs: gives } = this.#plan;
    const words = this.#stagingWords();
    let at = this.#at.staged;
    [...takes, ...gives].forEach(({ width }, k) => {
      words[k] = at;
      at += 4 * width * count;
    });
    takes.forEach(({ name, width }, k) => {
      const own = inputs[name]!.subarray(first * width, (first + count) * width);
      this.#floats(words[k]!, own.length).set(own);
    });
  }

  #unstage(first: number, count: number, out: Results): void {
    const { inputs: takes, outputs: gives } = this.#plan;
    const words = this.#stagingWords();
    gives.forEach(({ name, width }, k) => {
      out[name]!.set(this.#floats(words[takes.length + k]!, count * width), first * width);
    });
  }

  #stagingWords(): Int32Array {
    const { inputs, outputs } = this.#plan;
    return new Int32Array(
      this.#memory.buffer,
      this.#at.control + 4 * control.words,
      inputs.length + outputs.length,
    );
  }

  #fill(view: View, value: (row: number, column: number) => number): void {
    const rows = view.buffer.stride / 4;
    const planes = this.#floats(this.#at.fixed + offsetOf(view), rows * view.width);
    for (let k = 0; k < planes.length; k++) planes[k] = value(k % rows, Math.floor(k / rows));
  }

  #floats(at: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, at, length);
  }
}
