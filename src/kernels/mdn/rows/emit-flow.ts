/** `flow.ts` as emitted code, over the rows of numbers that `layout.ts` names. */
import type { Network } from '../../../crn/network.ts';
import { type FunctionRef, f64, i32, type ModuleBuilder, select, type Value } from '../../../wasm/encoder.ts';
import { emitMathFor, emitValue } from '../../ssa/emit-expression.ts';
import { substeps, usedBy } from '../counts/flow.ts';
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
  { now, counts, shares, substep, events }: Layout,
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
  const makers = bySpecies(reactions.map(({ change }) => change));
  const times = (count: number, x: Value<'f64'>): Value<'f64'> => (count === 1 ? x : f64.mul(x, count));

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
      f.do(store(substep, k, f64.mul(select('f64', counted, a, 0), dt / substeps)));
    }
  });

  const advance = module.function('flow advance', [], 'void', (f) => {
    const asked = f.local('f64');
    for (const [s, of] of takers.entries()) {
      if (of.length === 0) continue;
      f.set(
        asked,
        of
          .map(({ reaction, count }) => times(count, load(substep, reaction)))
          .reduce((x, y) => f64.add(x, y)),
      );
      const there = load(counts, s);
      f.do(store(shares, s, select('f64', f64.gt(asked, there), f64.div(there, asked), 1)));
    }
    for (const [k, of] of uses.entries()) {
      const least = of.map((use) => load(shares, use.species)).reduce<Value<'f64'>>(f64.min, f64.const(1));
      if (of.length > 0) f.do(store(substep, k, f64.mul(load(substep, k), least)));
      f.do(store(events, k, f64.add(load(events, k), load(substep, k))));
    }
    for (const [s, of] of makers.entries()) {
      if (of.length === 0) continue;
      const sum = of.reduce<Value<'f64'>>(
        (x, { reaction, count }) => f64.add(x, times(count, load(substep, reaction))),
        load(counts, s),
      );
      f.do(store(counts, s, f64.max(sum, 0)));
    }
  });

  return module.function('flow', ['i32', 'i32'], 'void', (f, countsAt, ratesAt) => {
    for (const s of species.keys()) f.do(store(counts, s, f64.convertI32S(i32.load(countsAt, 4 * s))));
    for (const k of reactions.keys())
      f.do(store(substep, k, f64.mul(load(now, k), dt / substeps)), store(events, k, f64.const(0)));
    f.do(advance());
    const left = f.local('i32', substeps - 1);
    f.while(left, () => {
      f.do(propensities(ratesAt), advance());
      f.set(left, i32.sub(left, 1));
    });
  });
}
