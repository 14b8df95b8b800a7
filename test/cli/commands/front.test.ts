/** From the command line: a search, a run with what was found, and fronts that cannot be. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sayCalmly, writePond } from './front-pond.ts';

const { folder, file } = writePond();

test('a search says how to use it, and so it is used', async () => {
  const trained = await sayCalmly('train', file, '--search', '--settings', '5', '--traces', '200');
  expect(trained.out).toContain('5 unseen states, 200 trajectories from each');
  expect(trained.out).toContain(`crn-grid run ${file} --kernel search`);
  expect(trained.out).toContain('kernel: mdn({ mixtures: 2, body: search() }),');
  const out = join(folder, 'pond.zarr');
  const run = await sayCalmly('run', file, '--kernel', 'search', '--out', out, '--no-figures', '--json');
  expect(run.code).toBe(0);
  const plan = await sayCalmly('plan', file);
  expect(plan.out).toMatch(/mdn \(2 mixtures, 2 searched cells of 2\)/);
  expect(plan.out).toContain('the shape that the scenario asks for yet: crn-grid train');
  const abstractions = join(folder, 'abstractions');
  const kept = readdirSync(abstractions).find((name) => name.startsWith('pond-'))!;
  const named = ['--kernel', join(abstractions, kept)];
  const again = join(folder, 'named.zarr');
  expect((await sayCalmly('run', file, ...named, '--out', again, '--no-figures')).code).toBe(0);
});

test('what cannot be is refused in words', async () => {
  expect((await sayCalmly('front', file, '--latency', '-1')).code).toBe(1);
  expect((await sayCalmly('front', join(folder, 'none.ts'))).code).toBe(1);
});
