/** Fits the classifier of a target, and puts it in front of the network. */
import { BatchField } from '../../learning/rncrn/field/batch.ts';
import { fieldLoss, type Targets } from '../../learning/rncrn/field/loss.ts';
import { Weights } from '../../learning/rncrn/field/weights.ts';
import { compose } from '../../learning/rncrn/model/compose.ts';
import { type Rncrn, rncrn } from '../../learning/rncrn/model.ts';
import { withMu } from '../../learning/rncrn/train/calibrate.ts';
import { fitRestarts } from '../../learning/rncrn/train/restarts.ts';
import type { Verification } from '../../learning/rncrn/verify/expectation.ts';
import { verify } from '../../learning/rncrn/verify/verify.ts';
import type { FitRun } from './fit-target.ts';
import { classifierPoints } from './points.ts';
import type { Target } from './target.ts';

export interface FittedClassifier {
  readonly model: Rncrn;
  /** Classifier and network as one. */
  readonly composed: Rncrn;
  /** Mean square. */
  readonly loss: number;
  /** Share of the points whose answer is nearest to their own label, among all labels. */
  readonly accuracy: number;
  readonly full: Verification;
  readonly failure?: string;
}

const usualAccuracy = 0.95;
const usualStarts = 4;

/** @throws the reason of the signal when it is aborted */
export async function fitClassifier(
  model: Rncrn,
  target: Target,
  { threads, signal }: FitRun,
): Promise<FittedClassifier> {
  const { region, hidden, accuracy: least = usualAccuracy, expect = [] } = target.classifier!;
  const outputs = model.parameters;
  const data = classifierPoints(target.classifier!, outputs);
  const [best] = await fitRestarts(
    {
      problem: {
        data,
        executive: 0,
        parameters: region.length,
        layers: [...hidden, outputs],
        loss: 'field',
        betaPenalty: 0,
        firstBeta: 1,
      },
      optimiser: { kind: 'levenberg-marquardt', iterations: 300, tolerance: 1e-7 },
      seed: target.train?.seed ?? 1,
      starts: usualStarts,
    },
    { ...(threads === undefined ? {} : { threads }), ...(signal ? { signal } : {}) },
  );
  // Its perceptrons are as fast as those of the network.
  const own = withMu(rncrn({ ...best!.model, region: { executive: [], parameters: region } }), model.mu);
  const composed = compose(model, own);
  const full = verify(composed, expect, { reading: 'full', region: target.region, time: target.time });
  const accuracy = accuracyOf(own, data);
  const bad = full.checks.find(({ pass }) => !pass);
  const failure =
    accuracy < least
      ? `the classifier is right at ${(100 * accuracy).toFixed(1)} % of its points, not ${100 * least} %`
      : bad && `with its classifier the network has not ${bad.asked}, but ${bad.found}`;
  return {
    model: own,
    composed,
    loss: fieldLoss(new Weights(own), data),
    accuracy,
    full,
    ...(failure ? { failure } : {}),
  };
}

function accuracyOf(model: Rncrn, data: Targets): number {
  const field = new BatchField(new Weights(model));
  const q = field.outputs;
  const values = new Float64Array(data.rows * q);
  field.values(data, values);
  const row = (all: Float64Array, p: number): Float64Array => all.subarray(p * q, (p + 1) * q);
  const labels = new Map(
    Array.from({ length: data.rows }, (_, p) => [row(data.target, p).join(), row(data.target, p)]),
  );
  let right = 0;
  for (let p = 0; p < data.rows; p++) {
    const far = (label: Float64Array): number => Math.hypot(...label.map((a, i) => a - values[p * q + i]!));
    const own = far(row(data.target, p));
    if ([...labels.values()].every((label) => far(label) >= own)) right++;
  }
  return right / data.rows;
}
