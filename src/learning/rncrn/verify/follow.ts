/** Where a model leads from a state: by its reduced field, with the first lag of its perceptrons, or in full. */
import type { OdeSystem } from '../../../numerics/ode/system.ts';
import { correctedEquations, fullEquations, reducedEquations } from '../field/equations.ts';
import { ReducedField } from '../field/reduced.ts';
import { perceptronsOf, type Rncrn } from '../model.ts';
import { equilibriumNear } from './equilibria.ts';
import { type Orbit, settle } from './orbit.ts';

/** `full` has every species and is stiff; the others have X alone. */
export type Reading = 'reduced' | 'corrected' | 'full';

export interface FollowOptions {
  readonly reading: Reading;
  /** See `OrbitJob`. */
  readonly time: number;
  readonly bound: number;
  readonly patience?: number;
}

/** How near to a stable equilibrium, as a share of the state, a solution is that is still on its way there. */
const nearRest = 0.05;

/**
 * Follows the solution until it is settled.
 *
 * @param lambda  shape [L]
 * @param x       shape [N]; in full the perceptrons start at rest under it
 */
export function follow(
  model: Rncrn,
  lambda: ArrayLike<number>,
  x: ArrayLike<number>,
  { reading, ...options }: FollowOptions,
): Orbit {
  const orbit = settle({
    system: systemOf(model, lambda, reading),
    width: model.executive,
    start: stateOf(model, lambda, x, reading),
    stiff: reading === 'full',
    ...options,
  });
  if (orbit.kind !== 'wandering') return orbit;
  const rest = equilibriumNear(model, lambda, orbit.end.slice(0, model.executive));
  const nearing = rest?.stable && approaches(orbit, rest.x);
  return nearing ? { ...orbit, kind: 'rest', mean: rest.x } : orbit;
}

export function systemOf(model: Rncrn, lambda: ArrayLike<number>, reading: Reading): OdeSystem {
  const open = { reduced: reducedEquations, corrected: correctedEquations, full: fullEquations }[reading];
  return open(model, lambda);
}

/** A state of the reading, with every perceptron at rest under x. */
export function stateOf(
  model: Rncrn,
  lambda: ArrayLike<number>,
  x: ArrayLike<number>,
  reading: Reading,
): Float64Array {
  if (reading !== 'full') return Float64Array.from(x);
  const levels = new Float64Array(perceptronsOf(model));
  new ReducedField(model).levels(x, lambda, levels);
  return Float64Array.of(...Array.from(x), ...levels);
}

/** Whether the path ends near a point and nearer to it than it was a third of the time before. */
function approaches({ path, end }: Orbit, point: readonly number[]): boolean {
  const width = point.length;
  const size = Math.hypot(...point);
  const rows = path.length / width;
  const distance = (k: number): number => Math.hypot(...point.map((a, i) => path[k * width + i]! - a));
  const farthest = (from: number, to: number): number => {
    let most = 0;
    for (let k = Math.floor(from * rows); k < Math.floor(to * rows); k++) most = Math.max(most, distance(k));
    return most;
  };
  const now = Math.hypot(...point.map((a, i) => end[i]! - a));
  return now < nearRest * size && farthest(2 / 3, 1) < 0.8 * farthest(0, 1 / 3);
}
