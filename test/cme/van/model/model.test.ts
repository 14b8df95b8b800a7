import { describe, expect, test } from 'vitest';
import { FORBIDDEN, featuresOf, logSoftmax, vanModel } from '../../../../src/cme/van/model/model.ts';
import { variables } from '../../../../src/cme/van/model/variables.ts';
import { evaluate } from '../../../../src/tensor/evaluate.ts';
import { initParams } from '../../../../src/tensor/initialise.ts';
import { openSimdTrainer } from '../../../../src/tensor/trainer/trainer.ts';

const box = (...greatest: number[]) =>
  variables(
    'van',
    greatest.map((_, s) => `X${s}`),
    [],
    greatest,
  );

describe('published sizes', () => {
  // Hidden units, limit, weights and biases.
  for (const [hidden, limit, parameters] of [
    [32, 80, 6000],
    [32, 100, 6660],
    [8, 30, 534],
  ] as const)
    test(`${hidden} units and counts below ${limit}`, () => {
      const v = box(limit - 1, limit - 1);
      expect(vanModel({ kind: 'gru', hidden }, v, false).parameters).toBe(parameters);
    });
});

/** All states of a 5 × 5 box. */
const v = box(4, 4);
const states = Int32Array.from({ length: 50 }, (_, k) =>
  k % 2 === 0 ? Math.floor(k / 10) : Math.floor(k / 2) % 5,
);

for (const network of [
  { kind: 'gru', hidden: 5 },
  { kind: 'perceptrons', hidden: [6] },
] as const) {
  const model = vanModel(network, v, false);
  const weights = initParams(model.graph, 3);
  const logLaw = (w: ArrayLike<number>): Float64Array => {
    const { logits } = evaluate(model.graph, 25, { features: featuresOf(model, states, 25) }, w, ['logits']);
    const log = new Float64Array(250);
    const raw = Float32Array.from(logits!.data);
    for (let row = 0; row < 25; row++)
      for (const i of [0, 1]) logSoftmax(raw, row * 10 + 5 * i, 5, log, row * 10 + 5 * i);
    return Float64Array.from(
      { length: 25 },
      (_, s) => log[s * 10 + states[2 * s]!]! + log[s * 10 + 5 + states[2 * s + 1]!]!,
    );
  };

  describe(network.kind, () => {
    test('sums to 1 over the box', () => {
      expect(logLaw(weights).reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 12);
    });

    test('the score-function gradient, over all states, is that of KL(network ‖ target)', async () => {
      const target = Float64Array.from({ length: 25 }, (_, s) => 1 + Math.sin(s));
      const all = target.reduce((a, b) => a + b);
      const divergence = (w: ArrayLike<number>): number =>
        logLaw(w).reduce((sum, log, s) => sum + Math.exp(log) * (log - Math.log(target[s]! / all)), 0);
      const log = logLaw(weights);
      const share = new Float32Array(250);
      log.forEach((own, s) => {
        const weight = -25 * Math.exp(own) * (own - Math.log(target[s]! / all));
        share[s * 10 + states[2 * s]!] = weight;
        share[s * 10 + 5 + states[2 * s + 1]!] = weight;
      });
      const trainer = await openSimdTrainer(model.graph);
      trainer.setParams(weights);
      const { gradient } = await trainer.lossAndGradient(25, {
        features: featuresOf(model, states, 25),
        share,
      });
      trainer.dispose();
      for (let p = 0; p < weights.length; p += 7) {
        const moved = (by: number) =>
          divergence(Float64Array.from(weights, (w, k) => (k === p ? w + by : w)));
        expect(gradient[p]).toBeCloseTo((moved(1e-3) - moved(-1e-3)) / 2e-3, 3);
      }
      expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.02);
    });
  });
}

test('a count that cannot be has no probability', () => {
  const log = new Float64Array(3);
  logSoftmax(Float32Array.of(1, FORBIDDEN, 1), 0, 3, log, 0);
  expect(log[0]).toBeCloseTo(-Math.log(2), 12);
  expect(log[1]).toBe(Number.NEGATIVE_INFINITY);
});
