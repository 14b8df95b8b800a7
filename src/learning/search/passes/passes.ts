/** One pass of a search: of the weights over training examples, or of the architecture over validation examples. */
import { AbstractionError } from '../../../errors.ts';
import { gateNames } from '../../../kernels/learned/cells/supernet.ts';
import { Purpose, Stream } from '../../../numerics/streams.ts';
import { paramLayout } from '../../../tensor/graph.ts';
import type { Inputs, Trainer } from '../../../tensor/machine.ts';
import { Batch, shuffled } from '../../data/batches.ts';
import type { Examples } from '../../data/examples.ts';
import { nextRate, passesOf } from '../schedule.ts';
import type { SearchSpace } from '../space.ts';
import type { SearchState } from '../state.ts';
import { architectureGradient, moveArchitecture, probabilitiesOf } from './architecture.ts';
import { drawPaths, gateNumbers, type Paths } from './paths.ts';
import { blocksOf, Weights } from './weights.ts';

/** What passes are made with. */
export interface PassTools {
  readonly space: SearchSpace;
  readonly trainer: Trainer;
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Called before every update, with the share of the whole search done. */
  readonly onBatch?: (share: number) => void;
}

/** Moves the weights of sampled paths; the architecture stays. @throws AbstractionError when the loss is no number */
export async function weightsPass(
  tools: PassTools,
  examples: Examples,
  state: SearchState,
): Promise<SearchState> {
  const { space, trainer } = tools;
  const { graph, spec, schedule, gates, operations } = space;
  const params = state.params.slice();
  const weights = new Weights(blocksOf(paramLayout(graph), space), state.adam);
  const p = probabilitiesOf(state.architecture.alphas, operations.length);
  const loss = await eachBatch(tools, state, examples, schedule.batch, async (inputs, rows, stream) => {
    const paths = drawPaths(space, p, rows, spec.gates, undefined, stream);
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
    weightRate: nextRate(state.weightRate, schedule.weightRate, loss),
  };
}

/** Moves the architecture; the weights stay. @throws AbstractionError when the loss is no number */
export async function architecturePass(
  tools: PassTools,
  examples: Examples,
  state: SearchState,
): Promise<SearchState> {
  const { space, trainer } = tools;
  const { graph, spec, schedule, gates, operations, edges } = space;
  const terms = { microseconds: state.microseconds, latency: spec.latency };
  const shift = paramLayout(graph).params.find(({ name }) => name === gateNames.shift)!.offset;
  const numbers = gateNumbers(operations);
  const { architectureBatch } = schedule;
  let architecture = state.architecture;
  trainer.setParams(state.params);
  const loss = await eachBatch(tools, state, examples, architectureBatch, async (inputs, rows, stream) => {
    const p = probabilitiesOf(architecture.alphas, operations.length);
    const paths = drawPaths(space, p, rows, spec.gates, spec.gradient, stream);
    const result = await trainer.lossAndGradient(rows, gatedInputs(inputs, paths));
    const own = result.gradient.subarray(shift, shift + gates);
    const byGate = edges.map(({ gate }) => numbers.map((k) => (k < 0 ? 0 : own[gate + k]!)));
    const slope = architectureGradient(p, paths.touched, byGate, terms);
    if (Number.isFinite(result.loss))
      architecture = moveArchitecture(architecture, paths.touched, slope, state.architectureRate.rate);
    return result.loss;
  });
  return {
    ...state,
    architectureEpoch: state.architectureEpoch + 1,
    architecture,
    validation: loss,
    architectureRate: nextRate(state.architectureRate, schedule.architectureRate, loss),
  };
}

/** Passes of a search have streams of their own, beyond those of fits. */
const firstStep = 2 ** 31;

/** Mean loss over the batches of a pass, of at most `most` rows each. */
async function eachBatch(
  { space, seed, signal, onBatch }: PassTools,
  { epoch, architectureEpoch }: SearchState,
  examples: Examples,
  most: number,
  update: (inputs: Inputs, rows: number, stream: Stream) => Promise<number>,
): Promise<number> {
  const done = epoch + architectureEpoch;
  const step = firstStep + done;
  const rows = Math.min(most, examples.rows);
  const updates = Math.max(1, Math.floor(examples.rows / rows));
  const stream = new Stream();
  const order = shuffled(examples.rows, stream.open(seed, step, 0, Purpose.training));
  const chunk = new Batch(examples, rows);
  let sum = 0;
  for (let u = 0; u < updates; u++) {
    signal?.throwIfAborted();
    onBatch?.((done + u / updates) / passesOf(space.schedule));
    stream.open(seed, step, u + 1, Purpose.training);
    const loss = await update(chunk.gather(order, u * rows), rows, stream);
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

const gatedInputs = (inputs: Inputs, { live, weight }: Paths): Inputs => ({
  ...inputs,
  [gateNames.live]: live,
  [gateNames.weight]: weight,
});
