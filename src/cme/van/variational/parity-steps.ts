/**
 * The published algorithm (Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023),
 * doi 10.1038/s42256-023-00632-6), to compare with: Euler steps, each a fixed number of updates that
 * lower KL(network ‖ target) by its score-function gradient (Williams, Machine Learning 8 (1992),
 * doi 10.1007/BF00992696) with the mean of the batch as the baseline.
 *
 * Use to reproduce what is published. Its loss does not see a network that lags behind: see the drift.
 */
import { checkNames, written } from '../../../crn/check-names.ts';
import { ScenarioError } from '../../../errors.ts';
import { Purpose } from '../../../numerics/streams.ts';
import { Adam } from '../../../tensor/adam.ts';
import { initParams } from '../../../tensor/initialise.ts';
import type { Trainer } from '../../../tensor/machine.ts';
import type { VanJob } from '../job.ts';
import { stride } from '../model/fit.ts';
import { featuresOf, type VanModel } from '../model/model.ts';
import { type Drawn, openDrawn } from '../open-drawn.ts';
import { Conditionals } from '../sampled/conditionals.ts';
import { SampledLaw } from '../sampled/sampled-law.ts';
import type { Support } from '../sampled/support.ts';
import type { VanState } from '../state.ts';
import type { Steps } from '../steps.ts';
import { inflows, localFlow } from './local-flow.ts';
import { eulerRatio } from './target.ts';

/** The settings that were published, but for the step, which differs from example to example. */
export interface Parity {
  /** Δt of a step; the first is a tenth of it. */
  readonly step: number;
  /** Updates less one of the first step and of each later one. Default [5000, 100]. */
  readonly updates?: readonly [number, number];
  /** Draws of an update. Default 1000. */
  readonly batch?: number;
  /** Learning rate of Adam. Default 1e-3. */
  readonly rate?: number;
}

/** Of the count that a species starts from; the rest is spread evenly over its other counts. */
const startShare = 0.99;
/** What stands for a target that is not above 0. */
const floor = 1e-30;
const firstPart = 0.1;

export async function paritySteps(van: VanJob, parity: Parity): Promise<Steps> {
  const settings = checked(van, parity);
  const drawn = await openDrawn(van, ['parity', van.seed, settings]);
  return new ParitySteps(van, settings, drawn);
}

class ParitySteps implements Steps {
  readonly #van: VanJob;
  readonly #settings: Required<Parity>;
  readonly #model: VanModel;
  readonly #support: Support;
  readonly #trainer: Trainer;
  readonly #weights: Float32Array;
  readonly #adam: Adam;
  readonly #net: Conditionals;
  /** As it was when the step began. */
  readonly #frozen: Conditionals;
  readonly #task: string;
  #time: number;
  #steps: number;
  #divergence = Number.NaN;
  #blocked = Number.NaN;

  constructor(van: VanJob, settings: Required<Parity>, { model, support, trainer, task }: Drawn) {
    this.#van = van;
    this.#settings = settings;
    this.#model = model;
    this.#support = support;
    this.#trainer = trainer;
    this.#task = task;
    this.#weights = van.resume?.weights.slice() ?? initParams(model.graph, van.seed);
    this.#adam = new Adam(van.resume?.adam ?? model.parameters, { clip: 1 });
    this.#time = van.resume?.time ?? van.job.start.time;
    this.#steps = van.resume?.steps ?? 0;
    this.#net = new Conditionals(model, support, this.#weights);
    this.#frozen = new Conditionals(model, support, this.#weights);
  }

  get state(): VanState {
    return {
      format: 'crn-grid van 1',
      task: this.#task,
      time: this.#time,
      steps: this.#steps,
      weights: this.#weights.slice(),
      error: Number.NaN,
      adam: this.#adam.state,
    };
  }

  get progress() {
    return { time: this.#time, states: this.#settings.batch, lost: 0, products: 0 };
  }

  /** One published step, whatever was asked: it may go beyond. */
  async advance(): Promise<void> {
    const { step, updates, batch, rate } = this.#settings;
    const first = this.#steps === 0;
    const duration = first ? firstPart * step : step;
    const [more, later] = updates;
    const drawn = first ? 0 : more + 1 + (this.#steps - 1) * (later + 1);
    this.#frozen.setWeights(this.#weights);
    const old = first
      ? (states: Int32Array) => this.#smeared(states)
      : (states: Int32Array) => this.#frozen.logLaw(states);
    const last = first ? more : later;
    for (let k = 0; k <= last; k++) {
      this.#net.setWeights(this.#weights);
      const counts = this.#net.sample(batch, this.#van.seed, drawn + k, Purpose.training);
      const states = this.#support.complete(counts, batch);
      const holds = (state: ArrayLike<number>) => this.#support.holds(state);
      const flows = inflows(this.#van.job, states, holds, this.#time);
      const { log: before, arriving } = localFlow(flows, old);
      const own = this.#net.logProbability(counts, batch);
      const f = own.map((log, b) => {
        const ratio = eulerRatio(duration, flows.left[b]!, arriving[b]!);
        return log - before[b]! - Math.log(Math.max(ratio, floor));
      });
      this.#blocked = flows.blocked.reduce((sum, a) => sum + a / batch, 0);
      const mean = f.reduce((sum, v) => sum + v, 0) / batch;
      this.#divergence = mean;
      if ((k + 1) % stride === 0)
        this.#van.onFit({
          ...{ from: this.#time, time: this.#time + duration },
          ...{ update: k + 1, updates: last + 1, loss: mean },
        });
      await this.#update(
        counts,
        f.map((v) => v - mean),
        rate,
      );
    }
    this.#time += duration;
    this.#steps++;
  }

  law(): SampledLaw {
    const { job } = this.#van;
    const net = new Conditionals(this.#model, this.#support, this.#weights);
    const updates = this.#settings.updates[this.#steps > 1 ? 1 : 0] + 1;
    return new SampledLaw({
      time: this.#time,
      species: job.network.species,
      net,
      diagnostics: {
        divergence: this.#divergence,
        error: Number.NaN,
        errorDeviation: Number.NaN,
        errorLeast: Number.NaN,
        ess: Number.NaN,
        drift: Number.NaN,
        blocked: this.#blocked,
        updates,
      },
      state: this.state,
    });
  }

  dispose(): void {
    this.#trainer.dispose();
  }

  /** A step down mean(weight · ln p). */
  async #update(counts: Int32Array, weight: Float64Array, rate: number): Promise<void> {
    const { offset, width, species } = this.#model.variables;
    const rows = weight.length;
    const share = new Float32Array(rows * width);
    const mask = new Float32Array(this.#model.masked ? rows * width : 0);
    for (let b = 0; b < rows; b++) {
      for (let i = 0; i < species.length; i++)
        share[b * width + offset[i]! + counts[b * species.length + i]!] = -weight[b]!;
      if (this.#model.masked) this.#support.writeMask(counts, b * species.length, mask, b * width);
    }
    this.#trainer.setParams(this.#weights);
    const inputs = { features: featuresOf(this.#model, counts, rows), share, mask };
    const { gradient } = await this.#trainer.lossAndGradient(rows, inputs);
    this.#adam.update(this.#weights, gradient, rate);
  }

  /** The published start: nearly a delta. */
  #smeared(states: Int32Array): Float64Array {
    const { species, classes } = this.#model.variables;
    const { start } = this.#van.job;
    const wide = start.species.length;
    return Float64Array.from({ length: states.length / wide }, (_, b) =>
      species.reduce((sum, s, i) => {
        if (classes[i] === 1) return sum;
        const isStart = states[b * wide + s] === start.states[s];
        return sum + Math.log(isStart ? startShare : (1 - startShare) / (classes[i]! - 1));
      }, 0),
    );
  }
}

function checked({ job }: VanJob, parity: Parity): Required<Parity> {
  const settings = { updates: [5000, 100] as const, batch: 1000, rate: 1e-3, ...parity };
  const bad = (what: string, todo: string): never => {
    throw new ScenarioError(job.where, what, todo);
  };
  checkNames(job.where, 'parity', parity, ['step', 'updates', 'batch', 'rate'], 'setting of `parity`');
  if (!(settings.step > 0 && settings.step < Infinity))
    bad(`\`parity.step\` is ${written(settings.step)}`, 'Give a number above 0.');
  if (!settings.updates.every((n) => Number.isInteger(n) && n >= 0))
    bad(`\`parity.updates\` is ${written(settings.updates)}`, 'Give two whole numbers: `[5000, 100]`.');
  if (!(Number.isInteger(settings.batch) && settings.batch >= 2))
    bad(`\`parity.batch\` is ${written(settings.batch)}`, 'Give a whole number from 2.');
  if (!(settings.rate > 0)) bad(`\`parity.rate\` is ${written(settings.rate)}`, 'Give a number above 0.');
  if (job.start.probability.length !== 1)
    bad('`parity` starts from one state', 'Give counts as the `start`, or leave `parity` out.');
  return settings;
}
