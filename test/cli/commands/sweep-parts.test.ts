/** What the parts of a sweep say of themselves. */
import { existsSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { failing, one, pondSweeps } from '../sweep/pond-sweeps.ts';

const { at, cli, removeAll, write } = pondSweeps();
afterAll(removeAll);

test('the exit code of a part tells of its own runs, that of a table of all', async () => {
  // The factor that fails is the last: its two values take turns every three runs.
  const script = write('parts.ts', { options: `${failing} seed: [1],` });
  const odd = await cli('run', script, 'parts', '--shard', '2/2', ...one);
  expect(odd.code).toBe(1);
  expect(odd.out).toMatch(/4 of them in this part\. Try them again: .*retry .*--shard 2\/2/);
  const even = await cli('run', script, 'parts', '--shard', '1/2', ...one);
  expect(even.code).toBe(0);
  expect(even.out).toContain('4 of 8 runs done (50 %), 4 failed');
  expect(even.out).toMatch(/Try the failed ones again: crn-grid sweep retry \S+ --out \S+\n/);
  expect(existsSync(at('parts', 'failures.csv'))).toBe(true);
  for (const verb of ['status', 'merge', 'report']) expect((await cli(verb, script, 'parts')).code).toBe(1);
  expect((await cli('run', script, 'parts', ...one)).code).toBe(1);
}, 60_000);

test('a name in a measure that is none is refused before anything is planned', async () => {
  const script = write('typo.ts', {
    options: 'measure: { first: firstTime(({ scalars }) => scalars.Y > 3) },',
  });
  const { code, err } = await cli('run', script, 'typo', ...one);
  expect(code).toBe(1);
  expect(err).toMatch(/typo\.ts: measure "first": "Y": there is no observable of that name\nThere are: X/);
  expect(existsSync(at('typo'))).toBe(false);
});
