/** `flow.ts` as emitted code, over the rows of numbers that `layout.ts` names. */
import type { Network } from '../../../crn/network.ts';
import {
  type FunctionBuilder,
  type FunctionRef,
  f64,
  i32,
  type ModuleBuilder,
  select,
  type Value,
} from '../../../wasm/encoder.ts';
import { emitMathFor, emitValue } from '../../ssa/emit-expression.ts';
import { madeBy, nothing, passes, rounding, substeps, usedBy } from '../inputs/flow.ts';
import type { Layout } from './layout.ts';

/**
 * Emits `(countsAt, ratesAt)`: writes `events` of the row whose propensities are `now`.
 *
 * @param dt  length of the step
 */
export function emitFlow(
  module: ModuleBuilder,
  { species, reactions }: Network,
  dt: number,
  { now, counts, later, asked, made, own, gain, shares, wanted, happen, stocked, events }: Layout,
): FunctionRef<readonly ['i32', 'i32'], 'void'> {
  const math = emitMathFor(
    module,
    reactions.map(({ law }) => law),
  );
  const load = (from: number, index: number): Value<'f64'> => f64.load(i32.const(0), from + 8 * index);
  const store = (to: number, index: number, value: Value<'f64'>): Value<'void'> =>
    f64.store(i32.const(0), value, to + 8 * index);
  const uses = reactions.map(({ change }) => usedBy(change));
  /** Entries of each species: which reaction, and how many molecules. */
  const bySpecies = (of: readonly (readonly { readonly species: number; readonly count: number }[])[]) =>
    species.map((_, s) =>
      of.flatMap((terms, k) =>
        terms.flatMap((term) => (term.species === s ? [{ reaction: k, count: term.count }] : [])),
      ),
    );
  const takers = bySpecies(uses);
  const makers = bySpecies(reactions.map(({ change }) => madeBy(change)));
  const changers = bySpecies(reactions.map(({ change }) => change));
  /** Species that may run short. */
  const taken = [...takers.keys()].filter((s) => takers[s]!.length > 0);
  const times = (count: number, x: Value<'f64'>): Value<'f64'> => (count === 1 ? x : f64.mul(x, count));

  const sum = (
    of: readonly { readonly reaction: number; readonly count: number }[],
    from: number,
    first?: Value<'f64'>,
  ): Value<'f64'> => {
    const terms = of.map(({ reaction, count }) => times(count, load(from, reaction)));
    return [...(first ? [first] : []), ...terms].reduce((x, y) => f64.add(x, y));
  };

  const propensities = module.function('flow propensities', ['i32'], 'void', (f, ratesAt) => {
    const a = f.local('f64');
    for (const [k, { law, reactants }] of reactions.entries()) {
      const surroundings = {
        f,
        math,
        species: (s: number) => load(counts, s),
        rate: (r: number) => f64.load(ratesAt, 8 * r),
      };
      f.set(a, emitValue(law, surroundings));
      const there = reactants.map((reactant) => f64.gt(load(counts, reactant.species), 0));
      const counted = [...there, f64.gt(a, 0), f64.lt(a, Infinity)].reduce((x, y) => i32.and(x, y));
      f.do(store(wanted, k, f64.mul(select('f64', counted, a, 0), dt / substeps)));
    }
  });

  /** What is wanted, by the least share of what each reaction uses. */
  const limit = (f: FunctionBuilder, to: number): void => {
    for (const [k, of] of uses.entries())
      if (of.length === 0) f.do(store(to, k, load(wanted, k)));
      else {
        const least = of.map((use) => load(shares, use.species)).reduce((x, y) => f64.min(x, y));
        f.do(store(to, k, f64.mul(load(wanted, k), least)));
      }
  };
  const arrive = (f: FunctionBuilder): void => {
    for (const [s, of] of changers.entries())
      if (of.length > 0) f.do(store(later, s, sum(of, happen, load(counts, s))));
  };
  const isShort = (s: number): Value<'i32'> =>
    f64.lt(load(later, s), f64.mul(f64.add(load(counts, s), load(made, s)), -rounding));

  const retreat = module.function('flow retreat', [], 'void', (f) => {
    for (const s of taken) {
      const there = load(counts, s);
      const most = f64.div(there, load(asked, s));
      f.do(store(shares, s, select('f64', f64.gt(load(asked, s), there), most, 1)));
    }
    limit(f, stocked);
    const way = f.local('f64', f64.const(1));
    const safe = f.local('f64');
    for (const s of taken) {
      f.set(safe, f64.max(sum(changers[s]!, stocked, load(counts, s)), 0));
      const most = f64.div(safe, f64.sub(safe, load(later, s)));
      f.set(way, select('f64', isShort(s), f64.min(way, most), way));
    }
    for (const k of reactions.keys()) {
      const more = f64.mul(f64.sub(load(happen, k), load(stocked, k)), way);
      f.do(store(happen, k, f64.add(load(stocked, k), more)));
    }
    arrive(f);
  });

  const advance = module.function('flow advance', [], 'void', (f) => {
    const [y, inverse, part] = [f.local('f64'), f.local('f64'), f.local('f64')];
    for (const s of taken) {
      f.do(store(asked, s, sum(takers[s]!, wanted)));
      f.set(inverse, f64.div(f64.const(1), load(counts, s)));
      f.set(y, f64.mul(load(asked, s), inverse));
      f.set(part, f64.div(f64.const(1), f64.add(f64.mul(y, f64.add(y, 2)), 2)));
      const isAsked = f64.gt(load(asked, s), 0);
      f.do(store(own, s, select('f64', isAsked, f64.mul(f64.add(y, 2), part), 1)));
      const gained = f64.mul(f64.mul(f64.add(y, 1), part), inverse);
      if (makers[s]!.length > 0) f.do(store(gain, s, select('f64', isAsked, gained, 0)));
    }
    for (let pass = 0; pass < passes; pass++) {
      for (const s of taken)
        if (makers[s]!.length === 0) f.do(store(shares, s, load(own, s)));
        else {
          f.do(store(made, s, sum(makers[s]!, pass === 0 ? wanted : happen)));
          f.do(store(shares, s, f64.add(load(own, s), f64.mul(load(made, s), load(gain, s)))));
        }
      limit(f, happen);
    }
    arrive(f);
    if (taken.length > 0)
      f.if(
        taken.map(isShort).reduce((x, y) => i32.or(x, y)),
        () => f.do(retreat()),
      );
    for (const k of reactions.keys()) f.do(store(events, k, f64.add(load(events, k), load(happen, k))));
    for (const [s, of] of changers.entries())
      if (of.length > 0)
        f.do(store(counts, s, select('f64', f64.gt(load(later, s), nothing), load(later, s), 0)));
  });

  return module.function('flow', ['i32', 'i32'], 'void', (f, countsAt, ratesAt) => {
    for (const s of species.keys()) f.do(store(counts, s, f64.convertI32S(i32.load(countsAt, 4 * s))));
    for (const k of reactions.keys())
      f.do(store(wanted, k, f64.mul(load(now, k), dt / substeps)), store(events, k, f64.const(0)));
    f.do(advance());
    const left = f.local('i32', substeps - 1);
    f.while(left, () => {
      f.do(propensities(ratesAt), advance());
      f.set(left, i32.sub(left, 1));
    });
  });
}
