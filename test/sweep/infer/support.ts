/** A network whose posteriors are known: molecules come and go, counted at times. */
import { binomial, poisson } from '../../../src/numerics/samplers.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';
import type { Proposals, Simulate } from '../../../src/sweep/infer/abc/generation.ts';

/** Counts of `0 -> X @ birth`, `X -> 0 @ death` at rising times, from none: drawn from their exact law. */
export function comeAndGo(birth: number, death: number, times: readonly number[], seed: number): number[] {
  const stream = new Stream().open(seed, 0, 0, Purpose.check);
  let [now, x] = [0, 0];
  return times.map((time) => {
    const stays = Math.exp(-death * (time - now));
    now = time;
    x = binomial(stream, x, stays) + poisson(stream, (birth / death) * (1 - stays));
    return x;
  });
}

/** @param run  summaries of one run, from a point of the unit cube */
export function simulator(
  parameters: number,
  run: (point: Float64Array, seed: number) => readonly number[],
): Simulate {
  return ({ points, seeds }: Proposals) => {
    const rows = Array.from(seeds, (seed, i) =>
      run(points.subarray(i * parameters, (i + 1) * parameters), seed),
    );
    return Promise.resolve({ summaries: Float64Array.from(rows.flat()), failures: [] });
  };
}

/** Mean and standard deviation of a law that is known on a grid, up to a factor. */
export function gridMoments(
  values: readonly number[],
  density: readonly number[],
): { mean: number; sd: number } {
  const sum = density.reduce((a, b) => a + b, 0);
  const mean = values.reduce((s, v, i) => s + (v * density[i]!) / sum, 0);
  const square = values.reduce((s, v, i) => s + ((v - mean) ** 2 * density[i]!) / sum, 0);
  return { mean, sd: Math.sqrt(square) };
}

/** Middles of `n` equal parts of [0, 1]. */
export function middles(n: number): number[] {
  return Array.from({ length: n }, (_, i) => (i + 0.5) / n);
}
