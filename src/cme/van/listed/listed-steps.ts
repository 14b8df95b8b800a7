/**
 * Steps in a box whose states are listed: the network's own law goes forward in time exactly,
 * and the network is fitted to what it has become, all states weighed by their mass.
 *
 * No sampling noise and no error in time, whatever the length of a step: what is left is how
 * well the network fits, and that is known after each step.
 */
import { initParams } from '../../../tensor/initialise.ts';
import type { Trainer } from '../../../tensor/machine.ts';
import type { VanJob } from '../job.ts';
import { fit, prefixBatches } from '../model/fit.ts';
import { featuresOf, shiftBiases, type VanModel } from '../model/model.ts';
import { type OpenedModel, openModel } from '../open-model.ts';
import type { VanState } from '../state.ts';
import type { Steps } from '../steps.ts';
import { type Box, blockedRates } from './box.ts';
import { Evolution } from './evolution.ts';
import { ListedVanLaw } from './listed-van-law.ts';

const usualRate = 0.01;
/** The first fit starts from nothing. */
const firstLonger = 2;

export async function listedSteps(van: VanJob, box: Box): Promise<Steps> {
  const { variables, full } = box.tree;
  const steps = new ListedSteps(
    van,
    box,
    await openModel(van, variables, !full, ['listed', van.seed, van.fit]),
  );
  await steps.take(van.resume);
  return steps;
}

class ListedSteps implements Steps {
  readonly #van: VanJob;
  readonly #box: Box;
  readonly #model: VanModel;
  readonly #trainer: Trainer;
  readonly #evolution: Evolution;
  #state: VanState;
  /** Of the network, or of the start; shape [states]. */
  #p: Float64Array;
  #divergence = Number.NaN;
  #updates = 0;

  constructor(van: VanJob, box: Box, { model, trainer, task }: OpenedModel) {
    this.#van = van;
    this.#box = box;
    this.#model = model;
    this.#trainer = trainer;
    this.#evolution = new Evolution(box.jumps, box.table);
    this.#p = box.start;
    const weights = initParams(model.graph, van.seed);
    this.#state = {
      ...{ format: 'crn-grid van 1', task, time: van.job.start.time, weights, steps: 0, error: 0 },
      limits: van.job.limits,
    };
  }

  async take(state: VanState | undefined): Promise<void> {
    if (!state) return;
    this.#state = { ...state, weights: state.weights.slice() };
    this.#p = (await this.#logLaw()).map(Math.exp);
  }

  get state(): VanState {
    return { ...this.#state, weights: this.#state.weights.slice() };
  }

  get progress() {
    const { time } = this.#state;
    return { time, states: this.#box.table.size, lost: 0, products: this.#evolution.products };
  }

  async advance(until: number): Promise<void> {
    const { time, steps, weights, error } = this.#state;
    const { tree } = this.#box;
    const { updates, rate = usualRate, enough } = this.#van.fit;
    const most = steps === 0 ? firstLonger * updates : updates;
    const target = this.#evolution.advance(this.#p, time, until);
    let entropy = 0;
    for (const p of target) if (p > 0) entropy -= p * Math.log(p);
    const before = steps === 0 ? undefined : tree.marginals(this.#p);
    shiftBiases(this.#model, weights, before, tree.marginals(target));
    const { rows, prefixes, mask } = tree;
    const shares = { rows, prefixes, mask, shares: tree.shares(target) };
    this.#updates = await fit(
      this.#trainer,
      weights,
      prefixBatches(this.#model, shares, this.#van.seed, steps),
      {
        updates: most,
        rate,
        enough: entropy + enough,
        onLook: (update, loss) =>
          this.#van.onFit({ from: time, time: until, update, updates: most, loss: loss - entropy }),
      },
    );
    const logLaw = await this.#logLaw();
    this.#p = logLaw.map(Math.exp);
    let apart = 0;
    this.#divergence = 0;
    target.forEach((p, s) => {
      apart += Math.abs(p - this.#p[s]!) / 2;
      if (p > 0) this.#divergence += p * (Math.log(p) - logLaw[s]!);
    });
    this.#state = { ...this.#state, time: until, steps: steps + 1, error: error + apart };
  }

  law(): ListedVanLaw {
    const { time, error } = this.#state;
    const { job, table } = this.#box;
    const blocked = blockedRates(this.#box, time).reduce((sum, a, s) => sum + a * this.#p[s]!, 0);
    return new ListedVanLaw({
      time,
      species: job.network.species,
      states: table.rows.slice(0, table.size * table.width),
      probability: this.#p.slice(),
      error: 2 * error,
      diagnostics: {
        divergence: this.#divergence,
        error,
        errorDeviation: 0,
        errorLeast: error,
        ess: Number.NaN,
        drift: Number.NaN,
        blocked,
        updates: this.#updates,
      },
      state: this.state,
    });
  }

  dispose(): void {
    this.#trainer.dispose();
  }

  async #logLaw(): Promise<Float64Array> {
    const { tree } = this.#box;
    this.#trainer.setParams(this.#state.weights);
    const features = featuresOf(this.#model, tree.prefixes, tree.rows);
    const { logits } = await this.#trainer.run(tree.rows, { features, mask: tree.mask }, ['logits']);
    return tree.logProbabilities(logits!);
  }
}
