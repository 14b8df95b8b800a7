import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  abstractionFolder,
  findAbstraction,
  listAbstractions,
  loadAbstraction,
  saveAbstraction,
} from '../../src/learning/store.ts';
import { randomAbstraction } from '../kernels/mdn/random-abstraction.ts';
import { bees, sir } from '../support/networks.ts';

const abstraction = randomAbstraction(bees.network, { rates: bees.rates });
const purpose = { network: bees.network, dt: 0.5, shape: abstraction.shape };
/** Changes entries of an abstraction on the disk. */
const edited = (changes: Record<string, object | undefined>) => async (path: string) => {
  const file = join(path, 'abstraction.json');
  const json = JSON.parse(await readFile(file, 'utf8')) as Record<string, object>;
  const changed = Object.entries(changes).map(([name, by]) => [name, by && { ...json[name], ...by }]);
  await writeFile(file, JSON.stringify({ ...json, ...Object.fromEntries(changed) }));
};
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the store of abstractions', () => {
  test('gives back what it was given, bit for bit', async () => {
    const path = await saveAbstraction(folder, 'bees', abstraction);
    expect(path).toBe(join(folder, abstractionFolder('bees', purpose)));
    expect(await loadAbstraction(path)).toEqual(abstraction);
    expect((await readdir(path)).sort()).toEqual(['abstraction.json', 'weights.bin']);
  });

  test('finds by purpose, in the first directory that has it', async () => {
    const other = join(folder, 'b');
    const path = await saveAbstraction(other, 'bees', abstraction);
    const found = await findAbstraction([join(folder, 'none'), folder, other], purpose);
    expect(found).toEqual({ path, abstraction });
    expect(await findAbstraction([other], { ...purpose, dt: 0.25 })).toBeUndefined();
    expect(await findAbstraction([other], { ...purpose, network: sir.network })).toBeUndefined();
    expect(
      await findAbstraction([other], { ...purpose, shape: { ...purpose.shape, past: 2 } }),
    ).toBeUndefined();
  });

  test('lists all of a network and step, each shape once', async () => {
    const other = join(folder, 'b');
    const wider = randomAbstraction(bees.network, { rates: bees.rates, hidden: [9] });
    const steps = randomAbstraction(bees.network, { rates: bees.rates, steps: [0.1, 2] });
    const path = await saveAbstraction(folder, 'bees', abstraction);
    await saveAbstraction(other, 'bees', abstraction);
    const paths = [path];
    for (const one of [wider, steps]) paths.push(await saveAbstraction(other, 'more', one));
    await saveAbstraction(other, 'sir', randomAbstraction(sir.network, { rates: sir.rates }));
    await mkdir(join(other, 'notes-0123456789ab'));
    const listed = async (dt: number): Promise<string[]> =>
      (await listAbstractions([join(folder, 'none'), folder, other], { network: bees.network, dt })).map(
        (a) => a.path,
      );
    expect((await listed(0.5)).sort()).toEqual(paths.sort());
    expect(await listed(1.5)).toEqual([expect.stringContaining('more-')]);
    expect(await listed(2.5)).toEqual([]);
    await truncate(join(path, 'weights.bin'), 8);
    await expect(listed(0.5)).rejects.toThrow('cut off or changed');
  });

  test('finds one that reads the step for any step', async () => {
    const any = randomAbstraction(bees.network, { rates: bees.rates, steps: [0.1, 2] });
    const path = await saveAbstraction(folder, 'bees', any);
    const found = await findAbstraction([folder], { ...purpose, shape: any.shape, dt: 1.5 });
    expect(found?.path).toBe(path);
    expect(await findAbstraction([folder], { ...purpose, dt: 0.5 })).toBeUndefined();
  });

  test('replaces one for the same purpose and leaves nothing else behind', async () => {
    await saveAbstraction(folder, 'bees', abstraction);
    const path = await saveAbstraction(folder, 'bees', {
      ...abstraction,
      weights: abstraction.weights.map((w) => 2 * w),
    });
    expect((await loadAbstraction(path)).weights[0]).toBe(2 * abstraction.weights[0]!);
    expect(await readdir(folder)).toHaveLength(1);
  });

  test.each([
    ['weights cut off', (p: string) => truncate(join(p, 'weights.bin'), 40), 'cut off or changed'],
    ['weights missing', (p: string) => rm(join(p, 'weights.bin')), 'has no weights.bin'],
    ['text cut off', (p: string) => truncate(join(p, 'abstraction.json'), 100), 'not JSON, or only a part'],
    [
      'another format',
      async (p: string) => {
        const text = await readFile(join(p, 'abstraction.json'), 'utf8');
        await writeFile(
          join(p, 'abstraction.json'),
          text.replace('"formatVersion": 3', '"formatVersion": 2'),
        );
      },
      'format version is 2',
    ],
    ['an entry of the scaling left out', edited({ scaling: { spread: undefined } }), '`scaling.spread`'],
    ['numbers that are none', edited({ scaling: { home: ['1'] } }), '`scaling.home`'],
    ['a verdict of another layout', edited({ verdict: { pass: true } }), '`verdict.failures`'],
    ['no verdict at all', edited({ verdict: undefined }), '`verdict` is missing'],
    ['another shape', edited({ shape: { past: 0 } }), 'its `shape` is none'],
    [
      'JSON that is no object',
      (p: string) => writeFile(join(p, 'abstraction.json'), 'null'),
      'format version',
    ],
    [
      'a weight changed',
      async (p: string) => {
        const bytes = await readFile(join(p, 'weights.bin'));
        bytes[7]! ^= 1;
        await writeFile(join(p, 'weights.bin'), bytes);
      },
      'cut off or changed',
    ],
  ])('refuses %s', async (_what, spoil, message) => {
    const path = await saveAbstraction(folder, 'bees', abstraction);
    await spoil(path);
    await expect(loadAbstraction(path)).rejects.toThrow(message);
    await expect(findAbstraction([folder], purpose)).rejects.toThrow(message);
  });

  test('refuses the folder of another abstraction under this name', async () => {
    const path = await saveAbstraction(folder, 'bees', abstraction);
    const wrong = join(folder, abstractionFolder('bees', { ...purpose, dt: 0.25 }));
    await rename(path, wrong);
    await expect(findAbstraction([folder], { ...purpose, dt: 0.25 })).rejects.toThrow('another abstraction');
  });
});
