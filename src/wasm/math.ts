/**
 * exp, log, pow, sin, cos and tanh as emitted f64 functions, so that results do
 * not depend on the engine's library. Within 2 units in the last place, except
 * pow with a broken exponent: 2 |y ln x| units, and sin and cos beyond |x| = 1e6.
 *
 * Method: argument reduction and Taylor series long enough for 53 bits (Muller,
 * Elementary Functions, 3rd ed. 2016, doi 10.1007/978-1-4899-7983-4).
 */
import {
  choose,
  type FunctionBuilder,
  type FunctionRef,
  f64,
  i32,
  i64,
  type Local,
  type ModuleBuilder,
  type Operand,
  type Value,
} from './encoder.ts';

export type MathName = 'exp' | 'log' | 'pow' | 'sin' | 'cos' | 'tanh';
type Real = readonly ['f64'];

export interface MathFunctions {
  readonly exp: FunctionRef<Real, 'f64'>;
  readonly log: FunctionRef<Real, 'f64'>;
  readonly pow: FunctionRef<readonly ['f64', 'f64'], 'f64'>;
  readonly sin: FunctionRef<Real, 'f64'>;
  readonly cos: FunctionRef<Real, 'f64'>;
  readonly tanh: FunctionRef<Real, 'f64'>;
}

/** Adds the functions asked for, and those they need, to a module. */
export function emitMath<N extends MathName>(
  module: ModuleBuilder,
  names: Iterable<N>,
): Pick<MathFunctions, N> {
  const wanted = new Set<MathName>(names);
  const out: { -readonly [K in MathName]?: MathFunctions[K] } = {};
  if (wanted.has('exp') || wanted.has('pow') || wanted.has('tanh')) out.exp = emitExp(module);
  if (wanted.has('log') || wanted.has('pow')) out.log = emitLog(module);
  if (wanted.has('pow')) out.pow = emitPow(module, out.exp!, out.log!);
  if (wanted.has('sin')) out.sin = emitSine(module, 'sin', 0);
  if (wanted.has('cos')) out.cos = emitSine(module, 'cos', 1);
  if (wanted.has('tanh')) out.tanh = emitTanh(module, out.exp!);
  return out as Pick<MathFunctions, N>;
}

/** x^n for an integer n, by squaring; the powers are computed into new locals. */
export function integerPower(f: FunctionBuilder, x: Operand<'f64'>, n: number): Value<'f64'> {
  if (n === 0) return f64.const(1);
  let square: Local<'f64'> = f.local('f64', x);
  let product: Value<'f64'> | undefined;
  for (let rest = Math.abs(n); ; ) {
    if (rest % 2 === 1) product = product ? f.local('f64', f64.mul(product, square)) : square;
    rest = Math.floor(rest / 2);
    if (rest === 0) break;
    square = f.local('f64', f64.mul(square, square));
  }
  return n < 0 ? f64.div(1, product!) : product!;
}

/** c0 + x·(c1 + x·(c2 + …)). */
function horner(x: Value<'f64'>, coefficients: readonly number[]): Value<'f64'> {
  const [last, ...rest] = [...coefficients].reverse();
  return rest.reduce<Value<'f64'>>((sum, c) => f64.add(c, f64.mul(x, sum)), f64.const(last!));
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

// The upper 32 bits of ln 2, so that a multiple of it is exact, and the rest.
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

/** 2^k as a number, for −1022 ≤ k ≤ 1023. */
const powerOfTwo = (k: Value<'i32'>): Value<'f64'> =>
  f64.reinterpretI64(i64.shl(i64.extendI32S(i32.add(k, 1023)), 52n));

function emitExp(module: ModuleBuilder): MathFunctions['exp'] {
  return module.function('exp', ['f64'], 'f64', (f, x) => {
    f.if(i32.eqz(f64.lt(f64.abs(x), 745.2)), () => {
      f.if(f64.ne(x, x), () => f.return(x));
      f.return(choose('f64', f64.gt(x, 0), Infinity, 0));
    });
    const n = f.local('f64', f64.nearest(f64.mul(x, Math.LOG2E)));
    const r = f.local('f64', f64.sub(f64.sub(x, f64.mul(n, ln2High)), f64.mul(n, ln2Low)));
    // exp(r) = 1 + (r + r²·(1/2! + r/3! + …)), |r| ≤ ln 2 / 2.
    const series = horner(
      r,
      Array.from({ length: 12 }, (_, i) => 1 / factorial(i + 2)),
    );
    const y = f.local('f64', f64.add(1, f64.add(r, f64.mul(f64.mul(r, r), series))));
    const k = f.local('i32', i32.truncF64S(n));
    // In two halves, for results below the smallest and near the largest number.
    const half = f.local('i32', i32.shrS(k, 1));
    f.return(f64.mul(f64.mul(y, powerOfTwo(half)), powerOfTwo(i32.sub(k, half))));
  });
}

function emitLog(module: ModuleBuilder): MathFunctions['log'] {
  return module.function('log', ['f64'], 'f64', (f, x) => {
    const k = f.local('i32');
    f.if(i32.eqz(f64.gt(x, 0)), () => f.return(choose('f64', f64.eq(x, 0), -Infinity, Number.NaN)));
    f.if(f64.eq(x, Infinity), () => f.return(x));
    f.if(f64.lt(x, 2.2250738585072014e-308), () => {
      f.set(x, f64.mul(x, 2 ** 54));
      f.set(k, -54);
    });
    // x = 2^k · (1 + t), √½ ≤ 1 + t < √2
    const bits = f.local('i64', i64.sub(i64.reinterpretF64(x), 0x3fe6a09e667f3bcdn));
    f.set(k, i32.add(k, i32.wrapI64(i64.shrS(bits, 52n))));
    const mantissa = i64.add(i64.and(bits, 0xfffffffffffffn), 0x3fe6a09e667f3bcdn);
    const t = f.local('f64', f64.sub(f64.reinterpretI64(mantissa), 1));
    // log(1 + t) = 2 artanh(s), s = t / (2 + t); the leading 2s = t − t²/2 + s·t²/2 without rounding loss.
    const s = f.local('f64', f64.div(t, f64.add(2, t)));
    const z = f.local('f64', f64.mul(s, s));
    const halfSquare = f.local('f64', f64.mul(f64.mul(0.5, t), t));
    const series = f64.mul(
      z,
      horner(
        z,
        Array.from({ length: 10 }, (_, i) => 2 / (2 * i + 3)),
      ),
    );
    const correction = f64.mul(s, f64.add(halfSquare, series));
    const n = f.local('f64', f64.convertI32S(k));
    const low = f64.sub(f64.sub(halfSquare, f64.add(correction, f64.mul(n, ln2Low))), t);
    f.return(f64.sub(f64.mul(n, ln2High), low));
  });
}

function emitPow(
  module: ModuleBuilder,
  exp: MathFunctions['exp'],
  log: MathFunctions['log'],
): MathFunctions['pow'] {
  return module.function('pow', ['f64', 'f64'], 'f64', (f, x, y) => {
    const rest = f.local('f64', f64.abs(y));
    f.if(i32.and(f64.le(rest, 1024), f64.eq(f64.floor(y), y)), () => {
      const product = f.local('f64', 1);
      const n = f.local('i32', i32.truncF64S(rest));
      const square = f.local('f64', x);
      f.while(n, () => {
        f.if(i32.and(n, 1), () => f.set(product, f64.mul(product, square)));
        f.set(square, f64.mul(square, square));
        f.set(n, i32.shrU(n, 1));
      });
      f.return(choose('f64', f64.lt(y, 0), f64.div(1, product), product));
    });
    // 0^y: 0 or infinity; a negative x has no real power, log makes it NaN.
    f.if(i32.and(f64.eq(x, 0), f64.eq(y, y)), () => f.return(choose('f64', f64.gt(y, 0), 0, Infinity)));
    f.if(f64.eq(x, 1), () => f.return(x));
    f.return(exp(f64.mul(y, log(x))));
  });
}

// π/2 in three pieces of 33 bits, so that a multiple below 2^20 of each is exact, and the rest.
const halfPi = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32];

function emitSine(module: ModuleBuilder, name: 'sin' | 'cos', quarter: 0 | 1): FunctionRef<Real, 'f64'> {
  return module.function(name, ['f64'], 'f64', (f, x) => {
    f.if(i32.eqz(f64.lt(f64.abs(x), Infinity)), () => f.return(f64.const(Number.NaN)));
    const n = f.local('f64', f64.nearest(f64.mul(x, 2 / Math.PI)));
    const r = f.local('f64', x);
    for (const piece of halfPi) f.set(r, f64.sub(r, f64.mul(n, piece)));
    const z = f.local('f64', f64.mul(r, r));
    const turn = f.local('i32', i32.and(i32.add(i32.wrapI64(i64.truncSatF64S(n)), quarter), 3));
    const y = f.local('f64');
    const sign = (m: number) => (m % 2 === 0 ? 1 : -1);
    f.if(
      i32.and(turn, 1),
      () => {
        // 1 − z/2 exactly, then the small rest.
        const rest = horner(
          z,
          Array.from({ length: 7 }, (_, m) => sign(m) / factorial(2 * m + 4)),
        );
        const half = f.local('f64', f64.mul(0.5, z));
        const head = f.local('f64', f64.sub(1, half));
        const lost = f64.sub(f64.sub(1, head), half);
        f.set(y, f64.add(head, f64.add(lost, f64.mul(f64.mul(z, z), rest))));
      },
      () => {
        const rest = horner(
          z,
          Array.from({ length: 8 }, (_, m) => -sign(m) / factorial(2 * m + 3)),
        );
        f.set(y, f64.add(r, f64.mul(r, f64.mul(z, rest))));
      },
    );
    f.return(choose('f64', i32.and(turn, 2), f64.neg(y), y));
  });
}

function emitTanh(module: ModuleBuilder, exp: MathFunctions['exp']): MathFunctions['tanh'] {
  return module.function('tanh', ['f64'], 'f64', (f, x) => {
    const size = f.local('f64', f64.abs(x));
    f.if(f64.lt(size, 0.55), () => {
      // Lambert's continued fraction x / (1 + x² / (3 + x² / (5 + …))).
      const z = f.local('f64', f64.mul(x, x));
      const depth = [3, 5, 7, 9, 11, 13, 15, 17].reverse();
      const fraction = depth.reduce<Value<'f64'>>((sum, odd) => f64.add(odd, f64.div(z, sum)), f64.const(19));
      f.return(f64.copysign(f64.sub(x, f64.mul(x, f64.div(z, f64.add(z, fraction)))), x));
    });
    const y = f64.sub(1, f64.div(2, f64.add(1, exp(f64.mul(2, size)))));
    f.return(f64.copysign(y, x));
  });
}
