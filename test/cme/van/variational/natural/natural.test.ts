import { expect, test } from 'vitest';
import { openVanJob } from '../../../../../src/cme/van/job.ts';
import { vanModel } from '../../../../../src/cme/van/model/model.ts';
import type { VanNetwork } from '../../../../../src/cme/van/model/network.ts';
import { variables } from '../../../../../src/cme/van/model/variables.ts';
import { Conditionals } from '../../../../../src/cme/van/sampled/conditionals.ts';
import { Support } from '../../../../../src/cme/van/sampled/support.ts';
import { Natural } from '../../../../../src/cme/van/variational/natural/natural.ts';
import { crn } from '../../../../../src/crn/crn.ts';
import { Purpose } from '../../../../../src/numerics/streams.ts';
import { paramLayout } from '../../../../../src/tensor/graph.ts';
import { initParams } from '../../../../../src/tensor/initialise.ts';
import { openSimdTrainer } from '../../../../../src/tensor/trainer/trainer.ts';

const network = crn('0 -> A @ 2\nA -> B @ 1\nB -> C @ 1\nC -> B @ 1\nA -> 0 @ 1');
const conserved = crn('A -> B @ 1\nB -> C @ 1\nC -> A @ 1');

/** What is wanted is one function of the state; how far ln p is from it on fresh draws, update by update. */
async function deviations(model: VanNetwork, closed: boolean, wrong = false): Promise<number[]> {
  const limits = { A: 5, B: 5, C: 5 };
  const start = closed ? { A: 5 } : {};
  const task = { network: closed ? conserved : network, rates: {}, start, limits, times: [1] } as never;
  const { job, laws } = openVanJob('van', task);
  const own = variables('van', job.network.species, laws, job.limits);
  const support = new Support(job, own);
  const opened = vanModel(model, own, support.masked);
  const weights = initParams(opened.graph, 3);
  const net = new Conditionals(opened, support, weights);
  const trainer = await openSimdTrainer(opened.graph);
  const natural = new Natural(opened, trainer, 'van', 1e-3);
  const rows = 200;
  const width = own.species.length;
  const before = new Conditionals(opened, support, weights);
  const found: number[] = [];
  for (let k = 0; k < 4; k++) {
    const counts = net.sample(rows, 1, k, Purpose.training);
    const [now, old] = [net.logProbability(counts, rows), before.logProbability(counts, rows)];
    const asked = now.map((log, b) => {
      const [first, last] = [counts[b * width]!, counts[b * width + width - 1]!];
      const aim = 0.2 * first + 0.1 * last + 0.05 * first * last;
      return old[b]! + aim - log;
    });
    const mean = asked.reduce((sum, v) => sum + v / rows, 0);
    found.push(Math.sqrt(asked.reduce((sum, v) => sum + (v - mean) ** 2 / rows, 0)));
    const wanted = wrong ? asked.map((v) => -v) : asked;
    await natural.update(weights, net, counts, wanted, rows);
    net.setWeights(weights);
  }
  trainer.dispose();
  return found;
}

const networks: VanNetwork[] = [
  { kind: 'perceptrons', hidden: [12] },
  { kind: 'nade', hidden: 12 },
  { kind: 'made', hidden: [16] },
];

test.each(networks)('a few updates bring ln p of $kind to what is wanted', async (model) => {
  for (const closed of [false, true]) {
    const found = await deviations(model, closed);
    expect(found[0]!).toBeGreaterThan(0.2);
    expect(found[3]!).toBeLessThan(0.15 * found[0]!);
  }
  // Control: the other way it does not come nearer.
  const away = await deviations(model, false, true);
  expect(away[3]!).toBeGreaterThan(away[0]!);
});

/** ln of the share of counts that no batch has, 3 and more, before and after A = 1 is raised from e^−18 to about 1/4. */
async function unseen(kind: 'nade' | 'made', known: boolean): Promise<[before: number, after: number]> {
  const task = { network, rates: {}, start: {}, limits: { A: 9, B: 3, C: 3 }, times: [1] } as never;
  const { job } = openVanJob('van', task);
  const own = variables('van', job.network.species, [], job.limits);
  const opened = vanModel({ kind, hidden: kind === 'nade' ? 8 : [8] } as VanNetwork, own, false);
  const weights = initParams(opened.graph, 3);
  const last = own.classes.length - 1;
  const bias = paramLayout(opened.graph).params.find(({ name }) => name === `${last}/logits/bias`)!;
  weights[bias.offset]! += 18;
  const net = new Conditionals(opened, new Support(job, own), weights);
  const trainer = await openSimdTrainer(opened.graph);
  const natural = new Natural(opened, trainer, 'van', 1e-3);
  const [rows, width] = [120, last + 1];
  // What a solve that follows a front looks at: draws, which have no A, and as many that have one.
  const counts = Int32Array.from({ length: rows * width }, (_, k) =>
    k % width === last
      ? Math.floor((2 * k) / (rows * width))
      : Math.floor(k / (2 * width * (1 + (k % width)))) % 4,
  );
  const drawn = known ? rows / 2 : rows;
  const rare = (count: number) => {
    const states = counts.map((n, k) => (k % width === last ? count : n));
    return net.logProbability(states, rows).reduce((sum, v) => sum + v / rows, 0);
  };
  const most = () => [3, 4, 5, 6, 7, 8, 9].reduce((sum, n) => Math.max(sum, rare(n) - rare(0)), -Infinity);
  const before = most();
  for (let k = 0; k < 12; k++) {
    const wanted = Float64Array.from({ length: rows }, (_, b) => (counts[b * width + last] === 1 ? 1.4 : 0));
    await natural.update(weights, net, counts, wanted, drawn);
    net.setWeights(weights);
  }
  expect(rare(1) - rare(0)).toBeGreaterThan(-4);
  trainer.dispose();
  return [before, most()];
}

test.each(['nade', 'made'] as const)('what no batch of %s has stays as rare as it was', async (kind) => {
  const [before, after] = await unseen(kind, true);
  expect(before).toBeLessThan(-15);
  expect(after - before).toBeLessThan(1);
  // Control: where what is common is not known, it comes up.
  const [rare, risen] = await unseen(kind, false);
  expect(risen - rare).toBeGreaterThan(4);
});
