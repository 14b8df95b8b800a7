/** Every operation of a graph, in a runtime that is not ours. */
import { describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../../src/errors.ts';
import { evaluate } from '../../../src/tensor/evaluate.ts';
import { GraphBuilder, paramLayout } from '../../../src/tensor/graph.ts';
import { initParams } from '../../../src/tensor/initialise.ts';
import { graphToOnnx } from '../../../src/tensor/onnx/from-graph.ts';
import { largestError } from '../../support/graph-oracle.ts';
import { bellCases, choiceCases, graphCases, mixtureDensity, randomInputs } from '../../support/graphs.ts';
import { messagesIn, readMessage, textsIn } from '../../support/protobuf-reader.ts';
import { pythonMissing, runInPython } from '../../support/python.ts';

const rows = 7;
const tolerance = 2e-5;
const mixture = mixtureDensity(4, [10, 9], 3, 2);

/** Field numbers of onnx.proto. */
const modelField = { irVersion: 1, producer: 2, graph: 7, operatorSets: 8, metadata: 14 };
const graphField = { node: 1, name: 2, initializer: 5, input: 11, output: 12 };
const nodeField = { input: 1, output: 2, operator: 4 };

describe(`onnxruntime in Python${pythonMissing && `, skipped: ${pythonMissing}`}`, () => {
  test.skipIf(pythonMissing !== '')('computes what our own reference does, for every operation', () => {
    const cases = graphCases.map(({ name, graph }) => ({
      name,
      graph,
      params: initParams(graph, 3),
      inputs: randomInputs(graph, rows, 11),
      outputs: Object.keys(graph.outputs),
    }));
    const results = runInPython(
      cases.map(({ graph, params, inputs, outputs }) => ({
        model: graphToOnnx(graph, params, { name: 'case' }),
        inputs: Object.fromEntries(
          Object.entries(inputs).map(([name, x]) => [name, [rows, x.length / rows, [...x]] as const]),
        ),
        outputs,
      })),
    );
    const errors = cases.flatMap(({ name, graph, params, inputs, outputs }, i) => {
      const want = evaluate(graph, rows, inputs, params);
      return outputs.map((output) => ({
        where: `${name}: ${output}`,
        error: largestError(results[i]![output]!, want[output]!.data),
      }));
    });
    expect(errors.length).toBeGreaterThan(100);
    expect(errors.filter(({ error }) => !(error < tolerance))).toEqual([]);
    // Control: weights a hundredth off are seen by the same check.
    const i = cases.findIndex(({ name }) => name === 'a mixture density');
    const { graph, params, inputs } = cases[i]!;
    const moved = params.map((p) => 1.01 * p);
    const want = evaluate(graph, rows, inputs, moved).logLikelihood!.data;
    expect(largestError(results[i]!.logLikelihood!, want)).toBeGreaterThan(tolerance);
  });
});

test('a file says what it is, and holds every weight', () => {
  const params = initParams(mixture, 1);
  const bytes = graphToOnnx(mixture, params, { name: 'mixture', metadata: { colour: 'blue', n: '2' } });
  const model = readMessage(bytes);
  expect(model.get(modelField.irVersion)).toEqual([8]);
  expect(textsIn(model, modelField.producer)).toEqual(['crn-grid']);
  expect(messagesIn(model, modelField.operatorSets).map((set) => set.get(2))).toEqual([[17]]);
  expect(messagesIn(model, modelField.metadata).map((m) => [textsIn(m, 1)[0], textsIn(m, 2)[0]])).toEqual([
    ['colour', 'blue'],
    ['n', '2'],
  ]);

  const [graph] = messagesIn(model, modelField.graph);
  expect(textsIn(graph!, graphField.name)).toEqual(['mixture']);
  const named = (field: number): string[] => messagesIn(graph!, field).map((m) => textsIn(m, 1)[0]!);
  expect(named(graphField.input)).toEqual(['x', 'target']);
  expect(named(graphField.output)).toEqual(Object.keys(mixture.outputs));

  const weights = new Map(
    messagesIn(graph!, graphField.initializer).map((t) => [textsIn(t, 8)[0], t.get(9)![0] as Uint8Array]),
  );
  for (const { name, offset, rows: r, width } of paramLayout(mixture).params) {
    const raw = weights.get(name)!.slice();
    expect(new Float32Array(raw.buffer)).toEqual(params.subarray(offset, offset + r * width));
  }
});

test('every node reads what comes before it, and no name is given twice', () => {
  for (const { graph } of graphCases) {
    const [file] = messagesIn(
      readMessage(graphToOnnx(graph, initParams(graph, 1), { name: 'g' })),
      modelField.graph,
    );
    const known = new Set([
      ...messagesIn(file!, graphField.input).map((m) => textsIn(m, 1)[0]!),
      ...messagesIn(file!, graphField.initializer).map((m) => textsIn(m, 8)[0]!),
    ]);
    for (const node of messagesIn(file!, graphField.node)) {
      expect(textsIn(node, nodeField.input).filter((name) => !known.has(name))).toEqual([]);
      for (const name of textsIn(node, nodeField.output)) {
        expect(known.has(name)).toBe(false);
        known.add(name);
      }
    }
    expect(Object.keys(graph.outputs).filter((name) => !known.has(name))).toEqual([]);
  }
});

test('only what the wanted outputs need is in the file', () => {
  const bytes = graphToOnnx(mixture, initParams(mixture, 1), { name: 'm' }, ['means']);
  const [graph] = messagesIn(readMessage(bytes), modelField.graph);
  expect(messagesIn(graph!, graphField.input).map((m) => textsIn(m, 1)[0])).toEqual(['x']);
});

test('choices among branches and bells, which only training knows, are refused', () => {
  for (const { graph } of [...choiceCases, ...bellCases]) {
    let error: unknown;
    try {
      graphToOnnx(graph, initParams(graph, 1), { name: 'g' }, ['loss']);
    } catch (caught) {
      error = caught;
    }
    expect(isCrnGridError(error, 'KernelError')).toBe(true);
  }
});

test('an input and an output of one name, and foreign weights, are refused', () => {
  const b = new GraphBuilder();
  const same = b.build({ x: b.unary('exp', b.input('x', 2)) });
  const refused = (make: () => unknown): unknown => {
    try {
      return make();
    } catch (error) {
      return error;
    }
  };
  const clash = refused(() => graphToOnnx(same, new Float32Array(0), { name: 'g' }));
  expect(isCrnGridError(clash, 'KernelError')).toBe(true);
  expect(String(clash)).toContain('named "x"');
  const foreign = refused(() => graphToOnnx(mixture, new Float32Array(3), { name: 'g' }));
  expect(String(foreign)).toContain('These weights belong to another model.');
});
