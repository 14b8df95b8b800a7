/** Where everything of one run lies in the shared memory: the same views in every thread. */
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { RowHistory } from '../../kernels/kernel.ts';
import { shareLearnedWeights } from '../../kernels/learned.ts';
import { type PostBoxPlan, planPostBox, postBoxBytes } from '../../tensor/device/post-box.ts';
import { createMemory, reserve } from '../../wasm/memory.ts';
import type { Setup } from '../scenario/setup.ts';
import { Control, frameSlots } from './control.ts';
import { deviceSize } from './device.ts';
import {
  type ArraySize,
  bytesOf,
  frameArrays,
  type GridArrays,
  gridArrays,
  openGrid,
  type Place,
  viewsOf,
} from './grid-arrays.ts';
import { kernelBytes } from './kernel-in.ts';
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

/** Threads that write to neighbouring words of one line slow each other down. */
const cacheLine = 64;

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
export interface SharedState extends GridArrays {
  readonly memory: WebAssembly.Memory;
  readonly control: Control;
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
  const arrays: ArraySize[] = [
    ['control', 'i32', Control.words(tiles)],
    ['seconds', 'f64', tiles * phases.length],
    ['tally', 'f64', tiles * tallies.length],
    ...gridArrays(setup),
  ];
  for (let slot = 0; slot < frameSlots; slot++) {
    for (const [name, type, length] of frameArrays(setup))
      arrays.push([`frame${slot}.${name}`, type, length]);
    arrays.push([`frame${slot}.tally`, 'f64', tiles * tallies.length]);
    setup.fields.forEach((_, f) => arrays.push([`frame${slot}.${f}`, 'f64', cells]));
  }
  const learned = setup.backend && abstraction ? abstraction : undefined;
  const box = deviceSize(setup, learned, tiles);
  const kernel = kernelBytes(setup.network, learned, box?.capacity);
  const bytes = arrays.reduce(
    (sum, array) => sum + bytesOf(array) + cacheLine,
    tiles * (kernel.each + transportBytes(setup)) + kernel.weights + (box ? postBoxBytes(box) : 0),
  );
  const memory = createMemory(bytes, { shared: true });
  const places: Record<string, Place> = {};
  for (const array of arrays) {
    const [name, type, length] = array;
    places[name] = { type, length, offset: reserve(memory, bytesOf(array), cacheLine) };
  }
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
  const views = viewsOf(plan.memory.buffer, plan.places);
  const { u8, i32, f64 } = views;
  return {
    ...openGrid(views, setup.fields.length),
    memory: plan.memory,
    control: new Control(i32('control'), plan.tiles),
    frames: Array.from({ length: frameSlots }, (_, slot) => ({
      counts: i32(`frame${slot}.counts`),
      past: { counts: i32(`frame${slot}.past`), known: i32(`frame${slot}.known`) },
      route: u8(`frame${slot}.route`),
      tally: f64(`frame${slot}.tally`),
      fields: setup.fields.map((_, f) => f64(`frame${slot}.${f}`)),
    })),
    seconds: f64('seconds'),
    tally: f64('tally'),
  };
}
