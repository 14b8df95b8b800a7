/**
 * The tables a large network is stepped by, and where each of them lies.
 *
 * The tree of sums is a heap: node i has the halves 2i and 2i + 1. A reaction that lies
 * less deep than the heap is its leftmost leaf, the others below that place stay 0, and
 * lead to the same reaction.
 */
import { readsTime, speciesIn } from '../../crn/dependencies.ts';
import type { Expression } from '../../crn/expression.ts';
import type { Network } from '../../crn/network.ts';
import { couplesOf, coupleTree, isPair, type Shape, shapeOf } from './channels.ts';
import { massActionRow } from './mass-action.ts';

/** Byte offsets inside the records of the tables. */
export const record = {
  /** A species: its count n, and n − 1. */
  value: { count: 0, less: 8, bytes: 16 },
  /** A mass-action propensity: constant and its scale; addresses of two counts, the leaf and the unscaled constant. */
  law: { constant: 0, scale: 8, first: 16, second: 20, leaf: 24, source: 28, bytes: 32 },
  /** Where a draw can end: terms of the change, from and to; 1 + number in `timed`, or 0; address of the leaf. */
  slot: { from: 0, to: 4, timed: 8, leaf: 12, bytes: 16 },
  /** A term of a change: by how much, and addresses of the count and of its readers. */
  term: { delta: 0, value: 8, readers: 12, bytes: 16 },
  /** What follows from a count, lists from and to: laws, numbers in `odd`, sums (children first). */
  readers: { laws: 0, odd: 8, sums: 16, bytes: 24 },
} as const;

export interface RowTables {
  /** Room for all of it. */
  readonly bytes: number;
  /** Levels of the heap below its root. */
  readonly levels: number;
  /** Rows of the table of mass-action laws. */
  readonly lawRows: number;
  /** The other reactions, by number: those that do not read the time, then those that do. */
  readonly odd: readonly number[];
  readonly timed: readonly number[];
  /** Offsets from the start. */
  readonly at: Readonly<Record<Section, number>>;
  /** Offset of the leaf of each reaction. */
  readonly leafOffset: readonly number[];
  /** Constants to compute from the rates, and their offsets. */
  readonly formulas: readonly { readonly formula: Expression; readonly at: number }[];
  /** Writes the tables, to be used from this address on. */
  write(buffer: ArrayBufferLike, base: number): void;
}

type Section = 'values' | 'sums' | 'constants' | 'laws' | 'slots' | 'terms' | 'readers' | 'lists' | 'leaves';

/** Plans the tables of a network with at least one reaction. */
export function planRowTables(network: Network): RowTables {
  const { reactions } = network;
  const species = network.species.length;
  const places = placesOf(shapeOf(coupleTree(couplesOf(network))!));
  const levels = Math.max(...[...places.values()].map(({ depth }) => depth));
  const leaves = 2 ** levels;
  /** Number in the heap. */
  const leafOf = reactions.map((_, j) => {
    const { depth, path } = places.get(j)!;
    return leaves + path * 2 ** (levels - depth);
  });

  const rows = reactions.flatMap((reaction, j) => {
    const row = massActionRow(reaction);
    return row ? [{ j, ...row }] : [];
  });
  const tabled = new Set(rows.map(({ j }) => j));
  const others = reactions.map((_, j) => j).filter((j) => !tabled.has(j));
  const timed = others.filter((j) => readsTime(reactions[j]!.law));
  const odd = [...others.filter((j) => !timed.includes(j)), ...timed];

  /** Sources of the constants, after the rates: numbers first seen, and formulas. */
  const constants: Expression[] = [];
  const seen = new Map<string, number>();
  const sourceOf = rows.map(({ constant }) => {
    if (constant.op === 'rate') return constant.index;
    const key = JSON.stringify(constant);
    let at = seen.get(key);
    if (at === undefined) {
      at = network.rates.length + constants.push(constant) - 1;
      seen.set(key, at);
    }
    return at;
  });

  const readers = network.species.map(() => ({ laws: [] as number[], odd: [] as number[] }));
  rows.forEach(({ factors }, i) => {
    for (const s of new Set(factors.map((factor) => factor.species))) readers[s]!.laws.push(i);
  });
  odd.forEach((j, i) => {
    const { law, reactants } = reactions[j]!;
    for (const s of new Set([...speciesIn(law), ...reactants.map((term) => term.species)]))
      readers[s]!.odd.push(i);
  });
  const lists = readers.map((of) => ({
    ...of,
    sums: ancestors([...of.laws.map((i) => leafOf[rows[i]!.j]!), ...of.odd.map((i) => leafOf[odd[i]!]!)]),
  }));
  const listed = lists.reduce((n, of) => n + of.laws.length + of.odd.length + of.sums.length, 0);
  const terms = reactions.reduce((n, { change }) => n + change.length, 0);

  let bytes = 0;
  const take = (size: number): number => {
    const at = bytes;
    bytes += Math.ceil(size / 16) * 16;
    return at;
  };
  const at = {
    // One more value is the 1 that stands for a factor that is not there.
    values: take(record.value.bytes * (species + 1)),
    sums: take(8 * 2 * leaves),
    constants: take(8 * (network.rates.length + constants.length)),
    laws: take(record.law.bytes * rows.length),
    slots: take(record.slot.bytes * leaves),
    terms: take(record.term.bytes * terms),
    readers: take(record.readers.bytes * species),
    lists: take(4 * listed),
    leaves: take(4 * reactions.length),
  };

  const leafOffset = leafOf.map((node) => at.sums + 8 * node);

  const write = (buffer: ArrayBufferLike, base: number): void => {
    const view = new DataView(buffer, base, bytes);
    const i32 = (offset: number, value: number) => view.setInt32(offset, value, true);
    const f64 = (offset: number, value: number) => view.setFloat64(offset, value, true);
    const leafAt = (j: number): number => base + leafOffset[j]!;

    f64(at.values + record.value.bytes * species, 1);
    constants.forEach((e, i) => {
      if (e.op === 'number') f64(at.constants + 8 * (network.rates.length + i), e.value);
    });
    rows.forEach(({ j, scale, factors }, i) => {
      const row = at.laws + record.law.bytes * i;
      const value = (k: number): number => {
        const { species: s, less } = factors[k] ?? { species, less: 0 };
        return base + at.values + record.value.bytes * s + (less ? record.value.less : record.value.count);
      };
      f64(row + record.law.scale, scale);
      i32(row + record.law.first, value(0));
      i32(row + record.law.second, value(1));
      i32(row + record.law.leaf, leafAt(j));
      i32(row + record.law.source, base + at.constants + 8 * sourceOf[i]!);
    });

    let term = at.terms;
    reactions.forEach(({ change }, j) => {
      const from = term;
      for (const { species: s, count } of change) {
        f64(term + record.term.delta, count);
        i32(term + record.term.value, base + at.values + record.value.bytes * s);
        i32(term + record.term.readers, base + at.readers + record.readers.bytes * s);
        term += record.term.bytes;
      }
      const copies = 2 ** (levels - places.get(j)!.depth);
      for (let copy = 0; copy < copies; copy++) {
        const slot = at.slots + record.slot.bytes * (leafOf[j]! - leaves + copy);
        i32(slot + record.slot.from, base + from);
        i32(slot + record.slot.to, base + term);
        i32(slot + record.slot.timed, 1 + timed.indexOf(j));
        i32(slot + record.slot.leaf, leafAt(j));
      }
      i32(at.leaves + 4 * j, leafAt(j));
    });

    let list = at.lists;
    const put = (at: number, items: readonly number[]): void => {
      i32(at, base + list);
      for (const item of items) {
        i32(list, item);
        list += 4;
      }
      i32(at + 4, base + list);
    };
    lists.forEach((of, s) => {
      const reader = at.readers + record.readers.bytes * s;
      put(
        reader + record.readers.laws,
        of.laws.map((i) => base + at.laws + record.law.bytes * i),
      );
      put(reader + record.readers.odd, of.odd);
      put(
        reader + record.readers.sums,
        of.sums.map((node) => base + at.sums + 8 * node),
      );
    });
  };

  const formulas = constants.flatMap((formula, i) =>
    formula.op === 'number' ? [] : [{ formula, at: at.constants + 8 * (network.rates.length + i) }],
  );
  return { bytes, levels, lawRows: rows.length, odd, timed, at, leafOffset, formulas, write };
}

/** Depth of each reaction in the tree, and the turns that lead there: its bits, 1 for the right half. */
function placesOf(shape: Shape): Map<number, { depth: number; path: number }> {
  const places = new Map<number, { depth: number; path: number }>();
  const visit = (node: Shape, depth: number, path: number): void => {
    if (isPair(node)) {
      visit(node[0], depth + 1, 2 * path);
      visit(node[1], depth + 1, 2 * path + 1);
    } else places.set(node, { depth, path });
  };
  visit(shape, 0, 0);
  return places;
}

/** All nodes above some leaves of a heap, children before parents. */
function ancestors(leaves: readonly number[]): number[] {
  const found = new Set<number>();
  for (const leaf of leaves)
    for (let node = leaf >> 1; node > 0 && !found.has(node); node >>= 1) found.add(node);
  return [...found].sort((a, b) => b - a);
}
