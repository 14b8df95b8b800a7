import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { mdn, search } from '../../../src/kernels/specs.ts';
import { readLog } from '../../../src/learning/keep/log.ts';
import type { Progress } from '../../../src/learning/stages/progress.ts';
import { loadAbstraction } from '../../../src/learning/store.ts';
import { learnScenario, stagesFolder } from '../../../src/run/learn/learn-scenario.ts';
import { planScenario } from '../../../src/run/learn/train-scenario.ts';
import { scenario } from '../../../src/run/scenario.ts';
import { learningOptions } from './learning-options.ts';

const spec = mdn({ mixtures: 2, hidden: [8] });
const pond = scenario({
  name: 'pond',
  crn: crn('0 -> X @ birth\nX -> 0 @ death'),
  rates: { birth: 10, death: 1 },
  grid: { size: [2, 2] },
  start: { X: 5 },
  hop: { X: 0.1 },
  kernel: spec,
  train: { ranges: { X: [0, 20] }, transitions: 3200, epochs: 3, batch: 400, rounds: 2 },
  time: { step: 0.5, until: 5 },
});

const rate = { start: 1e-3, factor: 0.5, patience: 5, least: 1e-5 };
const schedule = {
  ...{ epochs: 5, heatUp: 2, interval: 2, architecture: 1, batch: 64, architectureBatch: 64 },
  ...{ weightRate: rate, architectureRate: rate },
};

const options = learningOptions(pond.crn);
const bytesOf = (path: string) =>
  Promise.all(['abstraction.json', 'weights.bin'].map((file) => readFile(join(path, file), 'latin1')));

describe('learning a scenario', () => {
  test('stopped wherever, and done again, it stores the same bytes, and leaves nothing else', async () => {
    const seen: Progress[] = [];
    const whole = await learnScenario(pond, spec, {
      ...options('whole'),
      onProgress: (progress) => seen.push(progress),
    });
    const stages = [...new Set(seen.map(({ stage }) => stage))];
    expect(stages).toEqual(['simulate', 'fit-1', 'visit-2', 'fit-2', 'judge', 'store']);
    const again = options('again');
    for (const stage of stages)
      for (const late of [false, true]) {
        const stop = new AbortController();
        const all = seen.filter((p) => p.stage === stage);
        const from = late ? all.at(-1)!.share / 2 : 0;
        const running = learnScenario(pond, spec, {
          ...again,
          signal: stop.signal,
          onProgress: (p) => {
            if (p.stage === stage && p.share >= from) {
              stop.abort(new Error('stopped'));
              // Storing asks no signal: this stands in for the end of the process.
              if (stage === 'store') throw new Error('stopped');
            }
          },
        });
        await expect(running, `${stage}, ${late}`).rejects.toThrow('stopped');
        expect((await readdir(again.directory)).filter((name) => !name.startsWith('.'))).toEqual([]);
      }
    const resumed = await learnScenario(pond, spec, again);
    expect(await bytesOf(resumed.path)).toEqual(await bytesOf(whole.path));
    expect(await loadAbstraction(resumed.path)).toEqual(whole.abstraction);
    expect((await readdir(again.directory)).length).toBe(1);
    expect((await readdir(resumed.path)).sort()).toEqual([
      'abstraction.json',
      'log.jsonl',
      'loss.png',
      'training.json',
      'weights.bin',
    ]);
    const told = readLog(await readFile(join(resumed.path, 'log.jsonl'), 'utf8'));
    expect(told.map(({ stage, epoch }) => `${stage}:${epoch ?? 'end'}`)).toEqual(
      whole.records.map(({ stage, epoch }) => `${stage}:${epoch ?? 'end'}`),
    );
  });

  test('keeps its stages when asked to, and another grid does not go on with them', async () => {
    const kept = options('kept');
    const first = await learnScenario(pond, spec, { ...kept, keepStages: true });
    await access(stagesFolder(pond, spec, kept.directory));
    const { kind: _, ...rest } = pond;
    const wider = scenario({ ...rest, grid: { size: [3, 1] } } as Parameters<typeof scenario>[0]);
    const second = await learnScenario(wider, spec, { ...kept, directory: kept.directory });
    expect(second.abstraction.weights).not.toEqual(first.abstraction.weights);
    expect(second.records.length).toBeGreaterThan(0);
  });

  test('where stages are kept, a verdict of another size judges the same weights; control: and not as it was', async () => {
    const kept = { ...options('judged'), keepStages: true };
    const first = await learnScenario(pond, spec, kept);
    const seen: Progress[] = [];
    const second = await learnScenario(pond, spec, {
      ...kept,
      judge: { settings: 4, trajectories: 100 },
      onProgress: (progress) => seen.push(progress),
    });
    expect([...new Set(seen.map(({ stage }) => stage))]).toEqual(['judge', 'store']);
    expect(second.abstraction.weights).toEqual(first.abstraction.weights);
    expect(second.abstraction.verdict).toMatchObject({ states: 4, trajectories: 100 });
    expect(first.abstraction.verdict).toMatchObject({ states: 3, trajectories: 200 });
    // What is stored remembers how it was judged.
    const key = await readFile(join(second.path, 'training.json'), 'utf8');
    const again = await learnScenario(pond, spec, kept);
    expect(await readFile(join(again.path, 'training.json'), 'utf8')).not.toBe(key);
  });

  test('its plan names every stage, with amounts and times', async () => {
    const { crew, backend } = options('plan');
    const { stages, seconds, plan } = await planScenario(pond, spec, { crew, backend });
    expect(stages.map(({ name }) => name)).toEqual([
      'simulate',
      'fit-1',
      'visit-2',
      'fit-2',
      'judge',
      'store',
    ]);
    for (const stage of stages) expect(Number.isFinite(stage.seconds), stage.name).toBe(true);
    expect(seconds).toBeCloseTo(
      stages.reduce((sum, stage) => sum + stage.seconds, 0),
      9,
    );
    expect(stages[1]!.amounts).toMatchObject({ epochs: 3, states: plan.starts });
    expect(plan.epochsPerDraw).toBe(1);
  });

  test('the plan of a search has the passes of its schedule', async () => {
    const cells = mdn({ mixtures: 2, body: search({ cells: 1, cellSize: 1, reduce: 1, schedule }) });
    const { crew, backend } = options('plan');
    const { stages } = await planScenario(pond, cells, { crew, backend });
    expect(stages.find(({ name }) => name === 'search')?.amounts).toEqual({ epochs: 5, turns: 2 });
  });

  test('two cannot learn it at a time; control: one after the other can', async () => {
    const twice = options('twice');
    const [first, second] = [learnScenario(pond, spec, twice), learnScenario(pond, spec, twice)];
    await expect(second).rejects.toThrow('is training this scenario already');
    const { weights } = (await first).abstraction;
    expect((await learnScenario(pond, spec, twice)).abstraction.weights).toEqual(weights);
  });
});
