import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { distributionDrawing, responseDrawing } from '../../../../src/cli/sweep/report/drawings.ts';
import { sweepPage } from '../../../../src/cli/sweep/report/page.ts';
import { latinHypercube } from '../../../../src/sweep/designs/design-spec.ts';
import { between } from '../../../../src/sweep/factors/values.ts';
import { readSweep, type SweepData } from '../../../../src/sweep/results/report/sweep-data.ts';
import { textsIn } from '../../../figures/drawing.ts';
import { madeUp, type Output } from '../../../sweep/results/report/made-up.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-'));
});
afterEach(() => rm(folder, { recursive: true }));

const read = async (options: object, output: Output) =>
  readSweep(folder, await madeUp(folder, options, output));
const pageOf = (data: SweepData): string =>
  sweepPage({ data, drawings: [], sensitivity: [undefined], humps: [[]] });
const two = { rates: { make: [1, 2], turn: [10, 20] }, replicates: 4 };

test('means over survivors say how many did not survive; control: where all did, nothing is said', async () => {
  const data = await read(two, ([make, turn], r) => (make === 2 && r < 3 ? 'bad' : turn === 20 ? null : 1));
  expect(pageOf(data)).toContain(
    'out: 5 of 10 runs that are done have no number, 6 of 16 runs failed; means are of the others.',
  );
  expect(pageOf(await read(two, () => 1))).not.toContain('means are of the others');
});

test('points that fail most are told by their values, most first', async () => {
  const data = await read(two, ([make, turn], r) => (make === 2 && (turn === 20 || r === 0) ? 'bad' : 1));
  const page = pageOf(data);
  const [first, second] = [page.indexOf('make 2, turn 20<'), page.indexOf('make 2, turn 10<')];
  expect(first > 0 && second > first).toBe(true);
  expect(page).toContain('4 of 4');
  expect(page).toContain('1 of 4');
  expect(page).not.toContain('make 1, turn');
});

test('values of drawn points are their own, not those of the part of the range', async () => {
  const options = { rates: { make: between(0, 10) }, design: latinHypercube(10) };
  const data = await read(options, (_v, _r, run) => (run === 3 ? 'bad' : 1));
  const value = data.values[0]![3] as number;
  expect(pageOf(data)).toContain(`make ${Number(value.toPrecision(4))}<`);
});

test('at which chance two outcomes are looked for is told, and where it cannot be', async () => {
  const data = await read({ ...two, replicates: 20 }, (_v, r) => r);
  expect(pageOf(data)).toContain('dip test, 1 % over all points and measures together');
  const ofMany = (points: number): string => pageOf({ ...data, header: { ...data.header, points } });
  expect(ofMany(50_000)).toContain('dip test, 10 % over all points and measures together');
  expect(ofMany(1_000_000)).toContain('It cannot be told for so many points');
});

test('distributions are by the factor that moves most, at levels with runs', async () => {
  const byTurn = await read(two, ([, turn], r) => turn! + r);
  expect(distributionDrawing(byTurn)!.caption).toContain('by turn');
  const drawn = { rates: { make: between(0, 10) }, replicates: 2 };
  const design = { kind: 'list', points: [{ make: 0.5 }, { make: 9.5 }] };
  const texts = textsIn(distributionDrawing(await read({ ...drawn, design }, ([make]) => make!))!.svg());
  const names = texts.map(({ words }) => words).filter((words) => words.startsWith('make '));
  expect(names).toEqual(['make 0.5', 'make 9.5']);
});

test('captions say what intervals are over, or that there are none', async () => {
  expect(responseDrawing(await read(two, () => 1))!.caption).toContain('intervals over replicates');
  expect(responseDrawing(await read({ ...two, replicates: 2 }, () => 1))!.caption).toContain(
    'Intervals take 3 replicates',
  );
  const drawn = { rates: { make: between(0, 10) }, design: latinHypercube(40) };
  expect(responseDrawing(await read(drawn, () => 1))!.caption).toContain('intervals over points');
});
