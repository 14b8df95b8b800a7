import { describe, expect, test } from 'vitest';
import { paramLayout } from '../../../src/tensor/graph.ts';
import { RowGradients } from '../../../src/tensor/row-gradients/row-gradients.ts';
import { finiteGradient, largestError } from '../../support/graph-oracle.ts';
import { graphCases, randomInputs, startParams } from '../../support/graphs.ts';

const rows = 2;
const cases = graphCases.filter(({ graph }) => graph.nodes[graph.outputs.loss!]!.op === 'mean');
const isKnown = ({ graph }: (typeof cases)[number]) =>
  !graph.nodes.some(({ op }) => op === 'choose' || op === 'logBells');
/** Finite differences of many parameters take long. */
const isSmall = ({ graph }: (typeof cases)[number]) => paramLayout(graph).size <= 150;

/** The inputs of one row. */
const only = (inputs: Record<string, Float32Array>, row: number) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, all]) => {
      const width = all.length / rows;
      return [name, all.slice(row * width, (row + 1) * width)];
    }),
  );

describe('each row has the gradient of its own loss', () => {
  test.each(cases.filter((one) => isKnown(one) && isSmall(one)))('$name', ({ graph }) => {
    const params = startParams(graph, 2);
    const inputs = randomInputs(graph, rows, 1);
    const gradients = new RowGradients(graph);
    gradients.setParams(params);
    const out = new Float64Array(rows * params.length);
    gradients.run(rows, inputs, out);
    for (let row = 0; row < rows; row++) {
      const got = out.slice(row * params.length, (row + 1) * params.length);
      expect(largestError(got, finiteGradient(graph, 1, only(inputs, row), params))).toBeLessThan(1e-6);
    }
  });

  test('control: that of another row is another', () => {
    const { graph } = cases.find(({ name }) => name.includes('swish'))!;
    const params = startParams(graph, 2);
    const inputs = randomInputs(graph, rows, 1);
    const gradients = new RowGradients(graph);
    gradients.setParams(params);
    const out = new Float64Array(rows * params.length);
    gradients.run(rows, inputs, out);
    const other = finiteGradient(graph, 1, only(inputs, 1), params);
    expect(largestError(out.slice(0, params.length), other)).toBeGreaterThan(1e-3);
  });
});

test('what it cannot do is refused', () => {
  for (const { graph } of cases.filter((one) => !isKnown(one)))
    expect(() => new RowGradients(graph)).toThrow(/there is no rule for/);
  const { graph } = cases[0]!;
  expect(() => new RowGradients({ ...graph, outputs: {} })).toThrow(/no mean over rows/);
  const gradients = new RowGradients(graph);
  expect(() => gradients.setParams(new Float32Array(1))).toThrow(/parameters/);
  const out = new Float64Array(rows * paramLayout(graph).size);
  expect(() => gradients.run(rows, {}, out)).toThrow(/is missing/);
});
