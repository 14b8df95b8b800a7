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
import type { Genotype } from '../../kernels/learned/cells/genotype.ts';
import { openTrainer } from '../../tensor/backends.ts';
import type { Graph } from '../../tensor/graph.ts';
import type { Examples } from '../data/examples.ts';
import { architecturePass, type PassTools, weightsPass } from './passes/passes.ts';
import { nextPhase } from './schedule.ts';
import { openSpace, type SearchSpace, type SpaceJob } from './space.ts';
import { beginSearch, type Costs, type SearchState, type SearchTurn } from './state.ts';
import { genotypeOf, turnOf } from './turn.ts';

/** What is searched, and on what. */
export interface SearchJob extends SpaceJob {
  /** What weights learn from in pass number `epoch`: the same whenever it is asked for. */
  readonly training: (epoch: number) => Examples | Promise<Examples>;
  /** What the architecture learns from: not what weights learn from, nor what is held out to judge by. */
  readonly validation: Examples;
  readonly seed: number;
}

export interface SearchOptions extends Pick<PassTools, 'signal' | 'onBatch'> {
  /**
   * Microseconds per row of each operation at a width; needed where `spec.latency` is above 0. A search
   * that goes on from the beginning must be told the same again.
   */
  readonly costs?: Costs;
  /** One of `backendNames` that trains; default: the best there is. */
  readonly backend?: string;
  readonly threads?: number;
  /** Where an earlier search of the same job and options had come to. */
  readonly from?: SearchState;
  /** Called after every pass. */
  readonly save?: (state: SearchState) => void | Promise<void>;
  /** Called after every turn. */
  readonly onTurn?: (turn: SearchTurn) => void;
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
  const space = openSpace(job);
  const { graph } = space;
  const { backend, threads, signal, onBatch } = options;
  const trainer = await openTrainer(graph, {
    ...(backend === undefined ? {} : { backend }),
    ...(threads === undefined ? {} : { threads }),
  });
  const tools: PassTools = {
    space,
    trainer,
    seed: job.seed,
    ...(signal ? { signal } : {}),
    ...(onBatch ? { onBatch } : {}),
  };
  try {
    const { params, history, architecture } = await takeTurns(tools, job, options);
    return { genotype: genotypeOf(space, architecture), supernet: graph, params, history };
  } finally {
    trainer.dispose();
  }
}

/** Pass after pass, as the schedule says. */
async function takeTurns(tools: PassTools, job: SearchJob, options: SearchOptions): Promise<SearchState> {
  const { space } = tools;
  let state = options.from ?? (await beginSearch(space, job.seed, options.costs));
  for (;;) {
    const phase = nextPhase(space.schedule, state);
    if (!phase) return state;
    state =
      phase === 'weights'
        ? await weightsPass(tools, await job.training(state.epoch), state)
        : ended(space, await architecturePass(tools, job.validation, state), options.onTurn);
    await options.save?.(state);
  }
}

/** The state with what its turn came to, if the turn is over. */
function ended(space: SearchSpace, state: SearchState, onTurn: SearchOptions['onTurn']): SearchState {
  if (nextPhase(space.schedule, state) === 'architecture') return state;
  const turn = turnOf(space, state);
  onTurn?.(turn);
  return { ...state, history: [...state.history, turn] };
}
