/**
 * Trains an abstraction, from nothing to weights: simulate steps, fit, and in further
 * rounds add the states that the caller's grid visits with the kernel so far, and fit on.
 * Seeded, and in stages whose results are kept; the verdict comes after it.
 */
import { hashNetwork } from '../crn/hash.ts';
import type { Network } from '../crn/network.ts';
import { AbstractionError, ScenarioError } from '../errors.ts';
import type { Abstraction, Domain, Range, Scaling } from '../kernels/abstraction.ts';
import type { Counts } from '../kernels/kernel.ts';
import type { MdnShape } from '../kernels/mdn/shape.ts';
import { checkLearnable } from '../kernels/open-kernel.ts';
import { chooseBackend } from '../tensor/backends.ts';
import { initParams } from '../tensor/initialise.ts';
import { version } from '../version.ts';
import { type Budget, type FullBudget, fullBudget } from './budget.ts';
import type { Crew } from './crew.ts';
import { fittingOf } from './fit/fitting.ts';
import type { FitOptions } from './fit.ts';
import { domainOf, scalingOf } from './scaling.ts';
import { searchSchedules } from './search/schedule.ts';
import { TrainingData } from './stages/data.ts';
import { type Fitted, fitStage, type Seen } from './stages/fit-stage.ts';
import { memoryLog, type TrainingLog } from './stages/log.ts';
import { type DataPlan, heldOutShare, planData } from './stages/plan-data.ts';
import type { OnProgress } from './stages/progress.ts';
import { runStage, type StageFacts } from './stages/run-stage.ts';
import { type Searched, searchStage } from './stages/search-stage.ts';
import { keyOf, noWorkingFolder, type WorkingFolder } from './stages/working-folder.ts';
import { joinStarts, noStarts, type StartDesign, type Starts } from './starts.ts';
import type { Total } from './totals.ts';
import { type KernelParts, trainingGraph } from './training-graph.ts';
import { visitedStarts } from './visited.ts';

export type { Budget } from './budget.ts';

/** What is learned. */
export interface TrainJob {
  readonly network: Network;
  readonly dt: number;
  readonly shape: MdnShape;
  /** Least and greatest count of each species in starting states. */
  readonly ranges: readonly Range[];
  /** Least and greatest value of each rate constant; those that are no `rateInputs` one value wide. */
  readonly rates: readonly Range[];
  /** Sums that every starting state has. Default: none. */
  readonly totals?: readonly Total[];
  /** Least and greatest length of a step, where the shape reads it. Default: `dt` alone. */
  readonly steps?: Range;
}

/** A grid to visit with the abstraction so far. */
export interface GridVisit {
  /** Everything that decides what it does, besides the abstraction. */
  readonly key: string;
  /** States it is in, shape [rows, species]. */
  states(
    abstraction: Abstraction,
    onProgress: (share: number) => void,
    signal?: AbortSignal,
  ): Promise<Counts>;
}

export interface TrainOptions {
  /** Who simulates; the fit takes as many threads, where the backend can choose. */
  readonly crew: Crew;
  readonly budget?: Budget;
  /** One of `backendNames` that trains; default: the best there is. */
  readonly backend?: string;
  /** Keeps what is done, so that a training that was killed can go on. Default: nothing is kept. */
  readonly folder?: WorkingFolder;
  readonly log?: TrainingLog;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /** What rounds after the first learn from. */
  readonly visit?: GridVisit;
  /** Seconds between saves of a fit. Default 30. */
  readonly saveSeconds?: number;
}

/** Rounds after the first have this share of its epochs and learning rate: they add to what is there. */
const laterRounds = 0.5;
/** With fewer transitions than this nothing can be fitted. */
const leastTransitions = 200;

/**
 * Trains an abstraction; its verdict is null.
 *
 * @throws KernelError       for a network that cannot be learned
 * @throws AbstractionError  when the data hold nothing to learn, or training fails
 * @throws the reason of `signal` when it is aborted; with the same folder the next call goes on
 */
export async function trainAbstraction(job: TrainJob, options: TrainOptions): Promise<Abstraction> {
  const budget = fullBudget(options.budget ?? {});
  checkLearnable(job.network, job.shape);
  if (budget.rounds > 1 && !options.visit)
    throw new ScenarioError(
      'training',
      `${budget.rounds} rounds are asked for, and there is no grid to visit`,
      'Ask for one round.',
    );
  const { backend } = await chooseBackend('train', options.backend);
  return new Training(job, budget, backend, options).run();
}

/** Everything that decides a training's result; its stages' keys are made from it. */
function trainingKey(job: TrainJob, budget: FullBudget, backend: string): string {
  const { network, ...rest } = job;
  return keyOf(hashNetwork(network), rest, budget, backend, version, process.versions.node);
}

/** Where a training's starts are drawn. */
export function startDesign(
  { dt, ranges, rates, steps, totals = [] }: TrainJob,
  { seed }: FullBudget,
): Omit<StartDesign, 'network'> {
  return { dt, seed, counts: ranges, rates, totals, ...(steps ? { steps } : {}) };
}

/** What a round's fit is told. */
export function fitOptions(job: TrainJob, budget: FullBudget, plan: DataPlan, round: number): FitOptions {
  const { epochs, learningRate, batch, patience, seed } = budget;
  const share = round === 0 ? 1 : laterRounds;
  return {
    ...fittingOf(budget),
    round,
    seed,
    patience,
    epochs: Math.max(1, Math.round(share * epochs)),
    learningRate: share * learningRate,
    // An example of the `counts` head is a start with all its outcomes.
    batch: job.shape.head.kind === 'counts' ? Math.max(1, Math.round(batch / plan.each)) : batch,
  };
}

/** What the simulated data say. */
interface Simulated {
  readonly domain: Domain;
  readonly scaling: Scaling;
}

/** What a round fits. */
interface Round {
  readonly round: number;
  readonly parts: KernelParts;
  readonly plan: DataPlan;
  readonly data: TrainingData;
  readonly pool: Starts;
  /** Default: drawn at random. */
  readonly weights: Float32Array | undefined;
  readonly seen: Seen | undefined;
}

/** One training: its stages, one after the other. */
class Training {
  readonly #job: TrainJob;
  readonly #budget: FullBudget;
  readonly #backend: string;
  readonly #options: TrainOptions;
  readonly #key: string;
  readonly #folder: WorkingFolder;
  readonly #log: TrainingLog;
  readonly #onProgress: OnProgress;

  constructor(job: TrainJob, budget: FullBudget, backend: string, options: TrainOptions) {
    this.#job = job;
    this.#budget = budget;
    this.#backend = backend;
    this.#options = options;
    this.#key = keyOf(trainingKey(job, budget, backend), budget.rounds > 1 ? options.visit!.key : '');
    this.#folder = options.folder ?? noWorkingFolder;
    this.#log = options.log ?? memoryLog();
    this.#onProgress = options.onProgress ?? (() => {});
  }

  async run(): Promise<Abstraction> {
    const { network, dt, shape, rates, steps } = this.#job;
    const { seed, rounds } = this.#budget;
    const { crew, visit } = this.#options;
    const design = startDesign(this.#job, this.#budget);
    const plan = await this.#folder.once('plan', this.#key, () =>
      planData(design, this.#budget, shape.body.kind === 'search', crew),
    );
    const data = new TrainingData({
      design,
      events: shape.head.kind === 'counts' ? 'many' : 'any',
      past: shape.past,
      plan,
      crew,
      folder: this.#folder,
      key: this.#key,
    });
    const { domain, scaling } = await this.#simulate(data, plan);

    let parts: KernelParts = { shape, dt, domain, scaling };
    const searched =
      shape.body.kind === 'search' ? await this.#search(shape.body, parts, plan, data) : undefined;
    if (searched) parts = { ...parts, genotype: searched.genotype };
    let pool = noStarts;
    let fitted: Fitted | undefined;
    for (let round = 0; round < rounds; round++) {
      if (round > 0) {
        const visited = await this.#visit(round, visit!, this.#abstraction(parts, fitted!, round));
        pool = joinStarts(
          pool,
          visitedStarts(visited, network.species.length, rates, { seed, round, ...(steps ? { steps } : {}) }),
        );
        const seen = domainOf(network, pool.counts, pool.rates, parts.domain.dt);
        parts = { ...parts, domain: pool.rows > 0 ? wider(parts.domain, seen) : parts.domain };
      }
      const weights = fitted?.weights ?? searched?.weights;
      fitted = await this.#fit({ round, parts, plan, data, pool, weights, seen: fitted?.seen });
    }
    return this.#abstraction(parts, fitted!, rounds);
  }

  /** A stage's result: found in the folder, or made now. */
  #stage<T>(name: string, make: () => Promise<T>, facts: (made: T) => StageFacts = () => ({})): Promise<T> {
    return runStage({ name, key: this.#key, folder: this.#folder, log: this.#log, make, facts });
  }

  /** Draws the data, and measures them. */
  #simulate(data: TrainingData, plan: DataPlan): Promise<Simulated> {
    const { network, dt, shape, steps = [dt, dt] } = this.#job;
    const watch = (from: number, to: number) => ({
      signal: this.#options.signal,
      onProgress: (share: number) =>
        this.#onProgress({ stage: 'simulate', share: from + share * (to - from) }),
    });
    const border = plan.starts / (plan.starts + plan.heldOut);
    let found = { states: 0, transitions: 0, heldOut: 0 };
    return this.#stage(
      'simulate',
      async () => {
        const { starts, transitions } = await data.epoch(0, watch(0, border));
        const heldOut = await data.heldOut(watch(border, 1));
        if (Math.min(transitions.rows, heldOut.transitions.rows / heldOutShare) < leastTransitions)
          throw new AbstractionError(
            'training',
            `only ${transitions.rows} steps of two events or more came from ${starts.rows} starting states`,
            'Widen `train.ranges`, take another step, or use the kernel ssa.',
          );
        found = { states: starts.rows, transitions: transitions.rows, heldOut: heldOut.transitions.rows };
        const domain = domainOf(network, starts.counts, starts.rates, steps);
        const scaling = scalingOf({ network, dt, shape, domain, seed: this.#budget.seed }, transitions);
        return { domain, scaling };
      },
      () => ({ ...found, eventsPerStep: plan.eventsPerStep }),
    );
  }

  #visit(round: number, visit: GridVisit, abstraction: Abstraction): Promise<Counts> {
    const stage = `visit-${round + 1}`;
    const onProgress = (share: number): void => this.#onProgress({ stage, share });
    return this.#stage(
      stage,
      async () => {
        this.#options.signal?.throwIfAborted();
        onProgress(0);
        return visit.states(abstraction, onProgress, this.#options.signal);
      },
      (counts) => ({ visited: counts.length / this.#job.network.species.length }),
    );
  }

  #search(
    body: Extract<MdnShape['body'], { kind: 'search' }>,
    parts: KernelParts,
    { redraws }: DataPlan,
    data: TrainingData,
  ): Promise<Searched> {
    const job = { ...this.#common(), body, parts, data, redraws, seed: this.#budget.seed };
    return this.#stage('search', () => searchStage(job));
  }

  #fit({ round, parts, plan, data, pool, weights, seen }: Round): Promise<Fitted> {
    const { network, shape } = this.#job;
    const { epochs, seed } = this.#budget;
    const name = `fit-${round + 1}`;
    // Epochs are numbered over the whole training: data that are drawn anew are never those of an epoch before.
    const searched = shape.body.kind === 'search' ? searchSchedules.quick.epochs : 0;
    return this.#stage(
      name,
      () =>
        fitStage({
          ...this.#common(),
          name,
          parts,
          options: fitOptions(this.#job, this.#budget, plan, round),
          firstEpoch: searched + round * epochs,
          weights: weights ?? initParams(trainingGraph(network, parts), seed),
          seen: seen ?? { states: 0, transitions: 0 },
          data,
          redraws: plan.redraws,
          pool,
        }),
      ({ epoch, heldOutLoss }) => ({ best: epoch, bestHeldOut: heldOutLoss }),
    );
  }

  /** What every fitting stage is told. */
  #common() {
    const { crew, saveSeconds = 30, signal } = this.#options;
    return {
      network: this.#job.network,
      backend: this.#backend,
      threads: crew.threads,
      folder: this.#folder,
      key: this.#key,
      log: this.#log,
      saveSeconds,
      signal,
      onProgress: this.#onProgress,
    };
  }

  #abstraction(parts: KernelParts, fitted: Fitted, rounds: number): Abstraction {
    const { network, shape, dt } = this.#job;
    return {
      formatVersion: 2,
      networkHash: hashNetwork(network),
      dt,
      shape,
      ...(parts.genotype ? { genotype: parts.genotype } : {}),
      domain: parts.domain,
      scaling: parts.scaling,
      weights: fitted.weights,
      provenance: {
        seed: this.#budget.seed,
        starts: fitted.seen.states,
        transitions: fitted.seen.transitions,
        heldOut: fitted.heldOut,
        rounds,
        epochs: fitted.epoch,
        validation: fitted.heldOutLoss,
        loss: fitted.loss,
        backend: this.#backend,
        versions: { 'crn-grid': version, node: process.versions.node },
      },
      verdict: null,
    };
  }
}

/** The box around both. */
function wider(a: Domain, b: Domain): Domain {
  const around = ([low, high]: Range, [otherLow, otherHigh]: Range): Range => [
    Math.min(low, otherLow),
    Math.max(high, otherHigh),
  ];
  return {
    counts: a.counts.map((range, s) => around(range, b.counts[s]!)),
    rates: a.rates.map((range, r) => around(range, b.rates[r]!)),
    dt: a.dt,
  };
}
