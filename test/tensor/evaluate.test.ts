import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/tensor/evaluate.ts';
import { GraphBuilder, type NodeId } from '../../src/tensor/graph.ts';

/** What an operation makes of one matrix x [2, 4] and parameters 1, 2, 3, …, worked out by hand. */
function value(make: (b: GraphBuilder, x: NodeId) => NodeId): number[] {
  const b = new GraphBuilder();
  const graph = b.build({ y: make(b, b.input('x', 4)) });
  const x = [1, -2, 3, 0, 0.5, 4, -1, 2];
  return [...evaluate(graph, 2, { x }, [1, 2, 3, 4, 5, 6, 7, 8]).y!.data];
}

describe('the meaning of each operation', () => {
  const cases: [string, (b: GraphBuilder, x: NodeId) => NodeId, number[]][] = [
    ['neg', (b, x) => b.unary('neg', x), [-1, 2, -3, -0, -0.5, -4, 1, -2]],
    ['abs', (b, x) => b.unary('abs', x), [1, 2, 3, 0, 0.5, 4, 1, 2]],
    ['square', (b, x) => b.unary('square', x), [1, 4, 9, 0, 0.25, 16, 1, 4]],
    ['sqrt', (b, x) => b.unary('sqrt', b.unary('abs', b.slice(x, 3, 4))), [0, Math.SQRT2]],
    ['reciprocal', (b, x) => b.unary('reciprocal', b.slice(x, 0, 2)), [1, -0.5, 2, 0.25]],
    ['relu', (b, x) => b.unary('relu', x), [1, 0, 3, 0, 0.5, 4, 0, 2]],
    ['exp', (b, x) => b.unary('exp', b.slice(x, 0, 1)), [Math.E, 1.6487212707001282]],
    ['log', (b, x) => b.unary('log', b.slice(x, 0, 1)), [0, -Math.LN2]],
    ['elu', (b, x) => b.unary('elu', b.slice(x, 2, 3)), [3, -0.6321205588285577]],
    ['swish', (b, x) => b.unary('swish', b.slice(x, 2, 3)), [2.8577223804673, -0.2689414213699951]],
    ['tanh', (b, x) => b.unary('tanh', b.slice(x, 2, 3)), [0.9950547536867305, -0.7615941559557649]],
    ['sigmoid', (b, x) => b.unary('sigmoid', b.slice(x, 2, 3)), [0.9525741268224334, 0.2689414213699951]],
    ['softplus', (b, x) => b.unary('softplus', b.slice(x, 2, 3)), [3.048587351573742, 0.31326168751822286]],
    ['add a row', (b, x) => b.binary('add', x, b.param('p', 1, 4, 0)), [2, 0, 6, 4, 1.5, 6, 2, 6]],
    ['sub a column', (b, x) => b.binary('sub', x, b.slice(x, 0, 1)), [0, -3, 2, -1, 0, 3.5, -1.5, 1.5]],
    ['mul a constant', (b, x) => b.binary('mul', x, b.constant([2])), [2, -4, 6, 0, 1, 8, -2, 4]],
    ['div', (b, x) => b.binary('div', x, b.constant([1, 2, 4, 1])), [1, -1, 0.75, 0, 0.5, 2, -0.25, 2]],
    ['max', (b, x) => b.binary('max', b.constant([1]), x), [1, 1, 3, 1, 1, 4, 1, 2]],
    ['min', (b, x) => b.binary('min', b.constant([1]), x), [1, -2, 1, 0, 0.5, 1, -1, 1]],
    [
      'matmul',
      (b, x) => b.matmul(x, b.param('p', 4, 2, 0)),
      [1 - 6 + 15, 2 - 8 + 18, 0.5 + 12 - 5 + 14, 1 + 16 - 6 + 16],
    ],
    [
      'a constant of two rows',
      (b, x) => b.matmul(b.slice(x, 0, 2), b.constant([1, 2, 3, 4], 2)),
      [-5, -6, 12.5, 17],
    ],
    ['groupSum', (b, x) => b.group('groupSum', x, 2), [-1, 3, 4.5, 1]],
    ['groupMax', (b, x) => b.group('groupMax', x, 2), [1, 3, 4, 2]],
    ['groupLogSumExp', (b) => b.group('groupLogSumExp', b.constant([1000, 1000]), 2), [1000 + Math.LN2]],
    [
      'groupSoftmax',
      (b) => b.group('groupSoftmax', b.constant([1000, 1000, 7, 7 + Math.LN2]), 2),
      [0.5, 0.5, 1 / 3, 2 / 3],
    ],
    ['columns', (b, x) => b.columns(x, [3, 0, 0]), [0, 1, 1, 2, 0.5, 0.5]],
    ['concat', (b, x) => b.concat([b.slice(x, 3, 4), b.slice(x, 0, 2)]), [0, 1, -2, 2, 0.5, 4]],
    ['where', (b, x) => b.where(x, b.constant([9]), b.slice(x, 2, 3)), [9, 3, 9, 3, 9, 9, -1, 9]],
    ['mean', (b, x) => b.mean(b.slice(x, 2, 4)), [1]],
  ];
  test.each(cases)('%s', (_, make, want) => {
    const got = value(make);
    expect(got.length).toBe(want.length);
    for (const [i, x] of got.entries()) expect(x).toBeCloseTo(want[i]!, 12);
  });
});

test('a choice adds the live branches of each row, weighed', () => {
  const b = new GraphBuilder();
  const [live, weights, x] = [b.input('live', 3), b.input('weights', 2), b.input('x', 2)];
  const y = b.choose(live, [2, 0], weights, [x, b.unary('square', x)]);
  const graph = b.build({ y });
  const inputs = { live: [0, 9, 1, 0.5, 0, 0, 1, 0, 1], weights: [2, 7, 7, 3, 1, 10] };
  const got = evaluate(graph, 3, { ...inputs, x: [1, 2, 3, 4, 5, 6] }, []).y!.data;
  expect([...got]).toEqual([2, 4, 27, 48, 255, 366]);
});

test('log-probabilities of bells are sums over coordinates, outcome by outcome', () => {
  const b = new GraphBuilder();
  const [low, high] = [b.input('low', 6), b.input('high', 6)];
  const [rate, centre, half] = [b.input('rate', 4), b.input('centre', 4), b.input('half', 4)];
  const graph = b.build({ y: b.logBells({ low, high, rate, centre, half, size: 2, bend: 5 }) });
  const inputs = {
    low: [0, 1, -2, 0.5, -1e6, 0.9],
    high: [0, 1, -1, 0.5, 2, 1e6],
    rate: [1, 2, 0.5, 3],
    centre: [0.3, -1, 0, 2],
    half: [0.5, 0.1, 1, 0.2],
  };
  const F = (x: number) => 1 / (1 + Math.exp(-x * Math.sqrt(5 + x * x)));
  const want = [0, 1, 2].flatMap((o) =>
    [0, 1].map((k) =>
      [0, 1].reduce((sum, i) => {
        const [r, c, h] = [inputs.rate[2 * k + i]!, inputs.centre[2 * k + i]!, inputs.half[2 * k + i]!];
        const mass = F(inputs.high[2 * o + i]! * r - c + h) - F(inputs.low[2 * o + i]! * r - c - h);
        return sum + Math.log(mass);
      }, 0),
    ),
  );
  const got = [...evaluate(graph, 1, inputs, []).y!.data];
  expect(got.length).toBe(6);
  for (const [j, x] of got.entries()) expect(x).toBeCloseTo(want[j]!, 9);
});
