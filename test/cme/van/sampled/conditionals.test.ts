import { describe, expect, test } from 'vitest';
import { openJob } from '../../../../src/cme/job.ts';
import { featuresOf, logSoftmax, vanModel } from '../../../../src/cme/van/model/model.ts';
import type { VanNetwork } from '../../../../src/cme/van/model/network.ts';
import { describeNetwork } from '../../../../src/cme/van/model/network-text.ts';
import { variables } from '../../../../src/cme/van/model/variables.ts';
import { Conditionals } from '../../../../src/cme/van/sampled/conditionals.ts';
import { Support } from '../../../../src/cme/van/sampled/support.ts';
import { crn } from '../../../../src/crn/crn.ts';
import { Purpose } from '../../../../src/numerics/streams.ts';
import { openInference } from '../../../../src/tensor/inference/inference.ts';
import { initParams } from '../../../../src/tensor/initialise.ts';
import { openSimdTrainer } from '../../../../src/tensor/trainer/trainer.ts';
import { networks } from '../model/networks.ts';

/** A moiety of 4 molecules and two species of unequal limits. */
const job = openJob(
  'van',
  {
    network: crn('A -> B @ 1\nB -> C @ 1\n0 -> D @ 1\nD -> 0 @ 1\n0 -> E @ 1\nE -> 0 @ 1'),
    rates: {},
    start: { A: 4 },
    limits: { B: 3, D: 2, E: 11 },
  } as never,
  1,
);
const v = variables('van', job.network.species, job.network.laws, job.limits);
const support = new Support(job, v);
const length = v.species.length;

const open = (network: VanNetwork) => {
  const model = vanModel(network, v, support.masked);
  // Far from uniform, so that something depends on what is drawn.
  const weights = initParams(model.graph, 3).map((w) => 2 * w);
  return { model, weights, net: new Conditionals(model, support, weights) };
};

/** ln q of every class in every row from the whole graph, nothing kept. */
function laws({ model, weights }: ReturnType<typeof open>, counts: Int32Array, i: number): Float64Array {
  const n = v.classes[i]!;
  const rows = counts.length / length;
  const logits = new Float32Array(rows * n);
  const whole = openInference(model.graph, weights, { outputs: [`logits/${i}`], relaxed: false });
  whole.run({ features: featuresOf(model, counts, rows) }, rows, { [`logits/${i}`]: logits });
  const out = new Float64Array(rows * n);
  for (let row = 0; row < rows; row++) {
    const allowed = support.allowed(counts, row * length, i);
    for (let c = 0; c < n; c++) if (!allowed[c]) logits[row * n + c] = -1e9;
    logSoftmax(logits, row * n, n, out, row * n);
  }
  return out;
}

for (const network of networks)
  describe(describeNetwork(network), () => {
    const opened = open(network);
    const { net, model, weights } = opened;
    const counts = net.sample(300, 5, 0, Purpose.analysis);

    test('what is kept from step to step gives the bits of the whole network', () => {
      const all = v.classes.map((_, i) => laws(opened, counts, i));
      const expected = Float64Array.from({ length: 300 }, (_, row) =>
        all.reduce((sum, law, i) => sum + law[row * v.classes[i]! + counts[row * length + i]!]!, 0),
      );
      expect(net.logProbability(counts, 300)).toEqual(expected);
      expect(new Set(expected).size).toBeGreaterThan(30);
    });

    test('a row is drawn the same whoever is drawn with it', () => {
      expect(net.sample(7, 5, 0, Purpose.analysis)).toEqual(counts.slice(0, 7 * length));
      expect(net.sample(7, 6, 0, Purpose.analysis)).not.toEqual(counts.slice(0, 7 * length));
    });

    test('scores are what the trainer finds row by row', async () => {
      const scores = net.scores(counts, 5);
      const trainer = await openSimdTrainer(model.graph);
      trainer.setParams(weights);
      let largest = 0;
      for (let row = 0; row < 5; row++) {
        const own = counts.slice(row * length, (row + 1) * length);
        const share = new Float32Array(v.width);
        own.forEach((c, i) => (share[v.offset[i]! + c] = 1));
        const mask = new Float32Array(v.width);
        support.writeMask(own, 0, mask, 0);
        const inputs = { features: featuresOf(model, own, 1), share, mask };
        const { gradient } = await trainer.lossAndGradient(1, inputs);
        gradient.forEach((g, p) => {
          expect(scores[row * weights.length + p]).toBeCloseTo(-g, 4);
          largest = Math.max(largest, Math.abs(g));
        });
      }
      trainer.dispose();
      expect(largest).toBeGreaterThan(0.1);
    });
  });

describe('what rows share is looked at once', () => {
  const { net } = open({ kind: 'nade', hidden: 5 });

  test('each prefix of each variable', () => {
    const counts = net.sample(500, 1, 0, Purpose.analysis);
    let distinct = 0;
    for (let i = 0; i < length; i++)
      distinct += new Set(
        Array.from({ length: 500 }, (_, row) => counts.slice(row * length, row * length + i).join()),
      ).size;
    const before = net.evaluated;
    net.logProbability(counts, 500);
    expect(net.evaluated - before).toBe(distinct);
    expect(distinct).toBeLessThan((500 * length) / 4);
  });

  test('more rows than are looked at together: the same bits, hardly more to do', () => {
    const counts = net.sample(250, 1, 0, Purpose.analysis);
    const once = net.logProbability(counts, 250);
    const rows = 400_000;
    const many = new Int32Array(rows * length);
    for (let at = 0; at < many.length; at += counts.length) many.set(counts, at);
    const before = net.evaluated;
    const log = net.logProbability(many, rows);
    expect(log.every((value, row) => value === once[row % 250])).toBe(true);
    expect(net.evaluated - before).toBeLessThan(250 * length);
  });
});
