/**
 * Every published example of the joint law by `solve --method van`: how far from exact, and what it costs,
 * beside the published algorithm, timed here by `parity` for some updates and taken times its published
 * number of updates. Laws whose states can be listed are compared with fsp, others with exact
 * trajectories, cascade1 also with its closed form.
 *
 *   npm run build && node --import jiti/register bench/master-equation.ts
 *   … bench/master-equation.ts toggle --parity-updates=10      one example, a quick look
 *
 * Seconds are of the processor, all threads together. Laws and what was measured of them stay in the cache
 * folder of the benchmarks: a script that was stopped goes on, and does again only what has other settings.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VanTask } from '../dist/cme/van/job.js';
import { solveVan } from '../dist/cme/van.js';
import { cascade1, rates as cascadeRates } from '../scenarios/master-equation/cascade1.ts';
import {
  earlyLife,
  rates as lifeRates,
  start as lifeStart,
} from '../scenarios/master-equation/early-life.ts';
import { epidemic, rates as sickRates, start as sickStart } from '../scenarios/master-equation/epidemic.ts';
import { geneExpression, rates as geneRates } from '../scenarios/master-equation/gene-expression.ts';
import { toggle, rates as toggleRates, start as toggleStart } from '../scenarios/master-equation/toggle.ts';
import { cascadeDivergences, type Divergence } from './cascade-law.ts';
import { cacheFolder } from './exact-cache.ts';
import { numberFlag, wanted } from './flags.ts';
import { markdownTable, saveText } from './markdown.ts';
import { cpuSeconds, saveResult, spreadOf } from './measure.ts';
import { timeProgram } from './start.ts';

/** What was published of an example, as far as it is known. */
interface Published {
  readonly task: Omit<VanTask, 'times' | 'parity'>;
  readonly step: number;
  readonly updates: number;
}
interface Example {
  readonly file: string;
  readonly flags?: readonly string[];
  /** fsp where states can be listed. */
  readonly against: 'fsp' | 'ssa';
  /** Exact trajectories, where they are dear. Default those of the command line. */
  readonly trajectories?: number;
  /** How far from a closed form, where there is one. */
  readonly closed?: (laws: string) => Promise<Divergence[]>;
  readonly published?: Published;
}

const gru = (hidden: number) => ({ kind: 'gru', hidden }) as const;
const boxed = ['--limits', 'Px=79,Py=79'];
const examples: Readonly<Record<string, Example>> = {
  'birth-death': { file: 'birth-death', flags: ['--limits', 'X=60'], against: 'fsp' },
  'gene-expression': {
    file: 'gene-expression',
    flags: ['--limits', 'M=14,P=139'],
    against: 'fsp',
    published: {
      task: {
        network: geneExpression,
        rates: geneRates,
        start: {},
        limits: { M: 99, P: 99 },
        model: gru(16),
      },
      step: 0.1,
      updates: 3_641_001,
    },
  },
  toggle: {
    file: 'toggle',
    flags: boxed,
    against: 'fsp',
    published: {
      task: {
        network: toggle(),
        rates: toggleRates,
        start: toggleStart,
        limits: { Gx: 1, Gy: 1, Px: 79, Py: 79 },
        model: gru(32),
      },
      step: 0.005,
      updates: 813_001,
    },
  },
  'early-life, V = 0.1': { file: 'early-life', flags: ['--rate', 'V=0.1'], against: 'fsp' },
  'early-life, V = 1': {
    file: 'early-life',
    against: 'fsp',
    published: {
      task: { network: earlyLife, rates: lifeRates, start: lifeStart, model: gru(32) },
      step: 0.0004,
      updates: 2_025_001,
    },
  },
  'early-life, V = 10': { file: 'early-life', flags: ['--rate', 'V=10'], against: 'fsp' },
  'epidemic, e = 0': { file: 'epidemic', flags: ['--rate', 'e=0'], against: 'fsp' },
  'epidemic, e = 0.2': {
    file: 'epidemic',
    against: 'fsp',
    published: {
      task: {
        network: epidemic,
        rates: sickRates,
        start: sickStart,
        limits: { S: 79, I: 79, R: 79 },
        model: gru(8),
      },
      step: 0.02,
      updates: 106_001,
    },
  },
  'epidemic, e = 0.6': { file: 'epidemic', flags: ['--rate', 'e=0.6'], against: 'fsp' },
  'autoregulation, set 1': {
    file: 'autoregulation',
    flags: ['--rate', 'unbind=0.94,bind=0.01,free=8.4,bound=28.1', '--limits', 'P=139'],
    against: 'fsp',
  },
  'autoregulation, set 2': {
    file: 'autoregulation',
    flags: ['--rate', 'unbind=0.69,bind=0.07,free=7.2,bound=40.6', '--limits', 'P=139'],
    against: 'fsp',
  },
  'autoregulation, set 3': { file: 'autoregulation', flags: ['--limits', 'P=139'], against: 'fsp' },
  schlogl: { file: 'schlogl', flags: ['--limits', 'X=120'], against: 'fsp' },
  cascade1: {
    file: 'cascade1',
    against: 'ssa',
    closed: cascadeDivergences,
    published: {
      task: {
        network: cascade1(15),
        rates: cascadeRates,
        start: {},
        limits: Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`X${i + 1}`, 9])),
        model: gru(32),
      },
      step: 0.01,
      updates: 111_001,
    },
  },
  cascade2: { file: 'cascade2', against: 'ssa' },
  cascade3: { file: 'cascade3', against: 'ssa' },
  // Some hundred thousand events in each.
  'schlogl-line': { file: 'schlogl-line', against: 'ssa', trajectories: 20_000 },
  mapk: { file: 'mapk', against: 'ssa' },
};

/** One time of the JSON of `solve`, as far as it is read here. */
interface ToldLaw {
  readonly time: number;
  readonly error: number | null;
  readonly ess?: number;
  readonly againstFsp?: { readonly distance: number | null };
  readonly againstSsa?: Readonly<Record<string, { distance: number; floor: number; limit: number }>>;
  readonly againstSsaPairs?: readonly { distance: number; floor: number; limit: number }[];
}

interface Result {
  readonly name: string;
  readonly trajectories: number;
  readonly parityUpdates: number;
  readonly seconds: number;
  readonly laws: readonly ToldLaw[];
  readonly closed?: readonly Divergence[];
  /** Processor seconds of an update of the published algorithm, and of all it was given. */
  readonly published?: { readonly each: number; readonly all: number };
}

const program = new URL('../dist/cli/main.js', import.meta.url).pathname;
const folder = join(cacheFolder, 'master-equation');
const usualTrajectories = numberFlag('trajectories', 100_000);
const parityUpdates = numberFlag('parity-updates', 40);

async function measure(name: string): Promise<Result> {
  const { file, flags = [], against, trajectories = usualTrajectories, closed, published } = examples[name]!;
  const scenario = new URL(`../scenarios/master-equation/${file}.ts`, import.meta.url).pathname;
  const out = join(folder, `${name.replaceAll(/[^\w.]+/g, '-')}.zarr`);
  const told = `${out}.json`;
  const known: Partial<Result> = existsSync(told) ? JSON.parse(readFileSync(told, 'utf8')) : {};
  if (known.laws && known.trajectories === trajectories && known.parityUpdates === parityUpdates)
    return known as Result;
  const seconds = known.seconds ?? timeSolve();
  const more = ['--compare', against, '-n', String(trajectories), '--json', '--no-figures'];
  const command = [program, 'solve', scenario, '--method', 'van', ...flags, '--out', out];
  const { stdout, stderr } = spawnSync(process.execPath, [...command, ...more], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (!stdout.trim()) throw new Error(`${name}: ${stderr}`);
  const { laws } = JSON.parse(stdout) as { laws: ToldLaw[] };
  const result: Result = {
    ...{ name, trajectories, parityUpdates, seconds, laws },
    ...(closed ? { closed: await closed(out) } : {}),
    ...(published ? { published: await timeParity(published) } : {}),
  };
  writeFileSync(told, JSON.stringify(result));
  return result;

  function timeSolve(): number {
    rmSync(out, { recursive: true, force: true });
    const words = [program, 'solve', scenario, '--method', 'van', ...flags, '--out', out, '--no-figures'];
    const spent = timeProgram(process.execPath, [...words, '--quiet'], Number.POSITIVE_INFINITY).seconds;
    writeFileSync(told, JSON.stringify({ seconds: spent }));
    return spent;
  }
}

/** Seconds of one update of the published algorithm: what more of them take, without what goes before. */
async function timeParity({ task, step, updates }: Published): Promise<{ each: number; all: number }> {
  const spend = async (n: number): Promise<number> => {
    const begun = cpuSeconds();
    const laws = solveVan({ ...task, times: [step / 10], parity: { step, updates: [n - 1, n - 1] } });
    for await (const _ of laws);
    return cpuSeconds() - begun;
  };
  await spend(2);
  const few = Math.max(2, Math.round(parityUpdates / 4));
  const each = ((await spend(few + parityUpdates)) - (await spend(few))) / parityUpdates;
  return { each, all: each * updates };
}

/** Largest of a number over all times. */
const most = (laws: readonly ToldLaw[], of: (law: ToldLaw) => number): number => Math.max(...laws.map(of));

function distanceText({ laws, closed }: Result): string {
  if (laws[0]?.againstFsp)
    return `TV ${most(laws, (l) => l.againstFsp!.distance ?? Number.NaN).toExponential(1)}`;
  const marginals = laws.flatMap((l) => Object.values(l.againstSsa ?? {}));
  const pairs = laws.flatMap((l) => l.againstSsaPairs ?? []);
  const all = [...marginals, ...pairs];
  const beyond = all.filter(({ distance, limit }) => distance > limit).length;
  const ratios = spreadOf(
    all.filter((a) => a.floor > 0).map((a) => a.distance / a.floor),
    false,
  );
  const nats = closed ? `; KL ${closed.map((c) => c.nats.toFixed(4)).join(', ')} nat` : '';
  const compared = `${marginals.length} marginals${pairs.length > 0 ? ` and ${pairs.length} pairs` : ''}`;
  return `${ratios.median.toFixed(2)} × floor, worst ${ratios.worst.toFixed(2)}; ${beyond} of ${compared} beyond${nats}`;
}

function timeText(seconds: number): string {
  if (seconds < 120) return `${seconds.toPrecision(2)} s`;
  return seconds < 7200 ? `${(seconds / 60).toPrecision(2)} min` : `${(seconds / 3600).toPrecision(3)} h`;
}

mkdirSync(folder, { recursive: true });
const results: Result[] = [];
for (const name of wanted(Object.keys(examples))) {
  process.stdout.write(`${name}…\n`);
  const result = await measure(name);
  results.push(result);
  process.stdout.write(`  ${timeText(result.seconds)}, ${distanceText(result)}\n`);
}
saveResult('master-equation', { results });
saveText('master-equation', [
  '# The published examples of the joint law',
  `By \`crn-grid solve --method van\`, default settings or those of the scenario. Distance: the largest total variation to fsp at any reported time; where states cannot be listed, those of marginals and pairs to exact trajectories (${usualTrajectories}, of schlogl-line ${examples['schlogl-line']!.trajectories}) over their noise floor, and how many are beyond what chance explains (one in a million); of cascade1 also the KL divergence to its closed form, a product of Poisson laws, at each time. Seconds are of the processor.`,
  markdownTable(
    ['example', 'distance', 'bound or estimate', 'ESS', 'seconds', 'published budget, here', 'cheaper'],
    results.map((r) => {
      const error = most(r.laws, (l) => l.error ?? Number.NaN);
      const ess = Math.min(...r.laws.map((l) => l.ess ?? Number.NaN));
      return [
        r.name,
        distanceText(r),
        Number.isFinite(error) ? error.toExponential(1) : '–',
        Number.isFinite(ess) ? ess.toFixed(3) : '–',
        timeText(r.seconds),
        r.published ? timeText(r.published.all) : '–',
        r.published ? `${(r.published.all / r.seconds).toFixed(0)} ×` : '–',
      ];
    }),
  ),
]);
