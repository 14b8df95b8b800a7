import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';

const program = new URL('../../support/learn-pond.mjs', import.meta.url).pathname;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'killed-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The birth rate, and what else the program is told. */
interface Pond {
  readonly birth: number;
  readonly more: readonly string[];
}

/**
 * Learns in a process of its own, which is killed with SIGKILL when it has told a line so many times.
 *
 * @returns whether it was killed
 */
async function learn(
  directory: string,
  { birth, more }: Pond,
  killAt?: readonly [line: string, times: number],
) {
  const child = spawn(process.execPath, [program, directory, String(birth), ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === killAt?.[0] && ++told === killAt[1]) child.kill('SIGKILL');
  });
  const signal = await new Promise((resolve) => child.on('close', (_code, by) => resolve(by)));
  return signal === 'SIGKILL';
}

async function storedIn(directory: string): Promise<{ files: string[]; bytes: string[] }> {
  const [name] = (await readdir(directory)).filter((entry) => !entry.startsWith('.'));
  const files = ['abstraction.json', 'weights.bin'];
  return {
    files: await readdir(directory),
    bytes: await Promise.all(files.map((file) => readFile(join(directory, name!, file), 'latin1'))),
  };
}

/** Some are in the middle of a stage, some meet a file that is being written. */
const moments = [
  ['simulate:', 1],
  ['fit-1:1', 1],
  ['fit-1:1', 20],
  ['fit-1:2', 1],
  ['fit-1:4', 33],
  ['fit-1:6', 40],
  ['visit-2:', 1],
  ['visit-2:', 12],
  ['fit-2:1', 1],
  ['fit-2:3', 30],
  ['judge:', 1],
  ['judge:', 4],
  ['judge:', 12],
  ['store:', 1],
] as const;

const searching = [
  ['search:', 1],
  ['search:', 30],
  ['search:', 60],
] as const;

// A step of 40 events, whose data are drawn for every epoch; and one of 400, drawn once and kept in parts.
test.each<Pond>([
  { birth: 20, more: [] },
  { birth: 200, more: [] },
  { birth: 20, more: ['--search'] },
])('killed at every stage it ends with the bytes of one that was not: $birth $more', async (pond) => {
  const own = `${pond.birth}${pond.more.join('')}`;
  const [whole, killed] = [join(folder, `whole-${own}`), join(folder, `killed-${own}`)];
  expect(await learn(whole, pond)).toBe(false);
  const [first, ...later] = moments;
  for (const moment of pond.more.length > 0 ? [first, ...searching, ...later] : moments) {
    const was = await learn(killed, pond, moment);
    // Once it is stored the last kill may come too late.
    if (moment[0] !== 'store:') expect(was, moment.join()).toBe(true);
  }
  await learn(killed, pond);
  const [a, b] = [await storedIn(whole), await storedIn(killed)];
  expect(b.bytes).toEqual(a.bytes);
  expect(b.files).toEqual(a.files);
});

test('control: another rate gives other bytes', async () => {
  const other = join(folder, 'other');
  await learn(other, { birth: 21, more: [] });
  expect((await storedIn(other)).bytes).not.toEqual((await storedIn(join(folder, 'whole-20'))).bytes);
});
