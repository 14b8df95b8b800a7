/**
 * In which coordinates moves are drawn, by what the data say.
 *
 * Events forth and back are the natural coordinates where they are few: nearly independent, and
 * a way that no reaction goes is a bound. Where both ways are huge, thousands of net events cancel
 * to a few hundred molecules, and species are better.
 */
import type { Network } from '../../crn/network.ts';
import { isCrnGridError } from '../../errors.ts';
import {
  type BasisChoice,
  Coordinates,
  directionsOf,
  type Moves,
  movesOf,
} from '../../kernels/learned/lattice/moves.ts';
import { Support } from '../../kernels/learned/lattice/support.ts';
import type { Transitions } from '../data/examples.ts';
import { columnMoments } from './columns.ts';
import { linearGuesses } from './linear-guess.ts';
import { orderCoordinates } from './order-coordinates.ts';

/** Nats per coordinate by which species must be better: directions know more of the support. */
const margin = 0.1;

/** The coordinates that are chosen for a `van`, in an order of its own; see `order-coordinates.ts`. */
export function chooseOrderedBasis(network: Network, data: Transitions): BasisChoice {
  const basis = chooseBasis(network, data);
  const moves = movesOf(network, basis);
  const { sd } = columnMoments(coordinatesOf(moves, data), moves.rank);
  const order = orderCoordinates(network, moves, sd);
  // Species that are no coordinate stay last: each follows from those before it.
  const numbers = basis.kind === 'directions' ? basis.order : moves.solve.pivots;
  const chosen = order.map((i) => numbers[i]!);
  const choice = {
    kind: basis.kind,
    order: [...chosen, ...basis.order.filter((number) => !chosen.includes(number))],
  };
  return isBounded(network, choice) ? choice : basis;
}

/** Directions or species, what varies least first: genes come before what they make. */
export function chooseBasis(network: Network, data: Transitions): BasisChoice {
  // Species that laws of conservation leave to the others come last: what is plenty, and far from its bounds.
  const { mean } = columnMoments(Float64Array.from(data.after, Math.log1p), network.species.length);
  const echelon: BasisChoice = { kind: 'echelon', order: ascending(mean) };
  const directions = directionsChoice(network, data);
  if (!directions) return echelon;
  const rank = directions.order.length;
  return spreadOf(network, directions, data) <= spreadOf(network, echelon, data) + margin * rank
    ? directions
    : echelon;
}

/** None where directions depend on each other, or their bounds cannot be kept. */
function directionsChoice(network: Network, data: Transitions): BasisChoice | undefined {
  const directions = directionsOf(network);
  if (!directions) return undefined;
  const moves = movesOf(network, { kind: 'directions', order: directions.map((_, d) => d) });
  const { sd } = columnMoments(coordinatesOf(moves, data), moves.rank);
  const choice = { kind: 'directions', order: ascending(sd) } as const;
  return isBounded(network, choice) ? choice : undefined;
}

/** Can counts be kept ≥ 0 by bounding one of its coordinates after another? */
function isBounded(network: Network, choice: BasisChoice): boolean {
  try {
    new Support(network, movesOf(network, choice));
    return true;
  } catch (error) {
    if (isCrnGridError(error, 'KernelError')) return false;
    throw error;
  }
}

/**
 * Nats of independent discretised normals around linear guesses, but for a constant. Both bases
 * span the same lattice, cell by cell of the same volume, so what they cost can be compared.
 */
function spreadOf(network: Network, basis: BasisChoice, data: Transitions): number {
  const moves = movesOf(network, basis);
  const guesses = linearGuesses(coordinatesOf(moves, data), moves.rank, data, moves.species);
  return guesses.reduce((sum, { error }) => sum + 0.5 * Math.log(error ** 2 + 1 / 12), 0);
}

/** Numbers of what varies, the least first. */
function ascending(sd: readonly number[]): number[] {
  return sd.map((_, i) => i).sort((a, b) => sd[a]! - sd[b]! || a - b);
}

/** Coordinates of every transition, shape [rows, rank]. */
export function coordinatesOf(moves: Moves, { rows, before, after }: Transitions): Float64Array {
  const out = new Float64Array(rows * moves.rank);
  const move = new Coordinates(moves);
  for (let r = 0; r < rows; r++) {
    move.find(before, after, r * moves.species);
    out.set(move.z, r * moves.rank);
  }
  return out;
}
