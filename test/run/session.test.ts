import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';
import { mdn } from '../../src/kernels/specs.ts';
import { readCheckpoint, writeCheckpoint } from '../../src/record/checkpoint.ts';
import type { Frame } from '../../src/record/frame.ts';
import { openRecording } from '../../src/record/recording.ts';
import { type Scenario, scenario } from '../../src/run/scenario.ts';
import { checkpointPath, overridesOf, recordRun } from '../../src/run/session.ts';
import { randomGaussian } from '../kernels/learned/random-gaussian.ts';
import { sir } from '../support/networks.ts';
import { pokes } from '../support/poked.ts';
import { busyGrid } from '../support/scenarios.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crn-grid-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Every file of a recording but the volatile one, as hex by relative path. */
function bytesOf(path: string): Record<string, string> {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
  return Object.fromEntries(
    files
      .map((f) => join(f.parentPath, f.name))
      .filter((f) => !f.endsWith('outcome.json'))
      .map((f) => [f.slice(path.length), readFileSync(f).toString('hex')]),
  );
}

const base = (out: string, threads: number) => ({
  scenario: busyGrid(),
  overrides: {},
  out: join(folder, out),
  command: 'test',
  threads,
});

describe('a recorded run', () => {
  test('is the same, byte for byte, on 1, 2, 3 and 8 threads', async () => {
    await recordRun(base('one', 1));
    const reference = bytesOf(join(folder, 'one'));
    expect(Object.keys(reference).length).toBeGreaterThan(10);
    for (const threads of [2, 3, 8]) {
      await recordRun(base(`t${threads}`, threads));
      expect(bytesOf(join(folder, `t${threads}`))).toEqual(reference);
    }
  });

  test('that is stopped anywhere and resumed ends with the same bytes', async () => {
    await recordRun(base('whole', 2));
    const reference = bytesOf(join(folder, 'whole'));
    let n = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 1, max: 3 }),
        async (after, threads) => {
          const out = `cut${n++}`;
          const stop = new AbortController();
          let frames = 0;
          const first = await recordRun({
            ...base(out, threads),
            signal: stop.signal,
            onFrame: () => {
              if (frames++ === after) stop.abort();
            },
          });
          const second = await recordRun({ ...base(out, 2), resume: true });
          expect(second.step).toBe(24);
          expect(first.step).toBeLessThanOrEqual(24);
          expect(bytesOf(join(folder, out))).toEqual(reference);
        },
      ),
      { numRuns: 6, seed: 20, endOnFailure: true },
    );
  });

  test('of a kernel that looks back ends with the same bytes too, and without its history with others', async () => {
    const { network, rates } = sir;
    const abstraction = randomGaussian(network, { rates, hidden: [6], past: 3, outside: 'learned' });
    const looking = (out: string, threads: number) => ({
      ...base(out, threads),
      abstraction,
      scenario: scenario({
        name: 'looks-back',
        crn: network,
        rates: Object.fromEntries(network.rates.map((name, k) => [name, rates[k]!])),
        grid: { size: [4, 6] },
        start: () => ({ S: 20, I: 10 }),
        hop: { I: 0.3 },
        kernel: mdn({ ...abstraction.shape, outside: 'learned' }),
        time: { step: 0.5, until: 6 },
        record: { every: 2 },
      } as Parameters<typeof scenario>[0]),
    });
    const { tally } = await recordRun(looking('back', 1));
    expect(tally).toMatchObject({ exact: 2 * 24, learned: 10 * 24 });
    const reference = bytesOf(join(folder, 'back'));
    for (const after of [0, 2]) {
      const stop = new AbortController();
      let frames = 0;
      const onFrame = () => {
        if (frames++ === after) stop.abort();
      };
      await recordRun({ ...looking(`back${after}`, 2), signal: stop.signal, onFrame });
      await recordRun({ ...looking(`back${after}`, 3), resume: true });
      expect(bytesOf(join(folder, `back${after}`))).toEqual(reference);
    }
    // Control: a checkpoint that has lost its memory.
    await recordRun({ ...looking('lost', 2), overrides: { until: 3 } });
    const path = checkpointPath(join(folder, 'lost'));
    const { past, ...rest } = await readCheckpoint(path);
    expect(past!.known).toEqual(new Int32Array(24).fill(2));
    await writeCheckpoint(path, rest);
    await recordRun({ ...looking('lost', 2), resume: true });
    expect(bytesOf(join(folder, 'lost'))).not.toEqual(reference);
  });

  test('that was poked, stopped where it was changed and gone on with is the same again, byte for byte', async () => {
    let steered: Promise<void> | undefined;
    await recordRun({
      ...base('live', 1),
      interventions: pokes,
      onStart(live, soFar) {
        steered = live.pause().then(async () => {
          await live.intervene({ kind: 'paint', cells: [50], add: { A: 7 } });
          // A killed run has it.
          const onDisk = await openRecording(join(folder, 'live'));
          expect(onDisk.interventions.length).toBe(pokes.length + 1);
          expect(onDisk.frames).toBeLessThanOrEqual(1);
          await live.stepOnce();
          await live.intervene({ kind: 'rate', name: 'eat', value: 0.1 });
          await soFar.refresh();
          expect(soFar.interventions).toEqual(live.interventions);
          live.stop();
        });
      },
    });
    await steered;
    expect((await readCheckpoint(checkpointPath(join(folder, 'live')))).step).toBe(3);
    await recordRun({ ...base('live', 1), resume: true });
    const { interventions } = await openRecording(join(folder, 'live'));
    expect(interventions.map(({ step }) => step)).toEqual([0, 0, 3, 7, 12, 12, 23]);
    await recordRun({ ...base('again', 2), interventions });
    expect(bytesOf(join(folder, 'again'))).toEqual(bytesOf(join(folder, 'live')));
  });

  test('refuses to go on with another seed', async () => {
    await recordRun(base('a', 1));
    const error = await recordRun({ ...base('a', 1), overrides: { seed: 99 }, resume: true }).catch(
      (e: unknown) => e,
    );
    expect(isCrnGridError(error, 'RecordingError')).toBe(true);
    expect((error as Error).message).toMatch(/belongs to another run/);
  });

  test('that is extended ends with the bytes of a long one', async () => {
    await recordRun(base('long', 2));
    await recordRun({ ...base('short', 2), overrides: { until: 2 } });
    await recordRun({ ...base('short', 1), resume: true });
    expect(bytesOf(join(folder, 'short'))).toEqual(bytesOf(join(folder, 'long')));
  });

  test('tells how it was started, for going on', async () => {
    await recordRun({ ...base('told', 1), overrides: { seed: 5, until: 3 } });
    const told = await overridesOf(join(folder, 'told'));
    expect(told).toMatchObject({ seed: 5, until: 3, size: [7, 11], kernel: { kind: 'ssa' } });
  });

  test('that fails keeps its last frame as a checkpoint', async () => {
    const failing = {
      ...busyGrid(),
      record: { every: 3, observables: { x: (f: Frame) => (f.step > 9 ? Number.NaN : 1) } },
    };
    const error = await recordRun({ ...base('bad', 1), scenario: failing as Scenario }).catch(
      (e: unknown) => e,
    );
    expect(isCrnGridError(error, 'ScenarioError')).toBe(true);
    expect((await readCheckpoint(checkpointPath(join(folder, 'bad')))).step).toBe(9);
  });

  test('that fails with nothing but its start leaves nothing', async () => {
    const failingAt = (step: number) =>
      ({
        ...busyGrid(),
        record: { observables: { x: (f: Frame) => (f.step >= step ? Number.NaN : 1) } },
      }) as Scenario;
    for (const step of [0, 1])
      await expect(recordRun({ ...base('none', 1), scenario: failingAt(step) })).rejects.toThrow('gave NaN');
    await expect(recordRun({ ...base('none', 0) })).rejects.toThrow('0 is not a number of threads');
    expect(readdirSync(folder)).toEqual([]);
    // Control: a later one leaves what it has.
    await expect(recordRun({ ...base('some', 1), scenario: failingAt(2) })).rejects.toThrow('gave NaN');
    expect(readdirSync(folder)).toEqual(['some']);
  });

  test('that fails when it goes on keeps what was there', async () => {
    const observed = (x: number) => ({ ...busyGrid(), record: { observables: { x: () => x } } }) as Scenario;
    await recordRun({ ...base('kept', 1), overrides: { until: 2 }, scenario: observed(1) });
    const before = readdirSync(join(folder, 'kept'));
    await expect(
      recordRun({ ...base('kept', 1), scenario: observed(Number.NaN), resume: true }),
    ).rejects.toThrow('gave NaN');
    expect(readdirSync(join(folder, 'kept'))).toEqual(before);
  });
});
