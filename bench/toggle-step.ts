/**
 * The toggle switch of Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023), doi 10.1038/s42256-023-00632-6, as a
 * scenario for any step: its bound genes are species, so that no count needs a formula to stay in its range.
 */
import { crn, type Scenario, scenario, van } from 'crn-grid';

export const toggle = crn(
  `
  species Gx, Gy, Px, Py, Bx, By     # free genes, their proteins, bound genes

  Gx -> Gx + Px   @ express
  Gy -> Gy + Py   @ express
  Px -> 0         @ decay
  Py -> 0         @ decay
  Gy + 2 Px -> By @ bind
  Gx + 2 Py -> Bx @ bind
  By -> Gy + 2 Px @ unbind
  Bx -> Gx + 2 Py @ unbind
  `,
  { massAction: 'powers' },
);

export const rates = { express: 50, decay: 1, bind: 1e-4, unbind: 0.1 };

/** Reaction events of a unit of time in the long run: 116. From so many on data are drawn once for all epochs. */
const longStep = 2;

/** A cell that is stepped by so much. */
export function toggleStep(step: number): Scenario {
  return scenario({
    name: 'toggle',
    crn: toggle,
    rates,
    grid: { size: [1, 1] },
    start: { Gx: 1, Gy: 1 },
    kernel: van(),
    train: {
      ranges: { Px: [0, 90], Py: [0, 90] },
      totals: [
        { of: ['Gx', 'Bx'], is: 1 },
        { of: ['Gy', 'By'], is: 1 },
      ],
      // Where an epoch sees the data of the one before, it takes more of them.
      ...(step > longStep ? { transitions: 800_000, epochs: 15 } : { transitions: 100_000, epochs: 40 }),
    },
    time: { unit: '', step, until: 10 * step },
    seed: 1,
  });
}

/** Where steps begin: free genes and proteins, Gx, Gy, Px, Py. The last mirrors the second. */
export const froms = [
  [1, 1, 0, 0],
  [1, 0, 50, 5],
  [1, 1, 30, 30],
  [0, 0, 10, 10],
  [0, 1, 5, 50],
] as const;

/** All counts of a cell with these free genes and proteins: a gene that is not free is bound. */
export function wholeState([gx, gy, px, py]: (typeof froms)[number]): number[] {
  return [gx, gy, px, py, 1 - gx, 1 - gy];
}

/** Entropy of the law of a step, nats, by another solver (sparse uniformisation in Python, counts up to 99). */
export const entropies: readonly { readonly from: string; readonly step: number; readonly nats: number }[] = [
  { from: '1,1,0,0', step: 0.1, nats: 4.3588 },
  { from: '1,1,0,0', step: 0.5, nats: 5.9009 },
  { from: '1,1,0,0', step: 1, nats: 6.6635 },
  { from: '1,1,0,0', step: 5, nats: 8.0715 },
  { from: '1,0,50,5', step: 0.1, nats: 3.4781 },
  { from: '1,0,50,5', step: 0.5, nats: 4.9321 },
  { from: '1,0,50,5', step: 1, nats: 5.3318 },
  { from: '1,0,50,5', step: 5, nats: 5.9306 },
  { from: '1,1,30,30', step: 1, nats: 7.3536 },
  { from: '0,0,10,10', step: 0.1, nats: 2.635 },
  { from: '0,0,10,10', step: 1, nats: 4.6703 },
  { from: '0,0,10,10', step: 5, nats: 4.9784 },
];
