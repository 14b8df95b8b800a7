import { expect, test } from 'vitest';
import { openLattice } from '../../src/grid/lattice.ts';
import { expm, lawAfter, type Matrix, walkGenerator } from './expm.ts';
import { dummySpace, lattice } from './spaces.ts';

test('exponential of a rotation and of a nilpotent matrix, closed forms', () => {
  const turn: Matrix = { n: 2, values: Float64Array.of(0, -1, 1, 0) };
  const turned = expm(turn, 30).values;
  [Math.cos(30), -Math.sin(30), Math.sin(30), Math.cos(30)].forEach((v, i) => {
    expect(turned[i]).toBeCloseTo(v, 11);
  });
  expect(Array.from(expm({ n: 2, values: Float64Array.of(0, 1, 0, 0) }, 5).values)).toEqual([1, 5, 0, 1]);
});

test('a walker between two cells', () => {
  const generator = walkGenerator(openLattice(lattice(2, 1, 'reflect', 4)), () => 0.7);
  const there = (1 - Math.exp(-2 * 0.7 * 1.5)) / 2;
  expect(lawAfter(generator, 0, 1.5)[1]).toBeCloseTo(there, 13);
});

test('the vector and the matrix agree, on a space that is no lattice', () => {
  const generator = walkGenerator(dummySpace(6), (cell) => 0.5 + cell);
  const n = generator.n;
  const all = expm(generator, 2).values.slice(3 * n, 4 * n);
  lawAfter(generator, 3, 2).forEach((p, i) => {
    expect(p).toBeCloseTo(all[i]!, 12);
  });
});
