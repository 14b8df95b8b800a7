import { describe, expect, test } from 'vitest';
import { blocksBody } from '../../../../src/kernels/learned/bodies/blocks.ts';
import { bodyA, bodyB } from '../../../../src/kernels/specs.ts';
import { GraphBuilder, paramLayout } from '../../../../src/tensor/graph.ts';
import { plus, runBody, times, worst } from './layers.ts';

type Blocks = Parameters<typeof blocksBody>[2];

describe.each([false, true])('batchNorm %s', (batchNorm) => {
  test.each(['a', 'b', 'c'] as const)('block %s, twice, after a first layer', (block) => {
    const spec = bodyB({ block, hidden: 3, blocks: 2, activation: 'elu', batchNorm }) as Blocks;
    const { rows, params } = runBody(5, (g, x) => blocksBody(g, x, spec));
    const dense = (name: string, x: readonly number[]) =>
      plus(times(x, params[`${name}/weights`]!), params[`${name}/bias`]![0]!).map((v) =>
        v > 0 ? v : Math.expm1(v),
      );
    const norm = (name: string, x: readonly number[]) =>
      batchNorm
        ? x.map((v, i) => v * (1 + params[`${name}/gain`]![0]![i]!) + params[`${name}/offset`]![0]![i]!)
        : [...x];
    const layer = (name: string, x: readonly number[]) =>
      block === 'b' && name !== 'body/first' ? dense(name, norm(name, x)) : norm(name, dense(name, x));
    for (const { x, y } of rows) {
      let h = layer('body/first', x);
      for (const i of [0, 1]) {
        const one = layer(`body/${i}/0`, h);
        h = block === 'c' ? plus(h, one) : plus(one, layer(`body/${i}/1`, one));
      }
      expect(worst(y, h)).toBeLessThan(1e-12);
    }
  });
});

test('body_a has no first layer, and its weights begin with variance 1 / width', () => {
  const g = new GraphBuilder();
  const spec = bodyA({ hidden: 3, blocks: 1 }) as Blocks;
  const graph = g.build({ y: blocksBody(g, g.input('features', 5), spec) });
  const { params } = paramLayout(graph);
  expect(params.map(({ name, rows, width }) => [name, rows, width])).toEqual([
    ['body/0/0/weights', 5, 3],
    ['body/0/0/bias', 1, 3],
    ['body/0/1/weights', 3, 3],
    ['body/0/1/bias', 1, 3],
  ]);
  for (const { name, init } of params)
    expect(init).toBeCloseTo(name.endsWith('weights') ? Math.sqrt(1 / 3) : 0, 12);
});

test('block c says what it cannot add', () => {
  const g = new GraphBuilder();
  const spec = bodyA({ block: 'c', hidden: 7 }) as Blocks;
  expect(() => blocksBody(g, g.input('features', 4), spec)).toThrow(
    /adds 7 numbers to the 4 it reads\n.*body_b/,
  );
});
