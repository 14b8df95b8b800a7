/** Opens the emitted code of a learned kernel (`emit-module.ts`) in a memory, with all that it reads. */
import type { Network } from '../../../crn/network.ts';
import type { StagedInference } from '../../../tensor/machine.ts';
import { reserve } from '../../../wasm/memory.ts';
import type { Abstraction } from '../../abstraction.ts';
import type { Outside } from '../../kernel.ts';
import type { Head } from '../heads/head.ts';
import { CountsHead } from '../heads/integer/head.ts';
import { sizeOf } from '../heads/van/decoder.ts';
import { componentsOf, mixturesOf } from '../shape/shape.ts';
import { writeDecoder } from './draw/decoder-tables.ts';
import { gaussianConstants } from './draw/emit-gaussian-draw.ts';
import { writeNormalTable } from './draw/normal.ts';
import {
  type DressFunction,
  emitRowModule,
  type FinishFunction,
  type PrepareFunction,
} from './emit-module.ts';
import { IntervalTables } from './interval-tables.ts';
import {
  closureSlots,
  exactRows,
  type Layout,
  type LayoutJob,
  layOut,
  notedRows,
  report,
  reportBytes,
} from './layout.ts';

export interface RowModuleOptions {
  readonly network: Network;
  readonly abstraction: Abstraction;
  readonly head: Head;
  readonly outside: Outside;
  readonly exactBelow: number;
}

/** The emitted code of one kernel, and where it reports. */
export interface RowModule {
  readonly layout: Layout;
  readonly prepare: PrepareFunction;
  readonly dress: DressFunction;
  readonly finish: FinishFunction;
  /** Row numbers for exact simulation, as many as {@link report} says. */
  readonly exact: Uint32Array;
  /** By row since the position that `prepare` began at: which way it went, a number of `routes.ts`. */
  readonly noted: Uint8Array;
  /** Says whether each row's way is to be noted: {@link notedRows} of a call at most, if so. */
  note(on: boolean): void;
  /** A field of the report, one of `report`. */
  read(field: number): number;
  /** The number drawn that is no count. */
  value(): number;
  /** Begins a new list of exact rows. */
  forgetExact(): void;
  /** Begins a new batch of staged rows. */
  forgetStaged(): void;
}

function layoutJob({ network, abstraction, head }: RowModuleOptions, capacity: number): LayoutJob {
  const { shape, scaling } = abstraction;
  const { head: spec, rateInputs } = shape;
  const counts = head instanceof CountsHead ? head : undefined;
  const rank = counts?.moves.rank ?? 0;
  return {
    network,
    rank,
    mixtures: mixturesOf(spec),
    van: spec.kind === 'van' && scaling.head !== 'gaussian' ? sizeOf(spec, scaling) : undefined,
    inputs: rateInputs.length,
    width: head.featureWidth,
    closureWords: Math.max(1, Math.ceil((counts?.support.needs.length ?? 0) / 32)),
    tableBytes: 8 * (counts?.support.numbers ?? 0),
    capacity,
  };
}

/** Bytes that {@link openRowModule} reserves. */
export function rowModuleBytes(options: RowModuleOptions, capacity: number): number {
  return layOut(layoutJob(options, capacity), 0).end + 16;
}

/**
 * @param memory   made by `createMemory`
 * @param staged   opened in the same memory, before this
 */
export async function openRowModule(
  options: RowModuleOptions,
  memory: WebAssembly.Memory,
  staged: StagedInference,
): Promise<RowModule> {
  const { network, abstraction, head, outside, exactBelow } = options;
  const { buffer } = memory;
  const job = layoutJob(options, staged.capacity);
  const layout = layOut(job, reserve(memory, rowModuleBytes(options, staged.capacity) - 16));
  const counts = head instanceof CountsHead ? head : undefined;
  const bytes = emitRowModule({
    network,
    abstraction,
    outside,
    exactBelow,
    ...(counts ? { moves: counts.moves } : {}),
    needs: counts?.support.needs ?? [],
    layout,
    inputAt: staged.inputAt,
    outputAt: staged.outputAt,
    outputWidth: head.outputWidth,
    capacity: staged.capacity,
    shared: buffer instanceof SharedArrayBuffer,
  });
  const tables = counts && openTables(counts, network, buffer, layout);
  const everything = new Int32Array(buffer);
  const tableOf = (countsAt: number): number => tables!.addressOf(everything, countsAt / 4);
  const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(bytes), {
    env: { memory, tableOf },
  });
  const { scaling } = abstraction;
  const put = (values: ArrayLike<number>, at: number): void =>
    new Float32Array(buffer, at, values.length).set(values);
  if (scaling.head === 'gaussian')
    put(
      gaussianConstants(scaling, componentsOf(abstraction.shape.head), network.species.length),
      layout.constants,
    );
  else if (job.van) writeDecoder(job.van, abstraction.weights, scaling, buffer, layout.decoder);
  else {
    put(scaling.home, layout.constants);
    put(scaling.spread, layout.constants + layout.spread);
  }
  writeNormalTable(buffer, layout.normal, exports as unknown as Parameters<typeof writeNormalTable>[2]);
  const words = new Int32Array(buffer, layout.report, reportBytes / 4);
  const value = new Float64Array(buffer, layout.report + report.value, 1);
  return {
    layout,
    prepare: exports.prepare as PrepareFunction,
    dress: exports.dress as DressFunction,
    finish: exports.finish as FinishFunction,
    exact: new Uint32Array(buffer, layout.exact, exactRows + staged.capacity),
    noted: new Uint8Array(buffer, layout.noted, notedRows),
    note: (on) => {
      words[report.noting / 4] = Number(on);
    },
    read: (field) => words[field / 4]!,
    value: () => value[0]!,
    forgetExact: () => {
      words[report.exact / 4] = 0;
    },
    forgetStaged: () => {
      words[report.staged / 4] = 0;
      words[report.dressed / 4] = 0;
    },
  };
}

function openTables(
  { support }: CountsHead,
  network: Network,
  buffer: ArrayBufferLike,
  { intervals, intervalBytes, closures, closureBytes }: Layout,
): IntervalTables {
  return new IntervalTables(
    support,
    network.species.length,
    buffer,
    { at: intervals, bytes: intervalBytes },
    { at: closures, bytes: closureSlots * closureBytes },
  );
}
