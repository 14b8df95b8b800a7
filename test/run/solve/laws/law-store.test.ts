import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ListedLaw } from '../../../../src/cme/listed-law.ts';
import { disk } from '../../../../src/record/files.ts';
import type { LawsHeader } from '../../../../src/run/solve/laws/format.ts';
import { openLawStore } from '../../../../src/run/solve/laws/law-store.ts';
import { readLaws } from '../../../../src/run/solve/laws/read-laws.ts';
import type { Solved } from '../../../../src/run/solve/method.ts';
import { fsp } from '../../../../src/run/solve/methods/fsp.ts';
import { solveTask } from '../../../../src/run/solve/task.ts';
import { pond } from '../pond.ts';

const folder = mkdtempSync(join(tmpdir(), 'crn-grid-laws-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

const header: LawsHeader = {
  ...{ scenario: 'pond', taskHash: 'abc', method: 'fsp', species: ['X', 'x'], network: 'X -> x' },
  ...{ rates: { k: 1 }, start: 'X 5', times: [1, 2, 3], limits: {}, error: 1e-8, truncation: 'adaptive' },
  ...{ timeUnit: 'h', versions: {}, command: 'crn-grid solve pond.ts', view: {} },
};

/** Two species of one letter, one with up to `most` molecules. */
function solvedAt(time: number, most: number): Solved {
  const states = Int32Array.from([0, 1, most, 0, 2, 3]);
  const probability = Float64Array.of(0.5, 0.25, 0.125);
  const law = new ListedLaw({ time, species: header.species, states, probability, error: 0.125 });
  return {
    ...{ law, time, error: 0.125, told: { states: 3, effort: time / 3 } },
    parts: {
      states: { data: states, shape: [3, 2], dimensions: ['state', 'species'] },
      probability: { data: probability, shape: [3], dimensions: ['state'] },
    },
  };
}

describe('laws on disk', () => {
  test('come back with every bit', async () => {
    const store = await openLawStore(at('back.zarr'), header);
    const given = [solvedAt(1, 5), solvedAt(2, 700), solvedAt(3, 4)];
    for (const solved of given) {
      await store.add(solved);
      await store.save();
    }
    const laws = await readLaws(at('back.zarr'));
    expect(laws.header).toEqual(header);
    expect(laws.rows).toHaveLength(3);
    for (const [i, { law, time, error, told, parts }] of given.entries()) {
      expect(laws.rows[i]).toEqual({
        ...{ time, error, told, lost: law.lost, entropy: law.entropy() },
        mean: law.mean(),
        covariance: law.covariance(),
        marginals: [law.marginal('X'), law.marginal('x')],
      });
      expect(await laws.kept(i)).toEqual({ time, error, parts });
    }
  });

  test('without a bound have none when they come back', async () => {
    const store = await openLawStore(at('unbounded.zarr'), header);
    await store.add({ ...solvedAt(1, 5), error: Number.POSITIVE_INFINITY });
    await store.save();
    expect((await readLaws(at('unbounded.zarr'))).rows[0]!.error).toBe(Number.POSITIVE_INFINITY);
  });

  test('that were added and not saved are not there yet, and do no harm', async () => {
    const store = await openLawStore(at('unsaved.zarr'), header);
    await store.add(solvedAt(1, 5));
    await store.save();
    await store.add(solvedAt(2, 700));
    const again = await openLawStore(at('unsaved.zarr'), header);
    expect(again.rows.map((row) => row.time)).toEqual([1]);
    expect(again.last!.parts).toEqual(solvedAt(1, 5).parts);
    await again.add(solvedAt(2, 6));
    await again.save();
    expect((await (await readLaws(at('unsaved.zarr'))).kept(1))!.parts).toEqual(solvedAt(2, 6).parts);
  });

  test('of which some arrays are ahead of the metadata are read as far as the metadata go', async () => {
    const store = await openLawStore(at('ahead.zarr'), header);
    await store.add(solvedAt(1, 5));
    await store.save();
    const before = await readLaws(at('ahead.zarr'));
    const old = readFileSync(join(at('ahead.zarr'), 'zarr.json'));
    await store.add(solvedAt(2, 700));
    await store.save();
    // As a crash leaves it before the last file is replaced.
    writeFileSync(join(at('ahead.zarr'), 'zarr.json'), old);
    expect((await readLaws(at('ahead.zarr'))).rows).toEqual(before.rows);
  });

  test('are kept only while they are the last where they are large', async () => {
    const data = new Float64Array(1000);
    const large = (time: number): Solved => ({
      ...solvedAt(time, 5),
      parts: { probability: { data, shape: [data.length], dimensions: ['state'] } },
    });
    const store = await openLawStore(at('large.zarr'), header, { keptBytes: 7999 });
    await store.add(large(1));
    await store.save();
    expect((await readLaws(at('large.zarr')).then((laws) => laws.kept(0)))!.parts.probability!.shape).toEqual(
      [data.length],
    );
    await store.add(solvedAt(2, 5));
    await store.save();
    const laws = await readLaws(at('large.zarr'));
    expect(await laws.kept(0)).toBeUndefined();
    expect(await laws.kept(1)).toBeDefined();
    expect(laws.rows).toHaveLength(2);
    expect(readdirSync(join(at('large.zarr'), 'law')).sort()).toEqual(['1', 'zarr.json']);
  });
});

describe('what lies there already', () => {
  const named = (text: string): string => at(text);
  beforeAll(async () => {
    const store = await openLawStore(at('there.zarr'), header);
    await store.add(solvedAt(1, 5));
    await store.save();
    mkdirSync(at('photos'));
    writeFileSync(at('photos/holiday.jpg'), 'x');
  });

  test('is refused where it is of another task, with what differs', async () => {
    const other = { ...header, taskHash: 'xyz', times: [1], error: 1e-3 };
    await expect(openLawStore(named('there.zarr'), other)).rejects.toThrow(
      /the laws of another task: not the same times, error\.\nChoose another place with `--out`, or replace/,
    );
    await expect(openLawStore(named('there.zarr'), { ...header, taskHash: 'xyz' })).rejects.toThrow(
      /the list it starts from differs/,
    );
  });

  test('is replaced where no law was ever saved', async () => {
    await openLawStore(named('empty.zarr'), header);
    const other = await openLawStore(named('empty.zarr'), { ...header, taskHash: 'xyz' });
    expect(other.rows).toHaveLength(0);
    expect((await readLaws(named('empty.zarr'))).header.taskHash).toBe('xyz');
  });

  test('is replaced where a user says so, and only if it is ours', async () => {
    const other = { ...header, taskHash: 'xyz' };
    await expect(openLawStore(named('photos'), other, { overwrite: true })).rejects.toThrow(/holds no laws/);
    expect(readdirSync(at('photos'))).toEqual(['holiday.jpg']);
    const store = await openLawStore(named('there.zarr'), other, { overwrite: true });
    expect(store.rows).toHaveLength(0);
  });
});

describe('laws that cannot be read', () => {
  const spoilt = async (name: string, spoil: (path: string) => void): Promise<unknown> => {
    const store = await openLawStore(at(name), header);
    await store.add(solvedAt(1, 5));
    await store.save();
    spoil(at(name));
    return readLaws(at(name)).then((laws) => laws.kept(0));
  };

  test.each([
    ['none', (path: string) => rmSync(path, { recursive: true }), /there are no laws here/],
    [
      'a lost chunk',
      (path: string) => rmSync(join(path, 'mean/c'), { recursive: true }),
      /mean\/c\/0\/0 is missing/,
    ],
    ['a cut chunk', (path: string) => truncateSync(join(path, 'mean/c/0/0'), 9), /mean cannot be read/],
    ['a lost law', (path: string) => rmSync(join(path, 'law'), { recursive: true }), /law\/0\/.* is missing/],
    ['cut metadata', (path: string) => truncateSync(join(path, 'zarr.json'), 99), /zarr.json is cut off/],
    [
      'a later version',
      (path: string) => {
        const file = join(path, 'zarr.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"formatVersion": 1', '"formatVersion": 9'));
      },
      /have version 9, this crn-grid reads 1/,
    ],
    [
      'a recording',
      (path: string) => {
        const file = join(path, 'zarr.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('crn-grid laws', 'crn-grid recording'));
      },
      /holds no solved laws/,
    ],
  ])('%s', async (name, spoil, message) => {
    await expect(spoilt(`${name}.zarr`, spoil)).rejects.toThrow(message);
  });
});

test('a full disk is said in words', async () => {
  const full = { ...disk, write: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOSPC' })) };
  await expect(openLawStore(at('full.zarr'), header, { files: full })).rejects.toThrow(
    /cannot write: the disk is full/,
  );
});

test('what a method keeps makes the law it found', async () => {
  const task = solveTask(pond(), { times: [1] });
  const store = await openLawStore(at('pond.zarr'), { ...header, species: ['X', 'Y'], times: [1] });
  for await (const solved of fsp.solve(task, 0, undefined, () => {})) await store.add(solved);
  await store.save();
  const laws = await readLaws(at('pond.zarr'));
  const law = fsp.open(task, (await laws.kept(0))!) as ListedLaw;
  expect(law.marginal('X')).toEqual(laws.rows[0]!.marginals[0]);
  expect(law.error).toBe(laws.rows[0]!.error);
});
