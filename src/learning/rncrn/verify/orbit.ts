/**
 * Where a state ends up: at rest, on a cycle, on something else that stays bounded, or
 * nowhere. Cycles are read off where the solution crosses the plane through its own middle.
 */
import { isCrnGridError } from '../../../errors.ts';
import type { Watch } from '../../../numerics/ode/crossings.ts';
import { type OdeSolution, solveOde } from '../../../numerics/ode/solve.ts';
import type { OdeSystem } from '../../../numerics/ode/system.ts';
import type { Interval } from '../model.ts';

export interface OrbitJob {
  readonly system: OdeSystem;
  /** Its first `width` variables are looked at: the executive species. */
  readonly width: number;
  /** Shape [system.size]. */
  readonly start: ArrayLike<number>;
  /** So long is waited before, and then looked at; longer, up to `patience` times, while nothing is settled. */
  readonly time: number;
  /** Default 3. */
  readonly patience?: number;
  /** Beyond it a variable has run away. */
  readonly bound: number;
  /** Is the system stiff? Default no. */
  readonly stiff?: boolean;
}

export interface Orbit {
  /** `wandering`: bounded, and neither at rest nor periodic in the time that was looked at. */
  readonly kind: 'rest' | 'cycle' | 'wandering' | 'away';
  /** Where it is at the end, shape [system.size]. */
  readonly end: readonly number[];
  /** Of a cycle. */
  readonly period?: number;
  /** Least and largest value of each variable in the time looked at, of a cycle in one period. */
  readonly extents: readonly Interval[];
  /** Time means and standard deviations, over the same time. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** Mean time between upward crossings of its middle, by variable; NaN where there are fewer than two. */
  readonly returns: readonly number[];
  /** States of the time looked at, evenly spaced, the executive species: shape [samples, width]. */
  readonly path: Float64Array;
  readonly pathTime: Interval;
}

const samples = 1000;
/** At rest: all extents below this share of the size. */
const still = 1e-5;
/** A cycle: the state after a period is the same but for this share of the extents. */
const closed = 2e-3;
/** Most crossings of one variable in a period. */
const mostTurns = 40;

export function settle(job: OrbitJob): Orbit {
  const { time, patience = 3 } = job;
  let start: Float64Array = Float64Array.from(job.start);
  let orbit: Orbit | undefined;
  for (let turn = 0; turn < patience; turn++) {
    const before = solved(job, start, 0, time);
    if (!before) return away(job, start);
    const after = solved(job, before.state, 0, time);
    if (!after) return away(job, before.state);
    orbit = read(job, after, time);
    if (orbit.kind !== 'wandering') return orbit;
    start = after.state;
  }
  return orbit!;
}

/** @returns undefined where it runs away */
function solved(job: OrbitJob, state: Float64Array, from: number, to: number): OdeSolution | undefined {
  const { system, stiff = false } = job;
  try {
    const solution = solveOde(system, {
      from,
      to,
      state,
      watches: [leaving(job)],
      method: stiff ? 'rosenbrock' : 'explicit',
      rtol: 1e-7,
      atol: 1e-9,
      nonNegative: 'all',
      mostSteps: 300_000,
    });
    return solution.ended === 'at a crossing' ? undefined : solution;
  } catch (error) {
    if (isCrnGridError(error, 'OdeError')) return undefined;
    throw error;
  }
}

/** Ends a solution where a variable that is looked at grows beyond a bound; perceptrons may be larger. */
export function leaving({ width, bound }: Pick<OrbitJob, 'width' | 'bound'>): Watch {
  return { value: (_, y) => Math.max(...y.subarray(0, width)) - bound, direction: 'up', terminal: true };
}

function away({ width }: OrbitJob, state: Float64Array): Orbit {
  const nothing = new Array<number>(width).fill(Number.NaN);
  return {
    kind: 'away',
    end: [...state],
    extents: nothing.map((): Interval => [Number.NaN, Number.NaN]),
    mean: nothing,
    deviation: nothing,
    returns: nothing,
    path: new Float64Array(0),
    pathTime: [0, 0],
  };
}

function read({ width, system }: OrbitJob, solution: OdeSolution, time: number): Orbit {
  const whole = sampled(solution, [0, time], width, system.size);
  const all = facts(whole, width);
  const size = Math.max(...all.mean.map(Math.abs), 1e-12);
  const sides = all.extents.map(([low, high]) => high - low);
  const base = { end: [...solution.state], returns: all.returns.map((r) => r * time) };
  // What still shrinks or grows slowly is told apart by a Newton step, which the caller has.
  if (Math.max(...sides) < still * size)
    return { kind: 'rest', ...all, ...base, path: whole, pathTime: [0, time] };
  const widest = sides.indexOf(Math.max(...sides));
  const period = periodOf(solution, widest, all.mean[widest]!, sides, time, system.size);
  if (period === undefined) return { kind: 'wandering', ...all, ...base, path: whole, pathTime: [0, time] };
  const span: Interval = [time - period, time];
  const path = sampled(solution, span, width, system.size);
  return { kind: 'cycle', period, ...facts(path, width), ...base, path, pathTime: span };
}

function sampled(solution: OdeSolution, [from, to]: Interval, width: number, size: number): Float64Array {
  const [path, state] = [new Float64Array(samples * width), new Float64Array(size)];
  for (let k = 0; k < samples; k++) {
    const t = k === samples - 1 ? to : from + ((to - from) * k) / (samples - 1);
    path.set(solution.at(t, state).subarray(0, width), k * width);
  }
  return path;
}

/** What an evenly spaced path says; returns are in units of its length. */
function facts(path: Float64Array, width: number): Pick<Orbit, 'extents' | 'mean' | 'deviation' | 'returns'> {
  const each = Array.from({ length: width }, (_, i) => {
    const values = Float64Array.from({ length: samples }, (_, k) => path[k * width + i]!);
    const mean = values.reduce((a, b) => a + b, 0) / samples;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / samples;
    const ups: number[] = [];
    for (let k = 1; k < samples; k++)
      if (values[k - 1]! < mean && values[k]! >= mean)
        ups.push((k - (values[k]! - mean) / (values[k]! - values[k - 1]!)) / (samples - 1));
    return {
      extent: [Math.min(...values), Math.max(...values)] as const,
      mean,
      deviation: Math.sqrt(variance),
      returns: ups.length > 1 ? (ups.at(-1)! - ups[0]!) / (ups.length - 1) : Number.NaN,
    };
  });
  return {
    extents: each.map((e) => e.extent),
    mean: each.map((e) => e.mean),
    deviation: each.map((e) => e.deviation),
    returns: each.map((e) => e.returns),
  };
}

/** The shortest time after which the whole state comes back, seen from the end. */
function periodOf(
  solution: OdeSolution,
  variable: number,
  middle: number,
  sides: readonly number[],
  time: number,
  size: number,
): number | undefined {
  const ups = crossings(solution, variable, middle, time, size);
  const count = ups.length;
  const same = (a: number, b: number): boolean =>
    sides.every(
      (side, i) => Math.abs(ups[a]!.state[i]! - ups[b]!.state[i]!) <= closed * Math.max(side, still),
    );
  for (let m = 1; m <= mostTurns && m < count; m++) {
    // Chaos comes near to itself once in a while, but not turn after turn.
    const turns = Array.from({ length: Math.min(m, count - m) }, (_, k) => count - 1 - k);
    if (turns.every((k) => same(k, k - m))) return ups[count - 1]!.t - ups[count - 1 - m]!.t;
  }
  return undefined;
}

function crossings(
  solution: OdeSolution,
  variable: number,
  middle: number,
  time: number,
  size: number,
): { t: number; state: Float64Array }[] {
  const found: { t: number; state: Float64Array }[] = [];
  const at = (t: number): number => solution.at(Math.min(t, time))[variable]! - middle;
  const parts = 4 * samples;
  let before = at(0);
  for (let k = 1; k <= parts; k++) {
    const value = at((time * k) / parts);
    if (before < 0 && value >= 0) {
      let [low, high] = [(time * (k - 1)) / parts, (time * k) / parts];
      for (let i = 0; i < 50; i++) {
        const half = (low + high) / 2;
        if (at(half) < 0) low = half;
        else high = half;
      }
      found.push({ t: high, state: solution.at(Math.min(high, time), new Float64Array(size)) });
    }
    before = value;
  }
  return found;
}
