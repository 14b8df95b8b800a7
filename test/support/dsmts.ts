/**
 * The rule of the discrete stochastic model test suite (DSMTS, Evans, Gillespie & Wilkinson 2008, doi
 * 10.1093/bioinformatics/btm566), and its cases where a folder has them.
 *
 * Of n runs with sample mean m and sample standard deviation s, where the law has µ and σ, at every time
 * Z = √n (m − µ)/σ shall lie in (−3, 3) and Y = √(n/2) (s²/σ² − 1) in (−5, 5). An exact simulator leaves the first
 * range once in 370 points. The second range means laws that are nearly normal: of a law of kurtosis κ the spread of Y
 * is √((κ − 1)/2), which is 1 for normal ones and 7 for the end of a birth-and-death process that mostly dies out. So Y
 * over that spread is told beside it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate } from '../../src/crn/evaluate.ts';
import { parseFormula } from '../../src/crn/parse-formula.ts';
import { readModel } from '../../src/formats/read-model.ts';
import { type Ensemble, type EnsembleOptions, simulateEnsemble } from '../../src/run/replicates/ensemble.ts';
import { formulasOf } from '../../src/run/scenario/observables.ts';
import { scenarioOf } from '../../src/run/scenario/of-model.ts';

/** Mean and standard deviation of a variable over time. */
export interface Moments {
  readonly mean: ArrayLike<number>;
  readonly sd: ArrayLike<number>;
  /** Fourth central moment over the squared variance; 3 of a normal law. */
  readonly kurtosis?: ArrayLike<number>;
}

export interface Excursions {
  /** Largest |Z| and |Y|. */
  readonly z: number;
  readonly y: number;
  /** Points outside of the two ranges. */
  readonly beyondZ: number;
  readonly beyondY: number;
  /** The same of Y over the spread that the kurtosis of the runs gives it; as `y` and `beyondY` where none is known. */
  readonly ySpread: number;
  readonly beyondYSpread: number;
  /** Points where the law has no spread and the runs are not where it is. */
  readonly wrong: number;
  /** Points that were judged. */
  readonly points: number;
}

/** The suite's rule for one variable. */
export function excursionsOf(
  found: Moments,
  law: Moments,
  n: number,
  ranges: { readonly z: number; readonly y: number } = { z: 3, y: 5 },
): Excursions {
  const all = {
    z: 0,
    y: 0,
    ySpread: 0,
    beyondZ: 0,
    beyondY: 0,
    beyondYSpread: 0,
    wrong: 0,
    points: law.mean.length,
  };
  for (let t = 0; t < law.mean.length; t++) {
    const [mean, sd] = [law.mean[t]!, law.sd[t]!];
    if (sd === 0) {
      // References have five decimals.
      if (!(Math.abs(found.mean[t]! - mean) < 1e-5 && found.sd[t]! < 1e-5)) all.wrong++;
      continue;
    }
    const z = Math.abs((Math.sqrt(n) * (found.mean[t]! - mean)) / sd);
    const y = Math.abs(Math.sqrt(n / 2) * (found.sd[t]! ** 2 / sd ** 2 - 1));
    const ySpread = y / Math.sqrt(((found.kurtosis?.[t] ?? 3) - 1) / 2);
    all.z = Math.max(all.z, z);
    all.ySpread = Math.max(all.ySpread, ySpread);
    if (!(ySpread < ranges.y)) all.beyondYSpread++;
    all.y = Math.max(all.y, y);
    // Written so that no number is beyond.
    if (!(z < ranges.z)) all.beyondZ++;
    if (!(y < ranges.y)) all.beyondY++;
  }
  return all;
}

export interface Case {
  readonly name: string;
  /** Paths of the model in several levels of SBML. */
  readonly models: readonly string[];
  readonly until: number;
  readonly steps: number;
  readonly ranges: { readonly z: number; readonly y: number };
  /** Of each variable, at `steps + 1` times from 0. */
  readonly laws: Readonly<Record<string, Moments>>;
}

/** The cases in a folder of the suite, `DSMTS` in the environment; none where there is no such folder. */
export function casesIn(folder = process.env.DSMTS): Case[] {
  if (!folder || !existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d{5}$/.test(name))
    .sort()
    .map((name) => caseIn(join(folder, name), name));
}

function caseIn(folder: string, name: string): Case {
  const read = (file: string): string => readFileSync(join(folder, `${name}-${file}`), 'utf8');
  const settings = Object.fromEntries(
    read('settings.txt')
      .split(/\r?\n/)
      .filter((line) => line.includes(':'))
      .map((line): [string, string] => {
        const at = line.indexOf(':');
        return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
      }),
  );
  const [head, ...rows] = read('results.csv')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const column = (title: string): number[] => {
    const at = head!.indexOf(title);
    return rows.map((row) => Number(row[at]));
  };
  const limit = (range: string | undefined): number => Number(/([\d.]+)\s*\)/.exec(range ?? '')![1]);
  const variables = settings.variables!.split(',').map((v) => v.trim());
  return {
    name,
    models: readdirSync(folder)
      .filter((file) => file.endsWith('.xml'))
      .sort()
      .map((file) => join(folder, file)),
    until: Number(settings.start) + Number(settings.duration),
    steps: Number(settings.steps),
    ranges: { z: limit(settings.meanRange), y: limit(settings.sdRange) },
    laws: Object.fromEntries(variables.map((v) => [v, { mean: column(`${v}-mean`), sd: column(`${v}-sd`) }])),
  };
}

/**
 * Simulates a model of a case and judges each of its variables.
 *
 * @param ranges  default: those of the case
 */
export async function judgeModel(
  path: string,
  { until, steps, ranges: own, laws }: Case,
  n: number,
  options: Partial<Pick<EnsembleOptions, 'kernel' | 'abstraction'>> = {},
  ranges = own,
): Promise<Record<string, Excursions>> {
  const scenario = scenarioOf(await readModel(path));
  const formulas = formulasOf(scenario);
  const ensemble = await simulateEnsemble({
    network: scenario.crn,
    rates: scenario.rates as Record<string, number>,
    start: scenario.start as Record<string, number>,
    observables: formulas,
    ...{ trajectories: n, until, every: until / steps, seed: 1, timeUnit: '', keep: true },
    ...options,
  });
  const judged = Object.entries(laws).map(([variable, law]) => {
    const at = ensemble.names.indexOf(variable);
    if (at < 0) throw new Error(`${path}: there is no ${variable}`);
    const [mean, sd] = [ensemble.mean[at]!, ensemble.sd[at]!];
    const kurtosis = kurtosisOf(ensemble, formulas[variable] ?? variable, mean, sd);
    return [variable, excursionsOf({ mean, sd, kurtosis }, law, n, ranges)] as const;
  });
  return Object.fromEntries(judged);
}

function kurtosisOf(
  { counts, species, times }: Ensemble,
  formula: string,
  mean: Float64Array,
  sd: Float64Array,
): number[] {
  const of = parseFormula(formula, species);
  return counts.map((rows, t) => {
    let fourth = 0;
    for (let i = 0; i < rows.length; i += species.length)
      fourth += (evaluate(of, rows.subarray(i, i + species.length), [], times[t]!) - mean[t]!) ** 4;
    return fourth / (rows.length / species.length) / sd[t]! ** 4;
  });
}
