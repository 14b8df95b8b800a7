/**
 * Bounds of a formula while the time runs over an interval and the counts stand
 * still, by interval arithmetic (Moore, Interval Analysis, 1966). Rounding is not
 * directed: the user of a bound adds a hair, {@link slack}.
 */

import { readsTime } from '../../crn/dependencies.ts';
import type { Expression } from '../../crn/expression.ts';
import { choose, f64, i32, type Local, type Value } from '../../wasm/encoder.ts';
import { integerPower } from '../../wasm/math.ts';
import { emitTruth, emitValue, type Surroundings, shortPower } from './emit-expression.ts';

/** Relative room for the rounding of a bound. */
export const slack = 1e-12;

type Real = Local<'f64'>;
interface Interval {
  readonly low: Real;
  readonly high: Real;
}
/** Whether a condition holds at every time of the interval, and at any. */
interface Truth {
  readonly surely: Value<'i32'>;
  readonly possibly: Value<'i32'>;
}

/** Lower and upper bound for time in [start, end]; `at.time` is not read. */
export function emitBounds(
  e: Expression,
  at: Surroundings,
  start: Value<'f64'>,
  end: Value<'f64'>,
): Interval {
  const { f } = at;
  const keep = (value: Value<'f64'>): Real => f.local('f64', value);
  const of = (x: Expression) => emitBounds(x, at, start, end);
  const hull = (values: readonly Value<'f64'>[]): Interval => hullOf(values, at);

  if (!readsTime(e)) {
    const value = keep(emitValue(e, at));
    return { low: value, high: value };
  }
  switch (e.op) {
    case 'time':
      return { low: keep(start), high: keep(end) };
    case 'neg': {
      const a = of(e.a);
      return { low: keep(f64.neg(a.high)), high: keep(f64.neg(a.low)) };
    }
    case 'exp':
    case 'tanh': {
      const a = of(e.a);
      const fn = at.math[e.op]!;
      return { low: keep(fn(a.low)), high: keep(fn(a.high)) };
    }
    case 'floor':
    case 'ceil': {
      const a = of(e.a);
      return { low: keep(f64[e.op](a.low)), high: keep(f64[e.op](a.high)) };
    }
    case 'sqrt': {
      const a = of(e.a);
      return { low: keep(f64.sqrt(f64.max(0, a.low))), high: keep(f64.sqrt(a.high)) };
    }
    case 'log': {
      const a = of(e.a);
      return { low: keep(at.math.log!(f64.max(0, a.low))), high: keep(at.math.log!(a.high)) };
    }
    case 'abs': {
      const a = of(e.a);
      return {
        low: keep(f64.max(0, f64.max(a.low, f64.neg(a.high)))),
        high: keep(f64.max(f64.abs(a.low), f64.abs(a.high))),
      };
    }
    case 'sin':
    case 'cos': {
      const a = of(e.a);
      const ends = hull([at.math[e.op]!(a.low), at.math[e.op]!(a.high)]);
      // A crest (a trough) lies inside where the number of crests passed differs at the ends.
      const passes = (phase: number): Value<'i32'> => {
        const turns = (x: Real) => f64.floor(f64.mul(f64.sub(x, phase), 1 / (2 * Math.PI)));
        return f64.ne(turns(a.low), turns(a.high));
      };
      const crest = e.op === 'sin' ? Math.PI / 2 : 0;
      return {
        low: keep(choose('f64', passes(crest + Math.PI), -1, ends.low)),
        high: keep(choose('f64', passes(crest), 1, ends.high)),
      };
    }
    case 'add':
    case 'min':
    case 'max': {
      const [a, b] = [of(e.a), of(e.b)];
      return { low: keep(f64[e.op](a.low, b.low)), high: keep(f64[e.op](a.high, b.high)) };
    }
    case 'sub': {
      const [a, b] = [of(e.a), of(e.b)];
      return { low: keep(f64.sub(a.low, b.high)), high: keep(f64.sub(a.high, b.low)) };
    }
    case 'mul': {
      const [a, b] = [of(e.a), of(e.b)];
      return hull(corners(a, b).map(([x, y]) => f64.mul(x, y)));
    }
    case 'div': {
      const [a, b] = [of(e.a), of(e.b)];
      const ratios = hull(corners(a, b).map(([x, y]) => f64.div(x, y)));
      const pole = i32.and(f64.le(b.low, 0), f64.ge(b.high, 0));
      return {
        low: keep(choose('f64', pole, -Infinity, ratios.low)),
        high: keep(choose('f64', pole, Infinity, ratios.high)),
      };
    }
    case 'pow':
      return emitPowerBounds(e.a, e.b, at, start, end);
    case 'if': {
      const truth = emitTruthBounds(e.a, at, start, end);
      const [b, c] = [of(e.b), of(e.c)];
      const pick = (x: Real, y: Real, both: Value<'f64'>) =>
        keep(choose('f64', truth.surely, x, choose('f64', truth.possibly, both, y)));
      return {
        low: pick(b.low, c.low, f64.min(b.low, c.low)),
        high: pick(b.high, c.high, f64.max(b.high, c.high)),
      };
    }
    default: {
      const { surely, possibly } = emitTruthBounds(e, at, start, end);
      return { low: keep(f64.convertI32S(surely)), high: keep(f64.convertI32S(possibly)) };
    }
  }
}

function hullOf(values: readonly Value<'f64'>[], at: Surroundings): Interval {
  return {
    low: at.f.local(
      'f64',
      values.reduce((a, b) => f64.min(a, b)),
    ),
    high: at.f.local(
      'f64',
      values.reduce((a, b) => f64.max(a, b)),
    ),
  };
}

function corners(a: Interval, b: Interval): [Real, Real][] {
  const pairs: [Real, Real][] = [];
  for (const x of new Set([a.low, a.high])) for (const y of new Set([b.low, b.high])) pairs.push([x, y]);
  return pairs;
}

function emitPowerBounds(
  base: Expression,
  exponent: Expression,
  at: Surroundings,
  start: Value<'f64'>,
  end: Value<'f64'>,
): Interval {
  const keep = (value: Value<'f64'>): Real => at.f.local('f64', value);
  const a = emitBounds(base, at, start, end);
  const n = shortPower(exponent);
  if (n === undefined) {
    // Monotone in the base and in the exponent, so the corners are extreme; not for a negative base.
    const b = emitBounds(exponent, at, start, end);
    const ends = hullOf(
      corners(a, b).map(([x, y]) => keep(at.math.pow!(x, y))),
      at,
    );
    const negative = at.f.local('i32', f64.lt(a.low, 0));
    return {
      low: keep(choose('f64', negative, -Infinity, ends.low)),
      high: keep(choose('f64', negative, Infinity, ends.high)),
    };
  }
  const [first, last] = [keep(integerPower(at.f, a.low, n)), keep(integerPower(at.f, a.high, n))];
  const [low, high] = [keep(f64.min(first, last)), keep(f64.max(first, last))];
  const crossesZero = at.f.local('i32', i32.and(f64.le(a.low, 0), f64.ge(a.high, 0)));
  if (n > 0) return { low: n % 2 === 0 ? keep(choose('f64', crossesZero, 0, low)) : low, high };
  return {
    low: keep(choose('f64', crossesZero, -Infinity, low)),
    high: keep(choose('f64', crossesZero, Infinity, high)),
  };
}

function emitTruthBounds(e: Expression, at: Surroundings, start: Value<'f64'>, end: Value<'f64'>): Truth {
  const keep = (surely: Value<'i32'>, possibly: Value<'i32'>): Truth => ({
    surely: at.f.local('i32', surely),
    possibly: at.f.local('i32', possibly),
  });
  const of = (x: Expression) => emitBounds(x, at, start, end);
  const truthOf = (x: Expression) => emitTruthBounds(x, at, start, end);
  if (!readsTime(e)) {
    const truth = at.f.local('i32', emitTruth(e, at));
    return { surely: truth, possibly: truth };
  }
  switch (e.op) {
    case 'lt':
    case 'le': {
      const [a, b] = [of(e.a), of(e.b)];
      return keep(f64[e.op](a.high, b.low), f64[e.op](a.low, b.high));
    }
    case 'gt':
    case 'ge': {
      const [a, b] = [of(e.a), of(e.b)];
      return keep(f64[e.op](a.low, b.high), f64[e.op](a.high, b.low));
    }
    case 'eq':
    case 'ne': {
      const [a, b] = [of(e.a), of(e.b)];
      const points = i32.and(f64.eq(a.low, a.high), f64.eq(b.low, b.high));
      const surely = i32.and(points, f64.eq(a.low, b.low));
      const possibly = i32.and(f64.le(a.low, b.high), f64.le(b.low, a.high));
      return e.op === 'eq' ? keep(surely, possibly) : keep(i32.eqz(possibly), i32.eqz(surely));
    }
    case 'and':
    case 'or': {
      const [a, b] = [truthOf(e.a), truthOf(e.b)];
      return keep(i32[e.op](a.surely, b.surely), i32[e.op](a.possibly, b.possibly));
    }
    case 'not': {
      const a = truthOf(e.a);
      return keep(i32.eqz(a.possibly), i32.eqz(a.surely));
    }
    default: {
      const a = of(e);
      const zero = i32.and(f64.eq(a.low, 0), f64.eq(a.high, 0));
      return keep(i32.or(f64.gt(a.low, 0), f64.lt(a.high, 0)), i32.eqz(zero));
    }
  }
}
