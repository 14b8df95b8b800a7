/** A row in locals: every species, rate, propensity and sum a register, every reaction code of its own. */
import { dependencies } from '../../crn/dependencies.ts';
import type { Network, Term } from '../../crn/network.ts';
import { f64, i32, i64, type Label, type Value } from '../../wasm/encoder.ts';
import { type Couple, couplesOf, coupleTree } from './channels.ts';
import { emitLaws } from './emit-laws.ts';
import { reportLayout } from './report.ts';
import type { Drawing, Piece, RowLayout, RowStore, StoreJob } from './row-store.ts';
import { type Sign, SumTree } from './sum-tree.ts';

export function emitRegisters({ module, network, math }: StoreJob): RowLayout {
  const { affects, timed } = dependencies(network);
  const laws = emitLaws(module, network, math);
  const tree = coupleTree(couplesOf(network));
  const changes = changedSpecies(network);
  const all = network.reactions.map((_, j) => j);
  const isTimed = all.map((j) => timed.includes(j));

  return {
    open(f, countsAt, ratesAt): RowStore {
      const species = network.species.map((_, s) =>
        f.local('f64', f64.convertI32S(i32.load(countsAt, 4 * s))),
      );
      const rates = network.rates.map((_, k) => f.local('f64', f64.load(ratesAt, 8 * k)));
      const reads = { f, species, rates };
      const sums = new SumTree(f, all.length, tree);
      const total = sums.total ?? f.local('f64');
      const { leaves } = sums;
      const leaf = (j: number) => leaves[j]!;

      const compute = (chosen: readonly number[], fail: Label): void => {
        for (const j of chosen) {
          f.set(leaf(j), laws.value(j, reads));
          if (!laws.facts[j]!.nonNegative) f.brIf(fail, i32.eqz(f64.ge(leaf(j), 0)));
        }
      };
      const bound = (chosen: readonly number[], { now, end }: Piece): void => {
        for (const j of chosen) f.set(leaf(j), laws.bound(j, reads, now, end));
      };

      const move = (change: readonly Term[], sign: Sign): void => {
        for (const { species: s, count } of change) {
          const x = species[s]!;
          if (!sign) f.set(x, f64.add(x, count));
          else if (count === -1) f.set(x, f64.sub(x, sign));
          else f.set(x, f64.add(x, count === 1 ? sign : f64.mul(sign, count)));
        }
      };
      const fire = ({ forward }: Couple, sign: Sign, drawing: Drawing): void => {
        const first = forward.reactions[0]!;
        if (isTimed[first]) drawing.thin(first);
        move(forward.change, sign);
        drawing.lookAtConditions(forward.change);
        const dependents = affects[first]!;
        compute(
          dependents.filter((j) => !isTimed[j]),
          drawing.fail,
        );
        const bounded = dependents.filter((j) => isTimed[j]);
        bound(bounded, drawing);
        // A shorter piece may have a finite bound.
        for (const j of bounded) f.brIf(drawing.refresh, i32.eqz(f64.lt(leaf(j), Infinity)));
        sums.update(dependents);
        f.br(drawing.again);
      };

      return {
        species: (s) => species[s]!,
        setSpecies: (s, value) => f.set(species[s]!, value),
        rate: (k) => rates[k]!,
        total,
        leaf,
        setLeaf: (j, value) => f.set(leaf(j), value),
        propensity: (j, now) => laws.value(j, reads, now),
        boundAll: (piece) => bound(timed, piece),
        computeAll: (fail) =>
          compute(
            all.filter((j) => !isTimed[j]),
            fail,
          ),
        sumAll: () => sums.update(all),
        draw: (target, drawing) =>
          sums.select(target, drawing.again, (couple, sign) => fire(couple, sign, drawing)),
        tooMany: () => {
          const over = changes.rising.map((s): Value<'i32'> => f64.gt(species[s]!, 2147483647));
          return over.length === 0 ? undefined : over.reduce((a, b) => i32.or(a, b));
        },
        storeCounts: () => {
          for (const s of changes.any) f.do(i32.store(countsAt, wholeNumber(species[s]!), 4 * s));
        },
        report: (at) =>
          f.do(...[...species, ...leaves].map((x, i) => f64.store(at, x, reportLayout.counts + 8 * i))),
      };
    },
  };
}

/** Numbers of the species that anything changes, and of those that a reaction makes more of. */
function changedSpecies({ species, reactions, events }: Network): { any: number[]; rising: number[] } {
  const any = new Set<number>();
  const rising = new Set<number>();
  for (const { change } of reactions)
    for (const term of change) {
      any.add(term.species);
      if (term.count > 0) rising.add(term.species);
    }
  for (const { set, latch } of events) {
    for (const term of set) any.add(term.species);
    if (latch !== undefined) any.add(latch);
  }
  return { any: species.map((_, s) => s).filter((s) => any.has(s)), rising: [...rising] };
}

/** A whole number in the range of i32: the last bits of a sum with 1.5 · 2^52. Conversion is checked, and slower. */
function wholeNumber(x: Value<'f64'>): Value<'i32'> {
  return i32.wrapI64(i64.reinterpretF64(f64.add(x, 1.5 * 2 ** 52)));
}
