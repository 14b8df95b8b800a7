import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mdn, search } from '../../../src/kernels/specs.ts';
import { findAbstraction } from '../../../src/learning/store.ts';
import type { Rung } from '../../../src/run/learn/front-ladder.ts';
import { frontFolder, frontScenario } from '../../../src/run/learn/front-scenario.ts';
import { learnScenario, stagesFolder } from '../../../src/run/learn/learn-scenario.ts';
import { learningOptions, pond } from './learning-options.ts';

const rung = (name: string, options: Parameters<typeof mdn>[0]): Rung => ({
  name,
  spec: mdn({ mixtures: 2, ...options }),
});
const ladder = [
  rung('small', { hidden: [4] }),
  rung('large', { hidden: [32, 32] }),
  rung('searched', { body: search({ cells: 1, cellSize: 1, reduce: 1 }) }),
];

const options = learningOptions(pond.crn);
const weightsIn = async (path: string): Promise<string> => readFile(join(path, 'weights.bin'), 'latin1');

test('the networks share their data and exact trajectories, and are found by their shapes', async () => {
  const own = { ...options('kept'), keepStages: true };
  const { networks } = await frontScenario(pond, ladder, own);
  expect(networks.map(({ name }) => name)).toEqual(['small', 'large', 'searched']);
  for (const { path, spec, loss, microseconds, parameters } of networks) {
    const use = { network: pond.crn, dt: 4, shape: spec };
    const found = await findAbstraction([own.directory], use);
    expect(found?.path).toBe(path);
    expect(found!.abstraction.verdict).not.toBeNull();
    expect([loss, parameters]).toEqual([
      found!.abstraction.provenance.validation,
      found!.abstraction.weights.length,
    ]);
    expect(microseconds).toBeGreaterThan(0);
  }
  // One set of each kind for all of them, and none of their own.
  const shared = (await readdir(frontFolder(pond, own.directory))).map((file) => file.split('-')[0]);
  expect(shared.sort()).toEqual(['exact', 'held', 'plan', 'search', 'simulate']);
  for (const { spec } of ladder)
    for (const file of await readdir(stagesFolder(pond, spec, own.directory)))
      expect(file).not.toMatch(/^(plan|held-out|search-set|exact-sets|simulate-\d+-)/);
  // Of all points the fastest and the most accurate are on the front.
  const by = (of: 'loss' | 'microseconds') => [...networks].sort((a, b) => a[of] - b[of])[0]!;
  expect(by('loss').front && by('microseconds').front).toBe(true);
});

test('a network of a front is the one that training it alone gives', async () => {
  const alone = await learnScenario(pond, ladder[2]!.spec, options('alone'));
  const beside = options('with');
  const { networks } = await frontScenario(pond, ladder.slice(2), beside);
  expect(await weightsIn(networks[0]!.path)).toBe(await weightsIn(alone.path));
  expect((await readdir(beside.directory)).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('stopped, it goes on: what is stored is not trained again, unless it was made otherwise', async () => {
  const dense = ladder.slice(0, 2);
  const stop = new AbortController();
  const stopping = frontScenario(pond, dense, {
    ...options('again'),
    signal: stop.signal,
    onProgress: ({ stage }, { number }) => {
      if (number === 2 && stage === 'fit-1') stop.abort(new Error('stopped'));
    },
  });
  await expect(stopping).rejects.toThrow('stopped');
  const trained = new Set<string>();
  const seen: [string, boolean][] = [];
  const watch = {
    onProgress: (_: unknown, { rung }: { rung: Rung }) => trained.add(rung.name),
    onStored: ({ rung }: { rung: Rung }, _: unknown, before: boolean) => seen.push([rung.name, before]),
  };
  await frontScenario(pond, dense, { ...options('again'), ...watch });
  expect([...trained]).toEqual(['large']);
  expect(seen).toEqual([
    ['small', true],
    ['large', false],
  ]);

  trained.clear();
  await frontScenario(pond, dense, { ...options('again'), ...watch });
  expect([...trained]).toEqual([]);
  await frontScenario(pond, dense, { ...options('again'), ...watch, budget: { epochs: 1 } });
  expect([...trained]).toEqual(['small', 'large']);
});

test('two fronts, or a front and a training of one network, are not made at a time', async () => {
  const own = options('both');
  const dense = ladder.slice(0, 1);
  const [first, second] = [frontScenario(pond, dense, own), frontScenario(pond, dense, own)];
  await expect(second).rejects.toThrow('is training this scenario already');
  const path = (await first).networks[0]!.path;
  const weights = await weightsIn(path);
  const training = learnScenario(pond, ladder[1]!.spec, own);
  await expect(frontScenario(pond, ladder.slice(1, 2), own)).rejects.toThrow('is training this scenario');
  await training;
  // Control: beside a training of another network it is, and one after the other they are.
  const beside = learnScenario(pond, ladder[1]!.spec, own);
  expect(await weightsIn((await frontScenario(pond, dense, own)).networks[0]!.path)).toBe(weights);
  await beside;
  expect((await readdir(own.directory)).filter((name) => name.startsWith('.'))).toEqual([]);
});
