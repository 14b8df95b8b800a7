/**
 * A field drawn as curves: run along each at a constant speed, and back to it (or away from
 * it) in a padding around. No equation is needed; an attractor becomes a limit cycle whose
 * period is its length over the speed.
 *
 * At distance d the field is speed·v − pull·n, v the direction of the curve, n away from it.
 * `linear` pull is speed·growth·d, continuous; `exponential` is speed·exp(growth·d), which
 * jumps by twice the speed across the curve: no smooth field can follow, and its loss has a
 * floor. Source: Dack, Plesa, Ouldridge 2026, arXiv 2602.02374.
 */
import { ScenarioError } from '../../../errors.ts';
import type { Targets } from '../field/loss.ts';
import { joinTargets } from './cloud.ts';
import { type Curve, checkedCurve, curveLength } from './curve.ts';
import { curveGap, curveReach } from './reach.ts';

export interface CurveOptions {
  /** `attract` unless said. */
  readonly kind?: 'attract' | 'repel';
  /** `linear` unless said. */
  readonly pull?: 'linear' | 'exponential';
  /** Per distance; 10 for linear pull, 1 for exponential, unless said. */
  readonly growth?: number;
  /** Concentration per time; 1 unless said. */
  readonly speed?: number;
  /** Distance between layers of the padding; 0.01 unless said. */
  readonly spacing?: number;
  /** Layers of the padding on each side; 20 unless said. */
  readonly layers?: number;
  /**
   * Share of all weight that the points on the curve have, in (0, 1). Unless said all
   * points count alike, which leaves the curve one part in 1 + 2·layers·(D − 1).
   */
  readonly curveShare?: number;
  /** Whether a padding may reach where another branch's begins; refused unless said. */
  readonly overlap?: 'refuse' | 'allow';
}

/**
 * Points of each curve in order: the point itself, then its padding, layer by layer. An open
 * curve's last point gives only its direction.
 *
 * @throws ScenarioError where paddings overlap, or leave the positive concentrations
 */
export function curveTargets(curves: Curve | readonly Curve[], options: CurveOptions = {}): Targets {
  const all = (Array.isArray(curves) ? curves : [curves]) as readonly Curve[];
  const { spacing = 0.01, layers = 20, overlap = 'refuse' } = options;
  if (all.length === 0) throw new ScenarioError('curveTargets', 'no curves', 'Give at least one.');
  for (const curve of all) checkedCurve(curve);
  if (overlap === 'refuse') refuseOverlap(all, spacing * layers);
  return joinTargets(all.map((curve) => oneCurve(curve, options)));
}

function refuseOverlap(curves: readonly Curve[], padding: number): void {
  const todo = "Draw it wider, give fewer `layers`, or `overlap: 'allow'`.";
  curves.forEach((curve, i) => {
    const reach = curveReach(curve);
    if (reach <= padding)
      throw new ScenarioError(
        `curve ${i + 1}`,
        `its reach is ${reach.toPrecision(3)}, its padding ${padding.toPrecision(3)}: arrows would contradict`,
        todo,
      );
    curves.slice(0, i).forEach((other, j) => {
      const gap = curveGap(curve, other);
      if (gap <= 2 * padding)
        throw new ScenarioError(
          `curves ${j + 1} and ${i + 1}`,
          `they come as near as ${gap.toPrecision(3)}, their paddings are ${padding.toPrecision(3)} each`,
          todo,
        );
    });
  });
}

function oneCurve(curve: Curve, options: CurveOptions): Targets {
  const { kind = 'attract', pull = 'linear', speed = 1, spacing = 0.01, layers = 20 } = options;
  const growth = options.growth ?? (pull === 'linear' ? 10 : 1);
  const { dimensions: d, points, closed } = curve;
  const count = curveLength(curve);
  const used = closed ? count : count - 1;
  const perPoint = 1 + 2 * layers * (d - 1);
  const rows = used * perPoint;
  const [x, target] = [new Float64Array(rows * d), new Float64Array(rows * d)];
  const [along, normal] = [new Float64Array(d), new Float64Array(d)];
  const sign = kind === 'attract' ? 1 : -1;
  let at = 0;
  /** One arrow, at `far` along the normal, drawn back by `back`. */
  const emit = (p: number, far: number, back: number) => {
    for (let k = 0; k < d; k++, at++) {
      x[at] = points[p * d + k]! + far * normal[k]!;
      target[at] = speed * along[k]! - back * normal[k]!;
    }
  };
  for (let p = 0; p < used; p++) {
    directionAt(curve, p, along);
    emit(p, 0, 0);
    for (let which = 1; which < d; which++) {
      normalTo(along, which, normal);
      for (let layer = 1; layer <= layers; layer++) {
        const far = layer * spacing;
        const back = sign * speed * (pull === 'linear' ? growth * far : Math.exp(growth * far));
        emit(p, far, back);
        emit(p, -far, -back);
      }
    }
  }
  const low = x.findIndex((value) => !(value > 0));
  if (low >= 0)
    throw new ScenarioError(
      'curveTargets',
      `the padding reaches x_${(low % d) + 1} = ${x[low]}`,
      'Move the curve: concentrations are above 0, best by a margin.',
    );
  const data = { rows, x, lambda: new Float64Array(0), target };
  return options.curveShare === undefined
    ? data
    : { ...data, weight: shared(rows, perPoint, options.curveShare) };
}

/** Towards the next point, of length 1. */
function directionAt({ dimensions: d, points }: Curve, p: number, out: Float64Array): void {
  const next = (p + 1) % (points.length / d);
  let norm = 0;
  for (let k = 0; k < d; k++) {
    out[k] = points[next * d + k]! - points[p * d + k]!;
    norm += out[k]! ** 2;
  }
  for (let k = 0; k < d; k++) out[k]! /= Math.sqrt(norm);
}

/**
 * Normal number `which` (from 1) of an orthonormal basis that begins with `along`: to the
 * left in the plane, else a column of the Householder reflection that takes `along` to an axis.
 */
function normalTo(along: Float64Array, which: number, out: Float64Array): void {
  if (along.length === 2) {
    [out[0], out[1]] = [-along[1]!, along[0]!];
    return;
  }
  const towards = along[0]! < 0 ? -1 : 1;
  // w = along + towards·e₁, |w|² = 2(1 + |along₁|)
  const factor = along[which]! / (1 + Math.abs(along[0]!));
  for (let k = 0; k < along.length; k++)
    out[k] = (k === which ? 1 : 0) - factor * (along[k]! + (k === 0 ? towards : 0));
}

function shared(rows: number, perPoint: number, share: number): Float64Array {
  if (!(share > 0 && share < 1))
    throw new ScenarioError('curveTargets', `\`curveShare\` is ${share}`, 'Give a share between 0 and 1.');
  if (perPoint === 1) return new Float64Array(rows).fill(1);
  const [onCurve, off] = [share * perPoint, ((1 - share) * perPoint) / (perPoint - 1)];
  return Float64Array.from({ length: rows }, (_, i) => (i % perPoint === 0 ? onCurve : off));
}
