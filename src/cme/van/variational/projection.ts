/** One step of a law through time, and a network brought to where it leads. */
import { Purpose } from '../../../numerics/streams.ts';
import type { VanJob } from '../job.ts';
import type { VanModel } from '../model/model.ts';
import { Conditionals } from '../sampled/conditionals.ts';
import type { Support } from '../sampled/support.ts';
import { inflows, localFlow } from './local-flow.ts';
import type { Natural } from './natural/natural.ts';
import { moveAside } from './neighbours.ts';
import type { Variational } from './settings.ts';
import { implicitRatio, predictedLog } from './target.ts';

export interface Asked {
  readonly time: number;
  readonly duration: number;
  /** Number of the first batch among all of the solve. */
  readonly draw: number;
  /** Called before each update but the first, with the standard deviation of ln p less its target. */
  readonly onUpdate: (update: number, left: number) => void;
}

/** Of the last batch, its draws from the network alone. */
export interface Projected {
  /** Standard deviation of ln p less that of the target. */
  readonly left: number;
  /** Standard deviation of what the second order in Δt adds to ln p. */
  readonly beyond: number;
  /** Total variation to the target. */
  readonly apart: number;
  /** Standard error of that. */
  readonly doubt: number;
  /** KL(network ‖ target). */
  readonly divergence: number;
  /** Effective sample size of draws weighted by the target, as a share. */
  readonly ess: number;
  /** Means of the target less those of the network, in standard errors, the worst species. */
  readonly drift: number;
  /** Mean propensity of what the box stops. */
  readonly blocked: number;
  readonly updates: number;
}

/** Of a batch, the draws from the network itself. */
const own = 0.5;
/** ln p is not asked to change by more in one update. */
const most = 3;
/** By how much an error is taken for more than is seen of it; 2 would swing for ever. */
const mostOver = 1.5;

export class Projection {
  readonly #van: VanJob;
  readonly #settings: Required<Variational>;
  readonly #model: VanModel;
  readonly #support: Support;
  readonly #natural: Natural;
  #before: Conditionals | undefined;

  constructor(
    van: VanJob,
    settings: Required<Variational>,
    model: VanModel,
    support: Support,
    natural: Natural,
  ) {
    this.#van = van;
    this.#settings = settings;
    this.#model = model;
    this.#support = support;
    this.#natural = natural;
  }

  /**
   * Moves `weights`, in place, to the law one step later.
   *
   * @param net  has the weights in the end, whatever it has before
   * @throws SolverError for a propensity that is no rate, or weights that are not finite
   */
  async advance(weights: Float32Array, net: Conditionals, asked: Asked): Promise<Projected> {
    const { batch, updates, enough } = this.#settings;
    const { time, duration, draw, onUpdate } = asked;
    const { job, seed } = this.#van;
    this.#before ??= new Conditionals(this.#model, this.#support, weights);
    this.#before.setWeights(weights);
    net.setWeights(weights);
    const middle = time + duration / 2;
    const holds = (state: ArrayLike<number>) => this.#support.holds(state);
    const drawn = Math.round(own * batch);
    for (let k = 0; ; k++) {
      const states = this.#support.complete(net.sample(batch, seed, draw + k, Purpose.training), batch);
      moveAside(job, states, drawn, holds, { seed, step: draw + k, time: middle });
      const flows = inflows(job, states, holds, middle);
      const before = localFlow(flows, (asked) => this.#before!.logLaw(asked));
      const now = k === 0 ? before : localFlow(flows, (asked) => net.logLaw(asked));
      const off = new Float64Array(batch);
      const beyond = new Float64Array(batch);
      const factor = new Float64Array(batch).fill(1);
      for (let b = 0; b < batch; b++) {
        const left = flows.left[b]!;
        const changed = now.log[b]! - before.log[b]!;
        const after = now.arriving[b]! * Math.exp(Math.min(steepest, changed));
        const { ratio, first, seen } = implicitRatio(duration, left, before.arriving[b]!, after);
        beyond[b] = Math.log(ratio / first);
        if (k > 0) factor[b] = Math.min(mostOver, 1 / seen);
        off[b] = changed - (k === 0 ? predictedLog(duration, left, before.arriving[b]!) : Math.log(ratio));
      }
      const looked = off.subarray(0, drawn);
      const left = deviation(looked);
      // A trial step that fits nothing is taken back by whoever asked.
      if (k > 0 && Number.isFinite(left)) onUpdate(k, left);
      // A batch that was just fitted to its own target says nothing: every one is a fresh one.
      if (k === updates || (k > 1 && left < enough)) {
        const counted = beyond.subarray(0, drawn);
        const blocked = flows.blocked.subarray(0, drawn).reduce((sum, a) => sum + a / drawn, 0);
        return {
          ...{ left, beyond: deviation(counted), blocked, updates: k },
          ...this.#weighed(states, looked),
        };
      }
      const middleOff = median(off);
      const wanted = off.map((v, b) => Math.max(-most, Math.min(most, factor[b]! * (middleOff - v))));
      await this.#natural.update(weights, net, this.#support.countsOf(states), wanted, drawn);
      net.setWeights(weights);
    }
  }

  /** What weights of target over network say, whose mean is 1. */
  #weighed(states: Int32Array, off: Float64Array) {
    const n = off.length;
    const top = off.reduce((least, v) => Math.min(least, v), Number.POSITIVE_INFINITY);
    const raw = off.map((v) => Math.exp(top - v));
    const mean = raw.reduce((sum, w) => sum + w / n, 0);
    const weights = raw.map((w) => w / mean);
    const sum = (f: (w: number, b: number) => number) => weights.reduce((all, w, b) => all + f(w, b) / n, 0);
    const wide = this.#van.job.network.species.length;
    let drift = 0;
    for (let s = 0; s < wide; s++) {
      const count = (b: number) => states[b * wide + s]!;
      const centre = sum((_, b) => count(b));
      const variance = sum((_, b) => (count(b) - centre) ** 2);
      const moved = sum((w, b) => (w - 1) * count(b));
      if (variance > 0) drift = Math.max(drift, Math.abs(moved) / Math.sqrt(variance / n));
    }
    const apart = sum((w) => Math.abs(w - 1) / 2);
    return {
      apart,
      doubt: Math.sqrt(sum((w) => (Math.abs(w - 1) / 2 - apart) ** 2) / n),
      divergence: sum((w) => -Math.log(w)),
      ess: 1 / sum((w) => w * w),
      drift,
    };
  }
}

/** No ratio of one law to another is told from a greater one: nothing overflows. */
const steepest = 30;

function deviation(x: Float64Array): number {
  const mean = x.reduce((sum, v) => sum + v / x.length, 0);
  return Math.sqrt(x.reduce((sum, v) => sum + (v - mean) ** 2 / x.length, 0));
}

function median(x: Float64Array): number {
  return x.slice().sort()[x.length >> 1]!;
}
