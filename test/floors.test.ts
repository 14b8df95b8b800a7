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

/** Neighbours that may look at each other: figures draw recordings; a frame holds a kernel's counts. */
const allowed = new Set([
  'figures -> record',
  'record -> kernels',
  // The scenario loader hands the public library to a scenario file.
  'cli -> index.ts',
]);

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts'));
const room = (file: string): string => file.split('/')[0]!;
const floorOf = (name: string): number => floors.findIndex((rooms) => rooms.includes(name));

test('every file lives in a room of the house', () => {
  expect(files.filter((f) => floorOf(room(f)) < 0)).toEqual([]);
});

/** Imports of a file's text that go up, or sideways into another room. */
function offendersIn(file: string, text: string): string[] {
  const offenders: string[] = [];
  for (const [, still, later] of text.matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g)) {
    const path = still ?? later!;
    const from = room(file);
    const to = room(relative(src, resolve(src, dirname(file), path)));
    if (from !== to && floorOf(to) >= floorOf(from) && !allowed.has(`${from} -> ${to}`))
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
  expect(offendersIn('run/run.ts', "import { ssa } from '../kernels/ssa.ts';")).toEqual([]);
});
