import { expect, test } from 'vitest';
import { holdsOf } from '../../../../../src/learning/verdict/checks/joint/conditionals.ts';
import {
  gridBins,
  jointHistogram,
  placed,
  quantileEnds,
} from '../../../../../src/learning/verdict/checks/joint/grids.ts';

test('quantile bins hold about equally many values; equal values share one', () => {
  const sample = Int32Array.from({ length: 800 }, (_, i) => i);
  const ends = quantileEnds(sample, gridBins);
  expect(ends).toEqual([99, 199, 299, 399, 499, 599, 699]);
  const counts = new Array(gridBins).fill(0);
  for (const b of placed(sample, ends)) counts[b]++;
  expect(counts).toEqual(new Array(gridBins).fill(100));
  expect(quantileEnds([1, 1, 1, 1, 1, 2], gridBins)).toEqual([1]);
  expect(quantileEnds([3, 3, 3], gridBins)).toEqual([]);
});

test('values beyond what the bins were made of fall into the outermost', () => {
  expect([...placed(Int32Array.of(-5, 1, 2, 99), [1])]).toEqual([0, 0, 1, 1]);
});

test('a joint histogram sums to one', () => {
  const shares = jointHistogram(Uint8Array.of(0, 1, 1, 7), Uint8Array.of(0, 2, 2, 7));
  expect([shares[0], shares[gridBins + 2], shares.at(-1)]).toEqual([0.25, 0.5, 0.25]);
});

test('few values are held one by one, many in ranges', () => {
  expect(holdsOf(Int32Array.of(4, 0, 2, 2)).labels).toEqual(['= 0', '= 2', '= 4']);
  const { ends, labels } = holdsOf(Int32Array.from({ length: 600 }, (_, i) => i));
  expect(ends).toHaveLength(5);
  expect([labels[0], labels[1], labels[5]]).toEqual(['≤ 99', 'in 100 … 199', '≥ 500']);
});
