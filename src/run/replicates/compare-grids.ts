/**
 * Learned against exact on the whole grid: two-sample tests of every observable over
 * many runs, and counts of what must never happen. The last word of a verdict.
 */
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { KernelSpec } from '../../kernels/kernel.ts';
import { ssa } from '../../kernels/specs.ts';
import {
  detectableShift,
  kolmogorovSmirnov,
  kolmogorovSmirnovLimit,
  mean,
  standardDeviation,
  zTest,
} from '../../numerics/statistics.ts';
import type { Frame } from '../../record/frame.ts';
import { setUp } from '../scenario/setup.ts';
import type { Scenario } from '../scenario.ts';
import { type Replicates, replicate } from './replicates.ts';

export interface CompareOptions {
  readonly scenario: Scenario;
  readonly spec: KernelSpec;
  readonly abstraction?: Abstraction;
  /** Runs of each kernel. */
  readonly runs: number;
  /** When to look, in the scenario's unit. */
  readonly times: readonly number[];
  /** False-alarm chance of each test. */
  readonly chance: number;
  readonly seed: number;
  readonly threads?: number;
  /** What computes the learned kernel's network: `simd` or `simd-fma`. Default: the faster one there is. */
  readonly backend?: string;
  readonly onRun?: (done: number, total: number) => void;
  /** Stops between runs. */
  readonly signal?: AbortSignal;
}

/** Whole-grid runs of each kernel, where they are cheap. */
const usualRuns = 300;
/** Fewer tell too little to be worth their time. */
const fewestRuns = 20;
/** Exact reaction events that all of them may cost: some minutes. */
const price = 2e10;

/**
 * How many runs of each kernel can be had at a bearable price: 300, fewer where exact ones are dear, none
 * where not even 20 can be had. No clock decides it.
 *
 * @param eventsPerRun  reaction events of one exact run
 */
export function affordableRuns(eventsPerRun: number): number {
  const runs = Math.min(usualRuns, Math.floor(price / Math.max(eventsPerRun, 1)));
  return runs < fewestRuns ? 0 : runs;
}

/** What one whole-grid run holds. */
export interface GridRun {
  /** Cells times steps. */
  readonly cellSteps: number;
  /** Reaction events of an exact one, about. */
  readonly events: number;
}

/**
 * @param until         the last time that is looked at
 * @param eventsPerStep mean events of a cell and step
 */
export function gridRun(scenario: Scenario, until: number, eventsPerStep: number): GridRun {
  const { lattice, dt } = setUp(scenario, { kernel: ssa() }).setup;
  const cellSteps = lattice.width * lattice.height * Math.round(until / dt);
  return { cellSteps, events: cellSteps * eventsPerStep };
}

/** One observable at one time. */
export interface GridTest {
  readonly name: string;
  readonly time: number;
  readonly exact: { readonly mean: number; readonly sd: number };
  readonly learned: { readonly mean: number; readonly sd: number };
  /** Difference of means over its standard error (Welch). */
  readonly z: number;
  /** Greatest distance of the two cumulative laws, and what chance alone may give. */
  readonly ks: number;
  readonly ksLimit: number;
  /** A shift of the mean that these runs would find nine times in ten. */
  readonly detectable: number;
  readonly pass: boolean;
}

export interface GridComparison {
  readonly tests: readonly GridTest[];
  readonly violations: {
    /** Cells, over all runs and times, that break a law their species cannot carry away. */
    readonly conservation: number;
    readonly negative: number;
    /** Of these, cells that held nothing the law counts, and do now: something came from nothing. */
    readonly fromNothing: number;
  };
  readonly tally: Replicates['tally'];
}

/**
 * Both kernels run with seeds of their own: the samples are independent.
 *
 * @throws the reason of `signal` when it is aborted
 */
export async function compareGrids(options: CompareOptions): Promise<GridComparison> {
  const { scenario, runs, times, chance } = options;
  const seeds = (first: number): number[] => Array.from({ length: runs }, (_, i) => first + i);
  const go = (kernel: KernelSpec, first: number, done: number): Promise<Replicates> =>
    replicate({
      scenario,
      overrides: {
        kernel,
        ...(options.backend === undefined || kernel.kind === 'ssa' ? {} : { backend: options.backend }),
      },
      seeds: seeds(first),
      times,
      ...(options.abstraction ? { abstraction: options.abstraction } : {}),
      ...(options.threads === undefined ? {} : { threads: options.threads }),
      onRun: (n) => {
        options.signal?.throwIfAborted();
        options.onRun?.(done + n, 2 * runs);
      },
    });
  const exact = await go(ssa(), options.seed, 0);
  const learned = await go(options.spec, options.seed + runs, runs);
  const names = Object.keys(exact.runs[0]![0]!.scalars);
  const tests = names.flatMap((name) =>
    times.map((time, t) => {
      const of = (r: Replicates): number[] => r.runs.map((frames) => frames[t]!.scalars[name]!);
      return testOne(name, time, of(exact), of(learned), chance);
    }),
  );
  return { tests, violations: violationsOf(learned, scenario), tally: learned.tally };
}

function testOne(name: string, time: number, exact: number[], learned: number[], chance: number): GridTest {
  const z = zTest(exact, learned, chance);
  const ks = kolmogorovSmirnov(exact, learned);
  const ksLimit = kolmogorovSmirnovLimit(exact.length, learned.length, chance);
  return {
    name,
    time,
    exact: { mean: mean(exact), sd: standardDeviation(exact) },
    learned: { mean: mean(learned), sd: standardDeviation(learned) },
    z: z.z,
    ks,
    ksLimit,
    detectable: detectableShift(z.standardError, chance, 0.9),
    pass: !z.differ && ks <= ksLimit,
  };
}

/** What the support of a law forbids, counted cell by cell. */
function violationsOf(r: Replicates, scenario: Scenario): GridComparison['violations'] {
  const { setup } = setUp(scenario);
  const { network, lattice } = setup;
  const moving = new Set([...setup.hops, ...setup.maxes].map((rule) => rule.species));
  const laws = network.laws.filter((law) => law.coefficients.every((c, s) => c === 0 || !moving.has(s)));
  const width = network.species.length;
  const cells = lattice.width * lattice.height;
  const sum = (counts: Int32Array, cell: number, law: (typeof laws)[number]): number =>
    law.coefficients.reduce((total, c, s) => total + c * counts[cell * width + s]!, 0);
  let conservation = 0;
  let negative = 0;
  let fromNothing = 0;
  r.runs.forEach((frames, i) => {
    const start = r.starts[i]!;
    frames.forEach((frame: Frame) => {
      for (const n of frame.counts) if (n < 0) negative++;
      for (let cell = 0; cell < cells; cell++)
        for (const law of laws) {
          const [before, after] = [sum(start, cell, law), sum(frame.counts, cell, law)];
          if (after !== before) conservation++;
          if (before === 0 && after !== 0) fromNothing++;
        }
    });
  });
  return { conservation, negative, fromNothing };
}
