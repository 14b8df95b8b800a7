/** Every target that is shipped is met, from scratch, at its number of perceptrons. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { loadTarget } from '../../../src/cli/given/load-target.ts';
import type { Rncrn } from '../../../src/learning/rncrn/model.ts';
import { type FollowOptions, follow } from '../../../src/learning/rncrn/verify/follow.ts';
import { fitTarget } from '../../../src/run/fit/fit-target.ts';

const folder = resolve(import.meta.dirname, '../../../scenarios/rncrn');
const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));

const full: FollowOptions = { reading: 'full', time: 40, bound: 100 };

/** Least, mean and greatest distance from a point along an orbit in the plane. */
function radii(model: Rncrn, lambda: readonly number[], from: readonly number[], middle: readonly number[]) {
  const { path } = follow(model, lambda, from, full);
  const all = Array.from({ length: path.length / 2 }, (_, k) =>
    Math.hypot(path[2 * k]! - middle[0]!, path[2 * k + 1]! - middle[1]!),
  );
  return { low: Math.min(...all), mean: all.reduce((a, b) => a + b) / all.length, high: Math.max(...all) };
}

function expectCircle(model: Rncrn): void {
  const { low, mean, high } = radii(model, [], [2.744, 2.693], [2, 2]);
  expect(Math.abs(mean - 1)).toBeLessThan(0.03);
  expect(low).toBeGreaterThan(0.9);
  expect(high).toBeLessThan(1.1);
}

/** What targets cannot ask. */
const further: Readonly<Record<string, (model: Rncrn) => void>> = {
  circle: expectCircle,
  'circle-linear': expectCircle,
  'two-cycles': (model) => {
    expect(Math.abs(radii(model, [], [1.118, 1.154], [1.5, 1.5]).mean / 0.5 - 1)).toBeLessThan(0.1);
    expect(Math.abs(radii(model, [], [3.916, 1.392], [4.5, 1.5]).mean / 0.5 - 1)).toBeLessThan(0.1);
  },
  hopf: (model) => {
    expect(Math.abs(radii(model, [3], [5.2, 5], [5, 5]).mean - 1)).toBeLessThan(0.05);
  },
  homoclinic: (model) => {
    const period = (lambda: number) => follow(model, [lambda], [4.75, 4.3], { ...full, time: 150 }).period!;
    expect(period(1.98) / period(1.9)).toBeGreaterThan(1.5);
  },
  torus: (model) => {
    const { returns } = follow(model, [], [10.126, 4.257, 1.703], { ...full, time: 330, patience: 1 });
    const turns = returns[0]! / returns[2]!;
    expect(turns).toBeGreaterThan(8);
    expect(turns).toBeLessThan(11);
  },
};

test.each(files)('%s', async (file) => {
  const target = await loadTarget(join(folder, file));
  const result = await fitTarget(target);
  expect(result.failure).toBeUndefined();
  expect(result.pass).toBe(true);
  further[target.name]?.(result.model);
});
