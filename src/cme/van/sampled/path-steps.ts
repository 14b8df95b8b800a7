/**
 * Steps in a box too large to list: states drawn from the network go forward in time, each by exact
 * simulation, and the network is fitted to where they arrive.
 *
 * Right in time for any length of a step. What is left is the noise of so many draws, and how well
 * the network fits: the drift says whether its means have followed.
 */
import { ScenarioError } from '../../../errors.ts';
import { Purpose, Stream } from '../../../numerics/streams.ts';
import { initParams } from '../../../tensor/initialise.ts';
import type { Trainer } from '../../../tensor/machine.ts';
import { openSimdTrainer } from '../../../tensor/trainer/trainer.ts';
import type { VanJob } from '../job.ts';
import { writeFeatures } from '../model/features.ts';
import { type FitTarget, firstAbove, fit, mostRows } from '../model/fit.ts';
import { shiftBiases, type VanModel, vanModel } from '../model/model.ts';
import { variables } from '../model/variables.ts';
import { checkState, taskHash, type VanState } from '../state.ts';
import type { Steps } from '../steps.ts';
import { Conditionals } from './conditionals.ts';
import { Paths } from './paths.ts';
import { SampledLaw } from './sampled-law.ts';
import { checkBounded, Support } from './support.ts';

export async function pathSteps(van: VanJob): Promise<Steps> {
  const { job } = van;
  checkBounded(job);
  if (job.timed.includes(true))
    throw new ScenarioError(
      job.where,
      `there are more than ${job.maxStates} states, and rates that depend on the time`,
      'Raise `maxStates` or tighten `limits`, so that the states can be listed.',
    );
  const { species } = job.network;
  const chosen = variables(job.where, species, van.laws, job.limits, van.order);
  const support = new Support(job, chosen);
  const model = vanModel(van.network, chosen, support.masked);
  const task = taskHash(job, model, ['paths', van.seed, van.fit]);
  if (van.resume) checkState(job.where, van.resume, task, model.parameters);
  const trainer = await openSimdTrainer(model.graph, { threads: van.threads });
  return new PathSteps(van, model, support, trainer, task);
}

class PathSteps implements Steps {
  readonly #van: VanJob;
  readonly #model: VanModel;
  readonly #support: Support;
  readonly #trainer: Trainer;
  readonly #paths: Paths;
  #state: VanState;
  #drift = Number.NaN;
  #blocked = Number.NaN;
  #updates = 0;

  constructor(van: VanJob, model: VanModel, support: Support, trainer: Trainer, task: string) {
    this.#van = van;
    this.#model = model;
    this.#support = support;
    this.#trainer = trainer;
    this.#paths = new Paths(van.job);
    const { time } = van.job.start;
    const weights = van.resume?.weights.slice() ?? initParams(model.graph, van.seed);
    this.#state = {
      format: 'crn-grid van 1',
      task,
      time,
      steps: 0,
      error: Number.NaN,
      ...van.resume,
      weights,
    };
  }

  get state(): VanState {
    return { ...this.#state, weights: this.#state.weights.slice() };
  }

  get progress() {
    return { time: this.#state.time, states: this.#van.fit.samples, lost: 0, products: 0 };
  }

  async advance(until: number): Promise<void> {
    const { time, steps, weights } = this.#state;
    const { samples, updates, rate = usualRate } = this.#van.fit;
    const { seed } = this.#van;
    const states = steps === 0 ? this.#starts(samples) : this.#net().states(samples, seed, steps);
    const before = this.#histogram(states);
    this.#paths.advance(states, until - time, seed, steps);
    const after = this.#histogram(states);
    shiftBiases(this.#model, weights, steps === 0 ? undefined : before, after);
    this.#updates = await fit(this.#trainer, weights, this.#batches(states, steps), {
      updates,
      rate,
      enough: 0,
    });
    this.#state = { ...this.#state, time: until, steps: steps + 1 };
    const now = this.#net().states(looking, seed, steps + 1);
    this.#drift = this.#driftTo(after, now);
    this.#blocked = this.#paths.blocked(now);
  }

  law(): SampledLaw {
    const { job } = this.#van;
    return new SampledLaw({
      time: this.#state.time,
      species: job.network.species,
      net: this.#net(),
      diagnostics: {
        divergence: Number.NaN,
        error: Number.NaN,
        drift: this.#drift,
        blocked: this.#blocked,
        updates: this.#updates,
      },
      state: this.state,
    });
  }

  dispose(): void {
    this.#trainer.dispose();
  }

  #net(): Conditionals {
    return new Conditionals(this.#model, this.#support, this.#state.weights);
  }

  /** States drawn from the law of the start, shape [n, species]. */
  #starts(n: number): Int32Array {
    const { start } = this.#van.job;
    const width = start.species.length;
    let sum = 0;
    const until = start.probability.map((p) => (sum += p));
    const stream = new Stream().open(this.#van.seed, 0, 0, Purpose.start);
    const states = new Int32Array(n * width);
    for (let b = 0; b < n; b++) {
      const s = firstAbove(until, stream.uniform() * sum);
      states.set(start.states.subarray(s * width, (s + 1) * width), b * width);
    }
    return states;
  }

  /** Share of each class, shape [classes of all]. */
  #histogram(states: Int32Array): Float64Array {
    const { species, offset, width } = this.#model.variables;
    const wide = this.#van.job.network.species.length;
    const share = new Float64Array(width);
    for (let at = 0; at < states.length; at += wide)
      species.forEach((s, i) => {
        share[offset[i]! + states[at + s]!]! += wide / states.length;
      });
    return share;
  }

  /** States in random order, over and over. */
  #batches(states: Int32Array, step: number): FitTarget {
    const { variables: v, features: f } = this.#model;
    const wide = this.#van.job.network.species.length;
    const length = v.species.length;
    const rows = Math.min(mostRows, states.length / wide);
    const counts = new Int32Array(rows * length);
    const inputs = {
      features: new Float32Array(rows * f.offset.at(-1)!),
      share: new Float32Array(rows * v.width),
      mask: new Float32Array(this.#model.masked ? rows * v.width : 0),
    };
    const stream = new Stream().open(this.#van.seed, step, 0, Purpose.training);
    const next = () => {
      inputs.share.fill(0);
      for (let b = 0; b < rows; b++) {
        const at = stream.integer(states.length / wide) * wide;
        v.species.forEach((s, i) => {
          counts[b * length + i] = states[at + s]!;
          inputs.share[b * v.width + v.offset[i]! + states[at + s]!] = 1;
        });
        if (this.#model.masked) this.#support.writeMask(counts, b * length, inputs.mask, b * v.width);
      }
      writeFeatures(f, counts, rows, inputs.features);
      return { rows, inputs };
    };
    return { next, whole: false };
  }

  /** How far the means of the network are from those of its target, in standard errors; the worst species. */
  #driftTo(target: Float64Array, states: Int32Array): number {
    const { classes, offset, species } = this.#model.variables;
    const wide = this.#van.job.network.species.length;
    let worst = 0;
    classes.forEach((n, i) => {
      let [mean, square, now] = [0, 0, 0];
      for (let c = 0; c < n; c++) {
        mean += c * target[offset[i]! + c]!;
        square += c * c * target[offset[i]! + c]!;
      }
      for (let at = 0; at < states.length; at += wide) now += states[at + species[i]!]! / looking;
      const variance = Math.max(0, square - mean * mean) * (1 / looking + 1 / this.#van.fit.samples);
      if (variance > 0) worst = Math.max(worst, Math.abs(now - mean) / Math.sqrt(variance));
    });
    return worst;
  }
}

/** Lower than where all states are known, so that the noise of the draws averages out. */
const usualRate = 0.003;
/** Draws that a law is looked at with. */
const looking = 10_000;
