/** `crn-grid train` at the command line: what it says before it trains. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { say } from '../say.ts';

const folder = mkdtempSync(join(tmpdir(), 'crn-grid-train-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'pond.ts');
writeFileSync(
  file,
  `import { crn, mdn, scenario } from 'crn-grid';
   export default scenario({
     name: 'pond', crn: crn('0 -> X @ birth\\nX -> 0 @ death'), rates: { birth: 10, death: 1 },
     grid: { size: [2, 2] }, start: { X: 5 }, time: { step: 0.5, until: 5 },
     kernel: mdn({ mixtures: 2, hidden: [8] }),
     train: { ranges: { X: [0, 20] }, transitions: 3200, epochs: 3 },
   });`,
);
const train = (...flags: string[]) => say('train', file, '--threads', '1', '--backend', 'simd', ...flags);

test('the plan tells what it measures before it does, and a verdict of the size that is asked for', async () => {
  const { code, out, err } = await train('--plan', '--settings', '3', '--traces', '120', '--json');
  expect(code).toBe(0);
  expect(err).toMatch(/^pond: learning steps of 0\.5.*\nmeasuring how fast this machine simulates/);
  const judged = JSON.parse(out).stages.find(({ name }: { name: string }) => name === 'judge');
  expect(judged.amounts).toMatchObject({ states: 3, trajectories: 360 });
});

test('control: a verdict that no comparison can be made of is refused before anything is measured', async () => {
  const { code, err } = await train('--plan', '--traces', '5');
  expect(code).not.toBe(0);
  expect(err).toContain('--traces: 5 is too few');
  expect(err).not.toContain('measuring');
});
