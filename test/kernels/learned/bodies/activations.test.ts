import { expect, test } from 'vitest';
import { activate } from '../../../../src/kernels/learned/bodies/activations.ts';
import type { Activation } from '../../../../src/kernels/learned/shape/shape.ts';
import { runBody, worst } from './layers.ts';

const meanings: Record<Exclude<Activation, 'prelu'>, (x: number) => number> = {
  none: (x) => x,
  relu: (x) => Math.max(x, 0),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  swish: (x) => x / (1 + Math.exp(-x)),
  leakyrelu: (x) => (x > 0 ? x : 0.2 * x),
  elu: (x) => (x > 0 ? x : Math.exp(x) - 1),
};

test.each(Object.entries(meanings) as [Activation, (x: number) => number][])('%s', (name, meaning) => {
  const { rows } = runBody(40, (g, x) => activate(g, 'layer', name, g.binary('mul', x, g.constant([3]))));
  for (const { x, y } of rows)
    expect(
      worst(
        y,
        x.map((v) => meaning(3 * v)),
      ),
    ).toBeLessThan(1e-12);
});

test('prelu has a slope of its own for each number of each layer', () => {
  const { rows, params } = runBody(4, (g, x) => activate(g, 'two', 'prelu', activate(g, 'one', 'prelu', x)));
  const slopes = ['one', 'two'].map((name) => params[`${name}/slope`]![0]!);
  expect(slopes.flat().length).toBe(8);
  const prelu = (x: readonly number[], layer: number) =>
    x.map((v, i) => (v > 0 ? v : (0.2 + slopes[layer]![i]!) * v));
  for (const { x, y } of rows) expect(worst(y, prelu(prelu(x, 0), 1))).toBeLessThan(1e-12);
});
