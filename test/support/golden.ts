/** Published means and standard deviations, and the test of a sample against them. */
import type { Kernel } from '../../src/kernels/kernel.ts';
import { moments } from './gap.ts';
import type { Model } from './networks.ts';

/** A number as printed: `61.82` is known to half of its last digit. */
interface Printed {
  readonly value: number;
  readonly rounding: number;
}

function printed(text: string): Printed {
  const decimals = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
  return { value: Number(text), rounding: 0.5 * 10 ** -decimals };
}

export interface Deviation {
  readonly what: string;
  /** Distance from the printed value in combined standard errors, beyond what rounding allows. */
  readonly errors: number;
}

/**
 * Compares a sample with a line as published: `S 61.82±5.79, R 148.20`.
 *
 * @param published  traces the published numbers come from; Infinity if they are exact
 */
export function deviations(model: Model, counts: Int32Array, line: string, published: number): Deviation[] {
  const { species } = model.network;
  return line.split(', ').flatMap((entry) => {
    const [name, mean, sd] = entry.split(/[ ±]/) as [string, string, string | undefined];
    const column = species.indexOf(name);
    if (column < 0) throw new Error(`no species ${name}`);
    const ours = moments(counts, column, species.length);
    const both = Math.sqrt(1 + ours.n / published);
    const one = (what: string, actual: number, text: string, error: number): Deviation => {
      const { value, rounding } = printed(text);
      return {
        what: `${name} ${what}: ${actual}, published ${text}`,
        errors: Math.max(0, Math.abs(actual - value) - rounding) / (error * both),
      };
    };
    return [
      one('mean', ours.mean, mean, ours.meanError),
      ...(sd === undefined ? [] : [one('sd', ours.sd, sd, ours.sdError)]),
    ];
  });
}

export interface GoldenRun {
  readonly model: Model;
  /** Counts by species name; absent ones are 0. Default: the nominal start of the model. */
  readonly start?: Readonly<Record<string, number>>;
  readonly rows: number;
  /** [time, line of published values], rising. */
  readonly lines: readonly (readonly [time: number, line: string])[];
  /** Traces behind the published values. Default: exact. */
  readonly published?: number;
  /** Factors on rate constants, for a control. */
  readonly scale?: Readonly<Record<string, number>>;
  readonly seed?: number;
}

/** Steps an ensemble from line to line, and lists every deviation. */
export function compareRun(kernel: Kernel, run: GoldenRun): Deviation[] {
  const { model, rows, scale = {}, published = Infinity, seed = 2026 } = run;
  const { species, rates: names } = model.network;
  const start = run.start ? species.map((name) => run.start![name] ?? 0) : model.start;
  const counts = Int32Array.from({ length: rows * species.length }, (_, i) => start[i % species.length]!);
  const rates = Float64Array.from(model.rates, (rate, k) => rate * (scale[names[k]!] ?? 1));
  let time = 0;
  return run.lines.flatMap(([until, line], step) => {
    kernel.step(counts, rates, time, until - time, { seed, step, firstAgent: 0 });
    time = until;
    return deviations(model, counts, line, published);
  });
}

/** The largest deviation, said in words. */
export function worst(list: readonly Deviation[]): Deviation {
  return list.reduce((a, b) => (b.errors > a.errors ? b : a));
}
