/**
 * Draws taken forward in time, by exact simulation of the caller's where that is the same law as
 * {@link Paths} draw from, else by those.
 *
 * It is the same but for the limits, which reflect paths and which such a simulation does not know: a
 * path that ends beyond them is taken forward again. One that was beyond them on its way and came back
 * is not seen, so that where paths of a pilot go beyond, all go the slow way.
 */
import { setImmediate } from 'node:timers/promises';
import type { Job } from '../../job.ts';
import { type PathOptions, type PathStreams, Paths } from './paths.ts';

/** Exact simulation of a network without limits, its rates constant in time. */
export interface Forward {
  /** Names the way: a solve that was begun by another does not go on by this one. */
  readonly name: string;
  /**
   * Where every state is after a stretch of time; the same for the same `streams`, alone or among others.
   *
   * @param states  shape [rows, species]; left as they are
   * @returns shape [rows, species]
   */
  advance(states: Int32Array, span: readonly [number, number], streams: PathStreams): Promise<Int32Array>;
}

/** Takes every state forward, in place, inside the limits; as {@link Paths}. */
export type Advance = (
  states: Int32Array,
  span: readonly [number, number],
  streams: PathStreams,
  options?: PathOptions,
) => Promise<void>;

/** Paths between which others get a turn. */
const together = 500;
/** Paths of a pilot. */
const scouts = 100;
/** How much wider their box is. */
const wider = 2;
const widerAtLeast = 16;

/** @param forward  none: all go by {@link Paths} */
export function openAdvance(job: Job, forward: Forward | undefined): Advance {
  const paths = new Paths(job);
  const width = job.limits.length;
  const slowly: Advance = async (states, span, streams, options) => {
    const { first = 0 } = streams;
    for (let row = 0; row * width < states.length; row += together) {
      const own = states.subarray(row * width, (row + together) * width);
      paths.advance(own, span, { ...streams, first: first + row }, options);
      // Others get a turn, such as who wants to stop it.
      await setImmediate();
    }
  };
  if (!forward) return slowly;
  return async (states, span, streams) => {
    const { first = 0 } = streams;
    const ends = await forward.advance(states, span, streams);
    for (let at = 0; at < states.length; at += width) {
      const end = ends.subarray(at, at + width);
      const own = states.subarray(at, at + width);
      if (end.every((n, s) => n <= job.limits[s]!)) own.set(end);
      else paths.advance(own, span, { ...streams, first: first + at / width });
    }
  };
}

/** Do the first hundred states all stay within the limits on their way, in a box that would let them out? */
export function staysInside(
  job: Job,
  states: Int32Array,
  span: readonly [number, number],
  streams: PathStreams,
): boolean {
  const { limits } = job;
  const wide = { ...job, limits: limits.map((n) => wider * n + widerAtLeast) };
  const most = new Float64Array(limits.length);
  new Paths(wide).advance(states.slice(0, scouts * limits.length), span, streams, { most });
  return most.every((n, s) => n <= limits[s]!);
}
