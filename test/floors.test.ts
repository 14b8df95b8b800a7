import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** Lower floors first. Imports go strictly down, or stay in the room. */
const floors = [
  ['errors.ts', 'version.ts'],
  ['wasm', 'numerics'],
  ['crn', 'formats', 'pool', 'tensor'],
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

test('imports go strictly down', () => {
  const offenders: string[] = [];
  for (const file of files) {
    const text = readFileSync(join(src, file), 'utf8');
    for (const [, path] of text.matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g)) {
      if (!path) continue;
      const from = room(file);
      const to = room(relative(src, resolve(src, dirname(file), path)));
      if (from !== to && floorOf(to) >= floorOf(from) && !allowed.has(`${from} -> ${to}`))
        offenders.push(`${file} -> ${path}`);
    }
  }
  expect(offenders).toEqual([]);
});

test('control: an upward import is caught', () => {
  expect(floorOf('run')).toBeGreaterThan(floorOf('kernels'));
  expect(floorOf('nowhere')).toBe(-1);
});
