import { expect, test } from 'vitest';
import { keeper } from '../../../src/learning/fit/constraints.ts';
import { GraphBuilder } from '../../../src/tensor/graph.ts';

const g = new GraphBuilder();
const graph = g.build({ head: g.dense('head', g.dense('body/0', g.input('features', 2), 3), 1) });
// Kernel [2, 3] of the body, its bias [1, 3]; kernel [3, 1] of the head, its bias [1, 1].
const params = () => Float32Array.of(3, 0.1, 0, 4, 0.2, 0, 6, 8, 0, 3, 4, 12, 5);

test('maxnorm shortens columns of a kernel, and a bias as a whole, to 3', () => {
  const kept = params();
  keeper(graph, { body: { kernel: 'maxnorm', bias: 'maxnorm' } })!(kept);
  const want = [1.8, 0.1, 0, 2.4, 0.2, 0, 1.8, 2.4, 0, 3, 4, 12, 5];
  want.forEach((v, i) => expect(kept[i]).toBeCloseTo(v, 5));
  const again = params();
  keeper(graph, { body: { kernel: 'minmaxnorm', bias: 'minmaxnorm' } })!(again);
  expect(again).toEqual(kept);
});

test('unitnorm makes norms 1, where there is one', () => {
  const kept = params();
  keeper(graph, { head: { kernel: 'unitnorm' }, body: { kernel: 'unitnorm' } })!(kept);
  const want = [0.6, 0.4472136, 0, 0.8, 0.8944272, 0, 6, 8, 0, 3 / 13, 4 / 13, 12 / 13, 5];
  want.forEach((v, i) => expect(kept[i]).toBeCloseTo(v, 4));
});

test('nothing is kept by default', () => {
  expect(keeper(graph, {})).toBeUndefined();
  expect(keeper(graph, { body: { kernel: 'none' } })).toBeUndefined();
});
