/**
 * Many trajectories of one well-mixed network: a run whose cells do not know each
 * other, one cell per trajectory. So threads, seeds and kernels are those of a grid.
 */
import { evaluate } from '../../crn/evaluate.ts';
import type { Network } from '../../crn/network.ts';
import { parseFormula } from '../../crn/parse-formula.ts';
import { ScenarioError } from '../../errors.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { KernelSpec } from '../../kernels/kernel.ts';
import { ssa } from '../../kernels/specs.ts';
import type { Frame } from '../../record/frame.ts';
import type { Outcome } from '../outcome.ts';
import { run } from '../run.ts';
import type { Cell, Scenario } from '../scenario.ts';

export interface EnsembleOptions {
  readonly network: Network;
  /** Value of every rate constant. */
  readonly rates: Readonly<Record<string, number>>;
  /** Counts at time 0, or a function that draws them for each trajectory; species left out start at 0. */
  readonly start: Readonly<Record<string, number>> | ((cell: Cell) => Readonly<Record<string, number>>);
  readonly trajectories: number;
  readonly until: number;
  /** Time between records. */
  readonly every: number;
  readonly seed: number;
  readonly timeUnit: string;
  /** Default exact SSA. */
  readonly kernel?: KernelSpec;
  /** Needed by learned kernels. */
  readonly abstraction?: Abstraction;
  /** Length of a step of the kernel, `every` a whole number of them; for learned kernels the one they know. Default `every`. */
  readonly step?: number;
  readonly threads?: number;
  /** Called after each record with its time: for progress. */
  readonly onRecord?: (time: number) => void;
  /** Formulas of a trajectory's counts and the time, by name: followed beside the species. Default none. */
  readonly observables?: Readonly<Record<string, string>>;
  /** Keep every trajectory, not only the statistics. */
  readonly keep?: boolean;
  /** Trajectories kept in any case, for a figure. Default 0. */
  readonly traces?: number;
}

export interface Ensemble {
  /** The species but for what events remember, then the observables. */
  readonly names: readonly string[];
  readonly species: readonly string[];
  readonly times: Float64Array;
  /** Per name: mean over trajectories at each time. */
  readonly mean: readonly Float64Array[];
  /** Per name: standard deviation over trajectories (divisor n − 1) at each time. */
  readonly sd: readonly Float64Array[];
  /** The first trajectories, shape [traces][names][times]. */
  readonly traces: readonly (readonly Float64Array[])[];
  /** All counts if kept, one array [trajectories, species] per time; observables follow from them. */
  readonly counts: readonly Int32Array[];
  readonly outcome: Outcome;
}

/** @throws ScenarioError for impossible numbers; KernelError where a trajectory cannot go on */
export async function simulateEnsemble(options: EnsembleOptions): Promise<Ensemble> {
  const { network, trajectories, every, until, abstraction, step = every } = options;
  if (!Number.isInteger(trajectories) || trajectories < 1 || trajectories > 1e8)
    throw new ScenarioError(
      '--trajectories',
      `${trajectories} is not a number of trajectories`,
      'Give a whole number from 1 to 1e8.',
    );
  const stepsBetween = Math.round(every / step);
  if (!(stepsBetween >= 1) || Math.abs(stepsBetween * step - every) > 1e-6 * step)
    throw new ScenarioError(
      '--every',
      `${every} is no whole number of steps of ${step}`,
      `Try ${+(Math.max(1, stepsBetween || 1) * step).toPrecision(12)}.`,
    );
  const scenario = {
    kind: 'scenario',
    name: 'ensemble',
    crn: network,
    rates: options.rates,
    start: options.start,
    grid: { size: [trajectories, 1] },
    kernel: options.kernel ?? ssa(),
    time: { unit: options.timeUnit, step, until },
    record: { every: stepsBetween, observables: {} },
    ...(abstraction ? { train: trainedFor(network, abstraction) } : {}),
    seed: options.seed,
  } as unknown as Scenario;
  const running = run(scenario, {
    ...(abstraction ? { abstraction } : {}),
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  });

  const times: number[] = [];
  const { species } = network;
  const followed = [
    ...species.flatMap((name, s) => (isLatch(network, s) ? [] : [{ name, of: columnOf(s, species.length) }])),
    ...Object.entries(options.observables ?? {}).map(([name, text]) => ({
      name,
      of: formulaOf(
        text,
        network,
        network.rates.map((rate) => options.rates[rate]!),
      ),
    })),
  ];
  const names = followed.map(({ name }) => name);
  const mean: number[][] = names.map(() => []);
  const sd: number[][] = names.map(() => []);
  const shown = Math.min(options.traces ?? 0, trajectories);
  const traces = Array.from({ length: shown }, () => names.map((): number[] => []));
  const counts: Int32Array[] = [];
  const values = new Float64Array(trajectories);
  for await (const frame of running) {
    times.push(frame.time);
    followed.forEach(({ of }, i) => {
      of(frame, values);
      const moments = momentsOf(values);
      mean[i]!.push(moments.mean);
      sd[i]!.push(moments.sd);
      traces.forEach((trace, t) => trace[i]!.push(values[t]!));
    });
    if (options.keep) counts.push(frame.counts);
    options.onRecord?.(frame.time);
  }
  const columns = (rows: readonly number[][]): Float64Array[] => rows.map((r) => Float64Array.from(r));
  return {
    names,
    species,
    times: Float64Array.from(times),
    mean: columns(mean),
    sd: columns(sd),
    traces: traces.map(columns),
    counts,
    outcome: await running.outcome,
  };
}

/** What a scenario says of what its kernel reads, from where it was trained. */
function trainedFor({ rates }: Network, { shape, domain }: Abstraction): object {
  const ranges = shape.rateInputs.map((name) => [name, domain.rates[rates.indexOf(name)]] as const);
  return {
    rateRanges: Object.fromEntries(ranges),
    ...(shape.stepInput ? { stepRange: domain.dt } : {}),
  };
}

function isLatch({ events }: Network, species: number): boolean {
  return events.some(({ latch }) => latch === species);
}

/** Writes a number of each trajectory into `values`. */
type Follow = (frame: Frame, values: Float64Array) => void;

function columnOf(species: number, width: number): Follow {
  return ({ counts }, values) => {
    for (let i = 0, at = species; i < values.length; i++, at += width) values[i] = counts[at]!;
  };
}

function formulaOf(text: string, { species, rates }: Network, constants: readonly number[]): Follow {
  const { length } = species;
  const formula = parseFormula(text, species, rates);
  return ({ counts, time }, values) => {
    for (let i = 0; i < values.length; i++)
      values[i] = evaluate(formula, counts.subarray(i * length, (i + 1) * length), constants, time);
  };
}

/** Two passes, because counts may be large and their spread small. */
function momentsOf(values: Float64Array): { mean: number; sd: number } {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
  return { mean, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : 0 };
}
