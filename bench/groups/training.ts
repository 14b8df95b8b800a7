/** Training on the processor against torch and TensorFlow.js. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { paramLayout } from '../../src/tensor/graph.ts';
import type { Group } from '../group.ts';
import { type Contestant, interleave } from '../interleave.ts';
import { learnedModel } from '../networks.ts';
import { buildFolder, missingPackage } from '../peers.ts';
import { relaxedFlags, startNode, startPython } from '../start.ts';
import { type TrainedName, trainingGraph } from '../training-model.ts';
import { relaxedName } from './learned-step.ts';

/** Updates behind the weights that all begin with: by then likelihoods underflow, which costs whoever keeps denormals. */
const updates = 300;

export const training: Group = {
  name: 'training',
  title: 'Training',
  about: `Samples per second of processor time, one thread: loss, gradient and Adam for the published head, in f32, from weights ${updates} updates old. torch's default keeps denormal numbers; \`set_flush_denormal\` drops them, as ours does.`,
  async measure({ rounds, seconds, full }) {
    return (['narrow', 'wide'] as const).flatMap((name) => {
      const weights = trainedWeights(name);
      // One update of the wide network takes a tenth of a second.
      const slice = name === 'wide' ? 3 * seconds : seconds;
      return [256, 1024].map((batch) => ({
        name: `${name}, batch ${batch}`,
        unit: 'samples/s',
        higherIsBetter: true,
        entries: interleave(rounds, contestants(name, batch, weights, slice, full)),
      }));
    });
  },
};

function contestants(
  name: TrainedName,
  batch: number,
  weights: string,
  seconds: number,
  full: boolean,
): Record<string, Contestant> {
  const own =
    (backend: string, flags: readonly string[] = []): Contestant =>
    () => {
      const job = { name, backend, batch, threads: 1, from: weights, seconds };
      return startNode<{ rate: number }>('training', job, flags).rate;
    };
  const relaxed = relaxedFlags();
  const { size } = paramLayout(trainingGraph(name));
  const torch = (flush: boolean): Contestant =>
    missingPackage('torch') ??
    (() => {
      const job = { layers: learnedModel(name).layers, batch, seconds, flush, weights, size };
      return startPython<{ rate: number }>('torch-train', job).rate;
    });
  return {
    'crn-grid': own(relaxed?.length === 0 ? 'simd-fma' : 'simd'),
    ...(relaxed && relaxed.length > 0 ? { [relaxedName]: own('simd-fma', relaxed) } : {}),
    torch: torch(false),
    'torch, flush-denormal': torch(true),
    // One update of it takes a second.
    ...(full || batch === 256 ? { 'tfjs WebAssembly': own('wasm') } : {}),
  };
}

/** Weights from the middle of a training, made once. */
function trainedWeights(name: TrainedName): string {
  const graph = trainingGraph(name);
  const folder = buildFolder(`weights-${name}`, JSON.stringify([graph, updates]));
  const file = join(folder, 'weights.bin');
  if (!existsSync(file))
    startNode('training', { name, backend: 'simd', batch: 256, threads: 1, updates, to: file });
  return file;
}
