/**
 * Steps in a box too large to list: states drawn from the network go forward in time, each by exact
 * simulation, and the network is fitted to where they arrive.
 *
 * Right in time for any length of a step. What is left is the noise of so many draws, and how well
 * the network fits: after each step its probabilities are compared with what they should be, at
 * draws of its own (`check/`), and the drift says whether its means have followed.
 */
import { Purpose } from '../../../numerics/streams.ts';
import { initParams } from '../../../tensor/initialise.ts';
import type { Trainer } from '../../../tensor/machine.ts';
import type { VanJob } from '../job.ts';
import type { LogLaw } from '../log-law.ts';
import { fit } from '../model/fit.ts';
import { shiftBiases, type VanModel } from '../model/model.ts';
import { type Drawn, openDrawn } from '../open-drawn.ts';
import type { VanState } from '../state.ts';
import type { Steps } from '../steps.ts';
import { checkStep, type StepVerdict } from './check/check-step.ts';
import { fitAgain } from './check/fit-again.ts';
import { Conditionals } from './conditionals.ts';
import { drawBatches } from './draw-batches.ts';
import { drift, sharesOf } from './drift.ts';
import { type Forward, openAdvance, staysInside } from './forward.ts';
import { startDraws } from './limits.ts';
import { Paths } from './paths.ts';
import { SampledLaw } from './sampled-law.ts';
import type { Support } from './support.ts';

export async function pathSteps(van: VanJob): Promise<Steps> {
  const { job } = van;
  const forward = job.timed.includes(true) ? undefined : van.forward;
  const drawn = await openDrawn(van, ['paths', van.seed, van.fit, forward?.name ?? 'paths']);
  return new PathSteps({ ...van, forward }, drawn);
}

class PathSteps implements Steps {
  readonly #van: VanJob;
  readonly #model: VanModel;
  readonly #support: Support;
  readonly #trainer: Trainer;
  readonly #paths: Paths;
  #state: VanState;
  #checked: StepVerdict | undefined;
  #drift = Number.NaN;
  #blocked = Number.NaN;
  #updates = 0;

  constructor(van: VanJob, { model, support, trainer, task }: Drawn) {
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
      error: 0,
      limits: van.job.limits,
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
    const { time, steps, weights, error, doubt = { variance: 0, least: 0 } } = this.#state;
    const { samples, updates, rate = usualRate } = this.#van.fit;
    const { job, seed } = this.#van;
    const width = job.network.species.length;
    const before = this.#lawNow();
    const aside = Math.ceil(samples * heldOut);
    const drawn = before.draw(samples + aside);
    const [states, starts] = [drawn.slice(0, samples * width), drawn.slice(samples * width)];
    const shares = sharesOf(this.#model, states, width);
    const span = [time, until] as const;
    const forward = this.#forward(starts, span);
    const advance = openAdvance(job, forward);
    await advance(states, span, { seed, step: steps, purpose: Purpose.transitions });
    const after = sharesOf(this.#model, states, width);
    shiftBiases(this.#model, weights, steps === 0 ? undefined : shares, after, 1 / samples);
    this.#updates = await fit(
      this.#trainer,
      weights,
      drawBatches(this.#model, this.#support, states, seed, steps),
      {
        updates,
        rate,
        enough: 0,
        onLook: (update, loss) => this.#van.onFit({ from: time, time: until, update, updates, loss }),
      },
    );
    const net = this.#net();
    const again = {
      ...{ model: this.#model, support: this.#support, trainer: this.#trainer, advance },
      ...{ updates, rate, seed, step: steps },
    };
    const found = await checkStep({
      ...{ job, span, before: before.log, starts, seed, step: steps, advance },
      // No more than there were forth, nor many times as dear.
      paths: Math.floor(aside / (forward ? 2 * dearer : 2)),
      after: logLawOf(net),
      fitAgain: (at) => fitAgain(again, before.drawOthers(samples), [time, at]),
      draw: (n) => this.#support.complete(net.sample(n, seed, 4096 * steps + 4094, Purpose.check), n),
    });
    this.#checked = found;
    this.#state = {
      ...this.#state,
      time: until,
      steps: steps + 1,
      error: Math.min(1, error + found.apart),
      doubt: { variance: doubt.variance + found.deviation ** 2, least: doubt.least + found.least },
    };
    const now = net.states(looking, seed, steps + 1);
    this.#drift = drift(this.#model, after, samples, now, width);
    this.#blocked = this.#paths.blocked(now, until);
  }

  law(): SampledLaw {
    const { job } = this.#van;
    const { time, error, doubt } = this.#state;
    return new SampledLaw({
      time,
      species: job.network.species,
      net: this.#net(),
      diagnostics: {
        divergence: this.#checked?.divergence ?? Number.NaN,
        error,
        errorDeviation: doubt ? Math.sqrt(doubt.variance) : Number.NaN,
        errorLeast: doubt ? Math.min(1, doubt.least) : Number.NaN,
        ess: this.#checked?.ess ?? Number.NaN,
        checkedOver: this.#checked?.over ?? Number.NaN,
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

  /** A way that knows no limits, where none is reached. */
  #forward(starts: Int32Array, span: readonly [number, number]): Forward | undefined {
    const { job, seed, forward } = this.#van;
    const streams = { seed, step: 4096 * this.#state.steps + 4092, purpose: Purpose.check };
    return forward && staysInside(job, starts, span, streams) ? forward : undefined;
  }

  #net(): Conditionals {
    return new Conditionals(this.#model, this.#support, this.#state.weights);
  }

  /** The law before a step: its probabilities, draws to fit to, and others. */
  #lawNow() {
    const { job, seed } = this.#van;
    const { start, network } = job;
    const { steps } = this.#state;
    const width = network.species.length;
    if (steps === 0)
      return {
        log: (states: Int32Array) =>
          Float64Array.from({ length: states.length / width }, (_, row) =>
            start.logProbability(states.subarray(row * width, (row + 1) * width)),
          ),
        draw: (n: number) => startDraws(job, n, seed, Purpose.start),
        drawOthers: (n: number) => startDraws(job, n, seed, Purpose.check),
      };
    const net = new Conditionals(this.#model, this.#support, this.#state.weights.slice());
    return {
      log: logLawOf(net),
      draw: (n: number) => net.states(n, seed, steps),
      drawOthers: (n: number) =>
        this.#support.complete(net.sample(n, seed, 4096 * steps + 4091, Purpose.check), n),
    };
  }
}

const logLawOf =
  (net: Conditionals): LogLaw =>
  (states) =>
    net.logLaw(states);

/** Lower than where all states are known, so that the noise of the draws averages out. */
const usualRate = 0.003;
/** Draws set aside, to look at a fit with, for each that it is fitted to. */
const heldOut = 0.25;
/** What a path back takes, of one forth that a caller's simulation takes: less than it does, to be sure of the estimate. */
const dearer = 8;
/** Draws that a law is looked at with. */
const looking = 10_000;
