/**
 * Is a training that was killed the same training? `crn-grid train scenarios/x16.ts` once without
 * a break, then ten times with `kill -9` at a random moment and the same command again: all must end
 * with the same files, byte for byte.
 *
 *   npm run build && node --import jiti/register bench/kill.ts
 *   … bench/kill.ts x16 --search                                                  the same with a search
 *   … bench/kill.ts bees --kills=2 --transitions=4000 --epochs=3 --rounds=1      a quick look
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Purpose, Stream } from '../src/numerics/streams.ts';
import { numberFlag, wanted } from './flags.ts';
import { markdownTable, saveText } from './markdown.ts';
import { saveResult } from './measure.ts';

const kills = numberFlag('kills', 10);
const program = new URL('../dist/cli/main.js', import.meta.url).pathname;
const [name] = wanted(['x16', 'bees', 'sir']);
const file = new URL(`../scenarios/${name}.ts`, import.meta.url).pathname;
const search = process.argv.includes('--search');
const more = ['transitions', 'epochs', 'rounds'].flatMap((flag) => {
  const value = numberFlag(flag, 0);
  return value > 0 ? [`--${flag}`, String(value)] : [];
});
if (search) more.push('--search');

function start(folder: string): ChildProcess {
  const args = [program, 'train', file, '--out', folder, '--quiet', '--json', ...more];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** @returns the exit code, or the signal */
function ended(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? signal ?? 'gone'));
  });
}

/** SHA-256 of the two files of an abstraction, and of the cells that a search has found. */
function digest(folder: string): string {
  const kept = readdirSync(folder).find((entry) => !entry.startsWith('.'));
  if (kept === undefined) throw new Error(`${name}: the training has left nothing behind`);
  const hash = createHash('sha256');
  for (const part of ['abstraction.json', 'weights.bin', ...(search ? ['cell.svg'] : [])])
    hash.update(readFileSync(join(folder, kept, part)));
  return hash.digest('hex');
}

/** A folder that lives as long as `work`. */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'crn-grid-kill-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const began = performance.now();
// A verdict that fails exits with 1: its files are compared all the same.
const whole = await inFolder(async (folder) => {
  await ended(start(folder));
  return digest(folder);
});
const seconds = (performance.now() - began) / 1000;
process.stdout.write(`without a break: ${seconds.toFixed(0)} s, ${whole.slice(0, 16)}\n`);

const stream = new Stream().open(numberFlag('seed', 1), 0, 0, Purpose.analysis);
const results: { readonly after: number; readonly killed: boolean; readonly same: boolean }[] = [];
// Those that come too late do not count.
while (results.filter(({ killed }) => killed).length < kills && results.length < 3 * kills) {
  const after = stream.uniform() * seconds;
  results.push(
    await inFolder(async (folder) => {
      const child = start(folder);
      const alarm = setTimeout(() => child.kill('SIGKILL'), 1000 * after);
      const killed = (await ended(child)) === 'SIGKILL';
      clearTimeout(alarm);
      await ended(start(folder));
      return { after, killed, same: digest(folder) === whole };
    }),
  );
  const { killed, same } = results.at(-1)!;
  process.stdout.write(
    `${killed ? 'killed' : 'had ended'} after ${after.toFixed(1)} s: ${same ? 'the same' : 'ANOTHER'}\n`,
  );
}

const saved = search ? 'kill-search' : 'kill';
saveResult(saved, { seconds, sha256: whole, results });
saveText(saved, [
  '# Killed and resumed',
  `\`crn-grid train scenarios/${name}.ts ${more.join(' ')}\` takes ${seconds.toFixed(0)} s without a break. Killed with signal 9 and given again:`,
  markdownTable(
    ['killed after', 'abstraction.json and weights.bin'],
    results.map(({ after, killed, same }) => [
      killed ? `${after.toFixed(1)} s` : `(had ended before ${after.toFixed(1)} s)`,
      same ? 'identical' : '**different**',
    ]),
  ),
]);
if (results.some(({ same }) => !same)) process.exitCode = 1;
