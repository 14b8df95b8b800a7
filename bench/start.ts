/** Starts one contestant in a process of its own: a job on its standard input, one line of JSON back. */
import { execFileSync, spawnSync } from 'node:child_process';
import { hasRelaxedSimd } from '../dist/wasm/features.js';
import { cpuSeconds } from './measure.ts';
import { python } from './peers.ts';

/** Milliseconds after which a contestant counts as stuck. */
const patience = 240_000;
const here = (path: string): string => new URL(path, import.meta.url).pathname;

/** Node needs to be told, up to version 20, that relaxed SIMD may be used; undefined where it cannot be. */
export function relaxedFlags(): readonly string[] | undefined {
  if (hasRelaxedSimd()) return [];
  const flag = '--experimental-wasm-relaxed-simd';
  try {
    execFileSync(process.execPath, [flag, '-e', ''], { stdio: 'ignore' });
    return [flag];
  } catch {
    return undefined;
  }
}

/** A program of ours, `contestants/<name>.ts`. */
export function startNode<T>(name: string, job: object, flags: readonly string[] = []): T {
  const program = here(`./contestants/${name}.ts`);
  return answerOf(process.execPath, [...flags, '--import', 'jiti/register', program], job);
}

/** A peer, `reference/<name>.py`, in the environment of the peers. */
export function startPython<T>(name: string, job: object, args: readonly string[] = []): T {
  return answerOf(python()!, [here(`./reference/${name}.py`), ...args], job);
}

/** Any program that prints numbers. */
export function startProgram(file: string, args: readonly string[], input = ''): number[] {
  const out = execFileSync(file, args, { input, encoding: 'utf8', timeout: patience });
  return out.trim().split(/\s+/).map(Number);
}

/** Processor seconds of a program that does not tell, and what it prints. */
export function timeProgram(
  file: string,
  args: readonly string[],
  patient = patience,
): { seconds: number; output: string } {
  const script = 'TIMEFORMAT="%U %S"; time "$0" "$@" 2> /dev/null';
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script, file, ...args], {
    encoding: 'utf8',
    ...(Number.isFinite(patient) ? { timeout: patient } : {}),
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`it ended with ${status}`);
  const [user, system] = stderr.trim().split(' ').map(Number);
  return { seconds: user! + system!, output: stdout };
}

/** The job a contestant is given. */
export async function readJob<T>(): Promise<T> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as T;
}

/** A contestant's answer. */
export function answer(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/**
 * Calls `work`, which does some units and says how many, for about `seconds` of processor
 * time; first for a quarter of it unmeasured, for the compilers.
 *
 * @returns units per second of processor time
 */
export async function rateOf(seconds: number, work: () => number | Promise<number>): Promise<number> {
  for (const warmed = cpuSeconds(); cpuSeconds() - warmed < seconds / 4; ) await work();
  const begun = cpuSeconds();
  let units = 0;
  while (cpuSeconds() - begun < seconds) units += await work();
  return units / (cpuSeconds() - begun);
}

function answerOf<T>(file: string, args: readonly string[], job: object): T {
  const out = execFileSync(file, args, {
    input: JSON.stringify(job),
    encoding: 'utf8',
    cwd: here('..'),
    timeout: patience,
    maxBuffer: 1 << 26,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return JSON.parse(out.trim().split('\n').at(-1)!) as T;
}
