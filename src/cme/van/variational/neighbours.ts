/** Where a network is looked at beside its own draws: what is rare now may be common soon. */
import { Purpose, Stream } from '../../../numerics/streams.ts';
import { type Job, noRate } from '../../job.ts';

/** Chance of one more jump. */
const more = 0.5;

/**
 * Moves states from row `from` on by one jump or more, the likelier the faster it is; what is found of
 * a law at them holds wherever they come from.
 *
 * @param states  shape [rows, species], overwritten
 * @param holds   is this, shape [species], a state of the box?
 * @throws SolverError for a propensity that is no rate
 */
export function moveAside(
  job: Job,
  states: Int32Array,
  from: number,
  holds: (state: ArrayLike<number>) => boolean,
  { seed, step, time }: { readonly seed: number; readonly step: number; readonly time: number },
): void {
  const { reactions, species } = job.network;
  const width = species.length;
  const rates = job.ratesAt(time);
  const stream = new Stream();
  const a = new Float64Array(reactions.length);
  for (let row = from; row * width < states.length; row++) {
    const state = states.subarray(row * width, (row + 1) * width);
    const jump = (r: number, sign: number) => {
      for (const { species: s, count } of reactions[r]!.change) state[s]! += sign * count;
    };
    stream.open(seed, step, row, Purpose.noise);
    do {
      reactions.forEach(({ change }, r) => {
        a[r] = 0;
        if (change.length === 0) return;
        jump(r, 1);
        const inside = holds(state);
        jump(r, -1);
        if (!inside) return;
        a[r] = job.propensities[r]!(state, 0, rates, 0, time);
        if (!(a[r]! >= 0 && a[r]! < Number.POSITIVE_INFINITY)) noRate(job, r, state, 0, a[r]!);
      });
      const all = a.reduce((sum, v) => sum + v, 0);
      if (all === 0) break;
      let left = stream.uniform() * all;
      let r = 0;
      while (r < a.length - 1 && left >= a[r]!) left -= a[r++]!;
      // Rounding may lead past the last that can happen.
      while (a[r] === 0) r--;
      jump(r, 1);
    } while (stream.uniform() < more);
  }
}
