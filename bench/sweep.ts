/**
 * The 1,000 points of `scenarios/bees.sweep.ts` by the command line, on one thread and on two, in turns; and some of
 * the same runs one after the other by `crn-grid run`, as without a sweep. Then ten times as many runs, of which only
 * the work is timed: what a second thread gains. Wall time, so on a machine with nothing else to do; processor time
 * beside it.
 *
 *   npm run build && node --import jiti/register bench/sweep.ts [--rounds=3] [--runs=8]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { numberFlag } from './flags.ts';
import { markdownTable, saveText } from './markdown.ts';
import { machine, type Spread, saveResult, spreadOf } from './measure.ts';

const rounds = numberFlag('rounds', 3);
/** Runs that are done one by one. */
const single = numberFlag('runs', 8);
const program = new URL('../dist/cli/main.js', import.meta.url).pathname;
const script = new URL('../scenarios/bees.sweep.ts', import.meta.url).pathname;
const many = new URL('./sweep-many.ts', import.meta.url).pathname;
const scenario = new URL('../scenarios/bees.ts', import.meta.url).pathname;
const points = 1000;

interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

/** Waits, for two minutes at most, until nobody else has been at work for a second. */
async function quiet(): Promise<void> {
  const busy = (): number => cpus().reduce((sum, { times }) => sum + times.user + times.sys + times.nice, 0);
  for (let left = 120; left > 0; left--) {
    const before = busy();
    await setTimeout(1000);
    // In milliseconds of all processors.
    if (busy() - before < 100) return;
  }
}

/** Seconds that a command takes, its threads and children with it. */
async function costOf(args: readonly string[], cwd: string): Promise<Cost> {
  await quiet();
  const begun = performance.now();
  // The shell's `times` counts what its child has used.
  const command = `"$0" "$@" >out.txt 2>err.txt || exit 1; times`;
  const shell = spawn('bash', ['-c', command, process.execPath, program, ...args], { cwd });
  let told = '';
  shell.stdout.on('data', (text) => {
    told += text;
  });
  return new Promise((resolve, reject) => {
    shell.on('close', (code) => {
      if (code !== 0) return reject(new Error(readFileSync(join(cwd, 'err.txt'), 'utf8')));
      const cpu = [...told.split('\n')[1]!.matchAll(/(\d+)m([\d.]+)s/g)];
      resolve({
        wall: (performance.now() - begun) / 1000,
        cpu: cpu.reduce((sum, [, m, s]) => sum + 60 * Number(m) + Number(s), 0),
      });
    });
  });
}

const folder = mkdtempSync(join(tmpdir(), 'bench-sweep-'));
const taken: Record<'one' | 'two' | 'single', Cost[]> = { one: [], two: [], single: [] };
/** Runs a second while threads are at work, and the load of the machine before. */
const working: { one: number; two: number; load: number }[] = [];

/** As the command tells it. */
async function workRate(threads: number): Promise<number> {
  const out = join(folder, 'many');
  await costOf(['sweep', 'run', many, '--out', out, '--threads', `${threads}`], folder);
  rmSync(out, { recursive: true });
  const told = /: (\S+) a second on/.exec(readFileSync(join(folder, 'err.txt'), 'utf8'));
  return Number(told![1]);
}
try {
  for (let round = 0; round < rounds; round++) {
    for (const [name, threads] of [
      ['one', 1],
      ['two', 2],
    ] as const) {
      const out = join(folder, `${round}-${name}`);
      taken[name].push(
        await costOf(['sweep', 'run', script, '--out', out, '--threads', `${threads}`, '--quiet'], folder),
      );
    }
    let [wall, cpu] = [0, 0];
    for (let seed = 0; seed < single; seed++) {
      const out = join(folder, `${round}-${seed}.zarr`);
      const one = await costOf(
        ['run', scenario, '--kernel', 'ssa', '--seed', `${seed}`, '--out', out, '--quiet'],
        folder,
      );
      wall += one.wall / single;
      cpu += one.cpu / single;
    }
    taken.single.push({ wall, cpu });
    const load = loadavg()[0]!;
    working.push({ load, one: await workRate(1), two: await workRate(2) });
    const last = [...Object.values(taken).map((all) => all.at(-1)), working.at(-1)];
    process.stdout.write(`round ${round + 1}: ${JSON.stringify(last)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const rate = (name: keyof typeof taken, of: keyof Cost): Spread =>
  spreadOf(taken[name].map((cost) => (name === 'single' ? 1 : points) / cost[of]));
const ratio = (of: keyof Cost, a: keyof typeof taken, b: keyof typeof taken): Spread =>
  spreadOf(taken[a].map((cost, i) => (cost[of] / taken[b][i]![of]) * (a === 'single' ? points : 1)));
const shown = ({ median, best, worst }: Spread): string =>
  `${median.toPrecision(3)} (${Math.min(best, worst).toPrecision(3)} – ${Math.max(best, worst).toPrecision(3)})`;
const speed = ratio('wall', 'one', 'two');
const beside = ratio('cpu', 'single', 'two');
const { load, threads } = machine();
const gain = spreadOf(working.map(({ one, two }) => two / one));
saveResult('sweep', { rounds, taken, working, speed, beside, gain });
saveText('sweep', [
  '# A sweep of 1,000 points',
  `\`scenarios/bees.sweep.ts\`, from the command to the report; median of ${rounds} rounds in turns (least – most), on ${threads} threads of a machine with a load of ${load.toFixed(1)}. One by one: \`crn-grid run\`, ${single} of the same runs.`,
  markdownTable(
    ['', 'points a second', 'points a second of processor time'],
    [
      ['sweep, one thread', shown(rate('one', 'wall')), shown(rate('one', 'cpu'))],
      ['sweep, two threads', shown(rate('two', 'wall')), shown(rate('two', 'cpu'))],
      ['one by one', shown(rate('single', 'wall')), shown(rate('single', 'cpu'))],
    ],
  ),
  `Two threads are ${shown(speed)} times as fast as one, command and report included. A point of the sweep takes ${shown(beside)} times less processor time than a command of its own.`,
  `Of 10,000 runs, while threads are at work: ${shown(spreadOf(working.map(({ one }) => one)))} runs a second on one thread, ${shown(spreadOf(working.map(({ two }) => two)))} on two, ${shown(gain)} times as many.`,
  'How much a learned kernel gains by being batched across runs: [stack.md](stack.md).',
]);
