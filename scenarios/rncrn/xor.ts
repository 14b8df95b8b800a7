import { target } from 'crn-grid';
import switched from './uni-bi.ts';

/**
 * The switch of `uni-bi.ts` under a classifier: it has one stable state where exactly one of
 * two signals is above 1, and two stable states elsewhere.
 *
 * Source: Dack, Plesa, Ouldridge 2026, arXiv 2602.02374.
 */
export default target({
  ...switched,
  name: 'xor',
  classifier: {
    region: [
      [0, 2],
      [0, 2],
    ],
    points: 41,
    hidden: [4],
    label: ([a, b]) => [a! > 1 !== b! > 1 ? 1 : 0],
    expect: [
      { kind: 'rest', lambda: [0.5, 0.5], from: [[1.5]], at: [2], within: 0.5 },
      { kind: 'rest', lambda: [0.5, 0.5], from: [[8.5]], at: [8], within: 0.5 },
      { kind: 'rest', lambda: [1.5, 1.5], from: [[1.5]], at: [2], within: 0.5 },
      { kind: 'rest', lambda: [1.5, 1.5], from: [[8.5]], at: [8], within: 0.5 },
      { kind: 'rest', lambda: [0.5, 1.5], from: [[1.5], [8.5]], at: [5], within: 0.5 },
      { kind: 'rest', lambda: [1.5, 0.5], from: [[1.5], [8.5]], at: [5], within: 0.5 },
    ],
  },
});
