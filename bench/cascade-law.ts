/** The law of cascade 1 from nothing: a product of Poisson laws, and how far a solved one is from it. */
import { readLaws } from '../dist/run/solve/laws/read-laws.js';
import { van } from '../dist/run/solve/methods/van.js';
import { solveTask } from '../dist/run/solve/task.js';
import cascade, { rates } from '../scenarios/master-equation/cascade1.ts';

/** Steps of Runge and Kutta in a unit of time. */
const steps = 1000;
const draws = 10_000;

/** Means of all species, from nothing, at a time. */
export function cascadeMeans(length: number, time: number): Float64Array {
  const { make, turn, decay } = rates;
  const slope = (m: Float64Array): Float64Array =>
    m.map((n, i) => (i > 0 ? turn * m[i - 1]! : make) - (decay + (i < length - 1 ? turn : 0)) * n);
  const many = Math.ceil(steps * time);
  const h = time / many;
  let mean = new Float64Array(length);
  const ahead = (k: Float64Array, by: number) => mean.map((n, i) => n + by * k[i]!);
  for (let s = 0; s < many; s++) {
    const k1 = slope(mean);
    const k2 = slope(ahead(k1, h / 2));
    const k3 = slope(ahead(k2, h / 2));
    const k4 = slope(ahead(k3, h));
    mean = mean.map((n, i) => n + (h / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!));
  }
  return mean;
}

export interface Divergence {
  readonly time: number;
  /** KL(solved ‖ exact) in nats, from draws of the solved law. */
  readonly nats: number;
  /** Its standard error. */
  readonly deviation: number;
}

/** @param path  laws of `cascade1.ts` by van, default settings */
export async function cascadeDivergences(path: string): Promise<Divergence[]> {
  const task = solveTask(cascade, { method: 'van' });
  const laws = await readLaws(path);
  const found: Divergence[] = [];
  for (const [i, { time }] of laws.rows.entries()) {
    const law = (await van.open(task, (await laws.kept(i))!)) as Awaited<ReturnType<typeof van.open>> & {
      sample(n: number, seed: number): Int32Array;
      logProbability(state: ArrayLike<number>): number;
    };
    const width = law.species.length;
    const mean = cascadeMeans(width, time);
    const states = law.sample(draws, 1);
    let [sum, squares] = [0, 0];
    for (let at = 0; at < states.length; at += width) {
      const state = states.subarray(at, at + width);
      const apart = law.logProbability(state) - state.reduce((log, n, s) => log + logPoisson(n, mean[s]!), 0);
      sum += apart;
      squares += apart * apart;
    }
    const nats = sum / draws;
    found.push({ time, nats, deviation: Math.sqrt((squares / draws - nats * nats) / draws) });
  }
  return found;
}

function logPoisson(n: number, mean: number): number {
  let log = -mean;
  for (let k = 1; k <= n; k++) log += Math.log(mean / k);
  return log;
}
