/** Limits where none are given: as far as paths of a pilot went, and as much again as chance may add. */
import { ScenarioError } from '../../../errors.ts';
import { Purpose, Stream } from '../../../numerics/streams.ts';
import type { Job } from '../../job.ts';
import { firstAbove } from '../model/fit.ts';
import { Paths } from './paths.ts';

/** Paths of the pilot. */
const pilot = 256;
/** A species that goes so far has no law a network could learn count by count. */
const ceiling = 5000;
/** Pieces of the time, between which a pilot that runs away is stopped. */
const pieces = 64;

/**
 * Greatest count of each species, all finite: those that are known, and of the others the greatest of
 * 256 paths, plus three times its root and 4. The same for the same job and seed.
 *
 * @throws ScenarioError for a species that grows beyond what can be drawn
 */
export function foundLimits(job: Job, until: number, seed: number): Float64Array {
  const { start, network } = job;
  const paths = new Paths({ ...job, limits: job.limits.map((limit) => Math.min(limit, ceiling)) });
  const states = startDraws(job, pilot, seed, Purpose.check);
  const most = new Float64Array(network.species.length);
  states.forEach((n, i) => {
    const s = i % most.length;
    most[s] = Math.max(most[s]!, n);
  });
  for (let k = 0; k < pieces; k++) {
    const [from, to] = [k, k + 1].map((n) => start.time + ((until - start.time) * n) / pieces);
    paths.advance(
      states,
      [from!, to!],
      { seed, step: 2 ** 32 - 1 - k, purpose: Purpose.check },
      { most, pieces: 8 },
    );
    const far = most.findIndex((n, s) => n >= ceiling && job.limits[s]! > ceiling);
    if (far >= 0)
      throw new ScenarioError(
        job.where,
        `nothing bounds ${network.species[far]}: it has reached ${ceiling} by time ${to}`,
        `Set \`limits: { ${network.species[far]}: <greatest count> }\`, or end earlier.`,
      );
  }
  return job.limits.map((limit, s) =>
    limit < Number.POSITIVE_INFINITY ? limit : most[s]! + Math.ceil(3 * Math.sqrt(most[s]!)) + 4,
  );
}

/** States drawn from the law of the start, shape [n, species]. */
export function startDraws({ start }: Job, n: number, seed: number, purpose: Purpose): Int32Array {
  const width = start.species.length;
  let sum = 0;
  const until = start.probability.map((p) => (sum += p));
  const stream = new Stream().open(seed, 0, 0, purpose);
  const states = new Int32Array(n * width);
  for (let b = 0; b < n; b++) {
    const s = firstAbove(until, stream.uniform() * sum);
    states.set(start.states.subarray(s * width, (s + 1) * width), b * width);
  }
  return states;
}
