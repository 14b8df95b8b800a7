/** What the heads `counts` and `van` can learn in some seconds: a law with five modes, which is known exactly. */
import { expect, test } from 'vitest';
import { hashNetwork } from '../../../../../src/crn/hash.ts';
import { abstractionFormat } from '../../../../../src/kernels/abstraction.ts';
import { shapeOf } from '../../../../../src/kernels/learned/shape/shape.ts';
import { openLearned } from '../../../../../src/kernels/learned.ts';
import { learnedSpec, mdn, van } from '../../../../../src/kernels/specs.ts';
import { Batch, shuffled } from '../../../../../src/learning/data/batches.ts';
import { examplesOf, outcomesOf, type Transitions } from '../../../../../src/learning/data/examples.ts';
import { trainingGraph } from '../../../../../src/learning/job/graph.ts';
import { domainOf, scalingOf } from '../../../../../src/learning/scaling.ts';
import { Purpose, Stream } from '../../../../../src/numerics/streams.ts';
import { Adam } from '../../../../../src/tensor/adam.ts';
import { openTrainer } from '../../../../../src/tensor/backends.ts';
import { initParams } from '../../../../../src/tensor/initialise.ts';
import { x16 } from '../../../../support/networks.ts';
import { meanAfter, stepX16, type X16State } from '../../../../support/x16-sampler.ts';
import { noProvenance } from '../../random-abstraction.ts';

const { network, rates } = x16;
const dt = 20;
const genes = 4;
const most = 1400;
const each = 16;

/** Steps from this many starts, 16 from each. */
function draw(starts: number, set: number): Transitions {
  const stream = new Stream();
  const rows = starts * each;
  const [before, after] = [new Int32Array(3 * rows), new Int32Array(3 * rows)];
  for (let r = 0; r < rows; r++) {
    const i = Math.floor(r / each);
    stream.open(1, set, i, Purpose.analysis);
    const g = stream.integer(genes + 1);
    const from: X16State = [g, genes - g, stream.integer(1201)];
    before.set(from, 3 * r);
    stepX16(from, dt, stream.open(2, set, r, Purpose.analysis));
    after.set(from, 3 * r);
  }
  return {
    rows,
    start: new Uint32Array(rows).map((_, r) => Math.floor(r / each)),
    weight: new Float32Array(rows).fill(1 / each),
    before,
    after,
    rates: Float64Array.from(rates),
    dt: new Float64Array(rows).fill(dt),
  };
}

/** P(G1′, P1′) after a step from `g` genes in the first state, shape [genes + 1, most]. */
function exactLaw(g: number): Float64Array {
  const paths = 400_000;
  const bins = 4;
  const means = new Map<number, number>();
  const stream = new Stream();
  for (let k = 0; k < paths; k++) {
    const state: X16State = [g, genes - g, 0];
    const mean = meanAfter(state, dt, stream.open(3, k, g, Purpose.analysis));
    const bin = state[0] * bins * most + Math.floor(bins * mean);
    means.set(bin, (means.get(bin) ?? 0) + 1 / paths);
  }
  const law = new Float64Array((genes + 1) * most);
  for (const [bin, share] of means) {
    const after = Math.floor(bin / (bins * most));
    const mean = ((bin % (bins * most)) + 0.5) / bins;
    let log = -mean;
    for (let p = 0; p < most; p++) {
      if (p > 0) log += Math.log(mean / p);
      law[after * most + p]! += share * Math.exp(log);
    }
  }
  return law;
}

/** Kullback–Leibler divergence in nats, and total variation, of the log-law from a law. */
function distance(law: Float64Array, log: Float64Array): { nats: number; variation: number } {
  let [nats, variation] = [0, 0];
  law.forEach((p, i) => {
    if (p > 0) nats += p * (Math.log(p) - log[i]!);
    variation += Math.abs(p - Math.exp(log[i]!)) / 2;
  });
  return { nats, variation };
}

test.each([mdn({ mixtures: 16, hidden: [64, 64] }), van({ hidden: [64, 64] })])(
  '$kind: half a million steps teach it the law of x16; control: the law of one more gene is far',
  async (kind) => {
    const shape = shapeOf(kind);
    const [epochs, batch] = [12, 1024 / outcomesOf(shape.head)];
    const first = draw(3000, 0);
    const domain = domainOf(network, first.before, first.rates, [dt, dt]);
    const scaling = scalingOf({ network, shape, domain, dt, seed: 1 }, first);
    const parts = { shape, domain, dt, scaling };
    const graph = trainingGraph(network, parts);
    const trainer = await openTrainer(graph, { backend: 'simd', threads: 1 });
    const weights = initParams(graph, 1);
    const adam = new Adam(new Adam(weights.length).state, { clip: 10 });
    for (let epoch = 0; epoch < epochs; epoch++) {
      const examples = examplesOf(network, parts, epoch === 0 ? first : draw(3000, epoch));
      const order = shuffled(examples.rows, new Stream().open(1, epoch, 0, Purpose.training));
      const chunk = new Batch(examples, batch);
      for (let at = 0; at + batch <= examples.rows; at += batch) {
        trainer.setParams(weights);
        const { gradient } = await trainer.lossAndGradient(batch, chunk.gather(order, at));
        const done = (epoch + at / examples.rows) / epochs;
        adam.update(weights, gradient, 3e-3 * (0.01 + 0.5 * (1 + Math.cos(Math.PI * done))));
      }
    }
    trainer.dispose();

    const spec = learnedSpec({ ...shape, outside: 'learned' });
    const kernel = await openLearned(spec, {
      network,
      abstraction: {
        formatVersion: abstractionFormat,
        networkHash: hashNetwork(network),
        ...parts,
        weights,
        provenance: noProvenance,
        verdict: null,
      },
    });
    const laws = Array.from({ length: genes + 1 }, (_, g) => exactLaw(g));
    for (let g = 0; g <= genes; g++) {
      const states = (genes + 1) * most;
      const before = Int32Array.from({ length: 3 * states }, (_, i) => [g, genes - g, 300][i % 3]!);
      const after = Int32Array.from({ length: 3 * states }, (_, i) => {
        const [to, p] = [Math.floor(i / 3 / most), Math.floor(i / 3) % most];
        return [to, genes - to, p][i % 3]!;
      });
      const log = new Float64Array(states);
      kernel.logProb(before, after, Float64Array.from(rates), dt, log);
      const { nats, variation } = distance(laws[g]!, log);
      expect(nats).toBeLessThan(0.03);
      expect(variation).toBeLessThan(0.06);
      expect(distance(laws[(g + 1) % (genes + 1)]!, log).nats).toBeGreaterThan(0.03);
    }
  },
);
