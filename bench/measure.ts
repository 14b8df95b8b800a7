/** How numbers are taken: processor time, a calibration beside each, the machine's state beside all. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

/** Several measurements of one thing. */
export interface Spread {
  readonly median: number;
  readonly best: number;
  readonly worst: number;
  readonly rounds: number;
}

/** @param higherIsBetter  true for rates, false for times */
export function spreadOf(values: readonly number[], higherIsBetter = true): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const median = n % 2 ? sorted[(n - 1) / 2]! : (sorted[n / 2 - 1]! + sorted[n / 2]!) / 2;
  const [low, high] = [sorted[0]!, sorted[n - 1]!];
  return { median, best: higherIsBetter ? high : low, worst: higherIsBetter ? low : high, rounds: n };
}

/** Seconds of processor time this process has used, all its threads together. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Nanoseconds of a fixed chain of dependent multiplications: says how fast the machine is just now. */
export function calibration(): number {
  const turns = 2e7;
  let x = 1;
  const begun = cpuSeconds();
  for (let i = 0; i < turns; i++) x = Math.imul(x, 0x9e3779b1) + 1;
  const spent = cpuSeconds() - begun;
  return x === 0 ? 0 : (1e9 * spent) / turns;
}

/** Where and on what a measurement was made. */
export interface Machine {
  readonly processor: string;
  readonly threads: number;
  readonly node: string;
  /** Mean number of running processes over the last minute. */
  readonly load: number;
  readonly calibrationNs: number;
  readonly commit: string;
  readonly date: string;
}

export function machine(): Machine {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    threads: cpus().length,
    node: process.versions.node,
    load: loadavg()[0]!,
    calibrationNs: calibration(),
    commit: commit(),
    date: new Date().toISOString().slice(0, 10),
  };
}

/** Short hash, with a + where files are changed since. */
function commit(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', ':!bench') ? '+' : '');
  } catch {
    return 'unknown';
  }
}

/** Writes `results/<name>.json`: the result, and the machine as it is just now. */
export function saveResult(name: string, result: object): void {
  const folder = new URL('./results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify({ machine: machine(), ...result }, null, 2);
  writeFileSync(new URL(`${name}.json`, folder), `${text}\n`);
}
