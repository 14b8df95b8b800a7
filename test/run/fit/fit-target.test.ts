import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import bistable from '../../../scenarios/rncrn/sine-bistable.ts';
import uniBi from '../../../scenarios/rncrn/uni-bi.ts';
import { equilibria } from '../../../src/learning/rncrn/verify/equilibria.ts';
import { fitTarget } from '../../../src/run/fit/fit-target.ts';
import { type Target, target } from '../../../src/run/fit/target.ts';

test('a switch from its two fields: both, and one fold between', async () => {
  const result = await fitTarget(uniBi);
  expect(result.failure).toBeUndefined();
  expect(result.pass).toBe(true);
  expect(result.loss).toBeLessThan(4.27);
  expect(result.model.perceptrons).toBe(3);
  const at = (lambda: number): boolean[] =>
    equilibria(result.model, [lambda], [[1, 9]]).map(({ stable }) => stable);
  expect(at(0)).toEqual([true, false, true]);
  expect(at(1)).toEqual([true]);
});

/** The same with so few starts, and what else. */
const quick = (changes: Partial<Target>): Target => {
  return target({ ...bistable, train: { starts: 3, iterations: 60, until: 'all' }, ...changes });
};

test('a target that cannot be met fails, with the reason', async () => {
  const result = await fitTarget(
    quick({ expect: [{ kind: 'equilibrium', at: [8], within: 0.5, stable: true }] }),
  );
  expect(result.pass).toBe(false);
  expect(result.failure).toMatch(/^the fitted field has not a stable equilibrium at 8 ± 0.5, but /);
  expect(result.starts.map(({ checked }) => checked?.pass)).toEqual([false, false, false]);
  expect(result.full).toBeUndefined();
});

test('of all starts the best that passes is taken', async () => {
  const anything = quick({ expect: [{ kind: 'count' }] });
  const { starts, chosen } = await fitTarget(anything);
  expect(starts.map(({ cost }) => cost)).toEqual(starts.map(({ cost }) => cost).sort((a, b) => a - b));
  expect(chosen).toBe(starts[0]!.start);
  const first = await fitTarget({ ...anything, train: { ...anything.train, until: 'passed' } });
  expect(first.starts.map(({ start }) => start)).toEqual([0]);
});

test('a fit that was stopped goes on where it was, to the same network', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crn-grid-fit-'));
  try {
    const whole = await fitTarget(quick({}));
    const stop = new AbortController();
    const stopped = fitTarget(quick({}), {
      folder,
      signal: stop.signal,
      onProgress: (progress) => {
        if (progress.stage === 'start' && progress.result.start === 1) stop.abort(new Error('enough'));
      },
    });
    await expect(stopped).rejects.toThrow('enough');
    const made: number[] = [];
    const again = await fitTarget(quick({}), {
      folder,
      onProgress: (progress) => {
        if (progress.stage === 'start') made.push(progress.result.start);
      },
    });
    expect(again.model).toEqual(whole.model);
    expect(made.length).toBeLessThan(3);
    // Control: another seed has starts of its own.
    made.length = 0;
    const other = quick({});
    await fitTarget(
      { ...other, train: { ...other.train, seed: 2 } },
      { folder, onProgress: (p) => void (p.stage === 'start' && made.push(p.result.start)) },
    );
    expect(made).toEqual([0, 1, 2]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
