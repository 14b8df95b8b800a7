/**
 * `few-events.ts` as emitted code: propensities, the chances of no event, one and more,
 * and the first two of many. Works on the rows of numbers that `layout.ts` names.
 */
import { dependencies } from '../../../crn/dependencies.ts';
import type { Network } from '../../../crn/network.ts';
import {
  choose,
  type FunctionBuilder,
  type FunctionRef,
  f64,
  i32,
  type Local,
  type ModuleBuilder,
  select,
  type Value,
} from '../../../wasm/encoder.ts';
import type { MathFunctions } from '../../../wasm/math.ts';
import type { EmittedStream } from '../../../wasm/random.ts';
import { emitMathFor } from '../../ssa/emit-expression.ts';
import { type EmittedLaws, emitLaws } from '../../ssa/emit-laws.ts';
import type { Layout } from './layout.ts';

type OfRow = readonly ['i32', 'i32'];

/** All take the byte addresses of a row's counts and rates. */
export interface FewEventsFunctions {
  /** Writes `now`; the sum, or a negative number where a propensity is negative or no number. */
  readonly propensities: FunctionRef<OfRow, 'f64'>;
  /** At least the chance of one event or none; from the sum. NaN where {@link solve} will fail. */
  readonly fewest: FunctionRef<readonly ['i32', 'i32', 'f64'], 'f64'>;
  /** Writes all the rest, from the sum; 0 where a propensity is negative or no number. */
  readonly solve: FunctionRef<readonly ['i32', 'i32', 'f64'], 'i32'>;
  /** What happens at a uniform draw: a reaction, {@link nothing} or {@link more}. */
  readonly choose: FunctionRef<readonly ['f64'], 'i32'>;
  /** Is every propensity a rate in this state? Absent where it is in all states, as of mass action. */
  readonly lawful?: FunctionRef<OfRow, 'i32'>;
  /** Adds the change by a reaction to a row of counts. */
  readonly fire: FunctionRef<readonly ['i32', 'i32'], 'void'>;
  /** Fires the first two of many events in the row that was solved. */
  drawPair(f: FunctionBuilder, countsAt: Local<'i32'>, ratesAt: Local<'i32'>, stream: EmittedStream): void;
}

export const nothing = -1;
export const more = -2;

export function emitFewEvents(
  module: ModuleBuilder,
  network: Network,
  dt: number,
  layout: Layout,
  { exp, tanh }: Pick<MathFunctions, 'exp' | 'tanh'>,
): FewEventsFunctions {
  const laws = emitLaws(
    module,
    network,
    emitMathFor(
      module,
      network.reactions.map(({ law }) => law),
    ),
  );
  const reactions = network.reactions.length;
  const { now, next, one, many, after } = layout;
  const slot = (k: number, of: number): Value<'f64'> => f64.load(i32.const(0), of + 8 * k);

  const propensities = module.function('propensities', ['i32', 'i32'], 'f64', (f, countsAt, ratesAt) => {
    const reads = readsOf(network, f, countsAt, ratesAt);
    const total = f.local('f64');
    const wrong = f.local('i32');
    const a = f.local('f64');
    for (let k = 0; k < reactions; k++) {
      f.set(a, laws.value(k, reads));
      f.do(f64.store(i32.const(0), a, now + 8 * k));
      f.set(wrong, i32.or(wrong, i32.eqz(f64.ge(a, 0))));
      f.set(total, f64.add(total, a));
    }
    f.return(choose('f64', i32.or(wrong, i32.eqz(f64.lt(total, Infinity))), -1, total));
  });

  const doubtful = network.reactions.flatMap((_, k) => {
    const { nonNegative, finite } = laws.facts[k]!;
    return nonNegative && finite ? [] : [k];
  });
  const lawful = (): FunctionRef<OfRow, 'i32'> =>
    module.function('lawful', ['i32', 'i32'], 'i32', (f, countsAt, ratesAt) => {
      const reads = readsOf(network, f, countsAt, ratesAt);
      const a = f.local('f64');
      for (const k of doubtful) {
        f.set(a, laws.value(k, reads));
        f.if(i32.eqz(i32.and(f64.ge(a, 0), f64.lt(a, Infinity))), () => f.return(i32.const(0)));
      }
      f.return(i32.const(1));
    });

  const { affects } = dependencies(network);
  const afterEach = network.reactions.map((_, k) => emitAfter(module, network, laws, k, affects[k]!, layout));
  const afterOne = module.function('after', ['i32', 'i32', 'i32'], 'f64', (f, k, countsAt, ratesAt) => {
    f.switch(
      k,
      afterEach.map((call) => () => f.return(call(countsAt, ratesAt))),
    );
  });

  const fewest = module.function('fewest', ['i32', 'i32', 'f64'], 'f64', (f, countsAt, ratesAt, a0) => {
    // At least the sum after any event: rounding is far below a billionth of the sum.
    const least = f.local('f64', a0);
    const floor = f.local('f64', f64.mul(a0, 1 - 1e-9));
    for (const [k, call] of afterEach.entries())
      f.if(f64.gt(slot(k, now), 0), () =>
        f.set(least, f64.min(least, f64.add(floor, call(countsAt, ratesAt)))),
      );
    f.set(least, f64.max(least, 0));
    const expected = f.local('f64', f64.mul(a0, dt));
    // So unlikely that no uniform draw but 0 lies below.
    const hopeless = i32.and(f64.gt(f64.mul(least, dt), 60), f64.lt(expected, 1e6));
    f.if(hopeless, () => f.return(f64.const(1e-17)));
    const bound = f64.add(exp(f64.neg(expected)), f64.mul(expected, exp(f64.mul(least, -dt))));
    f.return(f64.mul(bound, 1 + 1e-9));
  });

  const { survival, loss } = emitMeans(module, exp, tanh);
  const each = (f: FunctionBuilder, body: (at: Local<'i32'>) => void): void => {
    const at = f.local('i32', 0);
    f.while(i32.ltU(at, 8 * reactions), () => {
      body(at);
      f.set(at, i32.add(at, 8));
    });
  };
  const copyNow = (f: FunctionBuilder): void => each(f, (at) => f.do(f64.store(at, f64.load(at, now), next)));
  const sumNext = (f: FunctionBuilder, total: Local<'f64'>): void => {
    f.set(total, 0);
    each(f, (at) => f.set(total, f64.add(total, f64.load(at, next))));
  };

  const solve = module.function('solve', ['i32', 'i32', 'f64'], 'i32', (f, countsAt, ratesAt, a0) => {
    const [p, q, a, rest] = [f.local('f64', f64.mul(a0, dt)), f.local('f64'), f.local('f64'), f.local('f64')];
    const [total, lost] = [f.local('f64'), f.local('f64')];
    f.do(f64.store(i32.const(0), exp(f64.neg(p)), layout.none));
    each(f, (at) => {
      f.set(a, f64.load(at, now));
      f.set(total, 0);
      f.set(lost, 0);
      f.set(q, 0);
      f.if(f64.gt(a, 0), () => {
        copyNow(f);
        // A new propensity that is none makes the difference no number.
        const difference = f.local('f64', afterOne(i32.shrU(at, 3), countsAt, ratesAt));
        f.if(f64.ne(difference, difference), () => f.return(i32.const(0)));
        sumNext(f, total);
        f.set(a, f64.mul(a, dt));
        f.set(lost, f64.mul(a, loss(p, f64.mul(total, dt))));
        f.set(q, f64.mul(a, survival(p, f64.mul(total, dt))));
      });
      f.do(f64.store(at, q, one), f64.store(at, lost, many), f64.store(at, total, after));
      f.set(rest, f64.add(rest, lost));
    });
    f.do(f64.store(i32.const(0), rest, layout.rest));
    f.return(i32.const(1));
  });

  const chooseEvent = module.function('choose', ['f64'], 'i32', (f, u) => {
    const left = f.local('f64', f64.sub(u, f64.load(i32.const(0), layout.none)));
    const last = f.local('i32', nothing);
    f.if(f64.lt(left, 0), () => f.return(i32.const(nothing)));
    each(f, (at) => {
      f.if(f64.gt(f64.load(at, one), 0), () => {
        f.set(left, f64.sub(left, f64.load(at, one)));
        f.set(last, i32.shrU(at, 3));
        f.if(f64.lt(left, 0), () => f.return(last));
      });
    });
    // Where two events cannot happen, only rounding leads here.
    f.return(select('i32', f64.gt(f64.load(i32.const(0), layout.rest), 0), more, last));
  });

  const fire = module.function('fire', ['i32', 'i32'], 'void', (f, k, countsAt) => {
    f.switch(
      k,
      network.reactions.map(({ change }) => () => {
        for (const { species, count } of change)
          f.do(i32.store(countsAt, i32.add(i32.load(countsAt, 4 * species), count), 4 * species));
      }),
    );
  });

  /** The reaction whose share of a running sum holds `target`; never one of weight 0. */
  const pick = module.function('pick', ['i32', 'f64'], 'i32', (f, weights, target) => {
    const last = f.local('i32');
    const weight = f.local('f64');
    each(f, (at) => {
      f.set(weight, f64.load(i32.add(weights, at)));
      f.if(f64.gt(weight, 0), () => {
        f.set(last, i32.shrU(at, 3));
        f.set(target, f64.sub(target, weight));
        f.if(f64.lt(target, 0), () => f.return(last));
      });
    });
    f.return(last);
  });

  return {
    propensities,
    fewest,
    solve,
    choose: chooseEvent,
    ...(doubtful.length > 0 ? { lawful: lawful() } : {}),
    fire,
    drawPair: (f, countsAt, ratesAt, stream) => {
      const total = f.local('f64');
      const first = f.local(
        'i32',
        pick(many, f64.mul(f64.load(i32.const(0), layout.rest), stream.uniform())),
      );
      copyNow(f);
      f.drop(afterOne(first, countsAt, ratesAt));
      sumNext(f, total);
      f.do(fire(first, countsAt));
      f.do(fire(pick(next, f64.mul(total, stream.uniform())), countsAt));
    },
  };
}

/** The row's counts and rates as formulas read them. */
function readsOf(network: Network, f: FunctionBuilder, countsAt: Local<'i32'>, ratesAt: Local<'i32'>) {
  return {
    f,
    species: network.species.map((_, s) => f64.convertI32S(i32.load(countsAt, 4 * s))),
    rates: network.rates.map((_, k) => f64.load(ratesAt, 8 * k)),
  };
}

/**
 * Propensities after reaction k: writes those that change to `next`, and gives the change of
 * their sum; NaN where one is negative or no number.
 */
function emitAfter(
  module: ModuleBuilder,
  network: Network,
  laws: EmittedLaws,
  k: number,
  affected: readonly number[],
  { now, next }: Layout,
): FunctionRef<OfRow, 'f64'> {
  return module.function(`after ${k}`, ['i32', 'i32'], 'f64', (f, countsAt, ratesAt) => {
    const reads = readsOf(network, f, countsAt, ratesAt);
    for (const { species, count } of network.reactions[k]!.change)
      reads.species[species] = f.local('f64', f64.add(reads.species[species]!, count));
    const [difference, a] = [f.local('f64'), f.local('f64')];
    const wrong = f.local('i32');
    for (const j of affected) {
      f.set(a, laws.value(j, reads));
      f.do(f64.store(i32.const(0), a, next + 8 * j));
      f.set(wrong, i32.or(wrong, i32.eqz(f64.ge(a, 0))));
      f.set(difference, f64.add(difference, f64.sub(a, f64.load(i32.const(0), now + 8 * j))));
    }
    f.return(choose('f64', i32.or(wrong, i32.eqz(f64.lt(difference, Infinity))), Number.NaN, difference));
  });
}

/** `meanSurvival` and `meanLoss`. */
function emitMeans(module: ModuleBuilder, exp: MathFunctions['exp'], tanh: MathFunctions['tanh']) {
  /** 1 − e^−x without cancellation, x ≥ 0. */
  const gone = module.function('gone', ['f64'], 'f64', (f, x) => {
    f.if(f64.gt(x, 1), () => f.return(f64.sub(1, exp(f64.neg(x)))));
    const t = f.local('f64', tanh(f64.mul(x, 0.5)));
    f.return(f64.div(f64.mul(2, t), f64.add(1, t)));
  });
  const survival = module.function('survival', ['f64', 'f64'], 'f64', (f, p, q) => {
    const gap = f.local('f64', f64.abs(f64.sub(p, q)));
    const low = f.local('f64', exp(f64.neg(f64.min(p, q))));
    f.if(f64.lt(gap, 1e-8), () => f.return(f64.mul(low, f64.sub(1, f64.mul(gap, 0.5)))));
    f.return(f64.mul(low, f64.div(gone(gap), gap)));
  });
  const loss = module.function('loss', ['f64', 'f64'], 'f64', (f, p, q) => {
    f.if(f64.lt(f64.max(p, q), 1e-3), () =>
      f.return(f64.mul(f64.mul(q, 0.5), f64.sub(1, f64.div(f64.add(p, q), 3)))),
    );
    const one = f.local('f64', f64.div(gone(p), p));
    // A difference of nearly equal numbers where q is tiny: there the loss is linear in q.
    f.if(f64.lt(q, 1e-6), () => f.return(f64.mul(q, f64.div(f64.sub(1, one), p))));
    f.return(f64.sub(one, survival(p, q)));
  });
  return { survival, loss };
}
