/**
 * Trains an abstraction, from nothing to weights: simulate steps, fit, and in further
 * rounds add the states that the caller's grid visits with the kernel so far, and fit on.
 * Seeded, and in stages whose results are kept; the verdict comes after it.
 */
import { ScenarioError } from '../errors.ts';
import type { Abstraction, Domain, Range } from '../kernels/abstraction.ts';
import type { Counts } from '../kernels/kernel.ts';
import type { LearnedShape } from '../kernels/learned/shape/shape.ts';
import { checkLearnable } from '../kernels/open-kernel.ts';
import { chooseBackend } from '../tensor/backends.ts';
import { initParams } from '../tensor/initialise.ts';
import { type Budget, type FullBudget, fullBudget } from './budget.ts';
import type { Crew } from './crew.ts';
import { joinStarts, noStarts, type Starts } from './data/starts.ts';
import { splitVisited, visitedStarts } from './data/visited.ts';
import { type KernelParts, trainingGraph } from './job/graph.ts';
import {
  dataKey,
  drawnEvents,
  fitOptions,
  planKey,
  plannedForSearch,
  startDesign,
  type TrainJob,
  trainingKey,
} from './job/job.ts';
import { type DataPlan, heldOutShare, planData } from './job/plan-data.ts';
import { memoryLog, type TrainingLog } from './keep/log.ts';
import { noWorkingFolder, type WorkingFolder } from './keep/working-folder.ts';
import { domainOf } from './scaling.ts';
import { fullSchedule } from './search/schedule.ts';
import { assemble } from './stages/assemble.ts';
import { TrainingData } from './stages/data.ts';
import { type Fitted, fitStage, type Seen } from './stages/fit-stage.ts';
import type { OnProgress } from './stages/progress.ts';
import { runStage, type StageFacts } from './stages/run-stage.ts';
import { type Searched, searchStage } from './stages/search-stage.ts';
import { simulateStage } from './stages/simulate-stage.ts';

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
  /**
   * Keeps the data, for other trainings of the same job and budget but for the body: all of them
   * have the plan of a search, and so the same data. Default: they are kept in `folder`.
   */
  readonly data?: WorkingFolder;
  readonly log?: TrainingLog;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /** What rounds after the first learn from. */
  readonly visit?: GridVisit;
  /** Seconds between saves of a fit. Default 30. */
  readonly saveSeconds?: number;
}

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

/** What a round fits. */
interface Round {
  readonly round: number;
  readonly parts: KernelParts;
  readonly plan: DataPlan;
  readonly data: TrainingData;
  readonly pool: Starts;
  readonly heldPool: Starts;
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
  /** Are the data planned for a search? */
  readonly #forSearch: boolean;
  readonly #key: string;
  readonly #folder: WorkingFolder;
  readonly #log: TrainingLog;
  readonly #onProgress: OnProgress;

  constructor(job: TrainJob, budget: FullBudget, backend: string, options: TrainOptions) {
    this.#job = job;
    this.#budget = budget;
    this.#backend = backend;
    this.#options = options;
    this.#forSearch = plannedForSearch(job, options.data !== undefined);
    this.#key = trainingKey(job, budget, backend, options.visit?.key ?? '', this.#forSearch);
    this.#folder = options.folder ?? noWorkingFolder;
    this.#log = options.log ?? memoryLog();
    this.#onProgress = options.onProgress ?? (() => {});
  }

  async run(): Promise<Abstraction> {
    const { network, dt, shape, rates, steps } = this.#job;
    const { seed, rounds } = this.#budget;
    const { plan, data } = await this.#data();
    const simulate = { job: this.#job, seed, plan, data, ...this.#watched() };
    const { domain, scaling } = await this.#stage(
      'simulate',
      () => simulateStage(simulate),
      ({ states, transitions, heldOut }) => ({
        states,
        transitions,
        heldOut,
        eventsPerStep: plan.eventsPerStep,
      }),
    );
    let parts: KernelParts = { shape, dt, domain, scaling };
    const searched = shape.body.kind === 'search' ? await this.#search(shape.body, parts, data) : undefined;
    if (searched) parts = { ...parts, genotype: searched.genotype };
    let pool = noStarts;
    let heldPool = noStarts;
    let fitted: Fitted | undefined;
    for (let round = 0; round < rounds; round++) {
      if (round > 0) {
        const visited = await this.#visit(round, this.#abstraction(parts, fitted!, round));
        const how = { seed, round, ...(steps ? { steps } : {}) };
        const states = visitedStarts(visited, network.species.length, rates, how);
        const { learned, held } = splitVisited(states, heldOutShare);
        heldPool = joinStarts(heldPool, held);
        pool = joinStarts(pool, learned);
        const seen = domainOf(network, pool.counts, pool.rates, parts.domain.dt);
        parts = { ...parts, domain: pool.rows > 0 ? wider(parts.domain, seen) : parts.domain };
      }
      const weights = fitted?.weights ?? searched?.weights;
      fitted = await this.#fit({ round, parts, plan, data, pool, heldPool, weights, seen: fitted?.seen });
    }
    return this.#abstraction(parts, fitted!, rounds);
  }

  /** A stage's result: found in the folder, or made now. */
  #stage<T>(name: string, make: () => Promise<T>, facts: (made: T) => StageFacts = () => ({})): Promise<T> {
    return runStage({ name, key: this.#key, folder: this.#folder, log: this.#log, make, facts });
  }

  /** How much is simulated, and what simulates it when somebody wants it. */
  async #data(): Promise<{ plan: DataPlan; data: TrainingData }> {
    const [job, budget] = [this.#job, this.#budget];
    const { crew, data: shared } = this.#options;
    const design = startDesign(job, budget);
    const plan = await (shared ?? this.#folder).once('plan', planKey(job, budget, this.#forSearch), () =>
      planData(design, budget, this.#forSearch, crew),
    );
    const data = new TrainingData({
      design,
      events: drawnEvents(job),
      past: job.shape.past,
      plan,
      crew,
      folder: this.#folder,
      ...(shared ? { shared } : {}),
      key: dataKey(job, budget, plan),
    });
    return { plan, data };
  }

  #visit(round: number, abstraction: Abstraction): Promise<Counts> {
    const stage = `visit-${round + 1}`;
    const { onProgress, signal } = this.#watched();
    const tell = (share: number): void => onProgress({ stage, share });
    return this.#stage(
      stage,
      async () => {
        signal?.throwIfAborted();
        tell(0);
        return this.#options.visit!.states(abstraction, tell, signal);
      },
      (counts) => ({ visited: counts.length / this.#job.network.species.length }),
    );
  }

  #search(
    body: Extract<LearnedShape['body'], { kind: 'search' }>,
    parts: KernelParts,
    data: TrainingData,
  ): Promise<Searched> {
    const job = { ...this.#common(), body, parts, data, seed: this.#budget.seed };
    return this.#stage('search', () => searchStage(job));
  }

  #fit({ round, parts, plan, data, pool, heldPool, weights, seen }: Round): Promise<Fitted> {
    const { network, shape } = this.#job;
    const { epochs, seed } = this.#budget;
    const name = `fit-${round + 1}`;
    // Epochs are numbered over the whole training: data that are drawn anew are never those of an epoch before.
    const searched = shape.body.kind === 'search' ? fullSchedule(shape.body.schedule).epochs : 0;
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
          epochsPerDraw: plan.epochsPerDraw,
          pool,
          heldPool,
        }),
      ({ epoch, heldOutLoss }) => ({ best: epoch, bestHeldOut: heldOutLoss }),
    );
  }

  /** What every fitting stage is told. */
  #common() {
    const { crew, saveSeconds = 30 } = this.#options;
    return {
      network: this.#job.network,
      backend: this.#backend,
      threads: crew.threads,
      folder: this.#folder,
      key: this.#key,
      log: this.#log,
      saveSeconds,
      ...this.#watched(),
    };
  }

  #watched() {
    return { signal: this.#options.signal, onProgress: this.#onProgress };
  }

  #abstraction(parts: KernelParts, fitted: Fitted, rounds: number): Abstraction {
    const { seed } = this.#budget;
    return assemble(this.#job, { parts, fitted, seed, backend: this.#backend, rounds });
  }
}

/** The box around both. */
function wider(a: Domain, b: Domain): Domain {
  const around = ([low, high]: Range, [otherLow, otherHigh]: Range): Range => [
    Math.min(low, otherLow),
    Math.max(high, otherHigh),
  ];
  const totals = a.totals?.filter((one) =>
    b.totals?.some(({ coefficients, is }) => is === one.is && `${coefficients}` === `${one.coefficients}`),
  );
  return {
    counts: a.counts.map((range, s) => around(range, b.counts[s]!)),
    rates: a.rates.map((range, r) => around(range, b.rates[r]!)),
    dt: a.dt,
    ...(totals && totals.length > 0 ? { totals } : {}),
  };
}
