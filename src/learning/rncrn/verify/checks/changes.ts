/** What happens between the parameters that were fitted: nobody has said, so it is looked at. */
import type { Rncrn } from '../../model.ts';
import { type Attractor, attractors, kindsOf } from '../attractors.ts';
import { gridOf } from '../equilibria.ts';
import type { Check, ExpectChanges } from '../expectation.ts';
import { boundOf, type VerifyOptions } from '../verify.ts';
import { point, share } from './words.ts';

const halvings = 7;

/** What the states of the region lead to, at one value of the parameters. */
export interface Station {
  /** As a share of the line. */
  readonly at: number;
  readonly lambda: readonly number[];
  readonly all: readonly Attractor[];
}

/** Follows starts at evenly spaced parameters of a line. */
export function sweep(model: Rncrn, one: ExpectChanges, options: VerifyOptions): Station[] {
  const steps = one.steps ?? 20;
  return Array.from({ length: steps + 1 }, (_, k) => station(model, one, options, k / steps));
}

/** Two checks: how often the attractors change, and that none runs away; a third where the first change has a place. */
export function checkChanges(model: Rncrn, one: ExpectChanges, options: VerifyOptions): Check[] {
  const line = `from λ = ${point(one.along[0])} to ${point(one.along[1])}`;
  const stations = sweep(model, one, options);
  const changes = stations.slice(1).flatMap((next, k) => {
    const before = stations[k]!;
    return kindsOf(before.all) === kindsOf(next.all) ? [] : [{ before, next }];
  });
  const story = [stations[0]!, ...changes.map(({ next }) => next)];
  const lost = stations.filter(({ all }) => all.some(({ kind }) => kind === 'away'));
  const checks: Check[] = [
    {
      asked: `${one.count} change${one.count === 1 ? '' : 's'} of what states lead to, ${line}`,
      found: story.map(({ lambda, all }) => `from ${point(lambda)} on: ${kindsOf(all)}`).join('; '),
      pass: changes.length === one.count,
    },
    {
      asked: `no state of the region runs away, ${line}`,
      found: lost.length === 0 ? 'none does' : `at λ = ${lost.map(({ lambda }) => point(lambda)).join(', ')}`,
      pass: lost.length === 0,
    },
  ];
  const first = changes[0];
  if (one.first === undefined || !first) return checks;
  const place = located(model, one, options, first.before, first.next);
  const within = one.within ?? 0.1;
  checks.push({
    asked: `the first change after ${share(one.first)} ± ${share(within)} of the way ${line}`,
    found: `after ${share(place)}, at λ = ${point(lambdaAt(one, place))}`,
    pass: Math.abs(place - one.first) <= within,
  });
  return checks;
}

/** Where a change lies between two stations, as a share of the line. */
function located(
  model: Rncrn,
  one: ExpectChanges,
  options: VerifyOptions,
  before: Station,
  next: Station,
): number {
  let [low, high] = [before, next.at];
  for (let k = 0; k < halvings; k++) {
    const middle = station(model, one, options, (low.at + high) / 2);
    if (kindsOf(middle.all) === kindsOf(low.all)) low = middle;
    else high = middle.at;
  }
  return (low.at + high) / 2;
}

function station(
  model: Rncrn,
  one: ExpectChanges,
  { reading, region, time }: VerifyOptions,
  at: number,
): Station {
  const lambda = lambdaAt(one, at);
  const starts = one.from ?? [...gridOf(region, 2), region.map(([low, high]) => (low + high) / 2)];
  const all = attractors(model, lambda, starts, region, { reading, time, bound: boundOf(region) });
  return { at, lambda, all };
}

function lambdaAt({ along: [from, to] }: ExpectChanges, at: number): number[] {
  return from.map((a, i) => Number((a + at * (to[i]! - a)).toPrecision(12)));
}
