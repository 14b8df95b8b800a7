/** The stage that fits: epoch after epoch, saved now and then, each with a line in the log. */
import type { Network } from '../../crn/network.ts';
import { openTrainer } from '../../tensor/backends.ts';
import type { Trainer } from '../../tensor/machine.ts';
import { type Examples, examplesOf, joinTransitions } from '../data/examples.ts';
import type { Starts } from '../data/starts.ts';
import { keeper } from '../fit/constraints.ts';
import { penalise } from '../fit/regularisers.ts';
import { learningRate } from '../fit/strategy.ts';
import { beginFit, type FitOptions, type FitState, fitEpoch, isFitted } from '../fit.ts';
import { type KernelParts, trainingGraph } from '../job/graph.ts';
import type { TrainingLog } from '../keep/log.ts';
import type { WorkingFolder } from '../keep/working-folder.ts';
import type { DataSet, TrainingData } from './data.ts';
import type { OnProgress } from './progress.ts';
import type { StageFacts } from './run-stage.ts';

/** What has been learned from, in all epochs so far. */
export interface Seen {
  readonly states: number;
  /** Pairs of states, distinct within a draw of data. */
  readonly transitions: number;
  /** Number of the last epoch, counted over all rounds; absent before the first. */
  readonly lastEpoch?: number;
}

export interface Fitted {
  readonly weights: Float32Array;
  /** The epoch whose weights these are (0: those it began with), its held-out loss, and the training loss of the last epoch. */
  readonly epoch: number;
  readonly heldOutLoss: number;
  readonly loss: number;
  readonly seen: Seen;
  /** Held-out transitions. */
  readonly heldOut: number;
}

export interface FitJob {
  readonly name: string;
  readonly network: Network;
  readonly parts: KernelParts;
  readonly backend: string;
  readonly threads: number;
  readonly options: FitOptions;
  /** Number of its first epoch, counted over all rounds. */
  readonly firstEpoch: number;
  readonly weights: Float32Array;
  readonly seen: Seen;
  readonly data: TrainingData;
  /** As in {@link DataPlan}. */
  readonly epochsPerDraw: number;
  /** States that the grid visited, to learn from and to choose the epoch by; may be none. */
  readonly pool: Starts;
  readonly heldPool: Starts;
  readonly folder: WorkingFolder;
  readonly key: string;
  readonly log: TrainingLog;
  /** Seconds between saves. */
  readonly saveSeconds: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: OnProgress;
}

/** What is saved between two epochs. */
interface Saved {
  readonly fit: FitState;
  readonly seen: Seen;
}

/** Fits until nothing gets better, or the epochs are over. @throws the reason of `signal`, all saved */
export async function fitStage(job: FitJob): Promise<Fitted> {
  const { name, network, parts, backend, threads, folder, key, log } = job;
  const saved = await folder.read<Saved>(`${name}-epochs`, key);
  await log.forget(name, saved?.fit.epoch ?? 0);
  const { head } = parts.shape;
  const plain = trainingGraph(network, parts);
  const graph = penalise(plain, head, job.options.regularisers, network.species.length);
  const options = { ...job.options, keep: keeper(graph, job.options.constraints) };
  const trainer = await openTrainer(graph, { backend, threads });
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(job.signal ? [job.signal] : [])]);
  try {
    const drawn = await job.data.heldOut({ signal });
    const visited =
      job.heldPool.rows > 0
        ? [await job.data.visitedHeldOut(job.heldPool, job.options.round, { signal })]
        : [];
    const transitions = [drawn, ...visited].map((set) => set.transitions).reduce(joinTransitions);
    const heldOut = examplesOf(network, parts, transitions);
    const epochs = new Epochs(job, signal);
    let { fit, seen } = saved ?? {
      fit: await beginFit(trainer, heldOut, job.weights, options),
      seen: job.seen,
    };
    let savedEpoch = fit.epoch;
    let savedAt = performance.now();
    const save = async (): Promise<void> => {
      await folder.write<Saved>(`${name}-epochs`, key, { fit, seen });
      savedEpoch = fit.epoch;
      savedAt = performance.now();
    };
    try {
      while (!isFitted(fit, options)) {
        const began = performance.now();
        const from = fit;
        const data = await epochs.next(from.epoch);
        fit = await runEpoch(trainer, data.examples, heldOut, from, { ...job, options });
        seen = { ...add(seen, data.fresh), lastEpoch: job.firstEpoch + from.epoch };
        await log.add({
          stage: name,
          epoch: fit.epoch,
          loss: fit.loss,
          heldOut: fit.validation,
          learningRate: rateOf({ ...from, setbacks: fit.setbacks }, options),
          seconds: secondsSince(began),
          ...fallsOf(from, fit),
        });
        if (secondsSince(savedAt) >= job.saveSeconds) await save();
      }
    } catch (error) {
      if (fit.epoch > savedEpoch) await save();
      throw error;
    }
    return {
      weights: fit.best,
      epoch: fit.bestEpoch,
      heldOutLoss: fit.bestValidation,
      loss: fit.loss,
      seen,
      heldOut: transitions.rows,
    };
  } finally {
    stop.abort();
    trainer.dispose();
  }
}

/**
 * How often the learning rate fell in an epoch, where it did: `setbacks`, a loss was no number and the epoch
 * was begun again at half the rate; `drops`, the strategy lowers it, since held-out losses got no better.
 */
function fallsOf(from: FitState, to: FitState): StageFacts {
  const [setbacks, drops] = [to.setbacks - from.setbacks, to.drops - from.drops];
  return { ...(setbacks > 0 ? { setbacks } : {}), ...(drops > 0 ? { drops } : {}) };
}

/** The learning rate of the first update of the next epoch. */
function rateOf(
  { epoch, updates, drops, setbacks }: FitState,
  { strategy, learningRate: initial, epochs }: FitOptions,
): number {
  return learningRate(strategy, initial, { done: epoch / epochs, updates, drops }) * 0.5 ** setbacks;
}

function runEpoch(
  trainer: Trainer,
  training: Examples,
  heldOut: Examples,
  from: FitState,
  { name, options, signal, onProgress }: FitJob,
): Promise<FitState> {
  const { epochs } = options;
  const known = Number.isFinite(from.validation) ? { heldOut: from.validation } : {};
  return fitEpoch(trainer, training, heldOut, from, options, (share) => {
    signal?.throwIfAborted();
    onProgress({
      stage: name,
      share: (from.epoch + share) / epochs,
      epoch: from.epoch + 1,
      epochs,
      ...known,
    });
  });
}

/** The data of an epoch, and how many of them no epoch before it had. */
interface EpochData {
  readonly examples: Examples;
  readonly fresh: Seen;
}

/** The data of each epoch; where they are drawn anew, the crew draws one epoch ahead of the fit. */
class Epochs {
  readonly #job: FitJob;
  readonly #signal: AbortSignal;
  #kept: EpochData | undefined;
  #ahead: { readonly epoch: number; readonly sets: Promise<readonly DataSet[]> } | undefined;

  constructor(job: FitJob, signal: AbortSignal) {
    this.#job = job;
    this.#signal = signal;
  }

  async next(epoch: number): Promise<EpochData> {
    const { data, epochsPerDraw, firstEpoch, options } = this.#job;
    if (this.#kept && data.isShared(firstEpoch + epoch)) return { ...this.#kept, fresh: nothing };
    const sets = await (this.#ahead?.epoch === epoch ? this.#ahead.sets : this.#draw(epoch));
    const next = epoch + epochsPerDraw - ((firstEpoch + epoch) % Math.max(1, epochsPerDraw));
    if (epochsPerDraw > 0 && next < options.epochs) {
      const ahead = this.#draw(next);
      // Whoever waits for it is told.
      ahead.catch(() => {});
      this.#ahead = { epoch: next, sets: ahead };
    }
    this.#kept = this.#prepared(sets, epoch);
    return this.#kept;
  }

  /** Drawn from the ranges, and from what the grid visited. */
  async #draw(epoch: number): Promise<readonly DataSet[]> {
    const { data, pool, options, firstEpoch } = this.#job;
    const watch = { signal: this.#signal };
    const drawn = await data.epoch(firstEpoch + epoch, watch);
    return pool.rows === 0
      ? [drawn]
      : [drawn, await data.visited(pool, options.round, firstEpoch + epoch, watch)];
  }

  #prepared(sets: readonly DataSet[], epoch: number): EpochData {
    const { network, parts, data, epochsPerDraw, firstEpoch, options, seen } = this.#job;
    const all = sets.map(({ transitions }) => transitions).reduce(joinTransitions);
    // A fit that goes on has counted data that stay the same; the round before it, those from the ranges.
    const again = epoch > 0 && data.isShared(firstEpoch + epoch);
    const before =
      epochsPerDraw === 0
        ? options.round > 0
        : seen.lastEpoch !== undefined && data.isOneDraw(seen.lastEpoch, firstEpoch + epoch);
    const known = again ? sets.length : before ? 1 : 0;
    const fresh = sets.slice(known).reduce<Seen>((seen, set) => add(seen, seenIn(set)), nothing);
    return { examples: examplesOf(network, parts, all), fresh };
  }
}

const nothing: Seen = { states: 0, transitions: 0 };

function add(a: Seen, b: Seen): Seen {
  return { states: a.states + b.states, transitions: a.transitions + b.transitions };
}

function seenIn({ transitions: { start, rows } }: DataSet): Seen {
  let states = 0;
  for (let r = 0; r < rows; r++) if (r === 0 || start[r] !== start[r - 1]) states++;
  return { states, transitions: rows };
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}
