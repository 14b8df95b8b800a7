/**
 * A sweep: one scenario with some of its numbers changed, many times over. Plain data plus functions; importing one
 * runs nothing.
 */
import { checkNames } from '../crn/check-names.ts';
import type { Network } from '../crn/network.ts';
import { ScenarioError } from '../errors.ts';
import type { KernelSpec } from '../kernels/kernel.ts';
import type { Frame } from '../record/frame.ts';
import type { Scenario, Typed } from '../run/scenario.ts';
import type { DesignSpec } from './designs/design-spec.ts';
import type { Factor } from './factors/factor.ts';
import { type FactorOptions, factorOptions, factorsOf } from './factors/factors-of.ts';
import { isBetween } from './factors/values.ts';
import { type FrameOf, last, type Measure } from './measures.ts';

export interface SweepOptions<
  N extends Network = Network,
  O extends string = string,
  T = Readonly<Record<string, unknown>>,
> extends FactorOptions<N, T> {
  /** Short, without spaces; names the folder. Default: the name of the scenario and `-sweep`. */
  readonly name?: string;
  /** Default: every combination of the values listed. */
  readonly design?: DesignSpec;
  /**
   * Runs of each point, each with random numbers of its own. Default 1.
   */
  readonly replicates?: number;
  /**
   * Seeds of the runs of each point: the same at every point, so that points differ by their factors alone
   * (common random numbers). Instead of `replicates`.
   */
  readonly seed?: readonly number[];
  /** Seed of the design, and of all seeds where none are listed. Default 1. */
  readonly designSeed?: number;
  /** What is kept of each run: a measure, or a number of its last frame. Default: every observable at the end. */
  readonly measure?: Readonly<Record<string, Measure<O> | ((frame: FrameOf<O>) => number)>>;
  /** Kernel of all points, in place of the scenario's. */
  readonly with?: {
    readonly kernel?: KernelSpec;
    readonly until?: number;
    readonly size?: readonly [number, number];
  };
}

/** A checked sweep. */
export interface Sweep {
  readonly kind: 'sweep';
  readonly name: string;
  readonly base: Scenario;
  readonly factors: readonly Factor[];
  readonly design: DesignSpec;
  readonly measures: Readonly<Record<string, Measure>>;
  /** Runs of each point. */
  readonly replicates: number;
  /** The same at every point, where they are listed. */
  readonly seeds?: readonly number[];
  readonly designSeed: number;
}

const entries = ['name', 'design', 'replicates', 'seed', 'designSeed', 'measure', 'with', ...factorOptions];

/**
 * Describes many runs of a scenario.
 *
 * @throws ScenarioError naming the entry that is wrong and what would be right
 * @example
 * export default sweep(bees, {
 *   rates: { alarm: [0.05, 0.125, 0.2] },
 *   seed: range(20),
 *   measure: { lost: last('dead'), alarmed: timeOfHighest('aggressive') },
 * });
 */
export function sweep<const N extends Network, const O extends string, T>(
  scenario: Scenario & Typed<N, O>,
  options: SweepOptions<NoInfer<N>, NoInfer<O>, T>,
): Sweep {
  if ((scenario as { kind?: unknown } | undefined)?.kind !== 'scenario')
    throw new ScenarioError('sweep', 'its first argument is no scenario', 'Write `sweep(scenario, { … })`.');
  const name = options.name ?? `${scenario.name}-sweep`;
  const where = `sweep ${JSON.stringify(name)}`;
  if (typeof name !== 'string' || !/^[\w.-]+$/.test(name))
    throw new ScenarioError(
      'sweep',
      `\`name\` is ${JSON.stringify(name)}`,
      'Use letters, digits, "-", "_" and ".".',
    );
  checkNames(where, 'sweep', options, entries, 'entry of a sweep');
  checkNames(where, 'with', options.with, ['kernel', 'until', 'size'], 'entry of `with`');
  const base = withChanges(scenario, options.with ?? {});
  const factors = factorsOf(where, base, options as FactorOptions);
  const design = options.design ?? { kind: 'grid' };
  checkDesign(where, design, factors);
  checkSeeds(where, options as SweepOptions);
  return Object.freeze({
    kind: 'sweep',
    name,
    base,
    factors,
    design,
    measures: measuresOf(where, base, options.measure as SweepOptions['measure']),
    replicates: options.seed?.length ?? options.replicates ?? 1,
    ...(options.seed ? { seeds: options.seed } : {}),
    designSeed: options.designSeed ?? 1,
  });
}

/** The scenario with another kernel, end or size. */
export function withChanges(
  s: Scenario,
  { kernel, until, size }: NonNullable<SweepOptions['with']>,
): Scenario {
  return {
    ...s,
    ...(kernel === undefined ? {} : { kernel }),
    ...(until === undefined ? {} : { time: { ...s.time, until } }),
    ...(size === undefined ? {} : { grid: { ...s.grid, size } }),
  } as Scenario;
}

function checkDesign(where: string, design: DesignSpec, factors: readonly Factor[]): void {
  const drawn = factors.find(({ values }) => isBetween(values));
  if (design.kind === 'grid' && drawn)
    throw new ScenarioError(
      where,
      `"${drawn.name}" is a range, and a grid wants values`,
      'List its values, or choose a design that draws, such as `design: latinHypercube(100)`.',
    );
  if (design.kind !== 'grid' && factors.length === 0)
    throw new ScenarioError(
      where,
      `the design is ${design.kind}, and there is no factor`,
      'Give a factor, such as `rates: { … }`.',
    );
  if (design.kind !== 'list') return;
  const names = factors.map((f) => f.name);
  for (const point of design.points) {
    checkNames(where, 'points', point, names, 'factor of the sweep');
    const missing = names.find((factor) => !Object.hasOwn(point, factor));
    if (missing !== undefined)
      throw new ScenarioError(
        where,
        `a point has no value for "${missing}"`,
        'Give every point a value of every factor.',
      );
  }
}

function checkSeeds(where: string, { seed, replicates = 1, designSeed = 1 }: SweepOptions): void {
  if (seed !== undefined && replicates !== 1)
    throw new ScenarioError(
      where,
      'it has both `seed` and `replicates`',
      'List seeds that all points share, or say how many runs each point has with seeds of its own.',
    );
  if (!Number.isInteger(replicates) || replicates < 1 || replicates > 1e7)
    throw new ScenarioError(where, `\`replicates\` is ${replicates}`, 'Give a whole number, 1 or more.');
  const isSeed = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
  if (seed !== undefined && (!Array.isArray(seed) || seed.length === 0 || !seed.every(isSeed)))
    throw new ScenarioError(
      where,
      '`seed` is no list of seeds',
      'Write `seed: range(20)`: whole numbers from 0 to 2^53 − 1.',
    );
  if (seed !== undefined && new Set(seed).size < seed.length)
    throw new ScenarioError(
      where,
      '`seed` has a number twice',
      'Give every run of a point a seed of its own.',
    );
  if (!isSeed(designSeed))
    throw new ScenarioError(
      where,
      `\`designSeed\` is ${designSeed}`,
      'Give a whole number from 0 to 2^53 − 1.',
    );
}

function measuresOf(where: string, base: Scenario, given: SweepOptions['measure']): Record<string, Measure> {
  const observables = Object.keys(
    base.record?.observables ?? Object.fromEntries(base.crn.species.map((s) => [s, 1])),
  );
  if (given === undefined) return Object.fromEntries(observables.map((name) => [name, last(name)]));
  if (Object.keys(given).length === 0)
    throw new ScenarioError(
      where,
      '`measure` is empty',
      'Give a measure, or leave it out for every observable at the end.',
    );
  return Object.fromEntries(
    Object.entries(given).map(([name, measure]) => {
      if (typeof measure === 'function') return [name, last(measure as (frame: Frame) => number)];
      if (typeof measure?.open !== 'function')
        throw new ScenarioError(
          where,
          `\`measure.${name}\` is no measure`,
          'Write `last("dead")`, `highest(…)`, or a function of the last frame.',
        );
      for (const read of measure.reads)
        checkNames(where, `measure.${name}`, { [read]: 1 }, observables, 'observable of the scenario');
      return [name, measure];
    }),
  );
}
