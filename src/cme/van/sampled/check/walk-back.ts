/**
 * Paths that go back in time, steered by a law that can be asked for its probabilities: as
 * {@link Backward}, with h = p for the fitted law p itself. Their weights are then made of nothing but
 * what p lacks of obeying the master equation, (Ap − ∂p/∂t)/p, summed along the way.
 *
 * Dear, since every jump asks for the law of all states it may come from: hence all paths side by side,
 * jump by jump, so that many are asked for at once.
 */
import { setImmediate } from 'node:timers/promises';
import type { Stream } from '../../../../numerics/streams.ts';
import type { Job } from '../../../job.ts';
import type { LogLaw } from '../../log-law.ts';
import { Jumps, pick } from '../jumps.ts';

export interface Walked {
  /** Where each path has come from, shape [paths, species]. */
  readonly states: Int32Array;
  /** ln of what its probability there, over that in the law, is to be multiplied by; shape [paths]. */
  readonly weights: Float64Array;
}

/**
 * @param law       ln h, of states inside the limits; finite at the starts
 * @param starts    shape [paths, species]; left as they are
 * @param until     the time there; rates are those in the middle of the way
 * @param duration  how far back all go
 */
export async function walkBack(
  job: Job,
  law: LogLaw,
  starts: Int32Array,
  until: number,
  duration: number,
  stream: Stream,
): Promise<Walked> {
  const jumps = new Jumps(job);
  const moves = movesOf(jumps);
  const now = jumps.moment(until - duration / 2);
  const { width } = jumps;
  const states = starts.slice();
  const many = states.length / width;
  const weights = new Float64Array(many);
  const left = new Float64Array(many).fill(duration);
  const here = law(states);
  let under = Int32Array.from({ length: many }, (_, p) => p);
  while (under.length > 0) {
    // Propensities of the moves that lead here, and where those come from.
    const back = new Float64Array(under.length * moves.length);
    const sources = new Int32Array(back.length * width);
    const asked = new Int32Array(back.length);
    let rows = 0;
    under.forEach((p, k) => {
      moves.forEach(({ reactions, change }, m) => {
        let a = 0;
        for (const r of reactions) a += jumps.backward(states, p * width, r, now);
        if (a === 0) return;
        back[k * moves.length + m] = a;
        asked[rows] = k * moves.length + m;
        for (let s = 0; s < width; s++) sources[rows * width + s] = states[p * width + s]!;
        for (const { species, count } of change) sources[rows * width + species]! -= count;
        rows++;
      });
    });
    const logs = law(sources.subarray(0, rows * width));
    const from = new Float64Array(back.length);
    for (let i = 0; i < rows; i++) {
      const at = asked[i]!;
      from[at] = logs[i]!;
      back[at]! *= Math.exp(logs[i]! - here[under[Math.floor(at / moves.length)]!]!);
    }
    under = under.filter((p, k) => {
      const own = back.subarray(k * moves.length, (k + 1) * moves.length);
      const all = own.reduce((a, b) => a + b, 0);
      let out = 0;
      for (let r = 0; r < jumps.change.length; r++) out += jumps.forward(states, p * width, r, now);
      const wait = all > 0 ? stream.exponential() / all : Number.POSITIVE_INFINITY;
      weights[p]! += Math.min(wait, left[p]!) * (all - out);
      if (wait >= left[p]!) return false;
      left[p]! -= wait;
      const fired = pick(own, stream.uniform());
      for (const { species, count } of moves[fired]!.change) states[p * width + species]! -= count;
      here[p] = from[k * moves.length + fired]!;
      return true;
    });
    // Others get a turn.
    await setImmediate();
  }
  return { states, weights };
}

/** Reactions that change the same are one move. */
function movesOf({ change }: Jumps) {
  const byChange = new Map<string, { reactions: number[]; change: Jumps['change'][number] }>();
  change.forEach((own, r) => {
    if (own.length === 0) return;
    const name = own.map(({ species, count }) => `${species}:${count}`).join();
    const move = byChange.get(name) ?? { reactions: [], change: own };
    move.reactions.push(r);
    byChange.set(name, move);
  });
  return [...byChange.values()];
}
