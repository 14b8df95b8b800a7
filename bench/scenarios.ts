/** The whole runs that are timed, by name. */
import { loadScenario } from '../dist/cli/given/load-scenario.js';
import { openField } from '../dist/grid/fields.js';
import { crn, type RunOptions, type Scenario, scenario } from '../dist/index.js';
import type { KernelSpec } from '../dist/kernels/kernel.js';
import { learnedShape } from '../dist/kernels/open-kernel.js';
import { findAbstraction } from '../dist/learning/store.js';
import { createMemory } from '../dist/wasm/memory.js';
import { gene, type Model } from '../test/support/networks.ts';
import { type LearnedName, learnedModel, randomWeights } from './networks.ts';

export type RunName = 'exact' | 'learned' | 'field' | 'meadow' | 'x16-million';

export interface TimedRun {
  readonly scenario: Scenario;
  readonly options: RunOptions;
  /** Passes of a field over all cells. */
  readonly passes?: number;
}

/** A scenario of its own for each question; `threads` is left to the caller. */
export async function timedRun(name: RunName): Promise<TimedRun> {
  switch (name) {
    case 'exact':
      return { scenario: closed('exact', gene, [64, 64], 1, 8), options: {} };
    case 'learned':
      return learnedRun(name, 'narrow', [128, 128], 40);
    case 'field':
      return field();
    case 'meadow': {
      const file = new URL('../scenarios/bees-large.ts', import.meta.url).pathname;
      return { scenario: (await loadScenario(file)).scenario, options: { size: [1000, 1000], until: 10 } };
    }
    case 'x16-million':
      return trained();
  }
}

/** The shipped sheet of genes with its trained kernel, ten steps of a million cells. */
async function trained(): Promise<TimedRun> {
  const file = new URL('../scenarios/x16.ts', import.meta.url).pathname;
  const { scenario: x16, abstractions } = await loadScenario(file);
  const shape = learnedShape(x16.kernel as KernelSpec)!;
  const found = await findAbstraction([abstractions], { network: x16.crn, dt: x16.time.step, shape });
  const scenario = { ...x16, record: { ...x16.record, every: 10 } };
  return {
    scenario,
    options: { size: [1000, 1000], until: 10 * x16.time.step, abstraction: found!.abstraction },
  };
}

async function learnedRun(
  name: string,
  network: LearnedName,
  size: readonly [number, number],
  steps: number,
): Promise<TimedRun> {
  const learned = learnedModel(network);
  const { model, spec, dt, start } = learned;
  return {
    scenario: closed(name, { ...model, start: [...start] }, size, dt, steps),
    options: { kernel: spec, abstraction: await randomWeights(learned) },
  };
}

/** Agents that do not meet. */
function closed(
  name: string,
  { network, rates, start }: Model,
  size: readonly [number, number],
  step: number,
  steps: number,
): Scenario {
  return scenario({
    name,
    crn: network,
    rates: Object.fromEntries(network.rates.map((rate, k) => [rate, rates[k]!])),
    grid: { size },
    start: () => Object.fromEntries(network.species.map((species, s) => [species, start[s]!])),
    time: { unit: '', step, until: step * steps },
    record: { every: steps },
    seed: 7,
  });
}

/** A signal that diffuses over a million cells in which nothing else happens. */
function field(): TimedRun {
  const [width, height, step, steps] = [1000, 1000, 2, 10] as const;
  const rule = { diffusion: 0.5, decay: 0.1 };
  const lattice = { width, height, edge: 'reflect', neighbours: 4 } as const;
  const opened = openField(
    lattice,
    { name: 'Signal', ...rule, sources: [] },
    createMemory(2 ** 20),
    step / 2,
  );
  return {
    passes: 2 * steps * opened.passes,
    options: {},
    scenario: scenario({
      name: 'field',
      crn: crn('X -> 0 @ {Signal * X}'),
      rates: {},
      grid: { size: [width, height] },
      start: () => ({}),
      fields: { Signal: { ...rule, start: ({ radius }) => (radius < 100 ? 10 : 1) } },
      time: { unit: '', step, until: step * steps },
      record: { every: steps },
      seed: 7,
    }),
  };
}
