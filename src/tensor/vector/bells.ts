/**
 * log-probabilities of intervals under bells, and their slopes, for four rows at a time: the
 * `logBells` of a graph, one coordinate of one component at a time, without a plane in between.
 */
import { type FunctionBuilder, f32x4, type Local, type Value, v128 } from '../../wasm/encoder.ts';
import { leastGap } from '../bells.ts';
import { int } from './activations.ts';
import { decay } from './decay.ts';

type Vector = Value<'v128'>;
type Variable = Local<'v128'>;

const c = f32x4.const;
const { add, sub, mul, div } = f32x4;

/** Where one bell is, and the interval it is asked for; see `logBells` in `graph.ts`. */
export interface Bell {
  readonly low: Variable;
  readonly high: Variable;
  readonly rate: Variable;
  readonly centre: Variable;
  readonly half: Variable;
  readonly bend: number;
}

/** log(F(u) − F(l)) is log `factor` − `fall`; `factor` lies in [1e-13, 1]. */
export interface BellValue {
  readonly fall: Vector;
  readonly factor: Vector;
  /** Emits its slopes. */
  slopes(): BellSlopes;
}

/** Slopes of log(F(u) − F(l)); 0 by an edge that is far away. */
export interface BellSlopes {
  /** By u. */
  readonly byHigh: Vector;
  /** By both edges at once: the sum of two that may be much larger. */
  readonly byBoth: Vector;
}

/** Beyond them e^−x counts as 0: a far edge must not pull, and denormals would slow what they meet. */
const farEdge = 30;
const farGap = 50;
/** Below every e^−x that counts. */
const faint = 1e-13;

/**
 * With g(x) = x √(bend + x²) and, the bell being even, so mirrored that |l| ≤ u,
 *
 *   log(F(u) − F(l)) = log((1 − e^−gap) / ((1 + e^−|g(l)|) (1 + e^−g(u)))) − max(g(l), 0),
 *
 * gap = g(u) − g(l), which takes two exponentials: e^−g(u) = e^−gap e^−g(l).
 */
export function emitBell(f: FunctionBuilder, { low, high, rate, centre, half, bend }: Bell): BellValue {
  const variable = (x: Vector): Variable => f.local('v128', x);
  const own = variable(mul(low, rate));
  const end = variable(mul(high, rate));
  const l = variable(sub(own, add(centre, half)));
  const minusU = variable(sub(sub(centre, half), end));
  const room = variable(add(sub(end, own), add(half, half)));
  const sum = variable(sub(l, minusU));
  const a = variable(f32x4.sqrt(add(mul(l, l), c(bend))));
  const b = variable(f32x4.sqrt(add(mul(minusU, minusU), c(bend))));
  const both = variable(add(a, b));
  // √(bend + u²) − √(bend + l²) = tilt (u − l): no difference of nearly equal numbers.
  const tilt = variable(div(sum, both));
  const known = mul(mul(room, c(0.5)), add(both, mul(sum, tilt)));
  const gap = variable(f32x4.pmax(known, c(leastGap)));
  const within = decay(f, f32x4.pmin(gap, c(farGap)));
  const left = variable(v128.andnot(within.left, f32x4.gt(gap, c(farGap))));
  const inside = variable(within.lost);
  const mirrored = variable(f32x4.lt(sum, c(0)));
  const bent = variable(v128.bitselect(mul(minusU, b), mul(l, a), mirrored));
  const least = variable(v128.and(bent, int(0x7fffffff)));
  const nearest = decay(f, f32x4.pmin(least, c(farEdge))).left;
  const near = variable(v128.andnot(nearest, f32x4.gt(least, c(farEdge))));
  const around = variable(f32x4.lt(bent, c(0)));
  const far = variable(v128.bitselect(div(left, f32x4.pmax(near, c(faint))), mul(left, near), around));
  const [nearMore, farMore] = [variable(add(near, c(1))), variable(add(far, c(1)))];
  const share = variable(div(c(1), mul(nearMore, farMore)));
  return {
    // 0 · sum: NaN stays NaN, which the product would not see to.
    fall: add(f32x4.pmax(bent, c(0)), mul(sum, c(0))),
    factor: mul(inside, share),
    slopes: () => {
      // g'(x) = 2s − bend / s, s = √(bend + x²).
      const product = variable(div(c(bend), mul(a, b)));
      const steepL = variable(sub(add(a, a), mul(b, product)));
      const steepU = variable(sub(add(b, b), mul(a, product)));
      const gain = variable(v128.and(div(left, inside), f32x4.gt(gap, c(leastGap))));
      // σ(g(l)) and σ(−g(u)) of the mirrored bell.
      const nearPush = variable(mul(mul(v128.bitselect(near, c(1), around), farMore), share));
      const farPush = variable(mul(mul(far, nearMore), share));
      const pushU = variable(v128.bitselect(nearPush, farPush, mirrored));
      const pushL = variable(v128.bitselect(farPush, nearPush, mirrored));
      // g'(u) − g'(l) = (√(bend + u²) − √(bend + l²)) (2 + bend / (√(bend + l²) √(bend + u²))).
      const bending = mul(mul(mul(room, tilt), add(product, c(2))), gain);
      return {
        byHigh: mul(add(gain, pushU), steepU),
        byBoth: add(bending, sub(mul(pushU, steepU), mul(pushL, steepL))),
      };
    },
  };
}
