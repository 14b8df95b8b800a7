import { expect, test } from 'vitest';
import { directionsOf, movesOf } from '../../../../src/kernels/learned/lattice/moves.ts';
import { Support } from '../../../../src/kernels/learned/lattice/support.ts';
import { IntervalTables } from '../../../../src/kernels/learned/rows/interval-tables.ts';
import { bees } from '../../../support/networks.ts';

const { network } = bees;
const order = directionsOf(network)!.map((_, i) => i);
const moves = movesOf(network, { kind: 'directions', order });
const support = new Support(network, moves);
const states = [
  [3, 2, 1, 3],
  [0, 5, 0, 6],
  [3, 0, 0, 1],
  [0, 0, 0, 9],
].map((state) => Int32Array.from(state));
const slots = { at: 0, bytes: 64 };

/** Room for any one of the tables, but not for all. */
const small = 8 * Math.max(...states.map((state) => support.intervals(state, 0).numbers));

/** Bounds of every coordinate as a table says them, given all values of the row. */
function read(buffer: ArrayBuffer, address: number, values: readonly number[]): [number, number][] {
  const view = new DataView(buffer);
  let at = address;
  const next = (): number => {
    at += 8;
    return at - 8;
  };
  const integer = () => view.getInt32(next(), true);
  const real = () => view.getFloat64(next(), true);
  return Array.from({ length: moves.rank }, () => {
    let [low, high] = [-Infinity, Infinity];
    for (let bounds = integer(); bounds > 0; bounds--) {
      const factor = real();
      let room = 0;
      for (let terms = integer(); terms > 0; terms--) {
        const weight = real();
        room += weight * values[integer() / 8]!;
      }
      if (factor > 0) high = Math.min(high, Math.floor(room / factor));
      else low = Math.max(low, Math.ceil(room / factor));
    }
    return [low, high];
  });
}

test('tables hold the bounds of their closure, also after the area was full', () => {
  for (const bytes of [65536, small]) {
    const buffer = new ArrayBuffer(bytes + 64);
    const tables = new IntervalTables(support, 4, buffer, { at: 64, bytes }, slots);
    const known = new Int32Array(buffer, 0, 16);
    for (let turn = 0; turn < 3; turn++)
      for (const state of states) {
        known.fill(1);
        const address = tables.addressOf(state, 0);
        expect(address).toBeGreaterThanOrEqual(64);
        const z = Float64Array.from({ length: moves.rank }, (_, i) => (i % 2 === 0 ? 0 : 1));
        const intervals = support.intervals(state, 0);
        const got = read(buffer, address, [...state, ...z]);
        got.forEach(([low, high], i) => {
          intervals.of(i, state, 0, z);
          expect([low, high]).toEqual([intervals.low, intervals.high]);
        });
        // What the emitted code remembers is forgotten with the tables.
        if (bytes === 65536) expect(known.every((word) => word === 1)).toBe(true);
      }
    const first = tables.addressOf(states[0]!, 0);
    expect(tables.addressOf(states[0]!, 0)).toBe(first);
  }
});

test('when the area is full, the emitted code is made to ask again', () => {
  const buffer = new ArrayBuffer(small + 64);
  const tables = new IntervalTables(support, 4, buffer, { at: 64, bytes: small }, slots);
  const known = new Int32Array(buffer, 0, 16);
  let forgotten = 0;
  for (const state of [...states, ...states]) {
    known.fill(1);
    tables.addressOf(state, 0);
    if (known.every((word) => word === 0)) forgotten++;
  }
  expect(forgotten).toBeGreaterThan(0);
});
