/** `crn-grid validate` from end to end: a kernel that is right, and one that is 10 % off. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { say } from '../say.ts';

const trained = new URL('../../fixtures/birth-death-a50d76e7337e', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'crn-grid-validate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'pond.ts');
writeFileSync(
  file,
  `import { crn, scenario } from 'crn-grid';
   export default scenario({
     name: 'pond', crn: crn('0 -> X @ birth\\nX -> 0 @ death'), rates: { birth: 10, death: 1 },
     grid: { size: [3, 3] }, start: { X: 5 }, time: { step: 1, until: 4 },
     train: { ranges: { X: [0, 40] }, limits: { chance: 1e-9, gridChance: 1e-9 } },
   });`,
);
const validate = (kernel: string, ...flags: string[]) =>
  say(
    ...['validate', file, '--kernel', kernel, '--settings', '5', '--traces', '400', '--lags', '1', '2'],
    ...['--runs', '80', '--times', '2', '4', '--threads', '1', '--quiet', ...flags],
  );

/** The trained kernel, whose mean after a step is 10 % more. */
function shifted(): string {
  const path = join(folder, basename(trained));
  cpSync(trained, path, { recursive: true });
  const told = join(path, 'abstraction.json');
  const abstraction = JSON.parse(readFileSync(told, 'utf8'));
  abstraction.scaling.intercept = abstraction.scaling.intercept.map((v: number) => v + 1);
  writeFileSync(told, JSON.stringify(abstraction));
  return path;
}

test('a kernel that is right passes, on one cell and on whole grids', async () => {
  const { code, out, err } = await validate(trained);
  expect(err + out).toMatch(/one cell, learned against exact: 5 unseen states, 400 trajectories/);
  expect(out).toMatch(/whole grid, 80 runs of each, false-alarm chance 1e-9 in all/);
  expect(out).toMatch(/^ {2}X +2 .* ± .* \/ \d/m);
  // So few trajectories decide little, and say so.
  expect(out).toMatch(/\nNothing failed, as far as these samples of one cell can tell\.\n$/);
  expect(code).toBe(0);
});

test('control: a kernel that is 10 % off fails both, and so does the command', async () => {
  const { code, out } = await validate(shifted(), '--json');
  const { pass, complete, verdict, comparison } = JSON.parse(out);
  expect({ pass, complete, cell: verdict.pass }).toEqual({ pass: false, complete: true, cell: false });
  expect(comparison.tests.map((t: { pass: boolean }) => t.pass)).toContain(false);
  expect(code).toBe(1);
});
