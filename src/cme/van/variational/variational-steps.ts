/**
 * Steps that simulate nothing (but for limits that are not given, see `foundLimits`): the network follows
 * the master equation itself. Each step says what the law of now becomes over Δt at the states that the
 * network draws, and natural-gradient updates bring ln p there, as in a regression without noise: where
 * the network can be right, nothing is left over.
 *
 * After Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023), doi 10.1038/s42256-023-00632-6, whose own way
 * is `parity`. Use for the joint law of many species, over times that are not too many relaxations of
 * its fastest reactions. Not where single states change fast and seldom visited ones decide.
 */
import { ScenarioError, SolverError } from '../../../errors.ts';
import { initParams } from '../../../tensor/initialise.ts';
import type { Trainer } from '../../../tensor/machine.ts';
import { StateTable } from '../../state-table.ts';
import type { VanJob } from '../job.ts';
import { inTreeOrder, PrefixTree } from '../listed/prefix-tree.ts';
import { fit, prefixBatches } from '../model/fit.ts';
import { shiftBiases, type VanModel } from '../model/model.ts';
import { type Drawn, openDrawn } from '../open-drawn.ts';
import { Conditionals } from '../sampled/conditionals.ts';
import { SampledLaw } from '../sampled/sampled-law.ts';
import type { Support } from '../sampled/support.ts';
import type { VanState } from '../state.ts';
import type { Steps } from '../steps.ts';
import { exactStart } from './exact-start.ts';
import { Natural } from './natural/natural.ts';
import { type Projected, Projection } from './projection.ts';
import type { Variational } from './settings.ts';

export async function variationalSteps(van: VanJob, settings: Required<Variational>): Promise<Steps> {
  const drawn = await openDrawn(van, ['variational', van.seed, van.fit, settings]);
  return new VariationalSteps(van, settings, drawn);
}

/** Draws between two steps' numbers: no step tries so often. */
const drawsOfStep = 1024;
/** Of the time that the whole solve spans, the least Δt. */
const shortest = 1e-7;
/** How much longer than the last a step may be. */
const growth = 1.5;
/** A step whose second order is beyond the tolerance by more is done again, shorter. */
const refused = 3;

class VariationalSteps implements Steps {
  readonly #van: VanJob;
  readonly #settings: Required<Variational>;
  readonly #model: VanModel;
  readonly #support: Support;
  readonly #trainer: Trainer;
  readonly #net: Conditionals;
  readonly #natural: Natural;
  readonly #projection: Projection;
  #state: VanState;
  /** Of the last step, as far as it has been looked at. */
  #found: Partial<Projected> = {};

  constructor(van: VanJob, settings: Required<Variational>, { model, support, trainer, task }: Drawn) {
    this.#van = van;
    this.#settings = settings;
    this.#model = model;
    this.#support = support;
    this.#trainer = trainer;
    const weights = van.resume?.weights.slice() ?? initParams(model.graph, van.seed);
    this.#state = {
      ...{ format: 'crn-grid van 1', task, time: van.job.start.time, steps: 0, error: 0 },
      limits: van.job.limits,
      ...van.resume,
      weights,
    };
    this.#net = new Conditionals(model, support, weights);
    this.#natural = new Natural(model, trainer, van.job.where, settings.damping);
    this.#projection = new Projection(van, settings, model, support, this.#natural);
  }

  get state(): VanState {
    return { ...this.#state, weights: this.#state.weights.slice() };
  }

  get progress() {
    return { time: this.#state.time, states: this.#settings.batch, lost: 0, products: 0 };
  }

  async advance(until: number): Promise<void> {
    if (this.#state.steps === 0) await this.#begin(until);
    else await this.#step(until);
  }

  /** Exactly, as far as few states hold the law. */
  async #begin(until: number): Promise<void> {
    const { job, seed, fit: given } = this.#van;
    const { weights } = this.#state;
    const holds = (state: ArrayLike<number>) => this.#support.holds(state);
    const listed = exactStart(job, holds, until, this.#settings.startStates);
    if (!(listed.time > job.start.time))
      throw new ScenarioError(
        job.where,
        `the start has ${job.start.probability.length} states, \`variational.startStates\` is ${this.#settings.startStates}`,
        'Raise `startStates`, or start from fewer states.',
      );
    const table = StateTable.of(inTreeOrder(listed.table, this.#model.variables), listed.table.width);
    const p = new Float64Array(table.size);
    listed.probability.forEach((v, s) => {
      p[table.find(listed.table.rows, s * table.width)] = v;
    });
    const tree = new PrefixTree(this.#model.variables, table);
    shiftBiases(this.#model, weights, undefined, tree.marginals(p));
    const entropy = p.reduce((sum, v) => sum - v * Math.log(v), 0);
    const mask = this.#model.masked ? this.#masks(tree.prefixes, tree.rows) : tree.mask;
    const shares = { rows: tree.rows, prefixes: tree.prefixes, mask, shares: tree.shares(p) };
    const { updates, rate = startRate, enough } = given;
    await fit(this.#trainer, weights, prefixBatches(this.#model, shares, seed, 0), {
      ...{ updates, rate, enough: entropy + enough },
      onLook: (update, loss) =>
        this.#van.onFit({
          ...{ from: job.start.time, time: listed.time, update, updates },
          loss: loss - entropy,
        }),
    });
    this.#net.setWeights(weights);
    const log = this.#net.logLaw(table.rows.subarray(0, p.length * table.width));
    const apart = p.reduce((sum, v, s) => sum + Math.abs(v - Math.exp(log[s]!)) / 2, 0);
    this.#state = { ...this.#state, time: listed.time, steps: 1, error: apart };
    const squares = p.reduce((sum, v, s) => sum + (v * v) / Math.exp(log[s]!), 0);
    this.#found = {
      divergence: p.reduce((sum, v, s) => sum + v * (Math.log(v) - log[s]!), 0),
      ess: 1 / squares,
    };
    const step = firstStep * (listed.time - job.start.time);
    this.#state = { ...this.#state, step };
  }

  async #step(until: number): Promise<void> {
    const { time, steps, error, weights, step: planned = until - time } = this.#state;
    const variance = this.#state.doubt?.variance ?? 0;
    const { tolerance, updates, enough } = this.#settings;
    const least = shortest * (this.#van.times.at(-1)! - this.#van.job.start.time);
    const before = weights.slice();
    for (let duration = planned, tried = 0; ; tried++) {
      const asked = Math.min(duration, until - time);
      const found = await this.#projection.advance(weights, this.#net, {
        ...{ time, duration: asked, draw: steps * drawsOfStep + tried * (updates + 1) },
        onUpdate: (update, loss) =>
          this.#van.onFit({ from: time, time: time + asked, update, updates, loss }),
      });
      const isFit = found.left < Math.max(farOff * enough, tolerance);
      const followed = found.beyond < refused * tolerance;
      if (isFit && followed) {
        const room = Math.min(growth, Math.max(0.5, 0.9 * Math.sqrt(tolerance / found.beyond)));
        const isCut = asked < duration;
        this.#found = found;
        this.#state = {
          ...this.#state,
          time: asked === until - time ? until : time + asked,
          steps: steps + 1,
          error: Math.min(1, error + found.apart),
          doubt: { variance: variance + found.doubt ** 2, least: Math.min(1, error + found.apart) },
          step: isCut ? Math.max(duration, asked * room) : asked * room,
        };
        return;
      }
      weights.set(before);
      duration = asked / 2;
      if (duration < least || tried > 30)
        throw new SolverError(
          this.#van.job.where,
          `the network does not follow the law at time ${time}: ln p is off by ${found.left.toPrecision(3)}`,
          'Give it a larger `model`, a larger `variational.batch`, or leave `variational` out.',
        );
    }
  }

  law(): SampledLaw {
    const { time, error, doubt } = this.#state;
    const found = this.#found;
    return new SampledLaw({
      time,
      species: this.#van.job.network.species,
      net: new Conditionals(this.#model, this.#support, this.#state.weights),
      diagnostics: {
        divergence: found.divergence ?? Number.NaN,
        ...{ error, errorDeviation: Math.sqrt(doubt?.variance ?? 0), errorLeast: error },
        ess: found.ess ?? Number.NaN,
        drift: found.drift ?? Number.NaN,
        blocked: found.blocked ?? Number.NaN,
        updates: found.updates ?? this.#van.fit.updates,
      },
      state: this.state,
    });
  }

  dispose(): void {
    this.#trainer.dispose();
  }

  /** Masks of prefixes, shape [rows, classes of all]. */
  #masks(prefixes: Int32Array, rows: number): Float32Array {
    const { species, width } = this.#model.variables;
    const mask = new Float32Array(rows * width);
    for (let row = 0; row < rows; row++)
      this.#support.writeMask(prefixes, row * species.length, mask, row * width);
    return mask;
  }
}

/** Learning rate of the fit to the start. */
const startRate = 0.01;
/** Of the time that went exactly, the first step after it. */
const firstStep = 0.05;
/** How far a step may stay off, in units of what is good enough. */
const farOff = 10;
