/**
 * Fits the weights of a training graph: Adam over seeded mini-batches, a learning rate
 * that falls along a cosine, the best weights on held-out examples kept. Everything it
 * knows between two epochs is a {@link FitState}: saved and given back, it goes on as if
 * never stopped, bit for bit on the same backend.
 *
 * Sources: Kingma & Ba 2015, arXiv 1412.6980; cosine schedule, Loshchilov & Hutter 2017,
 * arXiv 1608.03983.
 */
import { AbstractionError } from '../errors.ts';
import { Purpose, Stream } from '../numerics/streams.ts';
import { Adam, type AdamState } from '../tensor/adam.ts';
import type { Trainer } from '../tensor/machine.ts';
import type { Examples } from './examples.ts';

export interface FitOptions {
  /** Passes over the examples, at most. */
  readonly epochs: number;
  /** Examples per update. */
  readonly batch: number;
  /** The largest learning rate; it falls to a hundredth. */
  readonly learningRate: number;
  /** Epochs without a better held-out loss before it stops. */
  readonly patience: number;
  readonly seed: number;
  /** Names the fit: two fits of one training shuffle differently. */
  readonly round: number;
}

/** All there is to know between two epochs. */
export interface FitState {
  readonly epoch: number;
  readonly params: Float32Array;
  readonly adam: AdamState;
  readonly best: Float32Array;
  readonly bestValidation: number;
  readonly bestEpoch: number;
  /** Mean loss over the last epoch's batches, and the held-out loss after it. */
  readonly loss: number;
  readonly validation: number;
}

/** Rows of a held-out batch. */
const validationRows = 4096;
/** Gradients longer than this are shortened: one odd transition must not undo an epoch. */
const longestGradient = 10;
/** Share of the updates over which the learning rate rises. */
const warmUp = 0.03;

/** A fit that has not begun. */
export function beginFit(params: Float32Array): FitState {
  return {
    epoch: 0,
    params: params.slice(),
    adam: new Adam(params.length).state,
    best: params.slice(),
    bestValidation: Number.POSITIVE_INFINITY,
    bestEpoch: 0,
    loss: Number.POSITIVE_INFINITY,
    validation: Number.POSITIVE_INFINITY,
  };
}

/** Has it had its epochs, or stopped getting better? */
export function isFitted(state: FitState, { epochs, patience }: FitOptions): boolean {
  return state.epoch >= epochs || state.epoch - state.bestEpoch >= patience;
}

/**
 * One epoch.
 *
 * @param onBatch  called before every update with the share of the epoch done; throws to stop
 * @throws AbstractionError when the loss is no number any more
 */
export async function fitEpoch(
  trainer: Trainer,
  training: Examples,
  heldOut: Examples,
  from: FitState,
  options: FitOptions,
  onBatch: (share: number) => void = () => {},
): Promise<FitState> {
  const { batch, seed, round } = options;
  const rows = Math.min(batch, training.rows);
  const updates = Math.max(1, Math.floor(training.rows / rows));
  const params = from.params.slice();
  const adam = new Adam(from.adam, { clip: longestGradient });
  const order = shuffled(training.rows, new Stream().open(seed, from.epoch, round, Purpose.training));
  const chunk = new Batch(training, rows);
  let loss = 0;
  for (let u = 0; u < updates; u++) {
    onBatch(u / updates);
    trainer.setParams(params);
    const result = await trainer.lossAndGradient(rows, chunk.gather(order, u * rows));
    if (!Number.isFinite(result.loss))
      throw new AbstractionError(
        'training',
        `the loss is ${result.loss} in epoch ${from.epoch + 1}`,
        'Lower the learning rate.',
      );
    loss += result.loss / updates;
    adam.update(params, result.gradient, learningRate(options, (from.epoch + u / updates) / options.epochs));
  }
  trainer.setParams(params);
  const validation = await lossOf(trainer, heldOut);
  const better = validation < from.bestValidation;
  return {
    epoch: from.epoch + 1,
    params,
    adam: adam.state,
    best: better ? params.slice() : from.best,
    bestValidation: better ? validation : from.bestValidation,
    bestEpoch: better ? from.epoch + 1 : from.bestEpoch,
    loss,
    validation,
  };
}

/** Mean loss over all examples with the trainer's parameters. */
async function lossOf(trainer: Trainer, examples: Examples): Promise<number> {
  const order = Uint32Array.from({ length: examples.rows }, (_, i) => i);
  let sum = 0;
  for (let at = 0; at < examples.rows; at += validationRows) {
    const rows = Math.min(validationRows, examples.rows - at);
    const { loss } = await trainer.run(rows, new Batch(examples, rows).gather(order, at), ['loss']);
    sum += loss![0]! * rows;
  }
  return sum / examples.rows;
}

/** Rises over the first updates, then falls along half a cosine. */
function learningRate({ learningRate: most }: FitOptions, done: number): number {
  if (done < warmUp) return (most * (done + 1e-3)) / (warmUp + 1e-3);
  return most * (0.01 + 0.99 * 0.5 * (1 + Math.cos((Math.PI * (done - warmUp)) / (1 - warmUp))));
}

function shuffled(n: number, stream: Stream): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}

/** Reused matrices for a batch of examples. */
class Batch {
  readonly #examples: Examples;
  readonly #rows: number;
  readonly #columns: Record<string, Float32Array> = {};

  constructor(examples: Examples, rows: number) {
    this.#examples = examples;
    this.#rows = rows;
    for (const [name, width] of Object.entries(examples.widths))
      this.#columns[name] = new Float32Array(rows * width);
  }

  /** The examples numbered order[at], order[at + 1], … */
  gather(order: Uint32Array, at: number): Readonly<Record<string, Float32Array>> {
    for (const [name, width] of Object.entries(this.#examples.widths)) {
      const from = this.#examples.columns[name]!;
      const to = this.#columns[name]!;
      for (let r = 0; r < this.#rows; r++) {
        const source = order[at + r]! * width;
        for (let i = 0; i < width; i++) to[r * width + i] = from[source + i]!;
      }
    }
    return this.#columns;
  }
}
