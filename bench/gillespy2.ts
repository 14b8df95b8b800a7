/** GillesPy2's compiled direct method: its own program for a model, and the same sources optimised. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reaction } from '../src/crn/network.ts';
import { printExpression } from '../src/crn/print-expression.ts';
import type { Model } from '../test/support/networks.ts';
import { type Absent, reasonOf } from './interleave.ts';
import { meanPropensity } from './models.ts';
import { buildFolder, missingPackage } from './peers.ts';
import { startPython, timeProgram } from './start.ts';

/** Its program for a model. */
export interface GillespyProgram {
  readonly file: string;
  /** Order of the output. */
  readonly species: readonly string[];
}

export interface GillespyPrograms {
  /** Built by GillesPy2 itself. */
  readonly shipped: GillespyProgram | Absent;
  /** The very same sources at -O3 -march=native. */
  readonly optimised: GillespyProgram | Absent;
}

/** Builds both programs for a model, once. */
export function gillespyPrograms(model: Model): GillespyPrograms {
  const missing = missingPackage('gillespy2');
  if (missing) return { shipped: missing, optimised: missing };
  try {
    const told = gillespyModel(model);
    const folder = buildFolder('gillespy2', JSON.stringify(told));
    const [shipped, optimised] = [join(folder, 'shipped'), join(folder, 'optimised')];
    const note = join(folder, 'species.json');
    if (!existsSync(note)) {
      rmSync(shipped, { recursive: true, force: true });
      const built = startPython<{ sources: string; species: string[] }>('gillespy2-build', told, [shipped]);
      const files = ['*.cpp', 'ssa_cpp_solver/*.cpp'].map((pattern) => `${built.sources}/${pattern}`);
      const template = join(shipped, 'gillespy2_template');
      const flags = ['-O3', '-march=native', '-std=c++14', `-I${built.sources}`, `-I${template}`];
      const script = ['g++', ...flags, ...files, `${template}/template.cpp`, '-o', optimised].join(' ');
      execFileSync('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'] });
      writeFileSync(note, JSON.stringify(built.species));
    }
    const species = JSON.parse(readFileSync(note, 'utf8')) as string[];
    return {
      shipped: { file: join(shipped, 'GillesPy2_Simulation.exe'), species },
      optimised: { file: optimised, species },
    };
  } catch (error) {
    const absent = `it does not build: ${reasonOf(error)}`;
    return { shipped: { absent }, optimised: { absent } };
  }
}

/** Reaction events per second of processor time of one run to `end`. */
export function gillespyRate(
  model: Model,
  { file, species }: GillespyProgram,
  end: number,
  seed: number,
): number {
  const points = 100;
  const told = { trajectories: 1, timesteps: points, end, interval: points, seed };
  const { seconds, output } = timeProgram(
    file,
    Object.entries(told).flatMap(([name, value]) => [`--${name}`, `${value}`]),
  );
  // Each point is its time and then the counts; the time reached follows the last.
  const numbers = output.split(',').map(Number);
  const width = 1 + species.length;
  const states = Array.from({ length: points }, (_, p) => numbers.slice(p * width + 1, (p + 1) * width));
  return (end * meanPropensity(model, states, species)) / seconds;
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
