import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import type { Network } from '../../../src/crn/network.ts';
import { directionsOf, movesOf } from '../../../src/kernels/learned/lattice/moves.ts';
import { orderCoordinates } from '../../../src/learning/scaling/order-coordinates.ts';
import { cascade1, toggle } from '../../support/networks.ts';

/** The order of the ways that reactions go, as they are written, and vary as much as given. */
const orderOf = (network: Network, sd: readonly number[]): number[] => {
  const directions = directionsOf(network)!;
  const moves = movesOf(network, { kind: 'directions', order: directions.map((_, d) => d) });
  return orderCoordinates(network, moves, sd);
};

test('what is read comes before what reads it, however much it varies', () => {
  const chain = crn(
    '0 <-> A @ make, lose\nA -> A + B @ turn\nB -> 0 @ lose\nB -> B + C @ turn\nC -> 0 @ lose',
  );
  expect(orderOf(chain, [90, 1, 20])).toEqual([0, 1, 2]);
  expect(orderOf(chain, [1, 20, 90])).toEqual([0, 1, 2]);
  // The same network, written from its end.
  const back = crn(
    'B -> B + C @ turn\nC -> 0 @ lose\nA -> A + B @ turn\nB -> 0 @ lose\n0 <-> A @ make, lose',
  );
  expect(orderOf(back, [1, 20, 90])).toEqual([2, 1, 0]);
});

test('of those that read each other, what varies least comes first: genes before proteins', () => {
  // Px, Py, then the genes that they bind.
  expect(orderOf(toggle.network, [6, 5, 0.3, 0.2])).toEqual([3, 2, 1, 0]);
});

test('where none reads another, what varies least comes first, and each comes once', () => {
  expect(orderOf(crn('0 <-> A @ a, b\n0 <-> B @ a, b\n0 <-> C @ a, b'), [3, 1, 2])).toEqual([1, 2, 0]);
  const { network } = cascade1(5);
  const moves = movesOf(network, { kind: 'echelon', order: network.species.map((_, s) => s) });
  // A species is used up by the step that makes the next one: each reads the one before it.
  expect(orderCoordinates(network, moves, [5, 4, 3, 2, 1])).toEqual([0, 1, 2, 3, 4]);
});
