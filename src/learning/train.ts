/**
 * Trains an abstraction, from nothing to weights: draw starting states, simulate steps,
 * fit, and in further rounds add the states that the caller's grid visits with the
 * kernel so far, and fit on. Seeded and resumable; the verdict comes after it.
 */

import { hashNetwork } from '../crn/hash.ts';
import type { Network } from '../crn/network.ts';
import { AbstractionError, ScenarioError } from '../errors.ts';
import type { Abstraction, Range } from '../kernels/abstraction.ts';
import type { Counts, MdnShape, RowKernel } from '../kernels/kernel.ts';
import { countsTrainingGraph, gaussianTrainingGraph } from '../kernels/mdn/graphs.ts';
import { openHead } from '../kernels/mdn/open-head.ts';
import { checkLearnable } from '../kernels/open-kernel.ts';
import { openSsa } from '../kernels/ssa.ts';
import { chooseBackend, openTrainer } from '../tensor/backends.ts';
import type { Graph } from '../tensor/graph.ts';
import { initParams } from '../tensor/initialise.ts';
import { version } from '../version.ts';
import { type Budget, fullBudget } from './budget.ts';
import {
  type Examples,
  examplesOf,
  joinTransitions,
  outcomesPerExample,
  type Transitions,
} from './examples.ts';
import { beginFit, type FitOptions, type FitState, fitEpoch, isFitted } from './fit.ts';
import { domainOf, scalingOf } from './scaling.ts';
import { cycleStarts, drawStarts, joinStarts, type Starts } from './starts.ts';
import { readProgress, removeProgress, writeProgress } from './training-file.ts';
import { drawTransitions } from './transitions.ts';
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
}

/** Where training is. */
export interface Progress {
  readonly round: number;
  readonly rounds: number;
  /** `data` while steps are simulated, then `fit`. */
  readonly phase: 'data' | 'fit';
  /** Share of the phase done. */
  readonly share: number;
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
  readonly validation: number;
  /** Seconds left of this phase, at the speed so far; Infinity before anything is done. */
  readonly eta: number;
}

export interface TrainOptions {
  readonly budget?: Budget;
  /** One of `backendNames` that trains; default: the best there is. */
  readonly backend?: string;
  /** Threads to train on, where the backend can choose; never changes a result. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** A file that a killed training goes on from; removed at the end. */
  readonly checkpoint?: string;
  /** States a grid visits with the abstraction so far, shape [rows, species]: the next round learns from them. */
  readonly visit?: (abstraction: Abstraction) => Promise<Counts>;
}

/** Held-out starts, as a share of those of an epoch. */
const heldOutShare = 0.1;
/** Below so many events per transition new ones are drawn for every epoch: they cost less than the fit. */
const cheapEvents = 300;
/** Rounds after the first have this share of its epochs and learning rate: they add to what is there. */
const laterRounds = 0.5;
/** With fewer transitions than this nothing can be fitted. */
const leastTransitions = 200;

/**
 * Trains an abstraction; its verdict is null.
 *
 * @throws KernelError       for a network that cannot be learned
 * @throws AbstractionError  when the data hold nothing to learn, or training fails
 * @throws the reason of `signal` when it is aborted; a checkpoint lets the next call go on
 */
export async function trainAbstraction(job: TrainJob, options: TrainOptions = {}): Promise<Abstraction> {
  const budget = fullBudget(options.budget ?? {});
  checkLearnable(job.network, job.shape);
  if (budget.rounds > 1 && !options.visit)
    throw new ScenarioError(
      'training',
      `${budget.rounds} rounds are asked for, and there is no grid to visit`,
      'Ask for one round.',
    );
  const { backend } = await chooseBackend('train', options.backend);
  const training = new Training(job, budget, backend, options, await openSsa({ network: job.network }));
  return training.run();
}

/** What is drawn before the first round. */
interface Drawn {
  readonly starts: Starts;
  readonly training: Transitions;
  readonly heldOut: Transitions;
}

/** What a round learns from. */
interface Data {
  readonly drawn: Drawn;
  /** States that the grid visited. */
  readonly pool: Starts;
  /** New transitions in every epoch. */
  readonly redraws: boolean;
}

/** One training: its rounds, one after the other. */
class Training {
  readonly #job: TrainJob;
  readonly #budget: Required<Budget>;
  readonly #backend: string;
  readonly #options: TrainOptions;
  readonly #ssa: RowKernel;
  readonly #began = performance.now();

  constructor(
    job: TrainJob,
    budget: Required<Budget>,
    backend: string,
    options: TrainOptions,
    ssa: RowKernel,
  ) {
    this.#job = job;
    this.#budget = budget;
    this.#backend = backend;
    this.#options = options;
    this.#ssa = ssa;
  }

  async run(): Promise<Abstraction> {
    const { network } = this.#job;
    const { seed, rounds } = this.#budget;
    const { checkpoint, visit } = this.#options;
    const key = this.#key();
    const saved = checkpoint ? await readProgress(checkpoint, key) : undefined;
    const visited: Counts[] = [...(saved?.visited ?? [])];

    const drawn = this.#draw(0, 0);
    const redraws = this.#ssa.tally.events < cheapEvents * this.#ssa.tally.exact;
    const first = domainOf(network, drawn.starts.counts, drawn.starts.rates);
    const scaling = scalingOf({ ...this.#job, domain: first, seed }, drawn.training);
    let pool: Starts = { rows: 0, counts: new Int32Array(0), rates: new Float64Array(0) };
    let abstraction: Abstraction | undefined;
    for (let round = 0; round < rounds; round++) {
      if (round > 0) {
        visited[round - 1] ??= await visit!(abstraction!);
        pool = joinStarts(
          pool,
          visitedStarts(visited[round - 1]!, network.species.length, this.#job.rates, { seed, round }),
        );
      }
      // The fits of rounds that a checkpoint is past are in its weights.
      if (saved && round < saved.round) continue;
      const all = joinStarts(drawn.starts, pool);
      const parts = { ...this.#job, domain: domainOf(network, all.counts, all.rates), scaling };
      const graph = trainingGraph(network, parts);
      const from =
        saved?.round === round ? saved.fit : beginFit(abstraction?.weights ?? initParams(graph, seed));
      const save = async (fit: FitState): Promise<void> => {
        if (checkpoint)
          await writeProgress(checkpoint, { key, round, visited: visited.slice(0, round), fit });
      };
      const data = { drawn, pool, redraws };
      const fit = await this.#fit(round, graph, parts, data, from, save);
      abstraction = this.#abstraction(parts, fit, data, round + 1);
    }
    if (checkpoint) await removeProgress(checkpoint);
    return abstraction!;
  }

  /** Everything that decides the result: a checkpoint of another training is not gone on from. */
  #key(): string {
    const { network, ...job } = this.#job;
    return JSON.stringify([hashNetwork(network), job, this.#budget, this.#backend, version]);
  }

  /** Fresh starts and their transitions, for an epoch counted over all rounds. */
  #draw(epoch: number, round: number): Drawn {
    const { network, dt, ranges, rates } = this.#job;
    const { seed, transitions, each } = this.#budget;
    const design = { network, dt, seed, counts: ranges, rates };
    const rows = Math.ceil(transitions / each);
    const starts = drawStarts(design, rows, this.#ssa, epoch * rows);
    const training = this.#transitions(starts, 2 * epoch, round);
    if (epoch > 0) return { starts, training, heldOut: training };
    // Held-out starts have numbers of their own.
    const heldStarts = drawStarts(design, Math.ceil(rows * heldOutShare), this.#ssa, 2 ** 31);
    const heldOut = this.#transitions(heldStarts, 1, round);
    if (Math.min(training.rows, heldOut.rows / heldOutShare) < leastTransitions)
      throw new AbstractionError(
        'training',
        `only ${training.rows} steps of two events or more came from ${rows} starting states`,
        'Widen `train.ranges`, take a longer step, or use the kernel ssa, which is cheaper here.',
      );
    return { starts, training, heldOut };
  }

  #transitions(starts: Starts, set: number, round: number): Transitions {
    const { network, dt, shape } = this.#job;
    const { seed, each } = this.#budget;
    const events = shape.head === 'counts' ? 'many' : 'any';
    const began = performance.now();
    const onProgress = (share: number): void => {
      this.#options.signal?.throwIfAborted();
      this.#report({ phase: 'data', round, share, began });
    };
    return drawTransitions(starts, { network, ssa: this.#ssa, dt, seed, each, events, set, onProgress });
  }

  async #fit(
    round: number,
    graph: Graph,
    parts: Parts,
    { drawn, pool, redraws }: Data,
    from: FitState,
    save: (state: FitState) => Promise<void>,
  ): Promise<FitState> {
    const { network } = this.#job;
    const options = this.#fitOptions(round);
    const heldOut = examplesOf(network, parts, drawn.heldOut);
    const { threads } = this.#options;
    const trainer = await openTrainer(graph, {
      backend: this.#backend,
      ...(threads === undefined ? {} : { threads }),
    });
    try {
      let state = from;
      let training: Examples | undefined;
      const began = performance.now();
      while (!isFitted(state, options)) {
        // Epochs are numbered over all rounds; the first one's data are there already.
        const epoch = round * this.#budget.epochs + state.epoch;
        if (!training || redraws) {
          const fresh = redraws && epoch > 0 ? this.#draw(epoch, round).training : drawn.training;
          const n = Math.min(pool.rows, drawn.starts.rows);
          const visited =
            n > 0 ? this.#transitions(cycleStarts(pool, epoch * n, n), 2 * epoch, round) : undefined;
          training = examplesOf(network, parts, visited ? joinTransitions(fresh, visited) : fresh);
        }
        state = await fitEpoch(trainer, training, heldOut, state, options, (share) => {
          this.#options.signal?.throwIfAborted();
          const done = (state.epoch + share - from.epoch) / (options.epochs - from.epoch);
          this.#report({ phase: 'fit', round, share: done, began, state, epochs: options.epochs });
        });
        await save(state);
      }
      return state;
    } finally {
      trainer.dispose();
    }
  }

  #fitOptions(round: number): FitOptions {
    const { epochs, learningRate, batch, each, patience, seed } = this.#budget;
    const share = round === 0 ? 1 : laterRounds;
    return {
      round,
      seed,
      patience,
      epochs: Math.max(1, Math.round(share * epochs)),
      learningRate: share * learningRate,
      // An example of the `counts` head is a start with all its outcomes.
      batch: this.#job.shape.head === 'counts' ? Math.max(1, Math.round(batch / each)) : batch,
    };
  }

  #report(at: {
    phase: Progress['phase'];
    round: number;
    share: number;
    began: number;
    state?: FitState;
    epochs?: number;
  }): void {
    const { phase, round, share, state } = at;
    const spent = (performance.now() - at.began) / 1000;
    this.#options.onProgress?.({
      phase,
      round,
      rounds: this.#budget.rounds,
      share,
      epoch: state?.epoch ?? 0,
      epochs: at.epochs ?? 0,
      loss: state?.loss ?? Number.POSITIVE_INFINITY,
      validation: state?.validation ?? Number.POSITIVE_INFINITY,
      eta: share > 0 ? (spent * (1 - share)) / share : Number.POSITIVE_INFINITY,
    });
  }

  #abstraction({ domain, scaling }: Parts, fit: FitState, data: Data, rounds: number): Abstraction {
    const { network, dt, shape } = this.#job;
    return {
      formatVersion: 1,
      networkHash: hashNetwork(network),
      dt,
      shape,
      domain,
      scaling,
      weights: fit.best,
      provenance: {
        seed: this.#budget.seed,
        starts: data.drawn.starts.rows + data.pool.rows,
        transitions: data.drawn.training.rows * (data.redraws ? Math.max(fit.epoch, 1) : 1),
        heldOut: data.drawn.heldOut.rows,
        rounds,
        epochs: fit.bestEpoch,
        validation: fit.bestValidation,
        loss: fit.loss,
        backend: this.#backend,
        seconds: Math.round((performance.now() - this.#began) / 1000),
        versions: { 'crn-grid': version, node: process.versions.node },
      },
      verdict: null,
    };
  }
}

type Parts = Pick<Abstraction, 'shape' | 'domain' | 'dt' | 'scaling'>;

function trainingGraph(network: Network, parts: Parts): Graph {
  const { shape, scaling } = parts;
  const { featureWidth } = openHead(network, parts);
  return scaling.head === 'counts'
    ? countsTrainingGraph(shape, featureWidth, scaling, outcomesPerExample)
    : gaussianTrainingGraph(shape, featureWidth, network.species.length);
}
