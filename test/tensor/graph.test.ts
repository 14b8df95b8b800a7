import { describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';
import { type Bells, GraphBuilder, type NodeId, paramLayout } from '../../src/tensor/graph.ts';

const bells = (b: GraphBuilder, x: NodeId, other: Partial<Bells>): NodeId =>
  b.logBells({ low: x, high: x, rate: x, centre: x, half: x, size: 2, bend: 5, ...other });

describe('a graph that cannot be computed cannot be built', () => {
  const cases: [string, (b: GraphBuilder, x: NodeId) => unknown][] = [
    ['a product of unequal lengths', (b, x) => b.matmul(x, b.param('w', 5, 2, 1))],
    ['a sum of unequal widths', (b, x) => b.binary('add', x, b.constant([1, 2]))],
    ['a sum of a batch and a matrix', (b, x) => b.binary('add', x, b.param('w', 3, 4, 1))],
    ['groups that do not fill the width', (b, x) => b.group('groupSum', x, 3)],
    ['a column beyond the last', (b, x) => b.columns(x, [0, 4])],
    ['no column', (b, x) => b.columns(x, [])],
    ['a concatenation of nothing', (b) => b.concat([])],
    ['a concatenation of a batch and a row', (b, x) => b.concat([x, b.constant([1])])],
    ['a choice of unequal widths', (b, x) => b.where(x, b.constant([1, 2]), x)],
    ['a choice by what is no input', (b, x) => b.choose(b.unary('neg', x), [0], b.slice(x, 0, 1), [x])],
    ['a choice by a column beyond the last', (b, x) => b.choose(x, [4], b.slice(x, 0, 1), [x])],
    ['a choice with too many weights', (b, x) => b.choose(x, [0], x, [x])],
    ['a choice of unequal branches', (b, x) => b.choose(x, [0, 1], b.slice(x, 0, 2), [x, b.slice(x, 0, 3)])],
    ['a choice of nothing', (b, x) => b.choose(x, [], x, [])],
    ['bells of unequal ends', (b, x) => bells(b, x, { high: b.slice(x, 0, 2) })],
    ['bells of unequal widths', (b, x) => bells(b, x, { half: b.slice(x, 0, 2) })],
    ['bells of one row', (b, x) => bells(b, x, { low: b.constant([1, 2]), high: b.constant([1, 2]) })],
    ['bells of more coordinates than columns', (b, x) => bells(b, x, { size: 8 })],
    ['bells of half a coordinate', (b, x) => bells(b, x, { size: 0.5 })],
    ['bells without a bend', (b, x) => bells(b, x, { bend: 0 })],
    ['two parameters of one name', (b, x) => [b.dense('a', x, 2), b.dense('a', x, 3)]],
    ['constants that do not fill their rows', (b) => b.constant([1, 2, 3], 2)],
    ['no constants', (b) => b.constant([])],
    ['two inputs of one name', (b) => b.input('x', 2)],
  ];
  test.each(cases)('%s', (_, make) => {
    const b = new GraphBuilder();
    const x = b.input('x', 4);
    let error: unknown;
    try {
      make(b, x);
    } catch (caught) {
      error = caught;
    }
    expect(isCrnGridError(error, 'KernelError')).toBe(true);
  });
});

test('parameters lie one after the other, in the order of the graph', () => {
  const b = new GraphBuilder();
  const graph = b.build({ y: b.dense('two', b.dense('one', b.input('x', 3), 5), 2) });
  const { size, params } = paramLayout(graph);
  expect(params.map((p) => [p.name, p.rows, p.width, p.offset])).toEqual([
    ['one/weights', 3, 5, 0],
    ['one/bias', 1, 5, 15],
    ['two/weights', 5, 2, 20],
    ['two/bias', 1, 2, 30],
  ]);
  expect(size).toBe(32);
});
