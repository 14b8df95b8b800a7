/**
 * Fits the weights of a training graph over seeded mini-batches, and keeps the best on
 * held-out examples: the weights themselves after an epoch, or their running mean. Everything
 * it knows between two epochs is a {@link FitState}: saved and given back, it goes on as if
 * never stopped, bit for bit on the same backend.
 *
 * Sources: Kingma & Ba 2015, arXiv 1412.6980; averaging: Polyak & Juditsky, SIAM J. Control
 * Optim. 30(4) 1992, doi 10.1137/0330046.
 */
import { AbstractionError } from '../errors.ts';
import { Purpose, Stream } from '../numerics/streams.ts';
import { Adam, type AdamState } from '../tensor/adam.ts';
import { gradientNorm } from '../tensor/gradient-norm.ts';
import type { Inputs, Trainer } from '../tensor/machine.ts';
import { Momentum, type MomentumState } from '../tensor/momentum.ts';
import { Batch, shuffled } from './data/batches.ts';
import type { Examples } from './data/examples.ts';
import type { Keep } from './fit/constraints.ts';
import type { Fitting } from './fit/fitting.ts';
import { regularises, unpenalised } from './fit/regularisers.ts';
import { afterEpoch, learningRate, type Patience, restarts } from './fit/strategy.ts';

export interface FitOptions extends Fitting {
  /** Passes over the examples, at most. */
  readonly epochs: number;
  /** Examples per update. */
  readonly batch: number;
  /** The largest learning rate. */
  readonly learningRate: number;
  /** Epochs without a better held-out loss before it stops. */
  readonly patience: number;
  readonly seed: number;
  /** Names the fit: two fits of one training shuffle differently. */
  readonly round: number;
  /** Called with the weights after every update: what `keeper` makes of the constraints. */
  readonly keep?: Keep | undefined;
}

/** All there is to know between two epochs. */
export interface FitState extends Patience {
  readonly epoch: number;
  /** Updates made. */
  readonly updates: number;
  readonly params: Float32Array;
  readonly optimiser: AdamState | MomentumState;
  /** The running mean of the weights; of no length where none is kept. */
  readonly average: Float32Array;
  /** Those of the epoch with the least held-out loss; epoch 0 has the weights the fit started from. */
  readonly best: Float32Array;
  readonly bestValidation: number;
  readonly bestEpoch: number;
  /** Mean loss over the last epoch's batches; the held-out loss after it, of weights or mean, whichever is better. */
  readonly loss: number;
  readonly validation: number;
  /** How often an epoch was begun again with half the learning rate, because a loss was no number. */
  readonly setbacks: number;
}

/** Rows of a held-out batch. */
const validationRows = 4096;
/** Gradients longer than this are shortened: one odd transition must not undo an epoch. */
const longestGradient = 10;
const mostSetbacks = 3;

/** A fit that has not begun: the weights it starts from are judged like those of an epoch, the 0th. */
export async function beginFit(
  trainer: Trainer,
  heldOut: Examples,
  params: Float32Array,
  { optimiser, average, regularisers }: Pick<Fitting, 'optimiser' | 'average' | 'regularisers'>,
): Promise<FitState> {
  const found = await lossOf(trainer, heldOut, params, judgedBy(regularisers));
  const validation = Number.isNaN(found) ? Number.POSITIVE_INFINITY : found;
  return {
    epoch: 0,
    updates: 0,
    stale: 0,
    drops: 0,
    params: params.slice(),
    optimiser: optimiserOf(optimiser, params.length).state,
    average: average > 0 ? params.slice() : new Float32Array(0),
    best: params.slice(),
    bestValidation: validation,
    bestEpoch: 0,
    loss: Number.POSITIVE_INFINITY,
    validation,
    setbacks: 0,
  };
}

/** Has it had its epochs, or stopped getting better? */
export function isFitted(state: FitState, { epochs, patience }: FitOptions): boolean {
  return state.epoch >= epochs || state.epoch - state.bestEpoch >= patience;
}

/**
 * One epoch. Where the loss or its gradient is no number, it goes back to the state it was given, with
 * half the learning rate from there on; at most three times in a fit.
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
  for (let setbacks = from.setbacks; ; setbacks++) {
    const state = await tryEpoch(trainer, training, heldOut, { ...from, setbacks }, options, onBatch);
    if (state) return state;
    if (setbacks >= mostSetbacks)
      throw new AbstractionError(
        'training',
        `the loss is no number in epoch ${from.epoch + 1}, with an eighth of the learning rate too`,
        'Lower the learning rate.',
      );
  }
}

/** @returns undefined where a loss or gradient is no number */
async function tryEpoch(
  trainer: Trainer,
  training: Examples,
  heldOut: Examples,
  from: FitState,
  options: FitOptions,
  onBatch: (share: number) => void,
): Promise<FitState | undefined> {
  const { seed, round, strategy, epochs, keep } = options;
  const rows = Math.min(options.batch, training.rows);
  const batches = Math.max(1, Math.floor(training.rows / rows));
  const params = from.params.slice();
  const average = from.average.slice();
  let optimiser = optimiserOf(options.optimiser, from.optimiser);
  const order = shuffled(training.rows, new Stream().open(seed, from.epoch, round, Purpose.training));
  const noise = new Stream().open(seed, from.epoch, round, Purpose.noise);
  const chunk = new Batch(training, rows);
  let updates = from.updates;
  let loss = 0;
  for (let u = 0; u < batches; u++) {
    onBatch(u / batches);
    trainer.setParams(params);
    const inputs = chunk.gather(order, u * rows);
    if (options.noise > 0) addNoise(inputs, options.noise, noise);
    const result = await trainer.lossAndGradient(rows, inputs);
    if (!Number.isFinite(result.loss) || !Number.isFinite(gradientNorm(result.gradient))) return undefined;
    loss += result.loss / batches;
    const done = (from.epoch + u / batches) / epochs;
    const rate = learningRate(strategy, options.learningRate, { done, updates, drops: from.drops });
    if (restarts(strategy, updates)) optimiser = optimiserOf(options.optimiser, params.length);
    optimiser.update(params, result.gradient, rate * 0.5 ** from.setbacks);
    keep?.(params);
    updates++;
    moveAverage(average, params, options.average, updates);
  }
  const output = judgedBy(options.regularisers);
  const found = await lossOf(trainer, heldOut, params, output);
  if (Number.isNaN(found)) return undefined;
  const mean =
    average.length > 0 ? await lossOf(trainer, heldOut, average, output) : Number.POSITIVE_INFINITY;
  const averaged = mean < found;
  const validation = averaged ? mean : found;
  const better = validation < from.bestValidation;
  return {
    ...from,
    ...afterEpoch(strategy, from, better),
    epoch: from.epoch + 1,
    updates,
    params,
    optimiser: optimiser.state,
    average,
    ...(better
      ? {
          best: averaged ? average.slice() : params.slice(),
          bestValidation: validation,
          bestEpoch: from.epoch + 1,
        }
      : {}),
    loss,
    validation,
  };
}

/** The output that held-out examples are judged by. */
function judgedBy(regularisers: Fitting['regularisers']): string {
  return regularises(regularisers) ? unpenalised : 'loss';
}

function optimiserOf(name: Fitting['optimiser'], from: number | AdamState | MomentumState): Adam | Momentum {
  const options = { clip: longestGradient };
  return name === 'adam'
    ? new Adam(from as number | AdamState, options)
    : new Momentum(from as number | MomentumState, options);
}

/** Towards the weights; faster at first, when the mean is of hardly anything. */
function moveAverage(average: Float32Array, params: Float32Array, decay: number, updates: number): void {
  const kept = Math.min(decay, (1 + updates) / (10 + updates));
  for (let i = 0; i < average.length; i++) average[i] = kept * average[i]! + (1 - kept) * params[i]!;
}

/** Onto what the network reads. */
function addNoise({ features }: Inputs, deviation: number, stream: Stream): void {
  for (let i = 0; i < features!.length; i++) features![i]! += deviation * stream.normal();
}

/** Mean loss over all examples with some parameters. */
async function lossOf(
  trainer: Trainer,
  examples: Examples,
  params: Float32Array,
  output: string,
): Promise<number> {
  trainer.setParams(params);
  const order = Uint32Array.from({ length: examples.rows }, (_, i) => i);
  let sum = 0;
  for (let at = 0; at < examples.rows; at += validationRows) {
    const rows = Math.min(validationRows, examples.rows - at);
    const found = await trainer.run(rows, new Batch(examples, rows).gather(order, at), [output]);
    sum += found[output]![0]! * rows;
  }
  return sum / examples.rows;
}
