/** Small problems for tests of the trainer. */
import { BatchField } from '../../../../src/learning/rncrn/field/batch.ts';
import type { Targets } from '../../../../src/learning/rncrn/field/loss.ts';
import { Weights } from '../../../../src/learning/rncrn/field/weights.ts';
import type { Rncrn } from '../../../../src/learning/rncrn/model.ts';
import type { FitProblem } from '../../../../src/learning/rncrn/train/problem.ts';
import { type Shape, uniforms } from '../random-models.ts';

/** A problem over random points whose answer is what `truth` gives there, or noise. */
export function problemFor(shape: Shape, rows: number, truth?: Rncrn): FitProblem {
  const { executive: n, parameters: l, layers } = shape;
  const points = { rows, x: uniforms(rows * n, 0.5, 2, 7), lambda: uniforms(rows * l, 0.5, 2, 8) };
  const q = n || layers.at(-1)!;
  const target = uniforms(rows * q, -1, 1, 9);
  if (truth) new BatchField(new Weights(truth)).values(points, target);
  const data: Targets = { ...points, target, weight: uniforms(rows, 0.5, 2, 10) };
  return { data, executive: n, parameters: l, layers, loss: 'field', betaPenalty: 1e-4, firstBeta: 1 };
}

/** sin x on [1, 12]: one species, two stable states. */
export const sine: FitProblem = {
  data: {
    rows: 111,
    x: Float64Array.from({ length: 111 }, (_, i) => 1 + i / 10),
    lambda: new Float64Array(0),
    target: Float64Array.from({ length: 111 }, (_, i) => Math.sin(1 + i / 10)),
  },
  executive: 1,
  parameters: 0,
  layers: [3],
  loss: 'field',
  betaPenalty: 1e-4,
  firstBeta: 1,
};

export const marquardt = { kind: 'levenberg-marquardt', iterations: 150, tolerance: 1e-7 } as const;
