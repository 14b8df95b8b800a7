/** Units that are known: of the time, and of constants that nothing but mass action reads. */
import { ratesIn } from '../../../crn/dependencies.ts';
import type { Expression } from '../../../crn/expression.ts';
import type { Network } from '../../../crn/network.ts';
import { massActionLaw } from '../../../crn/propensity.ts';
import { element, type XmlElement } from '../xml.ts';

const seconds: Readonly<Record<string, number>> = {
  ms: 1e-3,
  s: 1,
  second: 1,
  sec: 1,
  min: 60,
  minute: 60,
  h: 3600,
  hour: 3600,
  d: 86_400,
  day: 86_400,
  week: 604_800,
  year: 31_557_600,
};

export interface Units {
  /** Of the model's time. */
  readonly time: string;
  readonly definitions: readonly XmlElement[];
  /** Of each rate constant; undefined where it is not known. */
  readonly rates: readonly (string | undefined)[];
}

/** @param timeUnit  as people write it; what is not known is no unit */
export function unitsOf(network: Network, timeUnit = ''): Units {
  const word = timeUnit.trim().toLowerCase();
  const long = seconds[word] ?? seconds[word.replace(/s$/, '')];
  const time = unitOfTime(long);
  const orders = ordersOf(network);
  const distinct = [...new Set(orders.filter((order) => order !== undefined))].sort((a, b) => a - b);
  return {
    time: time.id,
    definitions: [
      ...time.definition,
      ...distinct.map((order) => definition(idOf(order), [['item', 1 - order, 1], ...time.inverse])),
    ],
    rates: orders.map((order) => (order === undefined ? undefined : idOf(order))),
  };
}

type Part = readonly [kind: string, exponent: number, multiplier: number];

function unitOfTime(long: number | undefined): {
  readonly id: string;
  readonly definition: readonly XmlElement[];
  readonly inverse: readonly Part[];
} {
  if (long === undefined) return { id: 'dimensionless', definition: [], inverse: [] };
  const inverse: Part[] = [['second', -1, long]];
  if (long === 1) return { id: 'second', definition: [], inverse };
  return { id: 'time_unit', definition: [definition('time_unit', [['second', 1, long]])], inverse };
}

/** Of a constant whose reactions take `order` molecules. */
function idOf(order: number): string {
  return ['item_per_time', 'per_time'][order] ?? `per_item${order > 2 ? order - 1 : ''}_per_time`;
}

function definition(id: string, parts: readonly Part[]): XmlElement {
  const real = parts.filter(([, exponent]) => exponent !== 0);
  const units = real.length > 0 ? real : [['dimensionless', 1, 1] as const];
  return element('unitDefinition', { id }, [
    element(
      'listOfUnits',
      {},
      units.map(([kind, exponent, multiplier]) =>
        element('unit', {
          kind,
          exponent: String(exponent),
          scale: '0',
          multiplier: String(multiplier),
        }),
      ),
    ),
  ]);
}

/** How many molecules the reactions of each constant take; undefined where they differ, or another formula reads it. */
function ordersOf({ rates, reactions, events, massAction }: Network): (number | undefined)[] {
  const orders: (number | undefined)[] = rates.map(() => undefined);
  const odd = new Set<number>();
  for (const { law, reactants } of reactions) {
    const order = reactants.reduce((sum, { count }) => sum + count, 0);
    for (const index of ratesIn(law)) {
      const plain = massActionLaw({ op: 'rate', index }, reactants, massAction);
      if (same(law, plain) && (orders[index] ?? order) === order) orders[index] = order;
      else odd.add(index);
    }
  }
  for (const { when, set } of events) {
    for (const e of [...(when ? [when] : []), ...set.map(({ to }) => to)])
      for (const index of ratesIn(e)) odd.add(index);
  }
  return orders.map((order, index) => (odd.has(index) ? undefined : order));
}

function same(a: Expression, b: Expression): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
