/**
 * The published algorithm (Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023),
 * doi 10.1038/s42256-023-00632-6), to compare with: Euler steps, each a fixed number of updates that
 * lower a loss between network and target by its score-function gradient, see `losses.ts`.
 *
 * Use to reproduce what is published; its loss does not see a network that lags behind. Or, with the loss
 * `steady-state`, for the stationary law of a network without following it there in time. A law of so
 * many states as can be listed has `stationaryLaw` exactly, and sooner.
 */
import { setImmediate } from 'node:timers/promises';
import { Purpose } from '../../../../numerics/streams.ts';
import { Adam } from '../../../../tensor/adam.ts';
import { initParams } from '../../../../tensor/initialise.ts';
import type { Trainer } from '../../../../tensor/machine.ts';
import type { VanJob } from '../../job.ts';
import { cosine, stride } from '../../model/fit.ts';
import { featuresOf, type VanModel } from '../../model/model.ts';
import { type Drawn, openDrawn } from '../../open-drawn.ts';
import { Conditionals } from '../../sampled/conditionals.ts';
import { SampledLaw } from '../../sampled/sampled-law.ts';
import type { Support } from '../../sampled/support.ts';
import type { VanState } from '../../state.ts';
import type { Steps } from '../../steps.ts';
import { inflows, localFlow } from '../local-flow.ts';
import { eulerRatio, lazyRatio } from '../target.ts';
import { lossWeights } from './losses.ts';
import { type ParitySettings, refuseManySteps } from './settings.ts';
import { smearedStart } from './smeared-start.ts';

/** What stands for a target that is not above 0. */
const floor = 1e-30;
const firstPart = 0.1;
/** A step that ends so near to a time that is asked for ends there. */
const rounding = 1e-9;

/** @throws ScenarioError for more steps than anyone waits for */
export async function paritySteps(van: VanJob, settings: ParitySettings): Promise<Steps> {
  refuseManySteps(van.job.where, settings, van.job.start.time, van.times.at(-1)!);
  const drawn = await openDrawn(van, ['parity', van.seed, settings]);
  return new ParitySteps(van, settings, drawn);
}

/** What was drawn on the way to a time that is asked for. */
interface Clipped {
  readonly until: number;
  draws: number;
  /** Draws whose target is not above 0. */
  below: number;
}

class ParitySteps implements Steps {
  readonly #van: VanJob;
  readonly #settings: ParitySettings;
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
  #clipped: Clipped = { until: Number.NaN, draws: 0, below: 0 };

  constructor(van: VanJob, settings: ParitySettings, { model, support, trainer, task }: Drawn) {
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
      limits: this.#van.job.limits,
    };
  }

  get progress() {
    return { time: this.#time, states: this.#settings.batch, lost: 0, products: 0 };
  }

  /** One published step. */
  async advance(until: number): Promise<void> {
    const { step, loss, updates, batch, rate } = this.#settings;
    const first = this.#steps === 0;
    const [more, later] = updates;
    const drawn = first ? 0 : more + 1 + (this.#steps - 1) * (later + 1);
    const last = first ? more : later;
    const asked = until - this.#time;
    const whole = step === undefined ? asked : (first ? firstPart : 1) * step;
    const reached = whole < (1 - rounding) * asked ? this.#time + whole : until;
    this.#frozen.setWeights(this.#weights);
    if (until !== this.#clipped.until) this.#clipped = { until, draws: 0, below: 0 };
    // ln p of the batch's likeliest draw when the step began.
    let unit: number | undefined;
    for (let k = 0; k <= last; k++) {
      this.#net.setWeights(this.#weights);
      const counts = this.#net.sample(batch, this.#van.seed, drawn + k, Purpose.training);
      const { own, target } = this.#look(counts, reached - this.#time);
      unit ??= own.reduce((most, v) => Math.max(most, v));
      this.#divergence = own.reduce((sum, v, b) => sum + (v - target[b]!) / own.length, 0);
      if ((k + 1) % stride === 0 || k === last) {
        this.#van.onFit({
          ...{ from: this.#time, time: reached, update: k + 1, updates: last + 1 },
          loss: this.#divergence,
        });
        // Others get a turn, such as who wants to stop it.
        await setImmediate();
      }
      // Updates without end would leave their noise; those of a step are the beginning of the next one's.
      const share = step === undefined ? cosine(k, last + 1) : 1;
      await this.#update(counts, lossWeights(loss, own, target, unit), share * rate);
    }
    this.#time = reached;
    this.#steps++;
  }

  /** ln p of draws, and ln of what it is to become after `duration`. */
  #look(counts: Int32Array, duration: number): { own: Float64Array; target: Float64Array } {
    const { job } = this.#van;
    const { batch, step } = this.#settings;
    const states = this.#support.complete(counts, batch);
    const holds = (state: ArrayLike<number>) => this.#support.holds(state);
    const flows = inflows(job, states, holds, this.#time);
    this.#blocked = flows.blocked.reduce((sum, a) => sum + a / batch, 0);
    if (step === undefined) {
      const { log: own, arriving } = localFlow(flows, (asked) => this.#net.logLaw(asked));
      return { own, target: own.map((log, b) => log + Math.log(lazyRatio(flows.left[b]!, arriving[b]!))) };
    }
    const { log: before, arriving } = localFlow(flows, (asked) => this.#old(asked));
    const target = before.map((log, b) => {
      const ratio = eulerRatio(duration, flows.left[b]!, arriving[b]!);
      if (ratio < floor) this.#clipped.below++;
      return log + Math.log(Math.max(ratio, floor));
    });
    this.#clipped.draws += batch;
    return { own: this.#net.logProbability(counts, batch), target };
  }

  /** ln p at the beginning of the step. */
  #old(states: Int32Array): Float64Array {
    if (this.#steps > 0) return this.#frozen.logLaw(states);
    const { start } = this.#van.job;
    const { variables } = this.#model;
    const from = variables.species.map((s) => start.states[s]!);
    return smearedStart(variables, this.#support, from, this.#support.countsOf(states));
  }

  law(): SampledLaw {
    const { job } = this.#van;
    const net = new Conditionals(this.#model, this.#support, this.#weights);
    const updates = this.#settings.updates[this.#steps > 1 ? 1 : 0] + 1;
    const { draws, below } = this.#clipped;
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
        ...(this.#settings.step === undefined ? {} : { clipped: below / draws }),
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
}
