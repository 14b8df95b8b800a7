/**
 * Exact simulation: reaction events per second of processor time, one thread, against
 * GillesPy2's compiled solver as it ships and a hand-written C++ loop at -O3. The three
 * take turns in every round, so that a slow moment of the machine hits all of them.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSsa } from '../dist/kernels/ssa.js';
import { evaluate } from '../src/crn/evaluate.ts';
import type { Reaction } from '../src/crn/network.ts';
import { printExpression } from '../src/crn/print-expression.ts';
import { birthDeath, egfr, gene, type Model, x16 } from '../test/support/networks.ts';
import { calibration, cpuSeconds, type Spread, saveResult, spreadOf } from './measure.ts';

const models: Record<string, Model> = {
  'birth-death': { ...birthDeath, rates: [100, 1], start: [100] },
  X16: x16,
  Gene: gene,
  EGFR: egfr({ v2: 'falling' }),
};
const rounds = 7;
/** Events each contestant shall fire in one round. */
const events = 6e6;
const here = (file: string): string => new URL(`./reference/${file}`, import.meta.url).pathname;

/** Events per second of processor time. */
type Contestant = (model: Model, seed: number, eventRate: number) => number | Promise<number>;

const ours: Contestant = async ({ network, rates, start }, seed, eventRate) => {
  const kernel = await openSsa({ network });
  const counts = Int32Array.from(start);
  const constants = Float64Array.from(rates);
  // The start, and the engine's first second of compiling, are in nobody's figure.
  kernel.step(counts, constants, 0, (0.1 * events) / eventRate, { seed, step: 0, firstAgent: 0 });
  const [before, begun] = [kernel.tally.events, cpuSeconds()];
  for (let step = 1; step <= 10; step++)
    kernel.step(counts, constants, 0, (0.1 * events) / eventRate, { seed, step, firstAgent: 0 });
  return (kernel.tally.events - before) / (cpuSeconds() - begun);
};

function cppContestant(): Contestant {
  const program = join(mkdtempSync(join(tmpdir(), 'crn-grid-bench-')), 'direct-method');
  execFileSync('g++', ['-O3', '-march=native', '-std=c++17', '-o', program, here('direct-method.cpp')]);
  return (model, seed) => {
    const out = execFileSync(program, ['0.5', String(seed)], { input: tableOf(model), encoding: 'utf8' });
    const [fired, seconds] = out.split(' ').map(Number);
    return fired! / seconds!;
  };
}

function gillespyContestant(python: string): Contestant {
  // Its build step calls the bare interpreter behind a virtual environment, which then finds no packages.
  const packages = execFileSync(python, ['-c', 'import sysconfig; print(sysconfig.get_paths()["purelib"])'], {
    encoding: 'utf8',
  });
  const env = { ...process.env, PYTHONPATH: packages.trim() };
  return (model, seed, eventRate) => {
    // It does not count its events: long runs, so that the mean rate tells them.
    const end = Math.ceil((model.network.reactions.length > 20 ? 3e6 : 1.5e7) / eventRate);
    const out = execFileSync(python, [here('gillespy2-rate.py'), String(end), String(seed)], {
      input: JSON.stringify(gillespyModel(model)),
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
      env,
    });
    const { seconds } = JSON.parse(out) as { seconds: number };
    return (end * eventRate) / seconds;
  };
}

/** The model as the C++ program reads it. */
function tableOf({ network, rates, start }: Model): string {
  const lines = network.reactions.map((r) => {
    const list = (terms: Reaction['change']): string =>
      `${terms.length} ${terms.map((t) => `${t.species} ${t.count}`).join(' ')}`;
    const saturating = michaelisMenten(r, rates);
    return saturating
      ? `mm ${saturating} ${list(r.change)}`
      : `mass ${constantOf(r, rates)} ${list(r.reactants)} ${list(r.change)}`;
  });
  return `${network.species.length} ${lines.length}\n${start.join(' ')}\n${lines.join('\n')}\n`;
}

/** V K species of a law V·x / (K + x), or undefined. */
function michaelisMenten({ law, reactants }: Reaction, rates: readonly number[]): string | undefined {
  if (law.op !== 'div') return undefined;
  const at = (n: number): number => evaluate(law, new Array(reactants[0]!.species + 1).fill(n), rates, 0);
  // Two values fix V and K: 1/f(1) − 1/f(2) = K/(2V), 1/f = 1/V + K/(V x).
  const slope = 2 * (1 / at(1) - 1 / at(2));
  const v = 1 / (1 / at(1) - slope);
  return `${v} ${slope * v} ${reactants[0]!.species}`;
}

/** k of a law k·x(x−1)…: its value with every reactant just there, over the count of orders. */
function constantOf({ law, reactants }: Reaction, rates: readonly number[]): number {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const counts: number[] = [];
  for (const t of reactants) counts[t.species] = t.count;
  return evaluate(law, counts, rates, 0) / reactants.reduce((p, t) => p * factorial(t.count), 1);
}

function gillespyModel({ network, rates, start }: Model): object {
  const { species } = network;
  const side = (terms: Reaction['change']): object =>
    Object.fromEntries(terms.map((t) => [species[t.species], t.count]));
  return {
    species: Object.fromEntries(species.map((name, s) => [name, start[s]])),
    rates: Object.fromEntries(network.rates.map((name, r) => [name, rates[r]])),
    reactions: network.reactions.map((r) => ({
      reactants: side(r.reactants),
      products: side(r.products),
      propensity: printExpression(r.law, { species, rates: network.rates }),
    })),
  };
}

/** Mean events per time unit in the long run, and a state typical of it for all to start from. */
async function settle({ network, rates, start }: Model): Promise<{ eventRate: number; settled: number[] }> {
  const kernel = await openSsa({ network });
  const counts = Int32Array.from(start);
  const constants = Float64Array.from(rates);
  kernel.step(counts, constants, 0, 20_000, { seed: 98, step: 0, firstAgent: 0 });
  const settled = Array.from(counts);
  const before = kernel.tally.events;
  let time = 0;
  // Slow switches make the rate wander: long enough that its mean is known to a percent.
  for (let step = 0; kernel.tally.events - before < 3e8 && time < 4e5; step++) {
    kernel.step(counts, constants, 0, 2000, { seed: 99, step, firstAgent: 0 });
    time += 2000;
  }
  return { eventRate: (kernel.tally.events - before) / time, settled };
}

const python = process.env.CRN_GRID_PEERS_PYTHON ?? '';
const contestants: Record<string, Contestant> = { 'crn-grid': ours, 'C++ -O3, tables': cppContestant() };
if (existsSync(python)) contestants['GillesPy2 1.8.3 C++'] = gillespyContestant(python);
else process.stdout.write('GillesPy2 is absent: set CRN_GRID_PEERS_PYTHON (see bench/README.md)\n');

const result: Record<string, Record<string, Spread & { ratio: number }>> = {};
for (const [name, published] of Object.entries(models)) {
  const { eventRate, settled } = await settle(published);
  const model = { ...published, start: settled };
  const rates: Record<string, number[]> = Object.fromEntries(Object.keys(contestants).map((c) => [c, []]));
  for (let round = 0; round < rounds; round++)
    for (const [who, measure] of Object.entries(contestants))
      rates[who]!.push(await measure(model, 1 + round, eventRate));
  const own = spreadOf(rates['crn-grid']!).median;
  result[name] = Object.fromEntries(
    Object.entries(rates).map(([who, values]) => [
      who,
      { ...spreadOf(values), ratio: own / spreadOf(values).median },
    ]),
  );
  for (const [who, s] of Object.entries(result[name]!))
    process.stdout.write(
      `${name.padEnd(12)} ${who.padEnd(22)} ${(s.median / 1e6).toFixed(2).padStart(7)} Mev/s (${(s.worst / 1e6).toFixed(1)} to ${(s.best / 1e6).toFixed(1)})  ours is ${s.ratio.toFixed(2)}×\n`,
    );
}
saveResult('ssa-peers', {
  unit: 'events per second of processor time, one thread',
  result,
  calibrationNsAfter: calibration(),
});
