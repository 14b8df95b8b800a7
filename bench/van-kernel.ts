/**
 * The `van` kernel beside `mdn` on a step of the toggle switch, where both laws are known exactly: how many
 * nats its law is from the exact one, state by state and step by step, and what a row costs.
 *
 *   npm run build && node --import jiti/register bench/van-kernel.ts
 *   … bench/van-kernel.ts 1 --transitions=20000 --epochs=4      a step, a quick look
 *
 * Exact laws are columns of the master equation (`solveFsp`). Kernels are learned as `crn-grid train` does,
 * one for each step and head, and kept in `~/.cache/crn-grid-bench` (`CRN_GRID_BENCH`).
 */
import { join } from 'node:path';
import { kernelColumn } from '../src/cme/fsp.ts';
import type { Abstraction } from '../src/kernels/abstraction.ts';
import type { LawKernel } from '../src/kernels/kernel.ts';
import { type LearnedSpec, openLearned } from '../src/kernels/learned.ts';
import { openKernel } from '../src/kernels/open-kernel.ts';
import { mdn, van } from '../src/kernels/specs.ts';
import { openSsa } from '../src/kernels/ssa.ts';
import { type Crew, openCrew } from '../src/learning/crew.ts';
import { cacheFolder } from './exact-cache.ts';
import { wanted } from './flags.ts';
import { learned } from './learned.ts';
import { markdownTable, saveText } from './markdown.ts';
import { cpuSeconds, saveResult } from './measure.ts';
import { entropies, froms, rates, toggle, toggleStep, wholeState } from './toggle-step.ts';

const heads = { van: van({ outside: 'learned' }), mdn: mdn({ outside: 'learned' }) } as const;
type HeadName = keyof typeof heads;
const headNames = Object.keys(heads) as HeadName[];

/** Bound on the error of a column, Σ|p − exact|. */
const columnError = 1e-7;
/** Exact events of a verdict: exact laws judge these kernels. */
const price = 1e8;
/** Agents of one timed call, and calls of one reading. */
const agents = 4800;
const readings = 9;

interface Row {
  readonly from: string;
  readonly step: number;
  /** Of the exact law: no kernel's mean negative log-likelihood is less. Nats. */
  readonly entropy: number;
  /** The same by another solver, where it was asked. */
  readonly otherEntropy?: number;
  /** KL divergence of a kernel's law from the exact one, nats. */
  readonly excess: Readonly<Record<HeadName, number>>;
}

interface Cost {
  readonly step: number;
  readonly events: number;
  /** Processor time of a row, the least of some readings. */
  readonly microseconds: Readonly<Record<HeadName | 'ssa', number>>;
}

const constants = Float64Array.from(toggle.rates, (name) => (rates as Record<string, number>)[name]!);

async function rowOf(
  from: (typeof froms)[number],
  step: number,
  kernels: Readonly<Record<HeadName, LawKernel>>,
): Promise<Row> {
  const start = wholeState(from);
  const counts = Object.fromEntries(toggle.species.map((name, s) => [name, start[s]!]));
  const law = await kernelColumn({ network: toggle, rates, from: counts, step, error: columnError });
  const { states, probability } = law;
  const before = states.map((_, i) => start[i % start.length]!);
  const out = new Float64Array(probability.length);
  const expected = (of: (i: number) => number): number =>
    probability.reduce((sum, p, i) => (p > 0 ? sum + p * of(i) : sum), 0);
  const entropy = expected((i) => -Math.log(probability[i]!));
  const excess = { van: 0, mdn: 0 };
  for (const head of headNames) {
    kernels[head].logProb(before, states, constants, step, out);
    excess[head] = expected((i) => Math.log(probability[i]!) - out[i]!);
  }
  const other = entropies.find((one) => one.step === step && one.from === from.join());
  return { from: from.join(), step, entropy, excess, ...(other ? { otherEntropy: other.nats } : {}) };
}

/** What a row of each kernel costs, from the listed states in equal parts. */
async function costOf(step: number, abstractions: Readonly<Record<HeadName, Abstraction>>): Promise<Cost> {
  const starts = froms.map(wholeState);
  const begin = Int32Array.from(Array.from({ length: agents }, (_, r) => starts[r % starts.length]!).flat());
  const job = { network: toggle, dt: step };
  const exact = await openSsa(job);
  const kernels = {
    van: await openKernel(heads.van, { ...job, abstraction: abstractions.van }),
    mdn: await openKernel(heads.mdn, { ...job, abstraction: abstractions.mdn }),
    ssa: exact,
  };
  const names = [...headNames, 'ssa'] as const;
  const microseconds = { van: Infinity, mdn: Infinity, ssa: Infinity };
  for (let reading = 0; reading < readings; reading++)
    for (const name of names) {
      const counts = begin.slice();
      const began = cpuSeconds();
      kernels[name].step(counts, constants, 0, step, { seed: 1, step: reading, firstAgent: 0 });
      const spent = (1e6 * (cpuSeconds() - began)) / agents;
      microseconds[name] = Math.min(microseconds[name], spent);
    }
  return { step, events: exact.tally.events / (readings * agents), microseconds };
}

async function learnBoth(step: number, crew: Crew): Promise<Record<HeadName, Abstraction>> {
  const directory = join(cacheFolder, 'toggle');
  const learn = async (spec: LearnedSpec): Promise<Abstraction> =>
    (await learned({ scenario: toggleStep(step), spec, crew, directory, price })).abstraction;
  return { van: await learn(heads.van), mdn: await learn(heads.mdn) };
}

const steps = wanted(['0.1', '0.5', '1', '5'] as const).map(Number);
const rows: Row[] = [];
const costs: Cost[] = [];
const crew = await openCrew({ network: toggle });
try {
  for (const step of steps) {
    const abstractions = await learnBoth(step, crew);
    const open = (head: HeadName): Promise<LawKernel> =>
      openLearned(heads[head], { network: toggle, abstraction: abstractions[head] });
    const kernels = { van: await open('van'), mdn: await open('mdn') };
    for (const from of froms) rows.push(await rowOf(from, step, kernels));
    costs.push(await costOf(step, abstractions));
  }
} finally {
  await crew.close();
}
saveResult('van-kernel', { columnError, rows, costs });

const nats = (x: number): string => x.toFixed(4);
saveText('van-kernel', [
  '# The van kernel on a step of the toggle switch',
  'How many nats the law of a step is from the exact one: the KL divergence, which is what its mean negative log-likelihood has above the entropy of the exact law. Free genes and proteins (Gx, Gy, Px, Py) to start from; the exact law from the master equation.',
  markdownTable(
    ['from', 'step', 'entropy', 'by another solver', ...headNames.map((head) => `excess of ${head}`)],
    rows.map(({ from, step, entropy, otherEntropy, excess }) => [
      `(${from})`,
      String(step),
      nats(entropy),
      otherEntropy === undefined ? '' : nats(otherEntropy),
      ...headNames.map((head) => nats(excess[head])),
    ]),
  ),
  'Microseconds of processor time of a row, one thread, the least of nine readings taken in turn; from these states in equal parts.',
  markdownTable(
    ['step', 'events', ...headNames, 'ssa'],
    costs.map(({ step, events, microseconds: us }) => [
      String(step),
      events.toFixed(0),
      ...[...headNames.map((head) => us[head]), us.ssa].map((x) => x.toFixed(2)),
    ]),
  ),
]);
