/**
 * Exact stochastic simulation: Gillespie's direct method (1977, doi
 * 10.1021/j100540a008), one WebAssembly module emitted for each network.
 *
 * Use when the events of a step are few, or when the law must be exact.
 * Not when a step holds thousands of events per row: learn a kernel then.
 */
import type { Network } from '../crn/network.ts';
import { KernelError } from '../errors.ts';
import type { RowStreams } from '../numerics/streams.ts';
import { createMemory, isPrepared, reserve } from '../wasm/memory.ts';
import { checkStep } from './check-step.ts';
import type { Counts, KernelSpec, RowKernel, RowTally } from './kernel.ts';
import { emitModule, type StepFunction } from './ssa/emit-module.ts';
import { scheduledEvents, streamsBytes } from './ssa/emit-row.ts';
import { failureOf, reportBytes, reportLayout } from './ssa/report.ts';
import { planRowTables } from './ssa/row-tables.ts';
import { StepRows } from './step-rows.ts';

export interface SsaJob {
  readonly network: Network;
  /**
   * Made by `createMemory`. Counts that lie in it are stepped where they are; all
   * others are copied in and out. Default: a private one.
   */
  readonly memory?: WebAssembly.Memory;
  /** Default: what is faster for so many reactions. Both draw the same trajectories. */
  readonly layout?: SsaLayout;
  readonly limits?: {
    /** Reactions of one row in one step before it counts as an explosion. Default 1e8. */
    readonly eventsPerStep?: number;
  };
}

/** How the rows of a network are stepped: everything in locals, or in tables in memory. */
export type SsaLayout = 'registers' | 'tables';
/**
 * More reactions are stepped by tables. Of 400, locals are 1.2 times as fast once V8 has compiled
 * them, which takes the first half second; of 900, they are half as fast; of 200, 1.6 times.
 */
const mostInRegisters = 300;
/** Rows that are copied at a time where the counts lie elsewhere. */
const chunk = 1024;

/**
 * Opens exact simulation for one network in this thread. Takes milliseconds; the
 * optimised code follows in the background.
 *
 * Events at a set time T fire in the step that begins at or before T and ends
 * after it; conditions are looked at when a step begins and after every change.
 *
 * @throws KernelError  for wrong limits, a memory that is full or not made by `createMemory`
 */
export async function openSsa(job: SsaJob): Promise<RowKernel> {
  const { network } = job;
  const eventsPerStep = job.limits?.eventsPerStep ?? 1e8;
  if (!(Number.isInteger(eventsPerStep) && eventsPerStep >= 1 && eventsPerStep < 2 ** 31))
    throw new KernelError(
      'ssa',
      `\`eventsPerStep\` is ${eventsPerStep}`,
      'Give a whole number from 1 to 2^31 − 1.',
    );

  const layout = job.layout ?? (network.reactions.length <= mostInRegisters ? 'registers' : 'tables');
  const plan = layout === 'tables' && network.reactions.length > 0 ? planRowTables(network) : undefined;

  const times = scheduledEvents(network).map((event) => event.at!);
  const fixed = reportBytes(network) + 8 * times.length + (plan?.bytes ?? 0) + streamsBytes + 64;
  const memory = job.memory ?? createMemory(fixed + StepRows.bytes(network, chunk));
  if (!isPrepared(memory))
    throw new KernelError('ssa', 'the memory has no tables', 'Make it with createMemory.');
  const report = reserve(memory, reportBytes(network));
  const eventTimes = reserve(memory, 8 * times.length);
  new Float64Array(memory.buffer, eventTimes, times.length).set(times);

  const streams = reserve(memory, streamsBytes);

  const tables = plan && { plan, address: reserve(memory, plan.bytes) };
  tables?.plan.write(memory.buffer, tables.address);

  const shared = memory.buffer instanceof SharedArrayBuffer;
  const compiled = await WebAssembly.compile(
    emitModule(network, { report, eventTimes, streams }, shared, tables),
  );
  const instance = await WebAssembly.instantiate(compiled, { env: { memory } });
  return new SsaKernel(network, memory, instance.exports.step as StepFunction, report, times, eventsPerStep);
}

class SsaKernel implements RowKernel {
  readonly spec: KernelSpec = Object.freeze({ kind: 'ssa' });
  readonly tally: RowTally = { exact: 0, leapt: 0, learned: 0, asked: 0, skipped: 0, outside: 0, events: 0 };
  readonly #network: Network;
  readonly #call: StepRows;
  readonly #run: StepFunction;
  readonly #report: Float64Array;
  readonly #times: readonly number[];
  readonly #eventsPerStep: number;

  constructor(
    network: Network,
    memory: WebAssembly.Memory,
    run: StepFunction,
    report: number,
    times: readonly number[],
    eventsPerStep: number,
  ) {
    this.#network = network;
    this.#call = new StepRows(network, memory, chunk);
    this.#run = run;
    this.#report = new Float64Array(memory.buffer, report, reportBytes(network) / 8);
    this.#times = times;
    this.#eventsPerStep = eventsPerStep;
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
    checkStep('ssa', time, dt);
    const call = this.#call;
    call.open(counts, rows, n, rates, rng);
    if (call.perRow && rates.length * species.length !== counts.length * names.length)
      throw new KernelError(
        'ssa',
        `${rates.length} rates for ${counts.length / species.length} rows`,
        `Give ${names.length} rates, or as many for every row.`,
      );
    // A boundary within rounding of an event belongs to the step that begins there.
    const hair = 1e-9 * dt;
    const eventFrom = this.#firstEvent(time - hair);
    const eventTo = this.#firstEvent(time + dt - hair);
    for (let from = 0; from < n; from += call.size) {
      const here = Math.min(call.size, n - from);
      const done = this.#run(...call.stage(from, here), time, dt, eventFrom, eventTo, this.#eventsPerStep);
      call.putBack(from, done);
      const idle = this.#report[reportLayout.skipped / 8]!;
      this.tally.skipped += idle;
      this.tally.exact += done - idle;
      this.tally.events += this.#report[reportLayout.events / 8]!;
      if (done < here) {
        const row = call.row(from + done);
        throw failureOf(this.#network, this.#report, {
          agent: (rng.firstAgent + row) >>> 0,
          rates: call.perRow ? rates.subarray(row * names.length, (row + 1) * names.length) : rates,
          time,
          dt,
          eventsPerStep: this.#eventsPerStep,
        });
      }
    }
  }

  /** Number of the first set-time event at `time` or later. */
  #firstEvent(time: number): number {
    const index = this.#times.findIndex((at) => at >= time);
    return index < 0 ? this.#times.length : index;
  }
}
