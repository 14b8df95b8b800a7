import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** Lower floors first. Imports go strictly down, or stay in the room. */
const floors = [
  ['errors.ts', 'version.ts'],
  ['numerics', 'pool'],
  ['wasm'],
  ['crn', 'formats', 'tensor'],
  ['kernels', 'cme', 'grid', 'record', 'figures'],
  ['learning'],
  ['run'],
  ['serve', 'sweep'],
  ['cli', 'index.ts'],
];

/** Neighbours that may look at each other: formats tell of networks; figures draw recordings; a frame holds a kernel's counts. */
const allowed = new Set([
  'formats -> crn',
  'figures -> record',
  'record -> kernels',
  // The scenario loader hands the public library to a scenario file.
  'cli -> index.ts',
]);

/** The rooms of `learning`, where a file and the folder of its name are one; lower ones first. */
const learningFloors = [
  ['data', 'keep', 'rncrn'],
  ['fit', 'crew', 'scaling', 'stored-entries'],
  ['budget', 'store', 'search', 'verdict'],
  ['job'],
  ['stages'],
  ['train', 'plan'],
];

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts'));
const room = (file: string): string => file.split('/')[0]!;
const floorOf = (name: string): number => floors.findIndex((rooms) => rooms.includes(name));

test('every file lives in a room of the house', () => {
  expect(files.filter((f) => floorOf(room(f)) < 0)).toEqual([]);
  const learning = files.filter((f) => room(f) === 'learning');
  expect(learning.filter((f) => learningFloorOf(learningRoom(f)) < 0)).toEqual([]);
});

const learningRoom = (file: string): string => file.split('/')[1]!.replace(/\.ts$/, '');
const learningFloorOf = (name: string): number => learningFloors.findIndex((rooms) => rooms.includes(name));

/** Imports of a file's text that go up, or sideways into another room. */
function offendersIn(file: string, text: string): string[] {
  const offenders: string[] = [];
  for (const [, still, later] of text.matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g)) {
    const path = still ?? later!;
    const target = relative(src, resolve(src, dirname(file), path));
    const [from, to] = [room(file), room(target)];
    if (from !== to && floorOf(to) >= floorOf(from) && !allowed.has(`${from} -> ${to}`))
      offenders.push(`${file} -> ${path}`);
    if (from !== 'learning' || to !== 'learning') continue;
    const [inner, other] = [learningRoom(file), learningRoom(target)];
    if (inner !== other && learningFloorOf(other) >= learningFloorOf(inner))
      offenders.push(`${file} -> ${path}`);
  }
  return offenders;
}

test('imports go strictly down', () => {
  expect(files.flatMap((file) => offendersIn(file, readFileSync(join(src, file), 'utf8')))).toEqual([]);
});

test('control: imports that go up or sideways are caught', () => {
  expect(offendersIn('kernels/ssa.ts', "import { run } from '../run/run.ts';")).toHaveLength(1);
  expect(offendersIn('grid/hopping.ts', "const k = await import('../kernels/ssa.ts');")).toHaveLength(1);
  expect(offendersIn('learning/keep/log.ts', "import type { A } from '../stages/data.ts';")).toHaveLength(1);
  expect(offendersIn('learning/crew/work.ts', "import { B } from '../crew.ts';")).toEqual([]);
  expect(offendersIn('run/run.ts', "import { ssa } from '../kernels/ssa.ts';")).toEqual([]);
});
