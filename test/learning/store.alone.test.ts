import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AbstractionError } from '../../src/errors.ts';
import { search } from '../../src/kernels/specs.ts';
import {
  abstractionFolder,
  findAbstraction,
  listAbstractions,
  loadAbstraction,
  saveAbstraction,
} from '../../src/learning/store.ts';
import { randomAbstraction } from '../kernels/learned/random-abstraction.ts';
import { bees, sir } from '../support/networks.ts';

vi.mock('node:fs/promises', { spy: true });
const { rename: renamed } = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');

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
    const list = (dt: number) =>
      listAbstractions([join(folder, 'none'), folder, other], { network: bees.network, dt });
    const listed = async (dt: number): Promise<string[]> => (await list(dt)).stored.map((a) => a.path);
    expect((await listed(0.5)).sort()).toEqual(paths.sort());
    expect(await listed(1.5)).toEqual([expect.stringContaining('more-')]);
    expect(await listed(2.5)).toEqual([]);
  });

  test('lists what cannot be read apart, and keeps nobody from the rest', async () => {
    const other = join(folder, 'b');
    const wider = randomAbstraction(bees.network, { rates: bees.rates, hidden: [9] });
    const [cut, stale] = [
      await saveAbstraction(folder, 'bees', abstraction),
      await saveAbstraction(folder, 'wide', wider),
    ];
    const copy = await saveAbstraction(other, 'bees', abstraction);
    await truncate(join(cut, 'weights.bin'), 8);
    await edited({})(stale);
    const file = join(stale, 'abstraction.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"formatVersion":3', '"formatVersion":2'));
    const list = (dt: number) => listAbstractions([folder, other], { network: bees.network, dt });
    const { stored, unreadable } = await list(0.5);
    expect(stored.map(({ path }) => path)).toEqual([copy]);
    expect(unreadable.map(({ path }) => path)).toEqual([cut, stale]);
    expect(unreadable[0]!.error).toBeInstanceOf(AbstractionError);
    expect(unreadable.map(({ error }) => error.message).join()).toMatch(
      /cut off or changed[\s\S]*format version is 2/,
    );
    // Control: those of another step are none of them.
    expect(await list(0.25)).toEqual({ stored: [], unreadable: [] });
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

  test('killed while it is replaced, the old one is put back by whoever looks next', async () => {
    const path = await saveAbstraction(folder, 'bees', abstraction);
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const asideOf = (pid: number) => join(folder, `.${basename(path)}.${pid}.tmp.old`);
    const found = () => findAbstraction([folder], purpose);
    const looks: (() => Promise<unknown>)[] = [
      () => loadAbstraction(path),
      async () => (await found())?.abstraction,
      async () =>
        (await listAbstractions([folder], { network: bees.network, dt: 0.5 })).stored[0]?.abstraction,
    ];
    for (const look of looks)
      for (const pid of [gone, process.pid]) {
        await rename(path, asideOf(pid));
        expect(await look()).toEqual(abstraction);
        expect(await readdir(folder)).toEqual([basename(path)]);
      }
    // Control: a process that lives is about to put the new one there.
    await rename(path, asideOf(process.ppid));
    expect(await found()).toBeUndefined();
    await rename(asideOf(process.ppid), path);
    // A save that is refused has put the old one back, and none is removed but for a new one.
    await rename(path, asideOf(gone));
    const { weights } = abstraction;
    const bad = saveAbstraction(
      folder,
      'bees',
      { ...abstraction, weights },
      { 'weights.bin/x': weights as never },
    );
    await expect(bad).rejects.toThrow('cannot be written');
    expect((await found())?.abstraction).toEqual(abstraction);
  });

  test('where the new one cannot be put in its place the old one is back', async () => {
    const path = await saveAbstraction(folder, 'bees', abstraction);
    const newer = { ...abstraction, weights: abstraction.weights.map((w) => 2 * w) };
    vi.mocked(rename).mockImplementation(async (from, to) => {
      if (to === path && String(from).endsWith('.tmp')) throw new Error('no room for a name');
      return renamed(from, to);
    });
    await expect(saveAbstraction(folder, 'bees', newer)).rejects.toThrow('no room for a name');
    vi.mocked(rename).mockImplementation(renamed);
    expect(await readdir(folder)).toEqual([basename(path)]);
    expect(await loadAbstraction(path)).toEqual(abstraction);
    // Control: otherwise it is replaced.
    await saveAbstraction(folder, 'bees', newer);
    expect(await loadAbstraction(path)).toEqual(newer);
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
    ['totals that are no list', edited({ domain: { totals: 3 as never } }), '`domain.totals`'],
    [
      'totals of words',
      edited({ domain: { totals: [{ coefficients: ['a'], is: 1 }] } }),
      '`domain.totals[0].coefficients`',
    ],
    ['a genotype without cells', edited({ genotype: {} }), '`genotype.cells`'],
    [
      'a genotype of wrong cells',
      edited({ genotype: { cells: [{ expands: 1 }] } }),
      '`genotype.cells[0].exp',
    ],
    ['a searched body that none was found for', edited({ shape: { body: search() } }), '`genotype`'],
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
