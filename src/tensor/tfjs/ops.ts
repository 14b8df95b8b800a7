/**
 * The operations of a graph as TensorFlow.js calls, with gradients that every
 * backend can compute: the wasm backend lacks UnsortedSegmentSum (the gradient of
 * gather), and a few of the library's own gradients do not survive broadcasting.
 */
import type * as tfjs from '@tensorflow/tfjs';
import { leastGap } from '../bells.ts';
import type { GraphNode, GroupOp, UnaryOp } from '../graph.ts';

export type Tf = typeof tfjs;
type Tensor = tfjs.Tensor;

/** Below every finite float a model meets: −∞ clipped to it makes no ∞ − ∞. */
const FLOOR = -3e38;
/** e^−40. Smaller weights would only breed denormals, which slow each product that meets them. */
const NEGLIGIBLE = 4e-18;

type Simple = Exclude<UnaryOp, 'swish'>;

/**
 * Computes one node; `operand` gives its operands, but for branches that nobody needs,
 * and `shape` is its own.
 */
export function applyNode(
  tf: Tf,
  node: GraphNode,
  operand: (node: number) => Tensor | undefined,
  shape: readonly [rows: number, width: number],
): Tensor {
  const value = (n: number): Tensor => operand(n)!;
  switch (node.op) {
    case 'matmul':
      return tf.matMul(value(node.a), value(node.b));
    case 'columns':
      return columns(tf, value(node.a), node.index);
    case 'concat':
      return node.parts.length === 1 ? value(node.parts[0]!) : tf.concat(node.parts.map(value), 1);
    case 'where':
      return where(tf, value(node.a), spread(tf, value(node.b), shape), spread(tf, value(node.c), shape));
    case 'choose':
      return choose(tf, node, operand, shape);
    case 'logBells':
      return logBells(tf, node, value, shape);
    case 'mean':
      return tf.reshape(tf.mean(columns(tf, value(node.a), [0])), [1, 1]);
    case 'groupSum':
    case 'groupMax':
    case 'groupLogSumExp':
    case 'groupSoftmax':
      return group(tf, node.op, value(node.a), node.size, shape);
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return tf[node.op](value(node.a), value(node.b));
    case 'max':
    case 'min': {
      const [a, b] = [spread(tf, value(node.a), shape), spread(tf, value(node.b), shape)];
      return node.op === 'max' ? tf.maximum(a, b) : tf.minimum(a, b);
    }
    case 'swish': {
      const x = value(node.a);
      return tf.mul(x, tf.sigmoid(x));
    }
    case 'input':
    case 'param':
    case 'constant':
      throw new Error(`${node.op} is given, not computed`);
    default:
      return tf[node.op satisfies Simple](value(node.a));
  }
}

/** Repeats one row or one column. Its gradient is a sum, where `broadcastTo` would slice row by row. */
function spread(tf: Tf, x: Tensor, [rows, width]: readonly [number, number]): Tensor {
  return x.shape[0] === rows && x.shape[1] === width ? x : tf.add(x, tf.zeros([rows, width]));
}

function choose(
  tf: Tf,
  { live, columns: gates, weights, branches }: Extract<GraphNode, { op: 'choose' }>,
  operand: (node: number) => Tensor | undefined,
  shape: readonly [rows: number, width: number],
): Tensor {
  const parts = branches.flatMap((branch, k) => {
    const x = operand(branch);
    if (!x) return [];
    const chosen = columns(tf, operand(live)!, [gates[k]!]);
    const weight = columns(tf, operand(weights)!, [k]);
    return [tf.mul(x, where(tf, chosen, weight, tf.zerosLike(weight)))];
  });
  return parts.reduce<Tensor>((sum, part) => tf.add(sum, part), tf.zeros([...shape]));
}

function logBells(
  tf: Tf,
  node: Extract<GraphNode, { op: 'logBells' }>,
  value: (node: number) => Tensor,
  [rows, width]: readonly [number, number],
): Tensor {
  const { size } = node;
  const components = value(node.rate).shape[1]! / size;
  const outcomes = width / components;
  // Every bell: outcomes over components over coordinates.
  const shape = [rows, width * size] as const;
  const byOutcome = Array.from(
    { length: shape[1] },
    (_, j) => Math.floor(j / (components * size)) * size + (j % size),
  );
  const byComponent = Array.from({ length: shape[1] }, (_, j) => j % (components * size));
  const [low, high] = [node.low, node.high].map((n) => columns(tf, value(n), byOutcome)) as [Tensor, Tensor];
  const [rate, centre, half] = [node.rate, node.centre, node.half].map((n) =>
    columns(tf, value(n), byComponent),
  ) as [Tensor, Tensor, Tensor];
  const [own, end] = [tf.mul(low, rate), tf.mul(high, rate)];
  const [l, u] = [tf.sub(own, tf.add(centre, half)), tf.sub(end, tf.sub(centre, half))];
  const slant = (x: Tensor): Tensor => tf.sqrt(tf.add(tf.square(x), node.bend));
  const [a, b] = [slant(l), slant(u)];
  // As in `bells.ts`: no difference of nearly equal numbers.
  const both = tf.add(a, b);
  const room = tf.add(tf.sub(end, own), tf.mul(half, 2));
  const known = tf.mul(tf.mul(room, 0.5), tf.add(both, tf.div(tf.square(tf.add(l, u)), both)));
  const gap = tf.maximum(known, spread(tf, tf.scalar(leastGap), shape));
  const inside = tf.log(tf.neg(tf.elu(tf.neg(gap))));
  const tails = tf.add(tf.softplus(tf.neg(tf.mul(u, b))), tf.softplus(tf.mul(l, a)));
  return group(tf, 'groupSum', tf.sub(inside, tails) as Tensor, size, [rows, outcomes * components]);
}

/** `a` is not among the inputs of the gradient: the library has none for a comparison. */
function where(tf: Tf, a: Tensor, b: Tensor, c: Tensor): Tensor {
  const f = tf.customGrad((yes, no, keep) => {
    const chosen = tf.greater(a, 0);
    (keep as tfjs.GradSaveFunc)([chosen]);
    return {
      value: tf.where(chosen, yes as Tensor, no as Tensor),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const none = tf.zerosLike(dy);
        return [tf.where(saved[0]!, dy, none), tf.where(saved[0]!, none, dy)];
      },
    };
  });
  return f(b, c);
}

function columns(tf: Tf, x: Tensor, index: readonly number[]): Tensor {
  const [rows, width] = x.shape as [number, number];
  const [first] = index as [number];
  if (index.every((column, k) => column === first + k))
    return index.length === width ? x : tf.slice(x as tfjs.Tensor2D, [0, first], [rows, index.length]);
  const gather = tf.customGrad((source) => ({
    value: tf.gather(source as Tensor, tf.tensor1d(index as number[], 'int32'), 1),
    // Adds each result's gradient to the column it came from: a product with a matrix of 0 and 1.
    gradFunc: (dy: Tensor) => {
      const choice = new Float32Array(index.length * width);
      index.forEach((column, k) => {
        choice[k * width + column] = 1;
      });
      return tf.matMul(dy, tf.tensor2d(choice, [index.length, width]));
    },
  }));
  return gather(x);
}

function group(
  tf: Tf,
  op: GroupOp,
  x: Tensor,
  size: number,
  [rows, width]: readonly [number, number],
): Tensor {
  const groups = tf.reshape(x, [rows, x.shape[1]! / size, size]);
  const result = (): Tensor => {
    switch (op) {
      case 'groupSum':
        return tf.sum(groups, 2);
      case 'groupMax':
        return tf.max(groups, 2);
      case 'groupSoftmax':
        return tf.softmax(groups, 2);
      case 'groupLogSumExp':
        return logSumExp(tf, groups);
    }
  };
  return tf.reshape(result(), [rows, width]);
}

/** Over the last axis, which stays with length 1. */
function logSumExp(tf: Tf, x: Tensor): Tensor {
  const f = tf.customGrad((source, keep) => {
    const from = source as Tensor;
    const top = tf.maximum(tf.max(from, 2, true), FLOOR);
    const value = tf.add(top, tf.log(tf.sum(tf.exp(tf.sub(from, top)), 2, true)));
    (keep as tfjs.GradSaveFunc)([from, value]);
    const gradFunc = (dy: Tensor, saved: Tensor[]) => {
      const share = tf.exp(tf.sub(saved[0]!, tf.maximum(saved[1]!, FLOOR)));
      return tf.mul(dy, tf.relu(tf.sub(share, NEGLIGIBLE)));
    };
    return { value, gradFunc };
  });
  return f(x);
}
