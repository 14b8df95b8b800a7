import { describe, expect, test } from 'vitest';
import { openLattice, wall } from '../../src/grid/lattice.ts';
import { outside } from '../../src/grid/space.ts';
import { dummySpace, lattice, lattices, nameOf } from '../support/spaces.ts';
import { spaceContract } from './space-contract.ts';

for (const [w, h] of [
  [5, 4],
  [1, 6],
  [6, 1],
  [2, 3],
  [2, 2],
  [1, 1],
] as const)
  for (const l of lattices(w, h)) spaceContract(nameOf(l), openLattice(l));
spaceContract('a ring with a door', dummySpace(5));

const sorted = (list: Uint32Array): number[] => Array.from(list).sort((a, b) => a - b);

describe('neighbours, by hand', () => {
  // 0 1 2
  // 3 4 5
  test.each([
    ['reflect', 4, 4, [1, 3, 5]],
    ['reflect', 8, 4, [0, 1, 2, 3, 5]],
    ['reflect', 8, 0, [1, 3, 4]],
    ['absorb', 4, 0, [1, 3, outside, outside]],
    ['absorb', 8, 0, [1, 3, 4, outside, outside, outside, outside, outside]],
    // Two rows: up and down are the same cell, listed for each step.
    ['wrap', 4, 0, [1, 2, 3, 3]],
    ['wrap', 8, 0, [1, 2, 3, 3, 4, 4, 5, 5]],
  ] as const)('3×2 %s %i, cell %i', (edge, n, cell, expected) => {
    expect(sorted(openLattice(lattice(3, 2, edge, n)).neighbours(cell))).toEqual(expected);
  });

  test('a ring of one column: a step around it is no step', () => {
    expect(sorted(openLattice(lattice(1, 4, 'wrap', 4)).neighbours(0))).toEqual([1, 3]);
    expect(sorted(openLattice(lattice(1, 4, 'wrap', 8)).neighbours(0))).toEqual([1, 1, 1, 3, 3, 3]);
  });

  test('one cell has nobody, or only the outside', () => {
    expect(openLattice(lattice(1, 1, 'wrap', 8)).neighbours(0)).toHaveLength(0);
    expect(openLattice(lattice(1, 1, 'reflect', 4)).neighbours(0)).toHaveLength(0);
    expect(sorted(openLattice(lattice(1, 1, 'absorb', 4)).neighbours(0))).toEqual(Array(4).fill(outside));
  });
});

test('places and steps', () => {
  const space = openLattice(lattice(5, 4, 'reflect', 8));
  expect([space.x(13), space.y(13)]).toEqual([3, 2]);
  expect(space.step(13, 1, 1)).toBe(19);
  expect(space.step(19, 1, 0)).toBe(wall);
});

test.each([
  [{ width: 0, height: 3 }, /size is \[0, 3\]/],
  [{ width: 2.5, height: 3 }, /size/],
  [{ width: Number.NaN, height: 3 }, /size/],
  [{ width: 1e6, height: 1e6 }, /1000000000000 cells/],
  [{ edge: 'round' as never }, /edge is "round"/],
  [{ neighbours: 6 as never }, /6 neighbours/],
])('%o is refused', (change, message) => {
  expect(() => openLattice({ ...lattice(3, 3, 'wrap', 4), ...change })).toThrow(message);
});
