/**
 * What each operation of a graph means, in plain double precision, one number at
 * a time. Use it as the referee of the machines and to fold what depends on
 * parameters alone; not to run a model, it is slow.
 */
import { logBell, softplus } from './bells.ts';
import type { BinaryOp, Graph, GraphNode, GroupOp, UnaryOp } from './graph.ts';
import { paramLayout } from './graph.ts';
import { awakeNodes } from './graph-walk.ts';

/** A matrix, row-major. */
export interface Matrix {
  readonly rows: number;
  readonly width: number;
  readonly data: Float64Array;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

export const unaryMeaning: Readonly<Record<UnaryOp, (x: number) => number>> = {
  neg: (x) => -x,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  square: (x) => x * x,
  abs: Math.abs,
  reciprocal: (x) => 1 / x,
  relu: (x) => Math.max(x, 0),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  swish: (x) => x * sigmoid(x),
  tanh: Math.tanh,
  sigmoid,
  softplus,
};

export const binaryMeaning: Readonly<Record<BinaryOp, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  max: Math.max,
  min: Math.min,
};

/** One group of columns in, one number (softmax: as many) out. */
const groupMeaning: Readonly<Record<GroupOp, (x: Float64Array) => readonly number[] | Float64Array>> = {
  groupSum: (x) => [x.reduce((sum, v) => sum + v, 0)],
  groupMax: (x) => [Math.max(...x)],
  groupLogSumExp: (x) => [logSumExp(x)],
  groupSoftmax: (x) => {
    const log = logSumExp(x);
    return x.map((v) => Math.exp(v - log));
  },
};

/** −∞ entries count for nothing; a group of nothing but −∞ is −∞. */
function logSumExp(x: Float64Array): number {
  const top = Math.max(...x);
  if (top === -Infinity) return top;
  return top + Math.log(x.reduce((sum, v) => sum + Math.exp(v - top), 0));
}

/**
 * The values of the nodes that `outputs` need.
 *
 * @param params  flat, as `paramLayout` says; doubles allowed
 * @returns per node number its matrix; nodes not needed are absent
 */
export function evaluateNodes(
  graph: Graph,
  nodes: readonly number[],
  rows: number,
  inputs: Readonly<Record<string, ArrayLike<number>>>,
  params: ArrayLike<number>,
): Map<number, Matrix> {
  const values = new Map<number, Matrix>();
  const offsets = new Map(paramLayout(graph).params.map((p) => [p.node, p.offset]));
  for (const i of nodes) {
    const [r, width] = graph.shapes[i]!;
    const size = (r || rows) * width;
    const node = graph.nodes[i]!;
    const from = node.op === 'param' ? offsets.get(i)! : 0;
    const source = node.op === 'input' ? inputs[node.name]! : node.op === 'param' ? params : undefined;
    const data = source
      ? Float64Array.from({ length: size }, (_, k) => source[from + k]!)
      : compute(
          node,
          size,
          width,
          (k) => values.get(k)!,
          (k) => values.has(k),
        );
    values.set(i, { rows: r || rows, width, data });
  }
  return values;
}

/** The named outputs (default: all) for one batch. */
export function evaluate(
  graph: Graph,
  rows: number,
  inputs: Readonly<Record<string, ArrayLike<number>>>,
  params: ArrayLike<number>,
  outputs: readonly string[] = Object.keys(graph.outputs),
): Record<string, Matrix> {
  const values = evaluateNodes(graph, awakeNodes(graph, outputs, inputs), rows, inputs, params);
  return Object.fromEntries(outputs.map((name) => [name, values.get(graph.outputs[name]!)!]));
}

/** Reads a matrix as if it were larger: one row or one column stands for all. */
const at = (m: Matrix, row: number, column: number): number =>
  m.data[(m.rows === 1 ? 0 : row) * m.width + (m.width === 1 ? 0 : column)]!;

function compute(
  node: GraphNode,
  size: number,
  width: number,
  value: (node: number) => Matrix,
  known: (node: number) => boolean,
): Float64Array {
  const fill = (f: (row: number, column: number) => number): Float64Array =>
    Float64Array.from({ length: size }, (_, k) => f(Math.floor(k / width), k % width));
  switch (node.op) {
    case 'constant':
      return Float64Array.from(node.values);
    case 'matmul': {
      const [a, b] = [value(node.a), value(node.b)];
      return fill((row, column) => {
        let sum = 0;
        for (let k = 0; k < b.rows; k++) sum += a.data[row * a.width + k]! * b.data[k * b.width + column]!;
        return sum;
      });
    }
    case 'columns': {
      const a = value(node.a);
      return fill((row, column) => a.data[row * a.width + node.index[column]!]!);
    }
    case 'concat': {
      const columns = node.parts.flatMap((p) =>
        Array.from({ length: value(p).width }, (_, c) => [p, c] as const),
      );
      return fill((row, column) => at(value(columns[column]![0]), row, columns[column]![1]));
    }
    case 'where': {
      const [a, b, c] = [value(node.a), value(node.b), value(node.c)];
      return fill((row, column) => at(at(a, row, column) > 0 ? b : c, row, column));
    }
    case 'choose': {
      return fill((row, column) =>
        node.branches.reduce((sum, branch, k) => {
          if (!(known(branch) && at(value(node.live), row, node.columns[k]!) > 0)) return sum;
          return sum + at(value(node.weights), row, k) * at(value(branch), row, column);
        }, 0),
      );
    }
    case 'logBells': {
      const { size: n, bend } = node;
      const [low, high] = [value(node.low), value(node.high)];
      const [rate, centre, half] = [value(node.rate), value(node.centre), value(node.half)];
      const components = rate.width / n;
      return fill((row, column) => {
        const [o, k] = [Math.floor(column / components) * n, (column % components) * n];
        let sum = 0;
        for (let i = 0; i < n; i++) {
          const [l, h] = [at(low, row, o + i), at(high, row, o + i)];
          const [r, c, w] = [at(rate, row, k + i), at(centre, row, k + i), at(half, row, k + i)];
          sum += logBell(l, h, r, c, w, bend);
        }
        return sum;
      });
    }
    case 'mean': {
      const a = value(node.a);
      let sum = 0;
      for (let row = 0; row < a.rows; row++) sum += a.data[row * a.width]!;
      return Float64Array.of(sum / a.rows);
    }
    case 'groupSum':
    case 'groupMax':
    case 'groupLogSumExp':
    case 'groupSoftmax': {
      const { data } = value(node.a);
      const out = new Float64Array(size);
      const each = (size * node.size) / data.length;
      for (let g = 0; g * node.size < data.length; g++)
        out.set(groupMeaning[node.op](data.subarray(g * node.size, (g + 1) * node.size)), g * each);
      return out;
    }
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'max':
    case 'min': {
      const [a, b] = [value(node.a), value(node.b)];
      return fill((row, column) => binaryMeaning[node.op](at(a, row, column), at(b, row, column)));
    }
    case 'input':
    case 'param':
      throw new Error(`${node.op} "${node.name}" has no value of its own`);
    default: {
      const f = unaryMeaning[node.op];
      return value(node.a).data.map((x) => f(x));
    }
  }
}
