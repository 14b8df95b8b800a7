import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { plotAbstraction } from '../../../src/cli/draw/plot-abstraction.ts';
import { saveAbstraction } from '../../../src/learning/store.ts';
import { randomAbstraction } from '../../kernels/learned/random-abstraction.ts';
import { bees } from '../../support/networks.ts';

const abstraction = randomAbstraction(bees.network, { rates: bees.rates });
const log = '{"stage":"fit-1","epoch":1,"loss":3,"heldOut":3.1,"seconds":1}\n{"stage":"fit-1","seconds":1}\n';
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plot-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('draws the loss curves of an abstraction into its folder', async () => {
  const path = await saveAbstraction(folder, 'bees', abstraction, { 'log.jsonl': Buffer.from(log) });
  expect(await plotAbstraction(path)).toEqual([join(path, 'loss.png'), join(path, 'loss.svg')]);
  expect(await readdir(path)).toEqual(expect.arrayContaining(['loss.png', 'loss.svg', 'log.jsonl']));
});

test('one that tells nothing of its training is refused in words', async () => {
  const path = await saveAbstraction(folder, 'bees', abstraction);
  await expect(plotAbstraction(path)).rejects.toThrow('its log has no epochs');
});
