/**
 * The crew: all threads of the machine at work on exact simulation and on many
 * trajectories of any kernel. Work is cut into pieces of some tenths of a second, so that
 * it can be watched and stopped; every row draws from its own numbers, so that neither the
 * cut nor the number of threads changes a bit of the result.
 */
import type { Network } from '../crn/network.ts';
import type { Abstraction } from '../kernels/abstraction.ts';
import type { Counts, KernelSpec } from '../kernels/kernel.ts';
import { threadCount } from '../pool/actors.ts';
import { type ChainsWork, inSharedMemory, startRates } from './crew/chains.ts';
import { type Hands, ownHands, threadHands } from './crew/hands.ts';
import { spread } from './crew/spread.ts';
import { concatTransitions, type Transitions } from './data/examples.ts';
import { joinStarts, noStarts, type StartDesign, type Starts, sliceStarts } from './data/starts.ts';
import type { TransitionOptions } from './data/transitions.ts';

/** Called now and then with the share done. */
export type OnShare = (share: number) => void;

/** What many trajectories are made of. */
export interface ChainsJob {
  readonly spec: KernelSpec;
  /** What a learned kernel has learned. */
  readonly abstraction?: Abstraction;
  /** Shape [starts, species]. */
  readonly starts: Counts;
  /** Shape [rates] for all starts alike, or [starts, rates]. */
  readonly rates: Float64Array;
  /**
   * States before the starts, for kernels that look back: shape [starts, steps, species], the oldest first.
   * Default: nothing is known, and such kernels take their first steps exactly.
   */
  readonly past?: Counts;
  /** Trajectories from every start. */
  readonly trajectories: number;
  /** Numbers of steps after which counts are kept, ascending, each ≥ 1. */
  readonly lags: readonly number[];
  readonly dt: number;
  readonly seed: number;
  /** Agent number of the first trajectory of the first start; the next ones follow. Default 0. */
  readonly firstAgent?: number;
  /** Step number of the first step. Default 0. */
  readonly firstStep?: number;
  /** Learned kernels: fused multiply–add. Default: where the machine has it. */
  readonly relaxed?: boolean;
}

/** Threads that simulate one network. */
export interface Crew {
  readonly threads: number;

  /** As `drawStarts`, bit for bit. @throws the reason of `signal` when it is aborted */
  starts(
    design: Omit<StartDesign, 'network'>,
    rows: number,
    first: number,
    onProgress?: OnShare,
    signal?: AbortSignal,
  ): Promise<Starts>;

  /** As `drawTransitions`, bit for bit. @throws the reason of `signal` when it is aborted */
  transitions(
    starts: Starts,
    options: CrewTransitions,
    onProgress?: OnShare,
    signal?: AbortSignal,
  ): Promise<Transitions>;

  /** Events of one exact step from each of the starts, in all; `dt` is for starts without steps of their own. */
  events(starts: Starts, dt: number, seed: number, firstAgent: number): Promise<number>;

  /**
   * Counts after each of the lags, each of shape [starts, trajectories, species].
   *
   * @throws KernelError, AbstractionError  as `openKernel`, with one thread; WorkerError with more
   * @throws the reason of `signal` when it is aborted
   */
  chains(job: ChainsJob, onProgress?: OnShare, signal?: AbortSignal): Promise<Int32Array[]>;

  /** Ends the threads. */
  close(): Promise<void>;
}

/** Options of `drawTransitions` that the crew does not fill in itself. */
export type CrewTransitions = Omit<TransitionOptions, 'network' | 'ssa'>;

export interface CrewJob {
  readonly network: Network;
  /** Default: all the machine has. With 1 the calling thread does the work itself. */
  readonly threads?: number;
}

/** Trajectories of one piece at most: what a kernel stages at a time, twice. */
const mostTrajectories = 2048;
const mostStarts = 4096;

/** Gathers a crew; threads start with the first work. @throws ScenarioError for a wrong number of threads */
export async function openCrew({ network, threads }: CrewJob): Promise<Crew> {
  const count = threadCount(threads);
  const hands = count === 1 ? ownHands(network) : threadHands(network, count);
  return new OpenCrew(network, hands);
}

class OpenCrew implements Crew {
  readonly #network: Network;
  readonly #hands: Hands;
  /** Numbers the kernels, so that threads open each once. */
  #kernels = 0;

  constructor(network: Network, hands: Hands) {
    this.#network = network;
    this.#hands = hands;
  }

  get threads(): number {
    return this.#hands.lanes;
  }

  async starts(
    design: Omit<StartDesign, 'network'>,
    rows: number,
    first: number,
    onProgress?: OnShare,
    signal?: AbortSignal,
  ): Promise<Starts> {
    const parts = await spread(
      { total: rows, most: mostStarts, lanes: this.threads, onProgress, signal },
      (from, n) => this.#hands.do({ kind: 'starts', design, rows: n, first: first + from }),
    );
    return joinStarts(noStarts, ...parts);
  }

  async transitions(
    starts: Starts,
    options: CrewTransitions,
    onProgress?: OnShare,
    signal?: AbortSignal,
  ): Promise<Transitions> {
    const first = options.first ?? 0;
    const parts = await spread(
      { total: starts.rows, most: mostStarts, lanes: this.threads, onProgress, signal },
      (from, n) =>
        this.#hands.do({
          kind: 'transitions',
          starts: sliceStarts(starts, from, n),
          options: { ...options, first: first + from },
        }),
    );
    return concatTransitions(parts);
  }

  async events(starts: Starts, dt: number, seed: number, firstAgent: number): Promise<number> {
    const parts = await spread({ total: starts.rows, most: mostStarts, lanes: this.threads }, (from, n) =>
      this.#hands.do({
        kind: 'events',
        starts: sliceStarts(starts, from, n),
        dt,
        seed,
        firstAgent: firstAgent + from,
      }),
    );
    return parts.reduce((sum, n) => sum + n, 0);
  }

  async chains(job: ChainsJob, onProgress?: OnShare, signal?: AbortSignal): Promise<Int32Array[]> {
    const { starts, trajectories, lags, spec, dt, seed, firstAgent = 0, firstStep = 0 } = job;
    const species = this.#network.species.length;
    const past = job.past ?? new Int32Array(0);
    const back = past.length / (starts.length / species);
    const total = (starts.length / species) * trajectories;
    const out = lags.map(() => new Int32Array(total * species));
    const common: Omit<ChainsWork, 'firstStart' | 'starts' | 'rates' | 'past' | 'from' | 'rows'> = {
      kind: 'chains',
      kernel: this.#kernels++,
      spec,
      ...(job.abstraction ? { abstraction: inSharedMemory(job.abstraction) } : {}),
      ...(job.relaxed === undefined ? {} : { relaxed: job.relaxed }),
      trajectories,
      lags,
      dt,
      seed,
      firstAgent,
      firstStep,
    };
    await spread(
      { total, most: mostTrajectories, lanes: this.threads, onProgress, signal },
      async (from, rows) => {
        const firstStart = Math.floor(from / trajectories);
        const lastStart = Math.floor((from + rows - 1) / trajectories);
        const counts = await this.#hands.do({
          ...common,
          firstStart,
          starts: starts.slice(firstStart * species, (lastStart + 1) * species),
          rates: startRates(this.#network, job.rates, firstStart, lastStart + 1),
          past: past.slice(firstStart * back, (lastStart + 1) * back),
          from,
          rows,
        });
        counts.forEach((part, lag) => {
          out[lag]!.set(part, from * species);
        });
      },
    );
    return out;
  }

  close(): Promise<void> {
    return this.#hands.close();
  }
}
