/** A graph of ours in the operators of ONNX: what any other runtime opens it with. */
import { KernelError } from '../../errors.ts';
import { type Graph, type GraphNode, type GroupOp, paramLayout, type UnaryOp } from '../graph.ts';
import { checkParams, neededNodes } from '../graph-walk.ts';
import { type ModelText, OnnxModel, type Value } from './model.ts';

/** Ops that ONNX has under another name. */
const unary: Readonly<Record<Exclude<UnaryOp, 'square' | 'swish'>, string>> = {
  neg: 'Neg',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  abs: 'Abs',
  reciprocal: 'Reciprocal',
  relu: 'Relu',
  elu: 'Elu',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  softplus: 'Softplus',
};
const binary = { add: 'Add', sub: 'Sub', mul: 'Mul', div: 'Div', max: 'Max', min: 'Min' } as const;

/**
 * A whole graph as a model: inputs float [rows, width] and outputs under their own names.
 *
 * @param params   flat, as `paramLayout` says; they become constants of the file
 * @param outputs  which outputs; default: all. The model asks only for inputs they need.
 * @throws KernelError when an input and an output have the same name, or `params` do not fit
 */
export function graphToOnnx(
  graph: Graph,
  params: Float32Array,
  text: ModelText,
  outputs: readonly string[] = Object.keys(graph.outputs),
): Uint8Array<ArrayBuffer> {
  const nodes = neededNodes(graph, outputs);
  const inputs = new Map<string, Value>();
  const names = nodes.flatMap((i) => {
    const node = graph.nodes[i]!;
    return node.op === 'input' ? [[node.name, graph.shapes[i]![1]] as const] : [];
  });
  const model = new OnnxModel([...names.map(([name]) => name), ...outputs]);
  for (const [name, width] of names) inputs.set(name, model.input(name, 'float', width));
  const values = addGraph(model, graph, params, inputs, outputs);
  for (const name of outputs) {
    const [rows, width] = graph.shapes[graph.outputs[name]!]!;
    model.output(name, values.get(name)!, 'float', [rows || 'rows', width]);
  }
  return model.build(text);
}

/**
 * Adds the part of a graph that `outputs` need to a model.
 *
 * @param inputs  the model's value for each input of the graph, float
 * @returns the value of each output, float
 */
export function addGraph(
  model: OnnxModel,
  graph: Graph,
  params: Float32Array,
  inputs: ReadonlyMap<string, Value>,
  outputs: readonly string[],
): ReadonlyMap<string, Value> {
  const layout = paramLayout(graph);
  checkParams(layout.size, params);
  const places = new Map(layout.params.map((p) => [p.node, p]));
  const values = new Map<number, Value>();
  for (const i of neededNodes(graph, outputs)) {
    const node = graph.nodes[i]!;
    const [rows, width] = graph.shapes[i]!;
    if (node.op === 'input') values.set(i, inputs.get(node.name)!);
    else if (node.op === 'param') {
      const { offset } = places.get(i)!;
      const own = params.subarray(offset, offset + rows * width);
      values.set(i, model.initializer(node.name, 'float', [rows, width], own));
    } else if (node.op === 'constant') values.set(i, model.constant('float', [rows, width], node.values));
    else
      values.set(
        i,
        addNode(
          model,
          node,
          (from) => values.get(from)!,
          (from) => graph.shapes[from]![1],
        ),
      );
  }
  return new Map(outputs.map((name) => [name, values.get(graph.outputs[name]!)!]));
}

type Computed = Exclude<GraphNode, { op: 'input' | 'param' | 'constant' }>;

function addNode(
  model: OnnxModel,
  node: Computed,
  value: (node: number) => Value,
  widthOf: (node: number) => number,
): Value {
  switch (node.op) {
    case 'matmul':
      return model.node('MatMul', [value(node.a), value(node.b)]);
    case 'square':
      return model.node('Mul', [value(node.a), value(node.a)]);
    case 'swish':
      return model.node('Mul', [value(node.a), model.node('Sigmoid', [value(node.a)])]);
    case 'columns':
      return columns(model, value(node.a), node.index, widthOf(node.a));
    case 'concat':
      return model.node('Concat', node.parts.map(value), { axis: 1 });
    case 'where': {
      const chosen = model.node('Greater', [value(node.a), model.scalar('float', 0)]);
      return model.node('Where', [chosen, value(node.b), value(node.c)]);
    }
    case 'choose':
      throw new KernelError(
        'ONNX',
        'a choice among branches is there to be trained',
        'Export the network that the search has found.',
      );
    case 'logBells':
      throw new KernelError(
        'ONNX',
        'log-probabilities of bells are there to be trained',
        'Export the output `head`.',
      );
    case 'mean':
      return model.node('ReduceMean', [columns(model, value(node.a), [0], widthOf(node.a))], {
        axes: [0, 1],
        keepdims: 1,
      });
    case 'groupSum':
    case 'groupMax':
    case 'groupLogSumExp':
    case 'groupSoftmax':
      return group(model, node.op, value(node.a), widthOf(node.a), node.size);
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'max':
    case 'min':
      return model.node(binary[node.op], [value(node.a), value(node.b)]);
    default:
      return model.node(unary[node.op], [value(node.a)]);
  }
}

/** Columns by number; a contiguous run is a slice. */
export function columns(model: OnnxModel, from: Value, index: readonly number[], width: number): Value {
  const first = index[0]!;
  if (!index.every((column, k) => column === first + k))
    return model.node('Gather', [from, model.constant('int64', [index.length], index)], { axis: 1 });
  if (index.length === width) return from;
  const [start, end, axis] = [first, first + index.length, 1].map((n) => model.constant('int64', [1], [n]));
  return model.node('Slice', [from, start!, end!, axis!]);
}

function group(model: OnnxModel, op: GroupOp, from: Value, width: number, size: number): Value {
  const groups = model.reshape(from, [0, width / size, size]);
  switch (op) {
    case 'groupSum':
      return model.node('ReduceSum', [groups, model.constant('int64', [1], [2])], { keepdims: 0 });
    case 'groupMax':
      return model.node('ReduceMax', [groups], { axes: [2], keepdims: 0 });
    case 'groupLogSumExp':
      return model.node('ReduceLogSumExp', [groups], { axes: [2], keepdims: 0 });
    case 'groupSoftmax':
      return model.reshape(model.node('Softmax', [groups], { axis: 2 }), [0, width]);
  }
}
