/** How numbers are taken: the machine's state beside each, several rounds, median and spread. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

export interface Spread {
  readonly median: number;
  readonly best: number;
  readonly worst: number;
  readonly rounds: number;
}

export function spreadOf(values: readonly number[], higherIsBetter = true): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const median = n % 2 ? sorted[(n - 1) / 2]! : (sorted[n / 2 - 1]! + sorted[n / 2]!) / 2;
  const [low, high] = [sorted[0]!, sorted[n - 1]!];
  return { median, best: higherIsBetter ? high : low, worst: higherIsBetter ? low : high, rounds: n };
}

/** Seconds of processor time this process has used. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Nanoseconds of a fixed chain of dependent multiplications: says how fast the machine is just now. */
export function calibration(): number {
  const turns = 5e7;
  let x = 1;
  const begun = cpuSeconds();
  for (let i = 0; i < turns; i++) x = Math.imul(x, 0x9e3779b1) + 1;
  const spent = cpuSeconds() - begun;
  return x === 0 ? 0 : (1e9 * spent) / turns;
}

export function machine(): object {
  const git = (...args: string[]): string => {
    try {
      return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      return 'unknown';
    }
  };
  return {
    processor: cpus()[0]?.model,
    threads: cpus().length,
    node: process.versions.node,
    load: loadavg()[0],
    calibrationNs: calibration(),
    commit: git('rev-parse', '--short', 'HEAD'),
    date: new Date().toISOString().slice(0, 10),
  };
}

export function saveResult(name: string, result: object): void {
  const file = new URL(`./results/${name}.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify({ machine: machine(), ...result }, null, 2)}\n`);
  process.stdout.write(`wrote bench/results/${name}.json\n`);
}
