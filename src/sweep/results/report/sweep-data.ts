/** The results of a sweep as its report asks for them. */
import type { Shown } from '../../factors/factor.ts';
import { type Between, isBetween } from '../../factors/values.ts';
import type { SweepHeader } from '../../plan/header.ts';
import { readPlan } from '../../plan/read-plan.ts';
import { readTable } from '../merge.ts';
import { Standing } from '../read-results.ts';

/** One factor as the runs have it: in levels, which are the values listed, or equal parts of a range. */
export interface Levels {
  readonly name: string;
  /** Where each level stands on an axis. */
  readonly at: readonly number[];
  readonly labels: readonly string[];
  /** Whether places are numbers of the factor; words stand side by side. */
  readonly numeric: boolean;
  readonly logarithmic: boolean;
  /** Whether levels are parts of a range. */
  readonly binned: boolean;
  /** By run. */
  readonly level: Int32Array;
}

export interface SweepData {
  readonly header: SweepHeader;
  readonly levels: readonly Levels[];
  /** By factor: by run, its value. */
  readonly values: readonly (readonly Shown[])[];
  /** By run. */
  readonly point: Int32Array;
  readonly replicate: Int32Array;
  /** By measure: by run, undefined where it failed, is not done, or had none. */
  readonly outputs: readonly (readonly (number | undefined)[])[];
  readonly done: number;
  readonly failed: number;
  readonly failures: ReadonlyMap<number, { readonly name: string; readonly message: string }>;
}

/** Parts of a range. */
const bins = 10;

/** More values than these are told in parts. */
const mostLevels = 100;

/** @throws RecordingError as `readTable` and `readPlan` */
export async function readSweep(folder: string, header: SweepHeader): Promise<SweepData> {
  const plan = await readPlan(folder, header);
  const { standing, values, failures, done } = await readTable(folder, header, plan);
  return {
    header,
    levels: header.factors.map(({ name, values: given }, f) =>
      isBetween(given)
        ? parts(name, given, plan.values[f]!)
        : listed(name, given as readonly Shown[], plan.values[f]!),
    ),
    ...{ values: plan.values, point: plan.point, replicate: plan.replicate, failures },
    outputs: values.map((column) =>
      Array.from(column, (v, run) => (standing[run] === Standing.done && !Number.isNaN(v) ? v : undefined)),
    ),
    done,
    failed: failures.size,
  };
}

function listed(name: string, given: readonly Shown[], runs: readonly Shown[]): Levels {
  const numeric = given.every((v) => typeof v === 'number');
  const order = numeric ? [...new Set(given as number[])].sort((a, b) => a - b) : [...new Set(given)];
  const places = new Map(order.map((value, i) => [value, i]));
  const numbers = order as number[];
  // Values that grow by factors are seen best where factors have one length.
  const logarithmic = numeric && numbers[0]! > 0 && numbers.length > 2 && numbers.at(-1)! / numbers[0]! >= 10;
  if (numeric && numbers.length > mostLevels)
    return parts(
      name,
      { low: numbers[0]!, high: numbers.at(-1)!, scale: logarithmic ? 'log' : 'linear' },
      runs,
    );
  return {
    name,
    numeric,
    at: numeric ? numbers : order.map((_, i) => i),
    labels: order.map(String),
    logarithmic,
    binned: false,
    level: Int32Array.from(runs, (value) => places.get(value)!),
  };
}

function parts(
  name: string,
  { low, high, scale }: Pick<Between, 'low' | 'high' | 'scale'>,
  runs: readonly Shown[],
): Levels {
  const logarithmic = scale === 'log';
  const share = (value: number): number =>
    logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  const at = Array.from({ length: bins }, (_, i) => {
    const u = (i + 0.5) / bins;
    return logarithmic ? low * (high / low) ** u : low + u * (high - low);
  });
  return {
    name,
    numeric: true,
    at,
    labels: at.map((value) => String(Number(value.toPrecision(3)))),
    logarithmic,
    binned: true,
    level: Int32Array.from(runs, (value) => Math.min(bins - 1, Math.floor(share(value as number) * bins))),
  };
}
