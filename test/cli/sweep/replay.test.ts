/** `crn-grid sweep replay`: one run of a sweep as a recording. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRecording } from '../../../src/record/recording.ts';
import { say } from '../say.ts';
import { failing, one, pondSweeps } from './pond-sweeps.ts';

const { at, cli, removeAll, rows, write } = pondSweeps();
/** Factors that `crn-grid run` has no flag for. */
const flagless = `rates: {}, hop: { X: [0.1, 2] }, start: { X: [3, 40] },`;
const more = 'grid: { size: [3, 2] },';

let script = '';
beforeAll(async () => {
  script = write('pond.ts', { options: flagless, more });
  expect((await cli('run', script, 'pond', ...one)).code).toBe(0);
}, 60_000);
afterAll(removeAll);

const replay = (which: string, out: string, ...flags: string[]) =>
  say('sweep', 'replay', at('pond'), which, '--out', at(out), ...flags);

test('a run is repeated with its seed and all its factors, and its measures are those of the table', async () => {
  const run = 10;
  const { code, out, err } = await replay(`${run}`, 'ten.zarr');
  expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('X at start 40, hop X 2') });
  const value = rows('pond', 'runs.csv')[run + 1]!.split(',').at(-1);
  expect(out).toMatch(new RegExp(`end +${value} +${value}\n`));
  expect(out).toContain('All measures are those of the sweep.');
  expect(out).toContain(`Look at it: crn-grid view ${at('ten.zarr')}`);
  const recording = await openRecording(at('ten.zarr'));
  expect(recording.header.seed).toBe(2);
  expect((await recording.frame(0)).counts).toEqual(new Int32Array(6).fill(40));
  expect((await recording.frame(3)).scalars.X).toBe(Number(value));
});

test('by its id in the plan; as JSON', async () => {
  const { id } = JSON.parse(rows('pond', 'plan.jsonl')[4]!);
  const { code, out } = await replay(id, 'four.zarr', '--json', '--quiet', ...one);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ run: 4, id, same: true, recording: at('four.zarr') });
});

test('a number in the table that is another is told, with exit code 1', async () => {
  const file = at('pond', 'results', 'shard-1-of-1.jsonl');
  const before = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    before.replace(/("run":5,.*"values":\[)(\d+)/, (_, head, n) => `${head}${Number(n) + 1}`),
  );
  const { code, out } = await replay('5', 'five.zarr');
  writeFileSync(file, before);
  expect({ code, out }).toMatchObject({
    code: 1,
    out: expect.stringContaining('It is not what the sweep has'),
  });
});

test('no such run, a taken place, a script that is another by now', async () => {
  for (const which of ['12', 'abc', '-1', '0123456789abcdef'])
    expect((await say('sweep', 'replay', at('pond'), '--', which)).err).toContain(
      'the sweep has none of that number or id',
    );
  expect((await replay('10', 'ten.zarr')).err).toContain('--overwrite');
  expect((await replay('10', 'ten.zarr', '--overwrite')).code).toBe(0);
  const own = readFileSync(script, 'utf8');
  appendFileSync(script, '// and more');
  expect((await replay('0', 'changed.zarr')).err).toContain('its functions may compute something else');
  writeFileSync(script, own.replace('until: 3', 'until: 4'));
  expect(await replay('0', 'other.zarr')).toMatchObject({
    code: 1,
    err: expect.stringContaining('of another sweep by now'),
  });
  writeFileSync(script, own);
  expect(existsSync(at('other.zarr'))).toBe(false);
});

test('a run that failed fails again, and what led to it is recorded', async () => {
  await cli('run', write('failing.ts', { options: failing }), 'failing', '--quiet', ...one);
  const { code, out } = await say('sweep', 'replay', at('failing'), '3', '--out', at('failed.zarr'));
  expect(code).toBe(0);
  expect(out).toMatch(/It failed: Error: it is bad\nSo it did in the sweep./);
  expect((await openRecording(at('failed.zarr'))).steps).toEqual(Int32Array.of(0, 1));
});

test('a run that is not done so far has nothing to be compared with', async () => {
  await cli('plan', script, 'planned');
  const { code, out } = await say('sweep', 'replay', at('planned'), '0', '--out', at('first.zarr'));
  expect({ code, out }).toMatchObject({
    code: 0,
    out: expect.stringContaining('The sweep has not done it so far'),
  });
});
