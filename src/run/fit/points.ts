/** The points of a target, with the field that is wanted there. */
import { ScenarioError } from '../../errors.ts';
import { joinTargets, thinned, withParameters } from '../../learning/rncrn/data/cloud.ts';
import { curveTargets } from '../../learning/rncrn/data/curve-targets.ts';
import { gridTargets } from '../../learning/rncrn/data/grid.ts';
import type { Targets } from '../../learning/rncrn/field/loss.ts';
import type { Interval } from '../../learning/rncrn/model.ts';
import { gridOf } from '../../learning/rncrn/verify/equilibria.ts';
import {
  type ClassifierTarget,
  type ConfiningPiece,
  type CurvePiece,
  type FieldPiece,
  piecesOf,
  type TargetOptions,
} from './target.ts';

/** Points along a side, by the number of species. */
const usualPoints = [0, 200, 30, 13, 7];

/** @throws ScenarioError where a field is not finite, or curves do not allow a padding */
export function pointsOf(target: TargetOptions): Targets {
  const parts = piecesOf(target).map((piece) => {
    if ('confine' in piece) return confining(piece, target);
    const data = 'curve' in piece ? drawn(piece) : formula(piece, target);
    return weighted(piece.code ? withParameters(data, piece.code) : data, piece.weight ?? 1);
  });
  return parts.length === 1 ? parts[0]! : joinTargets(parts);
}

/** Environments with the parameters they shall give. */
export function classifierPoints({ label, region, points }: ClassifierTarget, outputs: number): Targets {
  const each = points ?? usualPoints[region.length] ?? 7;
  const write = (_: Float64Array, lambda: Float64Array, out: Float64Array): void =>
    out.set(label([...lambda]));
  return gridTargets([], axes(region, each), write, outputs);
}

function formula(
  { field, region, points, lambda, lambdaPoints = 9, code }: FieldPiece,
  target: TargetOptions,
): Targets {
  const box = region ?? target.region;
  const each = points ?? usualPoints[box.length] ?? 7;
  const parameters = code ? [] : axes(lambda ?? target.lambda ?? [], lambdaPoints);
  return gridTargets(axes(box, each), parameters, (x, at, out) => {
    const value = field({ x: [...x], lambda: code ?? [...at] });
    const all = typeof value === 'number' ? [value] : value;
    if (all.length !== out.length)
      throw new ScenarioError(
        `target "${target.name}"`,
        `\`field\` gives ${all.length} numbers`,
        `Give ${out.length}, one of each species.`,
      );
    out.set(all);
  });
}

function drawn({ curve, every = 7, code: _, weight: __, ...options }: CurvePiece): Targets {
  const whole = curveTargets(curve, options);
  return every > 1 ? thinned(whole, every) : whole;
}

function confining(
  { confine, speed, weight = 0.1, points = 9 }: ConfiningPiece,
  target: TargetOptions,
): Targets {
  const { from, to, steps } = confine;
  const border = gridOf(target.region, points).filter((x) =>
    x.some((a, i) => a === target.region[i]![0] || a === target.region[i]![1]),
  );
  const middle = target.region.map(([low, high]) => (low + high) / 2);
  const inwards = border.flatMap((x) => {
    const far = Math.hypot(...x.map((a, i) => middle[i]! - a));
    return x.map((a, i) => (speed * (middle[i]! - a)) / far);
  });
  const data = {
    rows: border.length,
    x: Float64Array.from(border.flat()),
    lambda: new Float64Array(0),
    target: Float64Array.from(inwards),
  };
  const stations = Array.from({ length: steps }, (_, k) =>
    from.map((a, i) => a + ((to[i]! - a) * k) / Math.max(1, steps - 1)),
  );
  return weighted(joinTargets(stations.map((lambda) => withParameters(data, lambda))), weight);
}

function axes(box: readonly Interval[], each: number): Float64Array[] {
  return box.map(([low, high]) =>
    Float64Array.from({ length: each }, (_, k) => low + ((high - low) * k) / Math.max(1, each - 1)),
  );
}

/** Every point counts so much more. */
function weighted(data: Targets, factor: number): Targets {
  if (factor === 1) return data;
  const weight = data.weight ?? new Float64Array(data.rows).fill(1);
  return { ...data, weight: weight.map((one) => one * factor) };
}
