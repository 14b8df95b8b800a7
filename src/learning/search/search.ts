/**
 * Architecture search: weights and architecture of a supernet learned in turns, on examples
 * of their own, one sampled path at a time. Everything it knows between two passes is a
 * {@link SearchState}: saved and given back, it goes on as if never stopped, bit for bit on
 * the same backend.
 *
 * Use it where a network by hand is not good enough, or to trade accuracy for speed. It
 * costs about as much as two fits of its widest network.
 *
 * Sources: Repin & Petrov, Information and Computation 2021, doi 10.1016/j.ic.2021.104788;
 * Cai, Zhu & Han, ProxylessNAS, ICLR 2019, arXiv 1812.00332; Liu, Simonyan & Yang, DARTS,
 * ICLR 2019, arXiv 1806.09055.
 */
import { AbstractionError } from '../../errors.ts';
import type { BuildBody } from '../../kernels/mdn/bodies/body.ts';
import type { Genotype } from '../../kernels/mdn/cells/genotype.ts';
import {
  buildSupernet,
  gateNames,
  type SearchSpec,
  type Supernet,
} from '../../kernels/mdn/cells/supernet.ts';
import type { Operation, SearchSchedule } from '../../kernels/mdn/shape.ts';
import { Purpose, Stream } from '../../numerics/streams.ts';
import type { AdamState } from '../../tensor/adam.ts';
import { openTrainer } from '../../tensor/backends.ts';
import { type Graph, paramLayout } from '../../tensor/graph.ts';
import { initParams } from '../../tensor/initialise.ts';
import type { Inputs, Trainer } from '../../tensor/machine.ts';
import { Batch, shuffled } from '../data/batches.ts';
import type { Examples } from '../data/examples.ts';
import {
  type ArchitectureState,
  type ArchitectureTerms,
  architectureGradient,
  architecturePenalty,
  beginArchitecture,
  entropyOf,
  moveArchitecture,
  probabilitiesOf,
} from './architecture.ts';
import { deriveGenotype } from './derive-genotype.ts';
import { drawPaths, gateNumbers, type Paths } from './paths.ts';
import { beginRate, fullSchedule, nextPhase, nextRate, type RateState, turnsOf } from './schedule.ts';
import { blocksOf, Weights } from './weights.ts';

/** What is searched, and on what. */
export interface SearchJob {
  readonly spec: SearchSpec;
  /** Counts and rates that the network reads, as `rowNumbers` says. */
  readonly width: number;
  /** The training graph of the head, with an output `loss`, around a body. */
  readonly trainingGraph: (body: BuildBody) => Graph;
  /** What weights learn from in pass number `epoch`: the same whenever it is asked for. */
  readonly training: (epoch: number) => Examples | Promise<Examples>;
  /** What the architecture learns from: not what weights learn from, nor what is held out to judge by. */
  readonly validation: Examples;
  readonly seed: number;
}

export interface SearchOptions {
  /**
   * Microseconds per row of each operation at a width; needed where `spec.latency` is above 0. A search
   * that goes on from the beginning must be told the same again.
   */
  readonly costs?: (width: number) => CostTable | Promise<CostTable>;
  /** One of `backendNames` that trains; default: the best there is. */
  readonly backend?: string;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** Where an earlier search of the same job and options had come to. */
  readonly from?: SearchState;
  /** Called after every pass. */
  readonly save?: (state: SearchState) => void | Promise<void>;
  /** Called after every turn. */
  readonly onTurn?: (turn: SearchTurn) => void;
  /** Called before every update, with the share of the whole search done. */
  readonly onBatch?: (share: number) => void;
}

/** Microseconds per row of each operation. */
export type CostTable = Readonly<Record<Operation, number>>;

/** What a turn came to. */
export interface SearchTurn {
  /** Passes so far over training and validation examples. */
  readonly epoch: number;
  readonly architectureEpoch: number;
  /** Mean loss of the sampled paths over the last pass of each kind, nats. */
  readonly loss: number;
  readonly validation: number;
  /** What the architecture's loss has besides the validation loss. */
  readonly penalty: number;
  /** By edge and operation, in the order of the spec. */
  readonly alphas: readonly (readonly number[])[];
  readonly probabilities: readonly (readonly number[])[];
  /** Mean over edges, nats. */
  readonly entropy: number;
  /** Of a path drawn by the probabilities, µs per row; 0 where nothing was measured. */
  readonly latency: number;
  readonly genotype: Genotype;
}

/** All there is to know between two passes: plain data. */
export interface SearchState {
  readonly epoch: number;
  readonly architectureEpoch: number;
  readonly params: Float32Array;
  readonly adam: readonly AdamState[];
  readonly architecture: ArchitectureState;
  readonly weightRate: RateState;
  readonly architectureRate: RateState;
  readonly loss: number;
  readonly validation: number;
  /** By edge and operation. */
  readonly microseconds: readonly (readonly number[])[];
  readonly history: readonly SearchTurn[];
}

export interface SearchResult {
  /**
   * By the probabilities at the end: losses of sampled paths are too noisy to pick a turn by,
   * and the architecture settles as its entropy falls.
   */
  readonly genotype: Genotype;
  /** The supernet and its weights: what `inheritWeights` takes. */
  readonly supernet: Graph;
  readonly params: Float32Array;
  readonly history: readonly SearchTurn[];
}

/**
 * Searches. Deterministic for a backend, but for measured latencies.
 *
 * @throws AbstractionError  when the loss is no number any more, or latencies are asked for and not given
 * @throws the reason of `signal` when it is aborted; the last saved state lets the next call go on
 */
export async function searchArchitecture(job: SearchJob, options: SearchOptions = {}): Promise<SearchResult> {
  const search = new Search(job, options);
  const { backend, threads } = options;
  const trainer = await openTrainer(search.graph, {
    ...(backend === undefined ? {} : { backend }),
    ...(threads === undefined ? {} : { threads }),
  });
  try {
    const { params, history, architecture } = await search.run(trainer);
    return { genotype: search.genotype(architecture), supernet: search.graph, params, history };
  } finally {
    trainer.dispose();
  }
}

/** Passes of a search have streams of their own, beyond those of fits. */
const firstStep = 2 ** 31;

class Search {
  readonly graph: Graph;
  readonly #job: SearchJob;
  readonly #options: SearchOptions;
  readonly #schedule: SearchSchedule;
  readonly #space: Supernet & { readonly operations: readonly Operation[] };
  readonly #stream = new Stream();

  constructor(job: SearchJob, options: SearchOptions) {
    this.#job = job;
    this.#options = options;
    this.#schedule = fullSchedule(job.spec.schedule);
    let supernet: Supernet | undefined;
    this.graph = job.trainingGraph((g, features) => {
      supernet = buildSupernet(g, features, job.spec, job.width);
      return supernet.output;
    });
    this.#space = { ...supernet!, operations: job.spec.operations };
  }

  genotype({ alphas }: ArchitectureState): Genotype {
    const probabilities = probabilitiesOf(alphas, this.#space.operations.length);
    return deriveGenotype(this.#job.spec, this.#space.edges, probabilities);
  }

  async run(trainer: Trainer): Promise<SearchState> {
    let state = this.#options.from ?? (await this.#begin());
    for (;;) {
      const phase = nextPhase(this.#schedule, state);
      if (!phase) return state;
      state =
        phase === 'weights' ? await this.#weights(trainer, state) : await this.#architecture(trainer, state);
      await this.#options.save?.(state);
    }
  }

  async #begin(): Promise<SearchState> {
    const { spec, seed } = this.#job;
    const { edges, operations } = this.#space;
    const params = initParams(this.graph, seed);
    return {
      epoch: 0,
      architectureEpoch: 0,
      params,
      adam: new Weights(blocksOf(paramLayout(this.graph), this.#space)).states,
      architecture: beginArchitecture(edges.length * operations.length),
      weightRate: beginRate(this.#schedule.weightRate),
      architectureRate: beginRate(this.#schedule.architectureRate),
      loss: Number.POSITIVE_INFINITY,
      validation: Number.POSITIVE_INFINITY,
      microseconds: await this.#costs(spec.latency),
      history: [],
    };
  }

  async #costs(latency: number): Promise<number[][]> {
    const { edges, operations } = this.#space;
    const { costs } = this.#options;
    if (latency > 0 && !costs)
      throw new AbstractionError('search', 'latency is to count, but none was measured', 'Give `costs`.');
    const known = new Map<number, CostTable>();
    for (const { width } of edges) if (costs && !known.has(width)) known.set(width, await costs(width));
    return edges.map(({ width }) => operations.map((operation) => known.get(width)?.[operation] ?? 0));
  }

  /** One pass over the training examples. */
  async #weights(trainer: Trainer, state: SearchState): Promise<SearchState> {
    const examples = await this.#job.training(state.epoch);
    const params = state.params.slice();
    const blocks = blocksOf(paramLayout(this.graph), this.#space);
    const weights = new Weights(blocks, state.adam);
    const p = this.#probabilities(state);
    const { gates } = this.#space;
    const loss = await this.#pass(state, examples, 'weights', async (inputs, rows, stream) => {
      const paths = drawPaths(this.#space, p, rows, this.#job.spec.gates, undefined, stream);
      trainer.setParams(params);
      const result = await trainer.lossAndGradient(rows, gatedInputs(inputs, paths));
      if (Number.isFinite(result.loss))
        weights.update(params, result.gradient, paths.live, gates, state.weightRate.rate);
      return result.loss;
    });
    return {
      ...state,
      epoch: state.epoch + 1,
      params,
      adam: weights.states,
      loss,
      weightRate: nextRate(state.weightRate, this.#schedule.weightRate, loss),
    };
  }

  /** One pass over the validation examples. */
  async #architecture(trainer: Trainer, state: SearchState): Promise<SearchState> {
    const { validation, spec } = this.#job;
    const { gates, operations, edges } = this.#space;
    const terms = { microseconds: state.microseconds, latency: spec.latency };
    const shift = paramLayout(this.graph).params.find(({ name }) => name === gateNames.shift)!.offset;
    const numbers = gateNumbers(operations);
    let architecture = state.architecture;
    trainer.setParams(state.params);
    const loss = await this.#pass(state, validation, 'architecture', async (inputs, rows, stream) => {
      const p = probabilitiesOf(architecture.alphas, operations.length);
      const paths = drawPaths(this.#space, p, rows, spec.gates, spec.gradient, stream);
      const result = await trainer.lossAndGradient(rows, gatedInputs(inputs, paths));
      const own = result.gradient.subarray(shift, shift + gates);
      const byGate = edges.map(({ gate }) => numbers.map((k) => (k < 0 ? 0 : own[gate + k]!)));
      const slope = architectureGradient(p, paths.touched, byGate, terms);
      if (Number.isFinite(result.loss))
        architecture = moveArchitecture(architecture, paths.touched, slope, state.architectureRate.rate);
      return result.loss;
    });
    const next = {
      ...state,
      architectureEpoch: state.architectureEpoch + 1,
      architecture,
      validation: loss,
      architectureRate: nextRate(state.architectureRate, this.#schedule.architectureRate, loss),
    };
    if (nextPhase(this.#schedule, next) === 'architecture') return next;
    const turn = this.#turn(next, terms);
    this.#options.onTurn?.(turn);
    return { ...next, history: [...state.history, turn] };
  }

  /** Mean loss over the batches of a pass. */
  async #pass(
    state: SearchState,
    examples: Examples,
    phase: 'weights' | 'architecture',
    update: (inputs: Inputs, rows: number, stream: Stream) => Promise<number>,
  ): Promise<number> {
    const { seed } = this.#job;
    const { batch, architectureBatch } = this.#schedule;
    const done = state.epoch + state.architectureEpoch;
    const step = firstStep + done;
    const rows = Math.min(phase === 'weights' ? batch : architectureBatch, examples.rows);
    const updates = Math.max(1, Math.floor(examples.rows / rows));
    const order = shuffled(examples.rows, this.#stream.open(seed, step, 0, Purpose.training));
    const chunk = new Batch(examples, rows);
    let sum = 0;
    for (let u = 0; u < updates; u++) {
      this.#options.signal?.throwIfAborted();
      this.#options.onBatch?.(shareDone(this.#schedule, done + u / updates));
      this.#stream.open(seed, step, u + 1, Purpose.training);
      const loss = await update(chunk.gather(order, u * rows), rows, this.#stream);
      if (!Number.isFinite(loss))
        throw new AbstractionError(
          'search',
          `the loss is ${loss} in pass ${done + 1}`,
          'Lower the learning rates of its schedule.',
        );
      sum += loss / updates;
    }
    return sum;
  }

  #probabilities({ architecture }: SearchState): number[][] {
    return probabilitiesOf(architecture.alphas, this.#space.operations.length);
  }

  #turn(state: SearchState, terms: ArchitectureTerms): SearchTurn {
    const { epoch, architectureEpoch, loss, validation, architecture } = state;
    const probabilities = this.#probabilities(state);
    const n = this.#space.operations.length;
    const latency = probabilities.flatMap((p, e) => p.map((x, k) => x * terms.microseconds[e]![k]!));
    return {
      epoch,
      architectureEpoch,
      loss,
      validation,
      penalty: architecturePenalty(probabilities, terms),
      alphas: probabilities.map((_, e) => Array.from(architecture.alphas.subarray(e * n, (e + 1) * n))),
      probabilities,
      entropy: entropyOf(probabilities),
      latency: latency.reduce((a, b) => a + b, 0),
      genotype: this.genotype(architecture),
    };
  }
}

const gatedInputs = (inputs: Inputs, { live, weight }: Paths): Inputs => ({
  ...inputs,
  [gateNames.live]: live,
  [gateNames.weight]: weight,
});

/** Share of all passes, those over the few validation examples counted like any other. */
function shareDone(schedule: SearchSchedule, passes: number): number {
  return passes / (schedule.epochs + turnsOf(schedule) * schedule.architecture);
}
