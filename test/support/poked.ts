/** What a busy grid (`scenarios.ts`) can be poked with, between its frames and at them. */
import type { Intervention } from '../../src/record/intervention.ts';

export const pokes: readonly Intervention[] = [
  { step: 0, kind: 'paint', cells: [3, 40], add: { A: 100, Signal: 3 } },
  { step: 7, kind: 'rate', name: 'die', value: 2 },
  { step: 12, kind: 'paint', cells: [1, 2, 76], set: { B: 70 } },
  { step: 12, kind: 'paint', cells: [2], add: { B: -30 } },
  { step: 23, kind: 'rate', name: 'die', value: 0 },
];
