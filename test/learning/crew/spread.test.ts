import { expect, test } from 'vitest';
import { spread } from '../../../src/learning/crew/spread.ts';

test.each([1, 2, 5])('every row once, results in the order of the rows, on %i lanes', async (lanes) => {
  const seen: number[] = [];
  const parts = await spread({ total: 1000, most: 64, lanes }, async (from, rows) => {
    expect(rows).toBeLessThanOrEqual(64);
    // The first pieces end last.
    for (let turn = 0; turn < (1000 - from) / 50; turn++) await Promise.resolve();
    for (let r = from; r < from + rows; r++) seen.push(r);
    return { from, rows };
  });
  expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  let next = 0;
  for (const { from, rows } of parts) {
    expect(from).toBe(next);
    next += rows;
  }
  expect(await spread({ total: 0, most: 8, lanes }, async () => 1)).toEqual([]);
});

test('the first failure ends it, when the pieces under way are done', async () => {
  let underWay = 0;
  const failing = spread({ total: 1000, most: 10, lanes: 3 }, async (from) => {
    underWay++;
    await Promise.resolve();
    underWay--;
    if (from >= 100) throw new Error(`at ${from}`);
  });
  await expect(failing).rejects.toThrow('at ');
  expect(underWay).toBe(0);
});
