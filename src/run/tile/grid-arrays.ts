/** The arrays that hold the state of one grid, wherever they lie in a memory. */
import type { RowHistory } from '../../kernels/kernel.ts';
import { pastOf } from '../../kernels/learned/row-history.ts';
import type { Setup } from '../scenario/setup.ts';

/** One array, as plain data. */
export interface Place {
  readonly type: 'u8' | 'i32' | 'f64';
  readonly offset: number;
  readonly length: number;
}

/** An array that is to have a place. */
export type ArraySize = readonly [name: string, type: Place['type'], length: number];

export interface GridArrays {
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
}

/** The arrays of {@link GridArrays}. */
export function gridArrays(setup: Setup): ArraySize[] {
  const cells = setup.lattice.width * setup.lattice.height;
  return [
    ...frameArrays(setup),
    ['rates', 'f64', setup.rates.length],
    ['arrivals', 'i32', setup.hops.length * cells],
    ['mail0', 'i32', setup.hops.length * cells],
    ['mail1', 'i32', setup.hops.length * cells],
    ['maxes', 'i32', setup.maxes.length * cells],
    ...setup.fields.map((_, f): ArraySize => [`field.${f}`, 'f64', 3 * cells]),
  ];
}

/** Those of them that a frame shows; of the fields, see {@link gridArrays}. */
export function frameArrays({ lattice, network, kernel, routes }: Setup): ArraySize[] {
  const cells = lattice.width * lattice.height;
  const counts = cells * network.species.length;
  const steps = pastOf(kernel) - 1;
  return [
    ['counts', 'i32', counts],
    ['past', 'i32', steps * counts],
    ['known', 'i32', steps > 0 ? cells : 0],
    ['route', 'u8', routes ? cells : 0],
  ];
}

export function bytesOf([, type, length]: ArraySize): number {
  return length * { u8: 1, i32: 4, f64: 8 }[type];
}

/** Views of the calling thread, by name. */
export interface Views {
  u8(name: string): Uint8Array;
  i32(name: string): Int32Array;
  f64(name: string): Float64Array;
}

export function viewsOf(buffer: ArrayBufferLike, places: Readonly<Record<string, Place>>): Views {
  const at = (name: string): [ArrayBufferLike, number, number] => {
    const { offset, length } = places[name]!;
    return [buffer, offset, length];
  };
  return {
    u8: (name) => new Uint8Array(...at(name)),
    i32: (name) => new Int32Array(...at(name)),
    f64: (name) => new Float64Array(...at(name)),
  };
}

/** The arrays of {@link gridArrays}, from their views. */
export function openGrid({ u8, i32, f64 }: Views, fields: number): GridArrays {
  return {
    counts: i32('counts'),
    past: { counts: i32('past'), known: i32('known') },
    route: u8('route'),
    rates: f64('rates'),
    arrivals: i32('arrivals'),
    mail: [i32('mail0'), i32('mail1')],
    fields: Array.from({ length: fields }, (_, f) => f64(`field.${f}`)),
    maxes: i32('maxes'),
  };
}
