/** Gradients by scores against those of the losses themselves, all states of a 5 × 5 box summed. */
import { expect, test } from 'vitest';
import { featuresOf, vanModel } from '../../../../../src/cme/van/model/model.ts';
import { scoresOf } from '../../../../../src/cme/van/model/scores.ts';
import { variables } from '../../../../../src/cme/van/model/variables.ts';
import { lossWeights, parityLosses } from '../../../../../src/cme/van/variational/parity/losses.ts';
import { evaluate } from '../../../../../src/tensor/evaluate.ts';
import { initParams } from '../../../../../src/tensor/initialise.ts';
import { RowGradients } from '../../../../../src/tensor/row-gradients/row-gradients.ts';

const states = 25;
const counts = Int32Array.from({ length: 2 * states }, (_, k) =>
  k % 2 === 0 ? Math.floor(k / 10) : (k >> 1) % 5,
);
const chosen = variables('van', ['A', 'B'], [], [4, 4]);
const model = vanModel({ kind: 'nade', hidden: 4 }, chosen, false);
// Larger than at first, so that the law is not flat.
const weights = initParams(model.graph, 3).map((w) => 3 * w);
const features = featuresOf(model, counts, states);
const share = new Float32Array(states * chosen.width);

/** ln p of every state, in double precision. */
function logLaw(at: Float64Array): Float64Array {
  const { data } = evaluate(model.graph, states, { features, share }, at).logits!;
  return Float64Array.from({ length: states }, (_, b) =>
    [0, 1].reduce((log, i) => {
      const own = data.slice(10 * b + 5 * i, 10 * b + 5 * i + 5);
      const all = own.reduce((sum, y) => sum + Math.exp(y), 0);
      return log + own[counts[2 * b + i]!]! - Math.log(all);
    }, 0),
  );
}

const p = logLaw(Float64Array.from(weights));
const raw = p.map((_, s) => 0.1 + Math.sin(3 * s) ** 4);
const q = raw.map((v) => Math.log(v / raw.reduce((a, b) => a + b)));
const total = (f: (s: number) => number) => p.reduce((sum, _, s) => sum + f(s), 0);

const meaning = {
  kl: (own: Float64Array) => total((s) => Math.exp(own[s]!) * (own[s]! - q[s]!)),
  l2: (own: Float64Array) => total((s) => (Math.exp(own[s]!) - Math.exp(q[s]!)) ** 2 / 2),
  hellinger: (own: Float64Array) => 1 - total((s) => Math.exp((own[s]! + q[s]!) / 2)),
  'steady-state': (own: Float64Array) => total((s) => Math.exp(own[s]!) * (own[s]! - q[s]!)),
};

function differences(loss: (own: Float64Array) => number): Float64Array {
  const step = 1e-5;
  return Float64Array.from(weights, (_, k) => {
    const [up, down] = [1, -1].map((sign) => {
      const moved = Float64Array.from(weights);
      moved[k]! += sign * step;
      return loss(logLaw(moved));
    });
    return (up! - down!) / (2 * step);
  });
}

const gradients = new RowGradients(model.graph);
gradients.setParams(weights);
const scores = scoresOf(model, gradients, counts, states, new Float32Array(0));
/** E[f·∇ln p]. */
const byScores = (f: Float64Array) =>
  Float64Array.from(weights, (_, k) =>
    total((s) => Math.exp(p[s]!) * f[s]! * scores[s * weights.length + k]!),
  );

const norm = (x: Float64Array) => Math.hypot(...x);
const apart = (a: Float64Array, b: Float64Array) => norm(a.map((v, k) => v - b[k]!)) / norm(b);
/** The same but for a factor? 0 if so, 1 if nothing is the same. */
const askew = (a: Float64Array, b: Float64Array) =>
  1 - Math.abs(a.reduce((sum, v, k) => sum + v * b[k]!, 0)) / (norm(a) * norm(b));

test.each(parityLosses)('the gradient of %s is that of the loss', (loss) => {
  const exact = differences(meaning[loss]);
  expect(apart(byScores(lossWeights(loss, p, q, 0)), exact)).toBeLessThan(1e-5);
  // Control: that of every other loss points elsewhere.
  for (const other of parityLosses)
    if (meaning[other](p) !== meaning[loss](p))
      expect(askew(byScores(lossWeights(other, p, q, 0)), exact)).toBeGreaterThan(1e-3);
});

test('control: what was published for Hellinger’s distance is not its gradient', () => {
  const published = p.map((v, s) => -Math.exp((v + q[s]!) / 2));
  expect(askew(byScores(published), differences(meaning.hellinger))).toBeGreaterThan(0.02);
});

test.each(parityLosses)('at the target of %s nothing is left of the noise', (loss) => {
  lossWeights(loss, p, p, 0).forEach((f) => expect(f).toBeCloseTo(0, 12));
  expect(norm(lossWeights(loss, p, q, 0))).toBeGreaterThan(0.01);
});

test('of l2 the unit is a factor and no more', () => {
  const [plain, large] = [lossWeights('l2', p, q, 0), lossWeights('l2', p, q, -5)];
  plain.forEach((f, s) => expect(large[s]! / f).toBeCloseTo(Math.exp(5), 6));
});
