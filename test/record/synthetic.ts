/** Made-up frames whose every value tells where it belongs. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach } from 'vitest';
import type { RecordingHeader } from '../../src/record/format.ts';
import type { Frame } from '../../src/record/frame.ts';

export function header(change: Partial<RecordingHeader> = {}): RecordingHeader {
  return {
    scenario: 'bees',
    scenarioHash: 'abc123',
    height: 3,
    width: 4,
    species: ['Bee', 'Dead bee', 'Phérömone'],
    fields: ['scent'],
    observables: ['alive', 'total scent'],
    network: 'Bee -> Dead @ k',
    rates: { k: 0.5 },
    seed: 7,
    dt: 0.25,
    timeUnit: 'hour',
    kernel: { kind: 'ssa' },
    versions: { 'crn-grid': '0.1.0', node: '20.19.0' },
    command: 'crn-grid run bees.ts',
    ...change,
  };
}

/** Frame `i`: entry j of the counts is 1000 i + j, of every field i + j / 8, of the routes (i + j) mod how many there are. */
export function frame(
  { height, width, species, fields, observables, routes }: RecordingHeader,
  i: number,
): Frame {
  const cells = height * width;
  return {
    step: 4 * i,
    time: i,
    counts: Int32Array.from({ length: cells * species.length }, (_, j) => 1000 * i + j),
    fields: Object.fromEntries(
      fields.map((f) => [f, Float64Array.from({ length: cells }, (_, j) => i + j / 8)]),
    ),
    scalars: Object.fromEntries(observables.map((name, n) => [name, i / 4 + n])),
    ...(routes ? { route: Uint8Array.from({ length: cells }, (_, j) => (i + j) % routes.length) } : {}),
  };
}

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A path in a fresh folder that is removed after the test. */
export function place(name = 'run.zarr'): string {
  const folder = mkdtempSync(join(tmpdir(), 'crn-grid-record-'));
  made.push(folder);
  return join(folder, name);
}

/** Every file under a folder, as `path -> bytes in base64`. */
export function bytesUnder(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((n) => join(folder, n));
  const files = names.filter((n) => statSync(n).isFile()).sort();
  return Object.fromEntries(files.map((n) => [relative(folder, n), readFileSync(n).toString('base64')]));
}
