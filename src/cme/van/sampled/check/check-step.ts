/**
 * How far a fitted law is from what its step should have made of the law before, from probabilities
 * alone: w = (e^{AΔ} p_old)(n) / p_new(n) at draws n of the fitted law. The numerator is estimated
 * without bias, by clouds of paths that go back from n, either all the way to the law before, or for
 * a last piece, to draws that others have taken forward.
 *
 * Where neither tells anything, since jumps are many and states too: for a last piece of some jumps,
 * steered by the fitted law itself, to two further laws, each fitted to draws of its own. What they have
 * of noise is not taken for the fitted law's, no more than that of paths. What all three have in common,
 * and what lasts longer than the piece, is not seen: `StepVerdict.over` says how long that is.
 */
import { setImmediate } from 'node:timers/promises';
import { Purpose, Stream } from '../../../../numerics/streams.ts';
import type { Job } from '../../../job.ts';
import { StateTable } from '../../../state-table.ts';
import type { LogLaw } from '../../log-law.ts';
import type { Advance } from '../forward.ts';
import { Jumps } from '../jumps.ts';
import { Backward } from './backward.ts';
import { type Cloud, cloudBack, logMean, type Stage } from './cloud.ts';
import { pieceJumps, pieceRatios, pieceStates } from './last-piece.ts';
import { countsOf, reference } from './reference.ts';
import { stageTimes } from './stages.ts';
import { type Verdict, verdictOf } from './verdict.ts';

export interface CheckedStep {
  readonly job: Job;
  readonly span: readonly [number, number];
  readonly before: LogLaw;
  /** Draws of the law before, others than those it was fitted with; shape [draws, species]. */
  readonly starts: Int32Array;
  readonly after: LogLaw;
  /** Takes draws forward. */
  readonly advance: Advance;
  /** Paths that may go back in each of two halves. */
  readonly paths: number;
  /** Independent draws of the fitted law, shape [n, species]. */
  draw(n: number): Int32Array;
  /**
   * Two laws of a time in the span, each fitted to draws of its own from the law before, taken forward. Where
   * it is left out, nothing is looked at but what goes back to the law before or to draws.
   */
  fitAgain?(time: number): Promise<readonly [LogLaw, LogLaw]>;
  readonly seed: number;
  readonly step: number;
}

/** States at which the laws are compared, at most, and first to learn how far back is best. */
const mostStates = 512;
const pilotStates = 32;
const fewestStates = 8;
const leastPaths = 8;
const scouts = 100;
/** Of the whole step, in which rates that move are straight lines. */
const pieces = 256;

export interface StepVerdict extends Verdict {
  /** Time that the ratios look back: the whole step, or its last piece. */
  readonly over: number;
}

/** What the clouds of one way back end at. */
interface Way {
  readonly stages: readonly Stage[];
  /** ln of the probability there, for the first half of the clouds and for the second. */
  readonly ends: readonly [LogLaw, LogLaw];
}

/** @returns how far the fitted law is from the law before, taken forward exactly */
export async function checkStep(checked: CheckedStep): Promise<StepVerdict> {
  const { job, span, draw, seed, step } = checked;
  const width = job.network.species.length;
  const { ways, rate } = await waysBack(checked);
  const stream = new Stream().open(seed, 4096 * step + 4093, 0, Purpose.check);
  const backward = new Backward(job);
  const most = checked.paths;
  const first = Math.max(fewestStates, Math.min(pilotStates, Math.floor(most / leastPaths / 4)));
  const second = Math.max(fewestStates, Math.min(mostStates, Math.floor(most / leastPaths)));
  const states = draw(first + second);
  const look = async (way: Way, own: Int32Array, paths: number) =>
    verdictOf(await ratios(checked, backward, way, own, paths, stream));
  const paths = Math.max(leastPaths, Math.floor(most / second));
  const pilot: number[] = [];
  let found: Verdict;
  for (const way of ways) {
    found = await look(way, states.slice(0, first * width), leastPaths);
    pilot.push(Number.isNaN(found.apart) ? Number.POSITIVE_INFINITY : found.apart);
  }
  const least = Math.min(...pilot);
  const rest = states.slice(first * width);
  // Where no way tells anything, neither do hardly more paths.
  if (least < Number.POSITIVE_INFINITY || paths >= 2 * leastPaths)
    found = await look(ways[pilot.indexOf(least)]!, rest, paths);
  if (!Number.isNaN(found!.apart) || !checked.fitAgain) return { ...found!, over: span[1] - span[0] };
  const over = Math.min(span[1] - span[0], pieceJumps / rate);
  const ends = await checked.fitAgain(span[1] - over);
  const piece = { job, after: checked.after, until: span[1], over, ends };
  return { ...verdictOf(await pieceRatios(piece, draw(pieceStates), stream)), over };
}

/** @returns also the jumps of a path per unit of time, at the end */
async function waysBack(checked: CheckedStep): Promise<{ ways: Way[]; rate: number }> {
  const { job, span, before, starts, seed, step, advance } = checked;
  const width = job.network.species.length;
  const jumps = new Jumps(job);
  const states = starts.slice();
  const rate = (own: Int32Array, at: number): number => {
    const now = jumps.moment(at);
    let sum = 0;
    for (let b = 0; b < own.length; b += width)
      for (let r = 0; r < jumps.change.length; r++) sum += jumps.forward(own, b, r, now);
    return (sum * width) / own.length;
  };
  // Some go ahead, to see how fast jumps will be.
  const ahead = states.slice(0, width * scouts);
  await advance(ahead, span, { seed, step: 4096 * step + 4095, purpose: Purpose.check });
  const atEnd = rate(ahead, span[1]);
  const times = stageTimes(span, job.start.time, [rate(states, span[0]), atEnd]);
  const stages: Stage[] = [];
  const kept = new Map<number, Int32Array>();
  let counts = countsOf(states, job.limits);
  for (const [k, until] of times.slice(1).entries()) {
    const from = times[k]!;
    await advance(
      states,
      [from, until],
      { seed, step: 4096 * step + k, purpose: Purpose.check },
      { pieces: Math.ceil((pieces * (until - from)) / (span[1] - span[0])) },
    );
    const then = countsOf(states, job.limits);
    stages.push({
      duration: until - from,
      middle: jumps.moment((from + until) / 2),
      reference: reference(
        then.map((n, i) => n + counts[i]!),
        job.limits,
      ),
    });
    counts = then;
    if (times.length - k < 9) kept.set(k + 1, states.slice());
    // Others get a turn.
    await setImmediate();
  }
  const ways: Way[] = [{ stages, ends: [before, before] }];
  for (const [k, there] of kept) ways.push({ stages: stages.slice(k), ends: halves(there, width) });
  return { ways, rate: atEnd };
}

/** The shares of the first and of the second half of draws. */
function halves(states: Int32Array, width: number): [LogLaw, LogLaw] {
  const half = Math.floor(states.length / width / 2) * width;
  const law = (own: Int32Array): LogLaw => {
    const table = new StateTable(width);
    const shares: number[] = [];
    for (let at = 0; at < own.length; at += width) {
      const i = table.add(own, at);
      shares[i] = (shares[i] ?? 0) + width / own.length;
    }
    return (asked) =>
      Float64Array.from({ length: asked.length / width }, (_, row) => {
        const i = table.find(asked, row * width);
        return i < 0 ? Number.NEGATIVE_INFINITY : Math.log(shares[i]!);
      });
  };
  return [law(states.subarray(0, half)), law(states.subarray(half, 2 * half))];
}

/** w at every state, twice: by independent clouds. */
async function ratios(
  { after }: CheckedStep,
  backward: Backward,
  { stages, ends }: Way,
  states: Int32Array,
  paths: number,
  stream: Stream,
): Promise<[Float64Array, Float64Array]> {
  const log = after(states);
  const width = states.length / log.length;
  const half = async (end: LogLaw): Promise<Float64Array> => {
    const clouds: Cloud[] = [];
    const arrived = new Int32Array(log.length * paths * width);
    for (let i = 0; i < log.length; i++) {
      const cloud = cloudBack(backward, states.subarray(i * width, (i + 1) * width), paths, stages, stream);
      clouds.push(cloud);
      arrived.set(cloud.states, i * paths * width);
      if (i % 16 === 0) await setImmediate();
    }
    const there = end(arrived);
    return log.map((p, i) => {
      const { weights, scale } = clouds[i]!;
      return Math.exp(scale + logMean(weights.map((w, k) => w + there[i * paths + k]!)) - p);
    });
  };
  return [await half(ends[0]), await half(ends[1])];
}
