/**
 * A row in tables, for networks with too many reactions for locals: the same draws and
 * the same sums as `emit-registers.ts`, bit for bit, by loops over memory. Mass action
 * of at most second order is data; any other propensity is code.
 */
import {
  type FunctionBuilder,
  type FunctionRef,
  f64,
  i32,
  i64,
  type Local,
  type Operand,
  type Value,
} from '../../wasm/encoder.ts';
import { emitValue } from './emit-expression.ts';
import { type EmittedLaws, emitLaws, type Reads } from './emit-laws.ts';
import { reportLayout } from './report.ts';
import type { Drawing, RowLayout, RowStore, StoreJob } from './row-store.ts';
import { type RowTables, record } from './row-tables.ts';

/** What computing a propensity that is code may give. */
const Outcome = { fine: 0, bad: 1, unbounded: 2 } as const;

/** @param base  where the tables lie */
export function emitTables(job: StoreJob, tables: RowTables, base: number): RowLayout {
  const { module, network, math } = job;
  const { levels, lawRows, odd, timed } = tables;
  const at = Object.fromEntries(Object.entries(tables.at).map(([name, offset]) => [name, base + offset])) as {
    readonly [K in keyof RowTables['at']]: number;
  };
  const valuesEnd = at.values + record.value.bytes * network.species.length;
  const leafAt = (j: number): number => base + tables.leafOffset[j]!;
  const rate = (k: number): Value<'f64'> => f64.load(0, at.constants + 8 * k);
  const species = (s: number): Value<'f64'> => f64.load(0, at.values + record.value.bytes * s);
  const state = {
    species: network.species.map((_, s) => species(s)),
    rates: network.rates.map((_, k) => rate(k)),
  };
  const laws = emitLaws(module, network, math);
  const computeOdd = emitOdd(job, tables, laws, state, leafAt);

  const prepare = module.function('prepare', ['i32'], 'void', (f, ratesAt) => {
    network.rates.forEach((_, k) => {
      f.do(f64.store(0, f64.load(ratesAt, 8 * k), at.constants + 8 * k));
    });
    for (const { formula, at: place } of tables.formulas)
      f.do(f64.store(0, emitValue(formula, { f, math, species, rate }), base + place));
    forEach(f, at.laws, at.laws + record.law.bytes * lawRows, record.law.bytes, (row) => {
      const unscaled = f64.load(i32.load(row, record.law.source));
      f.do(f64.store(row, f64.mul(unscaled, f64.load(row, record.law.scale)), record.law.constant));
    });
  });

  const open = (f: FunctionBuilder, countsAt: Local<'i32'>): RowStore => {
    const total = f.local('f64');
    const reads: Reads = { f, ...state };
    const steady = odd.length - timed.length;

    const set = (value: Operand<'i32'>, count: Value<'f64'>, offset = 0): void => {
      const x = f.local('f64', count);
      f.do(f64.store(value, x, offset + record.value.count));
      f.do(f64.store(value, f64.sub(x, 1), offset + record.value.less));
    };
    const forEachValue = (run: (value: Local<'i32'>) => void): void =>
      forEach(f, at.values, valuesEnd, record.value.bytes, run);
    /** Where the row has the count of a value. */
    const countOf = (value: Local<'i32'>): Value<'i32'> =>
      i32.add(countsAt, i32.shrU(i32.sub(value, at.values), 2));
    const computeLaw = (row: Local<'i32'>): void => {
      const [first, second] = [record.law.first, record.law.second].map((k) => f64.load(i32.load(row, k)));
      const value = f64.mul(f64.mul(f64.load(row, record.law.constant), first!), second!);
      f.do(f64.store(i32.load(row, record.law.leaf), value));
    };
    const addUp = (sum: Local<'i32'>): void => {
      const halves = f.local('i32', i32.sub(i32.shl(sum, 1), at.sums));
      f.do(f64.store(sum, f64.add(f64.load(halves), f64.load(halves, 8))));
    };

    /** The slot of the leaf that `target` falls on. */
    const descend = (target: Local<'f64'>): Local<'i32'> => {
      /** 8 · number of the node in the heap. */
      const node = f.local('i32', 8);
      const left = f.local('f64');
      const right = f.local('i32');
      for (let level = 0; level < levels; level++) {
        f.set(node, i32.shl(node, 1));
        f.set(left, f64.load(node, at.sums));
        f.set(right, f64.ge(target, left));
        // No branch: it would be mispredicted at every other level.
        const taken = i64.and(i64.reinterpretF64(left), i64.sub(0n, i64.extendI32U(right)));
        f.set(target, f64.sub(target, f64.reinterpretI64(taken)));
        f.set(node, i32.add(node, i32.shl(right, 3)));
      }
      const perLeaf = record.slot.bytes / 8;
      return f.local('i32', i32.add(i32.mul(i32.sub(node, 8 * 2 ** levels), perLeaf), at.slots));
    };

    const draw = (target: Local<'f64'>, drawing: Drawing): void => {
      const slot = descend(target);
      f.brIf(drawing.again, f64.eq(f64.load(i32.load(slot, record.slot.leaf)), 0));
      if (timed.length > 0) {
        const which = f.local('i32', i32.load(slot, record.slot.timed));
        f.if(which, () =>
          f.switch(
            i32.sub(which, 1),
            timed.map((j) => () => drawing.thin(j)),
          ),
        );
      }
      const from = f.local('i32', i32.load(slot, record.slot.from));
      const to = f.local('i32', i32.load(slot, record.slot.to));
      forEach(f, from, to, record.term.bytes, (term) => {
        const value = f.local('i32', i32.load(term, record.term.value));
        set(value, f64.add(f64.load(value), f64.load(term, record.term.delta)));
      });
      drawing.lookAtConditions();

      /** Runs through one list of the readers of every changed count. */
      const forReaders = (list: number, run: (item: Local<'i32'>) => void): void =>
        forEach(f, from, to, record.term.bytes, (term) => {
          const readers = f.local('i32', i32.load(term, record.term.readers));
          forEach(f, i32.load(readers, list), i32.load(readers, list + 4), 4, (place) =>
            run(f.local('i32', i32.load(place))),
          );
        });
      forReaders(record.readers.laws, computeLaw);
      if (computeOdd) {
        const outcomes = f.local('i32', 0);
        forReaders(record.readers.odd, (index) => {
          const outcome = f.local('i32', computeOdd(index, drawing.now, drawing.end));
          f.brIf(drawing.fail, i32.eq(outcome, Outcome.bad));
          f.set(outcomes, i32.or(outcomes, outcome));
        });
        f.brIf(drawing.refresh, outcomes);
      }
      forReaders(record.readers.sums, addUp);
      f.set(total, f64.load(0, at.sums + 8));
      f.br(drawing.again);
    };

    forEachValue((value) => set(value, f64.convertI32S(i32.load(countOf(value)))));
    return {
      species,
      setSpecies: (s, value) => set(0, value, at.values + record.value.bytes * s),
      rate,
      total,
      leaf: (j) => f64.load(0, leafAt(j)),
      setLeaf: (j, value) => f.do(f64.store(0, value, leafAt(j))),
      propensity: (j, now) => laws.value(j, reads, now),
      boundAll: ({ now, end }) =>
        forEach(f, steady, odd.length, 1, (index) => f.drop(computeOdd!(index, now, end))),
      computeAll: (fail) => {
        forEach(f, at.laws, at.laws + record.law.bytes * lawRows, record.law.bytes, computeLaw);
        if (steady > 0)
          forEach(f, 0, steady, 1, (index) => f.brIf(fail, computeOdd!(index, f64.const(0), f64.const(0))));
      },
      sumAll: () => {
        const sum = f.local('i32', at.sums + 8 * (2 ** levels - 1));
        f.while(i32.gtU(sum, at.sums), () => {
          addUp(sum);
          f.set(sum, i32.sub(sum, 8));
        });
        f.set(total, f64.load(0, at.sums + 8));
      },
      draw,
      tooMany: () => {
        const over = f.local('i32', 0);
        forEachValue((value) => f.set(over, i32.or(over, f64.gt(f64.load(value), 2147483647))));
        return over;
      },
      storeCounts: () =>
        forEachValue((value) => f.do(i32.store(countOf(value), i32.truncSatF64S(f64.load(value))))),
      report: (report) => {
        const place = f.local('i32', report + reportLayout.counts);
        const put = (number: Value<'f64'>): void => {
          f.do(f64.store(place, number));
          f.set(place, i32.add(place, 8));
        };
        forEachValue((value) => put(f64.load(value)));
        forEach(f, at.leaves, at.leaves + 4 * network.reactions.length, 4, (leaf) =>
          put(f64.load(i32.load(leaf))),
        );
      },
    };
  };
  return { prepare, open };
}

/** (number in `odd`, time now, end of the piece) → {@link Outcome}. */
type ComputeOdd = FunctionRef<readonly ['i32', 'f64', 'f64'], 'i32'>;

/** Propensities in one function: V8 compiles several small functions sooner than a large one. */
const perFunction = 128;

/** Emits the function that sets the leaf of a propensity that is code; for time-dependent ones to its bound. */
function emitOdd(
  { module }: StoreJob,
  { odd, timed }: RowTables,
  laws: EmittedLaws,
  state: Omit<Reads, 'f'>,
  leafAt: (reaction: number) => number,
): ComputeOdd | undefined {
  if (odd.length === 0) return undefined;
  const isTimed = new Set(timed);
  const params = ['i32', 'f64', 'f64'] as const;
  const groups: (readonly number[])[] = [];
  for (let from = 0; from < odd.length; from += perFunction) groups.push(odd.slice(from, from + perFunction));

  const functions = groups.map((group, g) =>
    module.function(`odd ${g}`, params, 'i32', (f, index, now, end) => {
      const reads: Reads = { f, ...state };
      const leaf = f.local('f64');
      const one = (j: number) => (): void => {
        f.set(leaf, isTimed.has(j) ? laws.bound(j, reads, now, end) : laws.value(j, reads));
        f.do(f64.store(0, leaf, leafAt(j)));
        if (isTimed.has(j))
          f.if(i32.eqz(f64.lt(leaf, Infinity)), () => f.return(i32.const(Outcome.unbounded)));
        else if (!laws.facts[j]!.nonNegative)
          f.if(i32.eqz(f64.ge(leaf, 0)), () => f.return(i32.const(Outcome.bad)));
      };
      f.switch(index, group.map(one));
      f.return(i32.const(Outcome.fine));
    }),
  );
  if (functions.length === 1) return functions[0]!;
  return module.function('odd', params, 'i32', (f, index, now, end) => {
    f.switch(
      i32.divU(index, perFunction),
      functions.map((compute) => () => f.return(compute(i32.remU(index, perFunction), now, end))),
    );
  });
}

/** Runs code for from, from + stride, … below `to`. */
function forEach(
  f: FunctionBuilder,
  from: Operand<'i32'>,
  to: Operand<'i32'>,
  stride: number,
  run: (place: Local<'i32'>) => void,
): void {
  const place = f.local('i32', from);
  const end = f.local('i32', to);
  f.while(i32.ltU(place, end), () => {
    run(place);
    f.set(place, i32.add(place, stride));
  });
}
