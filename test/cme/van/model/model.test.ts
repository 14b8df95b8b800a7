import { describe, expect, test } from 'vitest';
import { FORBIDDEN, featuresOf, logSoftmax, vanModel } from '../../../../src/cme/van/model/model.ts';
import { describeNetwork } from '../../../../src/cme/van/model/network-text.ts';
import { variables } from '../../../../src/cme/van/model/variables.ts';
import { evaluate } from '../../../../src/tensor/evaluate.ts';
import { initParams } from '../../../../src/tensor/initialise.ts';
import { openSimdTrainer } from '../../../../src/tensor/trainer/trainer.ts';
import { networks } from './networks.ts';

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
  for (const [hidden, limit, species] of [
    [16, 10, 16],
    [16, 85, 4],
    [5, 3, 1],
  ] as const)
    test(`${hidden} sums, ${species} species below ${limit}`, () => {
      const { parameters } = vanModel(
        { kind: 'nade', hidden, inputs: 'raw' },
        box(...new Array<number>(species).fill(limit - 1)),
        false,
      );
      expect(parameters).toBe(hidden * (species + 1 + limit * species) + species * limit);
    });
});

/** All states of a 2 × 3 × 4 box. */
const v = box(1, 2, 3);
const rows = 24;
const states = Int32Array.from(
  Array.from({ length: rows }, (_, s) => [Math.floor(s / 12), Math.floor(s / 4) % 3, s % 4]).flat(),
);

for (const network of networks) {
  const model = vanModel(network, v, false);
  const weights = initParams(model.graph, 3);
  const logLaw = (w: ArrayLike<number>): Float64Array => {
    const inputs = { features: featuresOf(model, states, rows) };
    const { data } = evaluate(model.graph, rows, inputs, w, ['logits']).logits!;
    return Float64Array.from({ length: rows }, (_, s) =>
      v.classes.reduce((sum, n, i) => {
        const at = s * v.width + v.offset[i]!;
        const all = data.subarray(at, at + n).reduce((a, y) => a + Math.exp(y), 0);
        return sum + data[at + states[3 * s + i]!]! - Math.log(all);
      }, 0),
    );
  };

  describe(describeNetwork(network), () => {
    test('sums to 1 over the box', () => {
      expect(logLaw(weights).reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 12);
    });

    test('the score-function gradient, over all states, is that of KL(network ‖ target)', async () => {
      const target = Float64Array.from({ length: rows }, (_, s) => 1 + Math.sin(s));
      const all = target.reduce((a, b) => a + b);
      const divergence = (w: ArrayLike<number>): number =>
        logLaw(w).reduce((sum, log, s) => sum + Math.exp(log) * (log - Math.log(target[s]! / all)), 0);
      const log = logLaw(weights);
      const share = new Float32Array(rows * v.width);
      log.forEach((own, s) => {
        const weight = -rows * Math.exp(own) * (own - Math.log(target[s]! / all));
        for (const i of [0, 1, 2]) share[s * v.width + v.offset[i]! + states[3 * s + i]!] = weight;
      });
      const trainer = await openSimdTrainer(model.graph);
      trainer.setParams(weights);
      const { gradient } = await trainer.lossAndGradient(rows, {
        features: featuresOf(model, states, rows),
        share,
      });
      trainer.dispose();
      for (let p = 0; p < weights.length; p += Math.ceil(weights.length / 40)) {
        const moved = (by: number) =>
          divergence(Float64Array.from(weights, (w, k) => (k === p ? w + by : w)));
        expect(gradient[p]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 4);
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
