/**
 * Every operation forward and back for one row, in double precision. A slope is added to, since
 * others may read the same node; one that is empty is of no parameter.
 */
import { KernelError } from '../../errors.ts';
import { binaryMeaning, unaryMeaning } from '../evaluate.ts';
import type { BinaryOp, GraphNode, UnaryOp } from '../graph.ts';
import { groups } from './groups.ts';
import type { Passes, Slot } from './slot.ts';

/** @throws KernelError for an operation that has no rule here */
export function passes(node: GraphNode, y: Slot, of: (node: number) => Slot): Passes {
  switch (node.op) {
    case 'input':
    case 'param':
    case 'constant':
      return { forward: () => {}, backward: () => {} };
    case 'matmul':
      return product(y, of(node.a), of(node.b));
    case 'columns':
      return columns(y, of(node.a), node.index);
    case 'concat':
      return concat(y, node.parts.map(of));
    case 'where':
      return where(y, of(node.a), of(node.b), of(node.c));
    case 'groupSum':
    case 'groupMax':
    case 'groupLogSumExp':
    case 'groupSoftmax':
      return groups(node.op, y, of(node.a), node.size);
    case 'add':
      return sum(y, of(node.a), of(node.b), 1);
    case 'sub':
      return sum(y, of(node.a), of(node.b), -1);
    case 'mul':
      return times(y, of(node.a), of(node.b));
    case 'div':
    case 'max':
    case 'min':
      return binary(node.op, y, of(node.a), of(node.b));
    case 'choose':
    case 'logBells':
    case 'mean':
      throw new KernelError(
        'gradients by row',
        `there is no rule for "${node.op}"`,
        'Take the gradient of the batch, from a trainer.',
      );
    default:
      return unary(node.op, y, of(node.a));
  }
}

function product(y: Slot, a: Slot, b: Slot): Passes {
  const [rows, inner, width] = [y.rows, a.width, y.width];
  const forward = () => {
    const [to, x, weights] = [y.value, a.value, b.value];
    to.fill(0);
    for (let r = 0; r < rows; r++)
      for (let k = 0, at = 0; k < inner; k++, at += width) {
        const factor = x[r * inner + k]!;
        // Features are mostly 0.
        if (factor !== 0) addScaled(to, r * width, weights, at, width, factor);
      }
  };
  const backward = () => {
    const [x, weights, dy, dx, dw] = [a.value, b.value, y.slope, a.slope, b.slope];
    for (let r = 0; r < rows; r++)
      for (let k = 0, at = 0; k < inner; k++, at += width) {
        if (dx.length > 0) dx[r * inner + k]! += dot(dy, r * width, weights, at, width);
        const factor = x[r * inner + k]!;
        if (dw.length > 0 && factor !== 0) addScaled(dw, at, dy, r * width, width, factor);
      }
  };
  return { forward, backward };
}

function addScaled(
  to: Float64Array,
  first: number,
  from: Float64Array,
  at: number,
  width: number,
  factor: number,
): void {
  for (let c = 0; c < width; c++) to[first + c]! += factor * from[at + c]!;
}

function dot(a: Float64Array, atA: number, b: Float64Array, atB: number, width: number): number {
  let sum = 0;
  for (let c = 0; c < width; c++) sum += a[atA + c]! * b[atB + c]!;
  return sum;
}

/** Every number of `y` is one of `a`: places in `a`, row-major. */
function places(y: Slot, a: Slot, column: (c: number) => number): Int32Array {
  return Int32Array.from(
    { length: y.value.length },
    (_, k) => Math.floor(k / y.width) * a.width + column(k % y.width),
  );
}

/** Places in an operand of which one row or column may stand for all. */
function spread(y: Slot, { rows, width }: Slot): Int32Array {
  return Int32Array.from(
    { length: y.value.length },
    (_, k) => (rows === 1 ? 0 : Math.floor(k / y.width) * width) + (width === 1 ? 0 : k % y.width),
  );
}

function columns(y: Slot, a: Slot, index: readonly number[]): Passes {
  const from = places(y, a, (c) => index[c]!);
  const [to, x, dy, dx] = [y.value, a.value, y.slope, a.slope];
  return {
    forward: () => {
      for (let k = 0; k < from.length; k++) to[k] = x[from[k]!]!;
    },
    backward: () => {
      for (let k = 0; k < from.length; k++) dx[from[k]!]! += dy[k]!;
    },
  };
}

function concat(y: Slot, parts: readonly Slot[]): Passes {
  const { rows, width } = y;
  const offset = parts.map((_, p) => parts.slice(0, p).reduce((sum, part) => sum + part.width, 0));
  return {
    forward: () => {
      for (let p = 0; p < parts.length; p++) {
        const [{ value, width: own }, to] = [parts[p]!, y.value];
        for (let r = 0; r < rows; r++)
          for (let c = 0; c < own; c++) to[r * width + offset[p]! + c] = value[r * own + c]!;
      }
    },
    backward: () => {
      for (let p = 0; p < parts.length; p++) {
        const [{ slope, width: own }, dy] = [parts[p]!, y.slope];
        for (let at = 0; at < slope.length; at++)
          slope[at]! += dy[Math.floor(at / own) * width + offset[p]! + (at % own)]!;
      }
    },
  };
}

function where(y: Slot, a: Slot, b: Slot, c: Slot): Passes {
  const [gate, yes, no] = [a, b, c].map((side) => spread(y, side));
  return {
    forward: () => {
      for (let k = 0; k < y.value.length; k++)
        y.value[k] = a.value[gate![k]!]! > 0 ? b.value[yes![k]!]! : c.value[no![k]!]!;
    },
    backward: () => {
      for (let k = 0; k < y.value.length; k++) {
        const [side, at] = a.value[gate![k]!]! > 0 ? [b, yes![k]!] : [c, no![k]!];
        if (side.slope.length > 0) side.slope[at]! += y.slope[k]!;
      }
    },
  };
}

/** a + sign · b. */
function sum(y: Slot, a: Slot, b: Slot, sign: 1 | -1): Passes {
  const [first, second] = [spread(y, a), spread(y, b)];
  return {
    forward: () => {
      const [to, p, q] = [y.value, a.value, b.value];
      for (let k = 0; k < to.length; k++) to[k] = p[first[k]!]! + sign * q[second[k]!]!;
    },
    backward: () => {
      const [dy, dp, dq] = [y.slope, a.slope, b.slope];
      if (dp.length > 0) for (let k = 0; k < dy.length; k++) dp[first[k]!]! += dy[k]!;
      if (dq.length > 0) for (let k = 0; k < dy.length; k++) dq[second[k]!]! += sign * dy[k]!;
    },
  };
}

function times(y: Slot, a: Slot, b: Slot): Passes {
  const [first, second] = [spread(y, a), spread(y, b)];
  return {
    forward: () => {
      const [to, p, q] = [y.value, a.value, b.value];
      for (let k = 0; k < to.length; k++) to[k] = p[first[k]!]! * q[second[k]!]!;
    },
    backward: () => {
      const [p, q, dy, dp, dq] = [a.value, b.value, y.slope, a.slope, b.slope];
      if (dp.length > 0) for (let k = 0; k < dy.length; k++) dp[first[k]!]! += dy[k]! * q[second[k]!]!;
      if (dq.length > 0) for (let k = 0; k < dy.length; k++) dq[second[k]!]! += dy[k]! * p[first[k]!]!;
    },
  };
}

type Other = Exclude<BinaryOp, 'add' | 'sub' | 'mul'>;
type Slope = (a: number, b: number) => number;

/** Slopes by the first and by the second operand; of equal ones the first is the larger and the smaller. */
const slopesOf: Readonly<Record<Other, readonly [Slope, Slope]>> = {
  div: [(_, b) => 1 / b, (a, b) => -a / (b * b)],
  max: [(a, b) => (a >= b ? 1 : 0), (a, b) => (a >= b ? 0 : 1)],
  min: [(a, b) => (a <= b ? 1 : 0), (a, b) => (a <= b ? 0 : 1)],
};

function binary(op: Other, y: Slot, a: Slot, b: Slot): Passes {
  const [first, second] = [spread(y, a), spread(y, b)];
  const f = binaryMeaning[op];
  const [byFirst, bySecond] = slopesOf[op];
  return {
    forward: () => {
      for (let k = 0; k < y.value.length; k++) y.value[k] = f(a.value[first[k]!]!, b.value[second[k]!]!);
    },
    backward: () => {
      for (let k = 0; k < y.slope.length; k++) {
        const [p, q, dy] = [a.value[first[k]!]!, b.value[second[k]!]!, y.slope[k]!];
        if (a.slope.length > 0) a.slope[first[k]!]! += dy * byFirst(p, q);
        if (b.slope.length > 0) b.slope[second[k]!]! += dy * bySecond(p, q);
      }
    },
  };
}

/** Slope from x and from y = f(x). */
export const slopeOf: Readonly<Record<UnaryOp, (x: number, y: number) => number>> = {
  neg: () => -1,
  exp: (_, y) => y,
  log: (x) => 1 / x,
  sqrt: (_, y) => 0.5 / y,
  square: (x) => 2 * x,
  abs: Math.sign,
  reciprocal: (_, y) => -y * y,
  relu: (x) => (x > 0 ? 1 : 0),
  elu: (x, y) => (x > 0 ? 1 : y + 1),
  swish: (x, y) => {
    const gate = unaryMeaning.sigmoid(x);
    return gate + y * (1 - gate);
  },
  tanh: (_, y) => 1 - y * y,
  sigmoid: (_, y) => y * (1 - y),
  softplus: unaryMeaning.sigmoid,
};

function unary(op: UnaryOp, y: Slot, a: Slot): Passes {
  const [f, slope] = [unaryMeaning[op], slopeOf[op]];
  const [to, x, dy, dx] = [y.value, a.value, y.slope, a.slope];
  return {
    forward: () => {
      for (let k = 0; k < to.length; k++) to[k] = f(x[k]!);
    },
    backward: () => {
      for (let k = 0; k < to.length; k++) dx[k]! += dy[k]! * slope(x[k]!, to[k]!);
    },
  };
}
