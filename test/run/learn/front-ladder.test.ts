import { expect, test } from 'vitest';
import { shapeKey } from '../../../src/kernels/learned/shape/shape.ts';
import { bodyB, gaussian, hybrid, mdn, search } from '../../../src/kernels/specs.ts';
import { frontLadder } from '../../../src/run/learn/front-ladder.ts';

const names = (...of: Parameters<typeof frontLadder>): string[] => frontLadder(...of).map(({ name }) => name);
const dense = ['dense [16]', 'dense [32, 32]', 'dense [64, 64]', 'dense [128, 128]'];

test('dense bodies from small to large, then searches by the price of time; each once', () => {
  expect(names(mdn(), [0, 0.01, 0])).toEqual([...dense, 'search, latency 0', 'search, latency 0.01']);
  expect(names(mdn({ hidden: [64, 64] }), [])).toEqual(dense);
});

test("the scenario's own body is among them", () => {
  expect(names(mdn({ body: bodyB() }), [])).toEqual([...dense, 'body_b of 2 × 50']);
  const cells = frontLadder(mdn({ body: search({ cells: 3, latency: 0.5 }) }), [0]);
  expect(cells.map(({ name }) => name)).toEqual([...dense, 'search, latency 0', 'search, latency 0.5']);
  for (const { spec } of cells.slice(4)) expect(spec.body).toMatchObject({ cells: 3 });
});

test('all else is as the scenario says, and a rung is what one would write', () => {
  const own = hybrid({ mixtures: 5, rateInputs: ['k'], exactBelow: 7 });
  const ladder = frontLadder(own);
  for (const { spec } of ladder) expect({ ...spec, body: own.body }).toEqual(own);
  const written = hybrid({ mixtures: 5, rateInputs: ['k'], hidden: [32, 32] });
  expect(shapeKey(ladder[1]!.spec)).toBe(shapeKey(written));
  const published = mdn({ head: gaussian() });
  expect(shapeKey(frontLadder(published)[0]!.spec)).toBe(shapeKey(mdn({ head: gaussian(), hidden: [16] })));
});

test('a price that is none is refused', () => {
  for (const latency of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => frontLadder(mdn(), [latency])).toThrow('no price of time');
});
