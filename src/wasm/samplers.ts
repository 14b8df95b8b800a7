/**
 * The samplers of `numerics/samplers.ts`, emitted: the same draws from the same stream.
 * (Where a chance is computed, not read from a table, its last digits are those of
 * `math.ts` instead of the engine: one draw in some 10^14 may come out otherwise.)
 *
 * Sources: see `numerics/samplers.ts`; log1p and expm1 from log and exp: Kahan, in
 * Hewlett-Packard HP-15C Advanced Functions Handbook 1982, appendix.
 */
import {
  type FunctionBuilder,
  type FunctionRef,
  f64,
  i32,
  type Local,
  type ModuleBuilder,
  type Operand,
  type Value,
} from './encoder.ts';
import type { MathFunctions } from './math.ts';
import { EmittedStream } from './random.ts';

/** What gives uniform numbers in [0, 1): an {@link EmittedStream}, or one kept in memory. */
export interface Uniforms {
  uniform(): Value<'f64'>;
}

type Real = readonly ['f64'];

/** Byte addresses that the functions of {@link emitSamplers} work with. */
export interface SamplerPlaces {
  /** 16 bytes: the state of the stream, as `EmittedStream.save` writes it. */
  readonly stream: number;
  /** {@link samplerTableBytes} bytes, filled by {@link writeSamplerTable}. */
  readonly table: number;
}

/** Functions of a module that draw from the one stream at `SamplerPlaces.stream`. */
export interface Samplers extends Uniforms {
  /** log(1 + x), x ≥ −1. */
  readonly log1p: FunctionRef<Real, 'f64'>;
  /** 1 − exp(−x), x ≥ 0. */
  readonly chanceWithin: FunctionRef<Real, 'f64'>;
  /** Exponential with mean 1. */
  exponential(): Value<'f64'>;
  /** As `binomial` of numerics; n a whole number from 0 to 2^53 − 1 and p in [0, 1], not checked. */
  readonly binomial: FunctionRef<readonly ['f64', 'f64'], 'f64'>;
  /**
   * As `multinomial` of numerics, of `n` over the `classes` conditional chances at a byte
   * address; writes i32 numbers to `out` and gives how many.
   */
  readonly multinomial: FunctionRef<readonly ['i32', 'i32', 'i32', 'i32'], 'i32'>;
}

/** Rests of Stirling's series that are tabulated: those of 0 … 9. */
const tabledTails = 10;
export const samplerTableBytes = 8 * tabledTails;

/**
 * Fills the table of `SamplerPlaces`.
 *
 * @param tails  `smallTails` of numerics
 */
export function writeSamplerTable(memory: WebAssembly.Memory, address: number, tails: Float64Array): void {
  new Float64Array(memory.buffer, address, tabledTails).set(tails);
}

/** Adds the functions to a module. */
export function emitSamplers(
  module: ModuleBuilder,
  { exp, log }: Pick<MathFunctions, 'exp' | 'log'>,
  places: SamplerPlaces,
): Samplers {
  const log1p = module.function('log1p', ['f64'], 'f64', (f, x) => {
    const y = f.local('f64', f64.add(1, x));
    f.if(f64.eq(y, 1), () => f.return(x));
    f.return(f64.div(f64.mul(log(y), x), f64.sub(y, 1)));
  });

  const chanceWithin = module.function('chanceWithin', ['f64'], 'f64', (f, x) => {
    // Beyond, 1 − exp(−x) rounds to 1.
    f.if(f64.gt(x, 37.5), () => f.return(f64.const(1)));
    const y = f.local('f64', exp(f64.neg(x)));
    f.if(f64.eq(y, 1), () => f.return(x));
    f.return(f64.div(f64.mul(f64.sub(y, 1), x), log(y)));
  });

  const next = module.function('uniform', [], 'f64', (f) => {
    const stream = new EmittedStream(f);
    stream.load(places.stream);
    const u = f.local('f64', stream.uniform());
    stream.save(places.stream);
    f.return(u);
  });
  const uniforms: Uniforms = { uniform: () => next() };

  const rejection = emitRejection(module, log, log1p, uniforms, places.table);
  const trials = ['f64', 'f64'] as const;
  const rareSide = module.function('rareSide', trials, 'f64', (f, n, p) => {
    f.if(f64.eq(n, 1), () => f.return(f64.convertI32S(f64.lt(next(), p))));
    f.if(f64.lt(f64.mul(n, p), searchBelow), () => {
      const k = f.local('i32');
      const odds = f.local('f64', f64.div(p, f64.sub(1, p)));
      const none = f.local('f64', exp(f64.mul(n, log1p(f64.neg(p)))));
      searchBinomial(f, uniforms, { n, odds, none, into: k });
      f.return(f64.convertI32S(k));
    });
    f.return(rejection(n, p));
  });
  const binomial = module.function('binomial', trials, 'f64', (f, n, p) => {
    f.if(i32.or(f64.eq(n, 0), f64.eq(p, 0)), () => f.return(f64.const(0)));
    f.if(f64.eq(p, 1), () => f.return(n));
    // 1 − p is exact for p ≥ 1/2 (Sterbenz); a single trial is one comparison whatever p is.
    f.if(i32.and(f64.gt(p, 0.5), f64.ne(n, 1)), () => f.return(f64.sub(n, rareSide(n, f64.sub(1, p)))));
    f.return(rareSide(n, p));
  });

  const multinomial = module.function(
    'multinomial',
    ['i32', 'i32', 'i32', 'i32'],
    'i32',
    (f, n, chances, classes, out) => {
      const used = f.local('i32');
      const k = f.local('i32');
      f.while(i32.and(i32.gtS(n, 0), i32.ltS(used, classes)), () => {
        f.set(k, i32.truncF64S(binomial(f64.convertI32S(n), f64.load(i32.add(chances, i32.shl(used, 3))))));
        f.do(i32.store(i32.add(out, i32.shl(used, 2)), k));
        f.set(n, i32.sub(n, k));
        f.set(used, i32.add(used, 1));
      });
      f.return(used);
    },
  );
  const exponential = () => f64.neg(log1p(f64.neg(next())));
  return { ...uniforms, log1p, chanceWithin, exponential, binomial, multinomial };
}

/** Below this mean a sequential search is both cheaper and always valid. */
const searchBelow = 10;

/** BTRS, for p ≤ 1/2 and n·p ≥ 10. */
function emitRejection(
  module: ModuleBuilder,
  log: FunctionRef<Real, 'f64'>,
  log1p: FunctionRef<Real, 'f64'>,
  uniforms: Uniforms,
  table: number,
): FunctionRef<readonly ['f64', 'f64'], 'f64'> {
  const { add, sub, mul, div } = f64;
  const stirlingTail = module.function('stirlingTail', ['f64'], 'f64', (f, k) => {
    f.if(f64.lt(k, tabledTails), () => f.return(f64.load(i32.shl(i32.truncF64S(k), 3), table)));
    const x = f.local('f64', div(1, add(k, 1)));
    const xx = f.local('f64', mul(x, x));
    const series = [1 / 1260, 1 / 360, 1 / 12].reduce<Value<'f64'>>(
      (inner, c) => sub(c, mul(xx, inner)),
      sub(1 / 1680, div(xx, 1188)),
    );
    f.return(mul(x, series));
  });

  return module.function('rejection', ['f64', 'f64'], 'f64', (f, n, p) => {
    const q = f.local('f64', sub(1, p));
    const odds = f.local('f64', div(p, q));
    const deviation = f64.sqrt(mul(mul(n, p), q));
    const spread = f.local('f64', deviation);
    const b = f.local('f64', add(1.15, mul(2.53, spread)));
    const a = f.local('f64', add(add(-0.0873, mul(0.0248, b)), mul(0.01, p)));
    const c = f.local('f64', add(mul(n, p), 0.5));
    const squeeze = f.local('f64', sub(0.92, div(4.2, b)));
    const alpha = f.local('f64', mul(add(2.83, div(5.1, b)), spread));
    const mode = f.local('f64', f64.floor(mul(add(n, 1), p)));
    const atMode = f.local('f64', add(stirlingTail(mode), stirlingTail(sub(n, mode))));
    const [u, v, us, k] = [f.local('f64'), f.local('f64'), f.local('f64'), f.local('f64')];
    f.loop((again) => {
      f.set(u, sub(uniforms.uniform(), 0.5));
      f.set(v, uniforms.uniform());
      f.set(us, sub(0.5, f64.abs(u)));
      f.set(k, f64.floor(add(mul(add(div(mul(2, a), us), b), u), c)));
      f.if(i32.and(f64.ge(us, 0.07), f64.le(v, squeeze)), () => f.return(k));
      f.brIf(again, i32.eqz(i32.and(f64.ge(k, 0), f64.le(k, n))));
      // log of P(k) / P(mode), written in differences so that large n loses no digits.
      const d = f.local('f64', sub(k, mode));
      const below = mul(f64.neg(add(mode, 0.5)), log1p(div(d, add(mode, 1))));
      const above = mul(add(sub(n, mode), 0.5), log1p(div(f64.neg(d), add(sub(n, mode), 1))));
      const ratio = mul(d, log(div(mul(odds, add(sub(n, k), 1)), add(k, 1))));
      const tails = sub(sub(atMode, stirlingTail(k)), stirlingTail(sub(n, k)));
      const logRatio = add(add(sub(below, above), ratio), tails);
      const bound = log(div(mul(v, alpha), add(div(a, mul(us, us)), b)));
      f.brIf(again, i32.eqz(f64.le(bound, logRatio)));
      f.return(k);
    });
  });
}

/** What {@link searchBinomial} draws: successes of `n` trials into `into`. */
interface Search {
  readonly n: Value<'f64'>;
  /** p / (1 − p). */
  readonly odds: Operand<'f64'>;
  /** Chance that no trial succeeds; a local or a load, read once a search. */
  readonly none: Value<'f64'>;
  readonly into: Local<'i32'>;
}

/** Inversion by sequential search, in place. */
function searchBinomial(f: FunctionBuilder, source: Uniforms, { n, odds, none, into }: Search): void {
  const [left, chance, k] = [f.local('f64'), f.local('f64'), f.local('f64')];
  f.loop((anew) => {
    f.set(chance, none);
    f.set(left, source.uniform());
    f.set(into, 0);
    f.block((found) => {
      f.loop((further) => {
        f.brIf(found, f64.lt(left, chance));
        // Rounding has left a crumb of `left` in the far tail: draw anew.
        f.brIf(anew, f64.eq(chance, 0));
        f.set(left, f64.sub(left, chance));
        f.set(k, f64.convertI32S(into));
        f.set(chance, f64.mul(chance, f64.div(f64.mul(odds, f64.sub(n, k)), f64.add(k, 1))));
        f.brIf(anew, f64.ge(k, n));
        f.set(into, i32.add(into, 1));
        f.br(further);
      });
    });
  });
}

/** A `Coin` of numerics, and where its table lies in memory. */
export interface CoinPlace {
  readonly coin: { readonly p: number; readonly odds: number; readonly none: Float64Array };
  /** Byte address of `coin.none`, f64 each. */
  readonly address: number;
}

/**
 * As `Coin.successes`, in place: sets `into` to how many of `n` trials succeed.
 *
 * @param many  sets `into` by `Samplers.binomial`, where n is beyond the table
 */
export function tossCoin(
  f: FunctionBuilder,
  source: Uniforms,
  { coin, address }: CoinPlace,
  n: Local<'i32'>,
  into: Local<'i32'>,
  many: () => void,
): void {
  const none = f64.load(i32.shl(n, 3), address);
  if (coin.none.length === 0) many();
  else
    f.if(
      i32.ltU(n, coin.none.length),
      () => searchBinomial(f, source, { n: f64.convertI32S(n), odds: coin.odds, none, into }),
      many,
    );
}
