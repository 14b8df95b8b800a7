import { describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../../src/errors.ts';
import { evaluate } from '../../../src/tensor/evaluate.ts';
import { type Graph, GraphBuilder, type NodeId } from '../../../src/tensor/graph.ts';
import { initParams } from '../../../src/tensor/initialise.ts';
import { openTfjs } from '../../../src/tensor/tfjs/machine.ts';
import { openSimdTrainer } from '../../../src/tensor/trainer/trainer.ts';
import { hasRelaxedSimd } from '../../../src/wasm/features.ts';
import { largestError } from '../../support/graph-oracle.ts';
import { mixtureDensity, randomInputs } from '../../support/graphs.ts';
import { countsModel } from '../../support/models.ts';

const graph = mixtureDensity(4, [17, 9], 3, 2);
const params = initParams(graph, 1);

async function trained(rows: number, threads: number, of: Graph = graph) {
  const weights = initParams(of, 1);
  const trainer = await openSimdTrainer(of, { threads });
  const inputs = randomInputs(of, rows, 1);
  trainer.setParams(weights);
  const steps = [];
  for (let i = 0; i < 3; i++) steps.push(await trainer.lossAndGradient(rows, inputs));
  const { loss } = await trainer.run(rows, inputs, ['loss']);
  trainer.dispose();
  return { steps, loss: loss![0] };
}

describe('any number of threads gives the same bits', () => {
  test.each([20, 300, 5000])('%d rows', async (rows) => {
    const alone = await trained(rows, 1);
    for (const threads of [2, 3]) expect(await trained(rows, threads)).toEqual(alone);
    for (const step of alone.steps) expect(step).toEqual(alone.steps[0]);
    expect(alone.loss).toBe(alone.steps[0]!.loss);
    // Control: one row less is another batch.
    expect(await trained(rows - 1, 1)).not.toEqual(alone);
  });
});

test('any number of threads gives the same bits of bells, too', async () => {
  const { graph } = countsModel;
  const alone = await trained(300, 1, graph);
  for (const threads of [2, 3]) expect(await trained(300, threads, graph)).toEqual(alone);
  expect(await trained(299, 1, graph)).not.toEqual(alone);
});

test('more rows than are staged at a time', async () => {
  const rows = 4500;
  const inputs = randomInputs(graph, rows, 1);
  const [ours, theirs] = [await openSimdTrainer(graph), await openTfjs(graph, { backend: 'wasm' })];
  for (const machine of [ours, theirs]) machine.setParams(params);
  const got = await ours.lossAndGradient(rows, inputs);
  const want = await theirs.lossAndGradient(rows, inputs);
  expect(largestError([got.loss], [want.loss])).toBeLessThan(1e-5);
  expect(largestError(got.gradient, want.gradient)).toBeLessThan(1e-5);
  const { means } = await ours.run(rows, inputs, ['means']);
  expect(largestError(means!, evaluate(graph, rows, inputs, params, ['means']).means!.data)).toBeLessThan(
    1e-5,
  );
  for (const machine of [ours, theirs]) machine.dispose();
});

describe('refuses', () => {
  const refused = async (make: (b: GraphBuilder, x: NodeId) => Record<string, NodeId>): Promise<unknown> => {
    const b = new GraphBuilder();
    const bad: Graph = b.build(make(b, b.input('x', 2)));
    const trainer = await openSimdTrainer(bad);
    trainer.setParams(initParams(bad, 1));
    return trainer.lossAndGradient(3, { x: new Float32Array(6) }).catch((e: unknown) => e);
  };
  const cases: [string, (b: GraphBuilder, x: NodeId) => Record<string, NodeId>][] = [
    [
      'a mean that goes back into the rows',
      (b, x) => {
        const y = b.dense('y', x, 1);
        return { loss: b.mean(b.unary('square', b.binary('sub', y, b.mean(y)))) };
      },
    ],
    [
      'a loss that is not linear in its means',
      (b, x) => ({ loss: b.unary('square', b.mean(b.dense('y', x, 1))) }),
    ],
    ['a loss of every row', (b, x) => ({ loss: b.dense('y', x, 1) })],
    ['a loss of two numbers', (b) => ({ loss: b.param('p', 1, 2, 1) })],
    ['a graph without a loss', (b, x) => ({ y: b.dense('y', x, 1) })],
  ];
  test.each(cases)('%s', async (_, make) => {
    expect(isCrnGridError(await refused(make), 'KernelError')).toBe(true);
  });

  test('a second batch before the first is done', async () => {
    const trainer = await openSimdTrainer(graph);
    trainer.setParams(params);
    const inputs = randomInputs(graph, 3, 1);
    const first = trainer.lossAndGradient(3, inputs);
    const second = await trainer.lossAndGradient(3, inputs).catch((e: unknown) => e);
    expect(isCrnGridError(second, 'KernelError')).toBe(true);
    const { loss } = await first;
    expect((await trainer.lossAndGradient(3, inputs)).loss).toBe(loss);
  });

  const fused = hasRelaxedSimd() ? ', skipped: this Node has it' : '';
  test.skipIf(fused !== '')(`fused multiply–add where there is none${fused}`, async () => {
    const error = await openSimdTrainer(graph, { relaxed: true }).catch((e: unknown) => e);
    expect(isCrnGridError(error, 'BackendError')).toBe(true);
  });
});

test('a loss of parameters alone', async () => {
  const b = new GraphBuilder();
  const p = b.param('p', 1, 3, 1);
  const regular = b.build({ loss: b.group('groupSum', b.unary('square', p), 3) });
  const trainer = await openSimdTrainer(regular);
  trainer.setParams(Float32Array.of(1, -2, 3));
  expect(await trainer.lossAndGradient(5, {})).toEqual({ loss: 14, gradient: Float32Array.of(2, -4, 6) });
});

test('parameters that the loss does not use get no gradient', async () => {
  const b = new GraphBuilder();
  const unused = b.dense('unused', b.input('x', 2), 2);
  const loss = b.mean(b.binary('mul', b.input('z', 1), b.param('p', 1, 1, 1)));
  const partly = b.build({ unused, loss });
  const trainer = await openSimdTrainer(partly);
  trainer.setParams(new Float32Array(7).fill(1));
  const { gradient } = await trainer.lossAndGradient(2, { z: Float32Array.of(1, 3) });
  expect([...gradient]).toEqual([0, 0, 0, 0, 0, 0, 2]);
});
