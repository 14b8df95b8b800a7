import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readLaws } from '../../../src/run/solve/laws/read-laws.ts';
import { fsp } from '../../../src/run/solve/methods/fsp.ts';
import { van } from '../../../src/run/solve/methods/van.ts';
import { type SolveScenarioOptions, solveScenario } from '../../../src/run/solve/solve-scenario.ts';
import { solveTask } from '../../../src/run/solve/task.ts';
import { dyingAt, pond } from './pond.ts';

const folder = mkdtempSync(join(tmpdir(), 'crn-grid-solve-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const times = [0.2, 0.4, 0.8, 1.4, 2];

const solve = (out: string, more: Partial<SolveScenarioOptions> = {}) =>
  solveScenario({
    scenario: pond(),
    task: solveTask(pond(), { times }),
    method: fsp,
    out: at(out),
    command: 'crn-grid solve pond.ts',
    saveEvery: 0,
    ...more,
  });

/** Every file below a folder, by its path in it. */
function filesIn(path: string): Record<string, string> {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(join(path, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(path, name), 'base64')]));
}

describe('a solve that is stopped', () => {
  test.each([1, 3])('by a machine that goes down in stretch %i goes on to the same bytes', async (dies) => {
    await solve('whole.zarr', { overwrite: true });
    const out = `killed-${dies}.zarr`;
    await expect(solve(out, { method: dyingAt(dies) })).rejects.toThrow('the machine went down');
    expect((await readLaws(at(out))).rows).toHaveLength(dies);
    expect(await solve(out)).toMatchObject({ status: 'finished', before: dies, done: 5 });
    expect(filesIn(at(out))).toEqual(filesIn(at('whole.zarr')));
  });

  test.each([
    ['listed', { X: 30, Y: 6 }, 300],
    ['drawn', { X: 30, Y: 6 }, 100],
  ] as const)(
    'in the middle of fits of a network, states %s: the same bytes',
    async (way, limits, maxStates) => {
      const fit = { updates: 60, samples: 1000 };
      const small = { model: { kind: 'perceptrons', hidden: [8] }, fit } as const;
      const task = solveTask(pond(), { times: [0.5, 1, 2], method: 'van', limits, maxStates, van: small });
      await solve(`${way}.zarr`, { task, method: van });
      const out = `${way}-killed.zarr`;
      await expect(solve(out, { task, method: dyingAt(1, van) })).rejects.toThrow('the machine went down');
      expect(await solve(out, { task, method: van })).toMatchObject({ before: 1, done: 3 });
      expect(filesIn(at(out))).toEqual(filesIn(at(`${way}.zarr`)));
    },
  );

  test('in the middle of a fit by a user keeps the laws before it', async () => {
    const stop = new AbortController();
    const task = solveTask(pond(), {
      ...{ times: [0.5, 1, 2], method: 'van', limits: { X: 30, Y: 6 } },
      van: { model: { kind: 'perceptrons', hidden: [8] }, fit: { updates: 60 } },
    });
    const outcome = await solve('fit-stopped.zarr', {
      ...{ task, method: van, signal: stop.signal },
      onProgress: ({ time }) => time > 0.5 && stop.abort(),
    });
    expect(outcome).toMatchObject({ status: 'stopped', done: 1 });
  });

  test.each([
    ['few updates and many steps', { step: 1e-4, updates: [0, 0], batch: 4 }],
    ['one step of many updates', { step: 1e3, updates: [1e6, 0], batch: 4 }],
  ] as const)('of the published algorithm, in %s', async (_, parity) => {
    const stop = new AbortController();
    // From outside, as Ctrl-C is: it is seen where the solve gives others a turn.
    setImmediate(() => setImmediate(() => stop.abort()));
    const task = solveTask(pond(), {
      ...{ times: [0.5], method: 'van', limits: { X: 10, Y: 2 } },
      van: { model: { kind: 'nade', hidden: 4 }, parity },
    });
    const outcome = await solve('parity-stopped.zarr', { task, method: van, signal: stop.signal });
    expect(outcome).toMatchObject({ status: 'stopped', done: 0 });
  });

  test('by a user keeps what it has, and says so', async () => {
    const stop = new AbortController();
    const outcome = await solve('stopped.zarr', {
      signal: stop.signal,
      saveEvery: 1e9,
      onLaw: ({ time }) => time === 0.4 && stop.abort(),
    });
    expect(outcome).toMatchObject({ status: 'stopped', before: 0, done: 2 });
    expect((await readLaws(at('stopped.zarr'))).rows.map((row) => row.time)).toEqual([0.2, 0.4]);
    expect(await solve('stopped.zarr')).toMatchObject({ status: 'finished', before: 2 });
    await solve('straight.zarr');
    expect(filesIn(at('stopped.zarr'))).toEqual(filesIn(at('straight.zarr')));
  });

  test('in the middle of a stretch loses that stretch only', async () => {
    const stop = new AbortController();
    const outcome = await solve('middle.zarr', {
      signal: stop.signal,
      onProgress: ({ time }) => time > 0.5 && stop.abort(),
    });
    expect(outcome).toMatchObject({ status: 'stopped', done: 2 });
  });
});

test('what is solved is not solved again', async () => {
  await solve('twice.zarr');
  let solved = 0;
  expect(await solve('twice.zarr', { onLaw: () => solved++ })).toMatchObject({ before: 5, done: 5 });
  expect(solved).toBe(0);
});

test('a solve that finds nothing leaves nothing', async () => {
  await expect(solve('nothing.zarr', { method: dyingAt(0) })).rejects.toThrow('the machine went down');
  const stop = AbortSignal.abort();
  expect(await solve('nothing.zarr', { signal: stop })).toMatchObject({ status: 'stopped', done: 0 });
  expect(readdirSync(folder)).not.toContain('nothing.zarr');
});

test('an error keeps the laws before it', async () => {
  const task = solveTask(pond(), { times, maxStates: 250 });
  const failing = solve('small.zarr', { task, saveEvery: 1e9 });
  await expect(failing).rejects.toThrow(/more than 250 states/);
  const { rows } = await readLaws(at('small.zarr'));
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.length).toBeLessThan(5);
});
