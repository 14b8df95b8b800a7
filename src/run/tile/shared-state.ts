/** Where everything of one run lies in the shared memory: the same views in every thread. */
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { RowHistory } from '../../kernels/kernel.ts';
import { pastOf } from '../../kernels/learned/row-history.ts';
import { learnedBytes, shareLearnedWeights } from '../../kernels/learned.ts';
import { type PostBoxPlan, planPostBox, postBoxBytes } from '../../tensor/device/post-box.ts';
import { createMemory, reserve } from '../../wasm/memory.ts';
import type { Setup } from '../scenario/setup.ts';
import { Control, frameSlots } from './control.ts';
import { deviceSize } from './device.ts';
import { transportBytes } from './transport.ts';

/** Seconds of one tile, in this order. */
export const phases = ['react', 'transport', 'wait', 'frames'] as const;

/** Numbers each tile leaves behind, in this order. */
export const tallies = [
  'exact',
  'leapt',
  'learned',
  'asked',
  'skipped',
  'outside',
  'events',
  'lost',
] as const;

/** What the kernel of one thread may take of the memory for itself. */
const scratchBytes = 8 * 2 ** 20;

/** Threads that write to neighbouring words of one line slow each other down. */
const cacheLine = 64;

/** One array of the state, as plain data. */
interface Place {
  readonly type: 'u8' | 'i32' | 'f64';
  readonly offset: number;
  readonly length: number;
}

/** Crosses threads. */
export interface SharedPlan {
  readonly memory: WebAssembly.Memory;
  readonly tiles: number;
  readonly places: Readonly<Record<string, Place>>;
  /** Learned kernels: where the weights lie that all threads read. */
  readonly weightsAt?: number;
  /** Where tiles hand rows to a device; absent where every thread computes for itself. */
  readonly postBox?: PostBoxPlan;
}

/** The views of one thread. */
export interface SharedState {
  readonly memory: WebAssembly.Memory;
  readonly control: Control;
  /** [cells, species] */
  readonly counts: Int32Array;
  /** What a kernel that looks back knows; empty for others. */
  readonly past: RowHistory;
  /** [cells]: which way each went in the step before the last frame; empty where that is not told. */
  readonly route: Uint8Array;
  /** As `setup.rates`. */
  readonly rates: Float64Array;
  /** [hops, cells]: walkers that stay in the tile. */
  readonly arrivals: Int32Array;
  /** Two buffers of [hops, cells]: walkers from other tiles. */
  readonly mail: readonly [Int32Array, Int32Array];
  /** Per field [3, cells]: the field and two planes of work. */
  readonly fields: readonly Float64Array[];
  /** [maxes, cells] */
  readonly maxes: Int32Array;
  /** Per slot, as above. */
  readonly frames: readonly {
    readonly counts: Int32Array;
    readonly past: RowHistory;
    readonly route: Uint8Array;
    readonly fields: readonly Float64Array[];
    /** [tiles, tallies] up to there. */
    readonly tally: Float64Array;
  }[];
  /** [tiles, phases] */
  readonly seconds: Float64Array;
  /** [tiles, tallies] */
  readonly tally: Float64Array;
}

/**
 * Makes the shared memory of a run.
 *
 * @param abstraction  of a learned kernel
 */
export function planSharedState(setup: Setup, tiles: number, abstraction?: Abstraction): SharedPlan {
  const cells = setup.lattice.width * setup.lattice.height;
  const counts = cells * setup.network.species.length;
  const steps = pastOf(setup.kernel) - 1;
  const past = { counts: steps * counts, known: steps > 0 ? cells : 0 };
  const lengths: [string, Place['type'], number][] = [
    ['control', 'i32', Control.words(tiles)],
    ['seconds', 'f64', tiles * phases.length],
    ['tally', 'f64', tiles * tallies.length],
    ['counts', 'i32', counts],
    ['past', 'i32', past.counts],
    ['known', 'i32', past.known],
    ['route', 'u8', setup.routes ? cells : 0],
    ['rates', 'f64', setup.rates.length],
    ['arrivals', 'i32', setup.hops.length * cells],
    ['mail0', 'i32', setup.hops.length * cells],
    ['mail1', 'i32', setup.hops.length * cells],
    ['maxes', 'i32', setup.maxes.length * cells],
  ];
  setup.fields.forEach((_, f) => lengths.push([`field.${f}`, 'f64', 3 * cells]));
  for (let slot = 0; slot < frameSlots; slot++) {
    lengths.push([`frame${slot}`, 'i32', counts]);
    lengths.push([`frame${slot}.past`, 'i32', past.counts], [`frame${slot}.known`, 'i32', past.known]);
    lengths.push([`frame${slot}.route`, 'u8', setup.routes ? cells : 0]);
    lengths.push([`frame${slot}.tally`, 'f64', tiles * tallies.length]);
    setup.fields.forEach((_, f) => lengths.push([`frame${slot}.${f}`, 'f64', cells]));
  }
  const size = (type: Place['type'], n: number): number => n * { u8: 1, i32: 4, f64: 8 }[type];
  const learned = setup.backend && abstraction ? abstraction : undefined;
  const box = deviceSize(setup, learned, tiles);
  const kernel = learned ? learnedBytes(setup.network, learned, box?.capacity) : { weights: 0, kernel: 0 };
  const bytes = lengths.reduce(
    (sum, [, type, n]) => sum + size(type, n) + cacheLine,
    tiles * (scratchBytes + kernel.kernel + transportBytes(setup)) +
      kernel.weights +
      (box ? postBoxBytes(box) : 0),
  );
  const memory = createMemory(bytes, { shared: true });
  const places: Record<string, Place> = {};
  for (const [name, type, length] of lengths)
    places[name] = { type, length, offset: reserve(memory, size(type, length), cacheLine) };
  return {
    memory,
    tiles,
    places,
    ...(learned && !box ? { weightsAt: shareLearnedWeights(setup.network, learned, memory) } : {}),
    ...(box ? { postBox: planPostBox(memory, box) } : {}),
  };
}

/** Opens the views in the calling thread. */
export function openSharedState(plan: SharedPlan, setup: Pick<Setup, 'fields'>): SharedState {
  const buffer = plan.memory.buffer;
  const u8 = (name: string): Uint8Array => {
    const p = plan.places[name]!;
    return new Uint8Array(buffer, p.offset, p.length);
  };
  const i32 = (name: string): Int32Array => {
    const p = plan.places[name]!;
    return new Int32Array(buffer, p.offset, p.length);
  };
  const f64 = (name: string): Float64Array => {
    const p = plan.places[name]!;
    return new Float64Array(buffer, p.offset, p.length);
  };
  return {
    memory: plan.memory,
    control: new Control(i32('control'), plan.tiles),
    counts: i32('counts'),
    past: { counts: i32('past'), known: i32('known') },
    route: u8('route'),
    rates: f64('rates'),
    arrivals: i32('arrivals'),
    mail: [i32('mail0'), i32('mail1')],
    fields: setup.fields.map((_, f) => f64(`field.${f}`)),
    maxes: i32('maxes'),
    frames: Array.from({ length: frameSlots }, (_, slot) => ({
      counts: i32(`frame${slot}`),
      past: { counts: i32(`frame${slot}.past`), known: i32(`frame${slot}.known`) },
      route: u8(`frame${slot}.route`),
      tally: f64(`frame${slot}.tally`),
      fields: setup.fields.map((_, f) => f64(`frame${slot}.${f}`)),
    })),
    seconds: f64('seconds'),
    tally: f64('tally'),
  };
}
