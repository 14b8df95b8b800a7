/**
 * Has a sample one hump or two? Hartigan's dip against that of uniform samples, of all laws with one hump the
 * hardest to tell from two.
 *
 * Use for end states that may fall into two fates. Not to count more than two: it says where the clearest
 * valley is.
 *
 * Source: Hartigan & Hartigan 1985, doi 10.1214/aos/1176346577.
 */
import { ScenarioError } from '../../errors.ts';
import { Purpose, Stream } from '../streams.ts';
import { commonStep, differentValues } from './common-step.ts';
import { dipOf } from './dip.ts';
import { checkOutputs } from './outputs.ts';
import { chanceFrom, median } from './quantile.ts';

/** Beyond this many values √n · dip of uniform samples no longer changes by more than its own noise here. */
const mostValues = 2000;

/** Whose streams are drawn from; the bootstrap's own are agent 0. */
const uniformAgent = 1;
const jitterAgent = 2;

export interface UniformDips {
  /** √n · dip of so many uniform samples, ascending. */
  readonly scaled: Float64Array;
  /** Values of each sample. */
  readonly values: number;
}

/**
 * What the dip of `values` values is by chance: make it once for samples of one size.
 *
 * @param values  1 or more; samples of at most 2000 are drawn, for √n · dip has a limit
 * @param draws   samples; no p-value is below 1 / (draws + 1). Default 2000.
 *
 * Cost    O(draws · min(values, 2000))
 */
export function uniformDips(values: number, seed: number, draws = 2000): UniformDips {
  if (!(Number.isInteger(values) && values >= 1 && Number.isInteger(draws) && draws >= 1))
    throw new ScenarioError(
      'bimodality',
      `${draws} samples of ${values} values are asked for`,
      'Both must be whole numbers, 1 or more.',
    );
  const n = Math.min(values, mostValues);
  const sample = new Float64Array(n);
  const stream = new Stream();
  const scaled = Float64Array.from({ length: draws }, (_, draw) => {
    stream.open(seed, draw, uniformAgent, Purpose.bootstrap);
    // Sums of exponentials are uniform order statistics up to their scale, which no dip depends on.
    let sum = 0;
    for (let i = 0; i < n; i++) sample[i] = sum += stream.exponential();
    return Math.sqrt(n) * dipOf(sample).dip;
  });
  return { scaled: scaled.sort(), values };
}

export interface Hump {
  /** Median of the values in it. */
  readonly place: number;
  /** Of all values, in (0, 1]. */
  readonly share: number;
}

export interface Bimodality {
  readonly dip: number;
  /** Chance that a uniform sample dips as much, (1 + draws as far) / (1 + draws): never 0. */
  readonly p: number;
  /** Whether p is at most `chance`. */
  readonly two: boolean;
  /** One, or two from low to high. */
  readonly humps: readonly Hump[];
  /** Between the two, where values lie less densely; undefined for one hump. */
  readonly valley: readonly [low: number, high: number] | undefined;
  /** Whether values lay on a grid, and were spread over ± half its step so that equal ones are no humps. */
  readonly jittered: boolean;
}

export interface BimodalityOptions {
  readonly seed: number;
  /** Chance to find two humps where there is one, in (0, 1). Default 0.01. */
  readonly chance?: number;
  /** Of as many values as the sample has. Left out: made here. */
  readonly uniform?: UniformDips;
  /**
   * Step of the grid that such values lie on, where it is known of others too. It counts where there are but two
   * different values: of these no grid can be told. Left out: their distance.
   */
  readonly step?: number;
}

/**
 * Values on a grid, such as counts and times of frames, are each spread uniformly over ± half its step, seeded;
 * where values repeat without a grid, over ± half their least distance. A law with one hump stays one with one.
 *
 * @param sample  four finite values or more, in any order
 * @throws ScenarioError for fewer, a value that is none, or `uniform` of another size
 */
export function bimodality(sample: ArrayLike<number>, options: BimodalityOptions): Bimodality {
  const { seed, chance = 0.01, uniform = uniformDips(sample.length, seed) } = options;
  const n = sample.length;
  checkOutputs('bimodality', sample, n);
  chanceFrom('bimodality', chance);
  if (n < 4) throw new ScenarioError('bimodality', `there are ${n} values`, 'It needs 4 or more.');
  if (uniform.values !== n)
    throw new ScenarioError(
      'bimodality',
      `uniform samples of ${uniform.values} values are no measure for ${n}`,
      'Make them with the size of the sample.',
    );
  const values = Float64Array.from(sample);
  const width = jitterOf(sample, options.step);
  const jittered = width > 0;
  if (jittered) {
    const stream = new Stream().open(seed, 0, jitterAgent, Purpose.bootstrap);
    for (let i = 0; i < n; i++) values[i]! += width * (stream.uniform() - 0.5);
  }
  const { dip, valley } = dipOf(values.slice().sort());
  const p = (1 + atLeast(uniform.scaled, Math.sqrt(n) * dip)) / (1 + uniform.scaled.length);
  if (p > chance || !valley)
    return { dip, p, two: false, humps: [{ place: median(sample), share: 1 }], valley: undefined, jittered };
  const middle = (valley[0] + valley[1]) / 2;
  const sides = [
    Array.from(sample).filter((_, i) => values[i]! <= middle),
    Array.from(sample).filter((_, i) => values[i]! > middle),
  ];
  const humps = sides.map((side) => ({ place: median(side), share: side.length / n }));
  return { dip, p, two: true, humps, valley, jittered };
}

/** Over how much each value is spread, from end to end; 0 for values that are all different, on no grid. */
function jitterOf(sample: ArrayLike<number>, known: number | undefined): number {
  const different = differentValues(sample);
  if (different.length < 2) return 0;
  const step = commonStep(different);
  if (different.length === 2) return known ?? step!;
  if (step !== undefined) return step;
  if (different.length === sample.length) return 0;
  return different
    .slice(1)
    .reduce((least, x, i) => Math.min(least, x - different[i]!), Number.POSITIVE_INFINITY);
}

/** How many of the ascending numbers are `least` or more. */
function atLeast(ascending: Float64Array, least: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! >= least) high = middle;
    else low = middle + 1;
  }
  return ascending.length - low;
}
