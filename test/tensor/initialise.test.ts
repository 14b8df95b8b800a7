import { expect, test } from 'vitest';
import { GraphBuilder, paramLayout } from '../../src/tensor/graph.ts';
import { initParams } from '../../src/tensor/initialise.ts';

function layers(first: number) {
  const b = new GraphBuilder();
  const y = b.dense('two', b.dense('one', b.input('x', first), 200, 'relu'), 50, 'relu');
  return b.build({ y });
}

test('weights have the standard deviation they ask for, biases are 0', () => {
  const graph = layers(300);
  const params = initParams(graph, 5);
  for (const { rows, width, offset, init } of paramLayout(graph).params) {
    const own = params.subarray(offset, offset + rows * width);
    const meanSquare = own.reduce((sum, p) => sum + p * p, 0) / own.length;
    // The mean square of n normals has relative standard deviation √(2/n); 6.1 of them: chance 1e-9.
    expect(Math.abs(meanSquare - init ** 2)).toBeLessThanOrEqual(6.1 * Math.sqrt(2 / own.length) * init ** 2);
    // Control: a standard deviation 10 % too large is caught.
    if (init > 0)
      expect(Math.abs(1.21 * meanSquare - init ** 2)).toBeGreaterThan(
        6.1 * Math.sqrt(2 / own.length) * init ** 2,
      );
  }
});

test('the seed decides, and each parameter has a stream of its own', () => {
  expect(initParams(layers(3), 5)).toEqual(initParams(layers(3), 5));
  expect(initParams(layers(3), 5)).not.toEqual(initParams(layers(3), 6));
  const graph = layers(3);
  const wide = layers(4);
  const tail = (g: typeof graph) => initParams(g, 5).subarray(paramLayout(g).params[2]!.offset);
  expect(tail(graph)).toEqual(tail(wide));
});
