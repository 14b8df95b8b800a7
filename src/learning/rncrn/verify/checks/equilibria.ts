/** Checks of equilibria, which the reduced field and the full network share. */
import type { Rncrn } from '../../model.ts';
import { type Equilibrium, equilibria, widened } from '../equilibria.ts';
import type { Check, ExpectCount, ExpectEquilibrium } from '../expectation.ts';
import type { VerifyOptions } from '../verify.ts';
import { atLambda, point, short } from './words.ts';

/** Equilibria a little outside the region are found, and told. */
const margin = 0.25;

export function checkEquilibrium(
  model: Rncrn,
  { at, within, stable, lambda = [] }: ExpectEquilibrium,
  { region }: VerifyOptions,
): Check {
  const all = equilibria(model, lambda, widened(region, margin));
  const distance = ({ x }: Equilibrium): number => Math.max(...x.map((a, i) => Math.abs(a - at[i]!)));
  const kind = stable === undefined ? '' : stable ? 'stable ' : 'unstable ';
  const asked = `a${kind.startsWith('u') || kind === '' ? 'n' : ''} ${kind}equilibrium at ${point(at)} ± ${short(within)}${atLambda(lambda)}`;
  const fit = all
    .filter((one) => stable === undefined || one.stable === stable)
    .sort((a, b) => distance(a) - distance(b))[0];
  if (fit && distance(fit) <= within) return { asked, found: point(fit.x), pass: true };
  return { asked, found: listed(all), pass: false };
}

export function checkCount(
  model: Rncrn,
  { stable, unstable, lambda = [], inside }: ExpectCount,
  { region }: VerifyOptions,
): Check {
  const all = equilibria(model, lambda, inside ?? region);
  const counted = (is: boolean): number => all.filter((one) => one.stable === is).length;
  const parts = [
    ...(stable === undefined ? [] : [`${stable} stable`]),
    ...(unstable === undefined ? [] : [`${unstable} unstable`]),
  ];
  const pass =
    (stable === undefined || counted(true) === stable) &&
    (unstable === undefined || counted(false) === unstable);
  return { asked: `${parts.join(', ')} equilibria, no more${atLambda(lambda)}`, found: listed(all), pass };
}

function listed(all: readonly Equilibrium[]): string {
  if (all.length === 0) return 'none';
  return all.map(({ x, stable }) => `${point(x)} ${stable ? 'stable' : 'unstable'}`).join('; ');
}
