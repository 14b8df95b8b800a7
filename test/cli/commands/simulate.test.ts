/** `crn-grid simulate` with a learned kernel, and what `run` and `plan` say of a start that it does not know. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openRecording } from '../../../src/record/recording.ts';
import { say } from '../say.ts';

const name = 'birth-death-a50d76e7337e';
const trained = new URL(`../../fixtures/${name}`, import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'crn-grid-simulate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (file: string): string => join(folder, file);

function pond(start: number): string {
  const file = at(`pond${start}.ts`);
  writeFileSync(
    file,
    `import { crn, scenario } from 'crn-grid';
     export default scenario({
       name: 'pond', crn: crn('0 -> X @ birth\\nX -> 0 @ death'), rates: { birth: 10, death: 1 },
       grid: { size: [2, 2] }, start: { X: ${start} }, time: { step: 1, until: 4 },
       train: { ranges: { X: [0, 40] } },
     });`,
  );
  return file;
}
const simulate = (...more: string[]) =>
  say('simulate', pond(5), '-n', '50', '--threads', '1', '--kernel', trained, ...more);

test('trajectories by a learned kernel, from a start of one’s own, as a table and a figure', async () => {
  const files = ['all.csv', 'stats.csv', 'pond.svg'].map(at);
  const flags = ['--out', files[0]!, '--stats', files[1]!, '--plot', files[2]!];
  const { code, out, err } = await simulate('--start', 'X=7', ...flags);
  expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining(`by kernel mdn of ${name}`) });
  expect(err).not.toContain('Warning');
  expect(out).toMatch(/steps in .*: 200: 100 % learned/);
  const lines = readFileSync(files[0]!, 'utf8').trim().split('\n');
  expect(lines.slice(0, 2)).toEqual(['trajectory,time,X', '0,0,7']);
  expect(lines).toHaveLength(1 + 50 * 5);
  expect(readFileSync(files[1]!, 'utf8')).toMatch(/^time,X-mean,X-sd\n0,7,0\n/);
  expect(readFileSync(files[2]!, 'utf8')).toContain(name);
});

test('as JSON it names the abstraction; the same seed draws the same, exact ones something else', async () => {
  const facts = async (...more: string[]) => JSON.parse((await simulate('--json', ...more)).out);
  const first = await facts();
  expect(first.abstraction).toMatchObject({ folder: name, verdict: 'pass' });
  expect(first.tally.learned).toBe(200);
  expect((await facts()).mean).toEqual(first.mean);
  const exact = await facts('--kernel', 'ssa');
  expect(exact).not.toHaveProperty('abstraction');
  expect(exact.mean).not.toEqual(first.mean);
});

test('rates it was not trained for, and times between its steps, are refused', async () => {
  expect((await simulate('--rate', 'birth=11')).err).toMatch(
    /trained for birth = 10, and the run has birth = 11/,
  );
  expect((await simulate('--every', '0.5')).err).toMatch(/--every: 0\.5 is no whole number of steps of 1/);
  expect((await simulate('--start', 'X=1,Y=2')).err).toMatch(/"Y"/);
});

test('a start that the kernel was not trained on is warned of; cells go exactly', async () => {
  const { err, out } = await simulate('--start', 'X=1000');
  expect(err).toMatch(/Warning: .*1 of 1 cells start outside.*X = 1000, not 0 to 40/);
  expect(out).toMatch(/exact \(.* outside the training domain\)/);
  expect((await say('plan', pond(1000), '--threads', '1')).err).toMatch(/4 of 4 cells .*`train` says/);
});

test('a run warns of it too, and its recording, its outcome and its summary name the abstraction', async () => {
  const run = (start: number, to: string) =>
    say('run', pond(start), '--kernel', trained, '--threads', '1', '--no-figures', '--out', at(to));
  const far = await run(1000, 'far.zarr');
  expect(far.err).toMatch(/Warning: .*4 of 4 cells start outside/);
  const { err, out } = await run(5, 'near.zarr');
  expect(err).not.toContain('Warning');
  expect(out).toContain(`kernel      mdn of ${name}, verdict passed`);
  const { abstraction } = (await openRecording(at('near.zarr'))).header;
  expect(abstraction).toMatchObject({ folder: name, verdict: 'pass' });
  expect(JSON.parse(readFileSync(at('near.zarr/outcome.json'), 'utf8')).abstraction).toEqual(abstraction);
  const exact = await say('run', pond(5), '--threads', '1', '--no-figures', '--out', at('exact.zarr'));
  expect(exact.out).not.toContain('kernel ');
  expect((await openRecording(at('exact.zarr'))).header.abstraction).toBeUndefined();
});

test('a run that fails in its first step leaves no folder, nor those above it', async () => {
  const file = at('fails.ts');
  writeFileSync(
    file,
    readFileSync(pond(5), 'utf8').replace('X -> 0 @ death', 'X -> 0 @ {death * (X - 5.5)}'),
  );
  const { code, err } = await say('run', file, '--threads', '1', '--out', at('new/deep/x.zarr'));
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('propensity') });
  expect(existsSync(at('new'))).toBe(false);
});

test('the mean of a network, in place of its noise', async () => {
  const { code, out, err } = await simulate('--kernel', 'ode');
  expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('along their mean') });
  // 10 − 5 exp(−4), and its whole counts.
  expect(out).toMatch(/X {2}9\.\d+ ± 0\.[0-4]/);
  const to = at('mean.zarr');
  const ran = await say('run', pond(5), '--kernel', 'ode', '--threads', '1', '--no-figures', '--out', to);
  expect(ran.out).toMatch(/16: 100 % along their mean, 0 % exact/);
});
