/**
 * From fitted weights to a network that keeps its promises: the field first, in the limit of
 * fast perceptrons; then how fast they must be; then the whole network.
 */

import type { Rncrn } from '../../learning/rncrn/model.ts';
import { inFasterTime, withMu } from '../../learning/rncrn/train/calibrate.ts';
import type { Expectation, Verification } from '../../learning/rncrn/verify/expectation.ts';
import type { Reading } from '../../learning/rncrn/verify/follow.ts';
import { findTimeScale } from '../../learning/rncrn/verify/time-scales.ts';
import { verify } from '../../learning/rncrn/verify/verify.ts';
import { piecesOf, type Target } from './target.ts';

export interface Tuned {
  /** With its mu. */
  readonly model: Rncrn;
  readonly reduced: Verification;
  /** Of the whole network; undefined where the field already fails. */
  readonly full?: Verification;
}

/** Unless the target says otherwise: how far the whole network may be from its field. */
const usualTolerance = 0.02;
/** Times mu is made smaller where the field passes and the whole network does not, and by how much. */
const [mostTries, shrink] = [4, 4];
/** Time over which full and reduced are compared, as a share of the target's: beyond, phases drift apart. */
const compared = 0.1;
const worthwhile = 0.003;

/** @param refit  fits a model again at the mu that it has; default: it stays as it is */
export function tune(
  fitted: Rncrn,
  target: Target,
  refit: (model: Rncrn) => Rncrn = (model) => model,
): Tuned {
  const check = (model: Rncrn, reading: Reading): Verification =>
    verify(model, target.expect, { reading, region: target.region, time: target.time });
  const timed = (model: Rncrn, reading: Reading): { model: Rncrn; verification: Verification } => {
    const verification = check(model, reading);
    const factor = target.calibrate === false ? 1 : tempo(verification);
    if (Math.abs(factor - 1) < worthwhile) return { model, verification };
    const faster = inFasterTime(model, factor);
    const again = check(faster, reading);
    return passes(again) >= passes(verification)
      ? { model: faster, verification: again }
      : { model, verification };
  };
  const field = timed(fitted, 'reduced');
  if (!field.verification.pass) return { model: field.model, reduced: field.verification };
  let mu = typeof target.mu === 'number' ? target.mu : foundMu(field.model, target);
  let full = timed(refit(withMu(field.model, mu)), 'full');
  for (let k = 0; k < mostTries && !full.verification.pass && typeof target.mu !== 'number'; k++) {
    mu = Number((mu / shrink).toPrecision(2));
    full = timed(refit(withMu(field.model, mu)), 'full');
  }
  return { model: full.model, reduced: field.verification, full: full.verification };
}

export function passes({ checks }: Verification): number {
  return checks.filter(({ pass }) => pass).length;
}

/** By how much to run faster, so that periods are right in the mean. */
function tempo({ checks }: Verification): number {
  const ratios = checks.flatMap(({ ratio }) =>
    ratio !== undefined && ratio > 0.5 && ratio < 2 ? [ratio] : [],
  );
  if (ratios.length === 0) return 1;
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}

function foundMu(model: Rncrn, target: Target): number {
  const tolerance = typeof target.mu === 'object' ? target.mu.tolerance : usualTolerance;
  const { region, time } = target;
  return findTimeScale(model, {
    region,
    lambdas: parametersOf(target),
    starts: startsOf(target),
    time: compared * time,
    tolerance,
  }).mu;
}

/** Parameters of which something is known: the codes, or both ends of the family. */
export function parametersOf(target: Target): readonly (readonly number[])[] {
  const codes = piecesOf(target).flatMap((piece) => ('code' in piece && piece.code ? [piece.code] : []));
  if (codes.length > 0) return codes;
  const all = target.lambda ?? [];
  return all.length === 0 ? [[]] : [all.map(([low]) => low), all.map(([, high]) => high)];
}

/** A few starts: those of expectations that stay in the region, or the middle of each quarter of it. */
function startsOf({ expect, region }: Target): readonly (readonly number[])[] {
  const given = expect.flatMap((one: Expectation) =>
    'from' in one && one.from && one.kind !== 'leaving' ? one.from : [],
  );
  if (given.length > 0) return given.slice(0, 3);
  return [0.3, 0.7].map((share) => region.map(([low, high]) => low + share * (high - low)));
}
