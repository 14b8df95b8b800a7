/** What every trainer is given: the published head's training graph, and batches of one law. */
import { bodyOf } from '../src/kernels/learned/bodies/body.ts';
import { gaussianTrainingGraph } from '../src/kernels/learned/heads/gaussian/graph.ts';
import { Purpose, Stream } from '../src/numerics/streams.ts';
import type { Graph } from '../src/tensor/graph.ts';
import type { Inputs } from '../src/tensor/machine.ts';
import { learnedModel } from './networks.ts';

export type TrainedName = 'narrow' | 'wide';
/** Batches that are gone through in turn. */
const batches = 16;

export function trainingGraph(name: TrainedName): Graph {
  const { spec, layers } = learnedModel(name);
  const { inputs } = layers;
  if (spec.head.kind !== 'gaussian') throw new Error(`${name} has another head`);
  return gaussianTrainingGraph(bodyOf({ shape: spec }, inputs), inputs, spec.head, inputs);
}

/** Features uniform in [0, 1], targets near them: as scaled counts and what becomes of them. */
export function trainingBatches(name: TrainedName, rows: number, seed: number): Inputs[] {
  const width = learnedModel(name).layers.inputs;
  const stream = new Stream().open(seed, 0, 0, Purpose.training);
  return Array.from({ length: batches }, () => {
    const features = Float32Array.from({ length: rows * width }, () => stream.uniform());
    const target = features.map((x) => Math.min(Math.max(x + 0.05 * stream.normal(), 0), 1));
    return { features, target, weight: new Float32Array(rows).fill(1) };
  });
}
