import { expect, test } from 'vitest';
import { bodyOf } from '../../../../src/kernels/learned/bodies/body.ts';
import { shapeOf } from '../../../../src/kernels/learned/shape/shape.ts';
import { bodyA, bodyB, type MdnOptions, mdn, recurrent, search } from '../../../../src/kernels/specs.ts';
import { GraphBuilder } from '../../../../src/tensor/graph.ts';

function widthOf(options: MdnOptions): number {
  const g = new GraphBuilder();
  return g.shape(bodyOf({ shape: shapeOf(mdn(options)) }, 3)(g, g.input('features', 12)))[1];
}

test('each body puts out the width it is asked for', () => {
  expect(widthOf({ hidden: [7, 9] })).toBe(9);
  expect(widthOf({ body: bodyA({ hidden: 5 }) })).toBe(5);
  expect(widthOf({ body: bodyB({ hidden: 6, block: 'c' }) })).toBe(6);
  expect(widthOf({ body: recurrent({ hidden: 8 }), past: 3 })).toBe(8);
});

test('a searched body without what a search found is refused', () => {
  expect(() => widthOf({ body: search() })).toThrow(/no search has found one/);
});

test('with what a search found it is built: as wide as counts and rates, times the multiplier', () => {
  const g = new GraphBuilder();
  const edges = [0, 1].map((from) => ({ operation: 'simple_dense', from }) as const);
  const genotype = { cells: [{ expands: true, edges, reduced: [2] }] };
  const shape = shapeOf(mdn({ body: search({ cells: 1, cellSize: 1, reduce: 1, multiplier: 4 }) }));
  expect(g.shape(bodyOf({ shape, genotype }, 3)(g, g.input('features', 12)))[1]).toBe(12);
});

test.each([
  [{ body: bodyA({ block: 'd' as 'a' }) }, '`block` is "d"'],
  [{ body: bodyB({ activation: 'gelu' as 'elu' }) }, '`activation` is "gelu"'],
  [{ body: recurrent() }, '`past` is 1'],
  [{ body: recurrent({ block: 'rnn' as 'gru' }), past: 2 }, '`block` is "rnn"'],
])('names are refused with those there are: %j', (options, message) => {
  expect(() => mdn(options)).toThrow(message);
});
