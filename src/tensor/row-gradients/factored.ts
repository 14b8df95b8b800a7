/**
 * Row by row, how named outputs depend on each weight, kept as factors: the slopes of one layer are an
 * outer product in each row, of what goes in and of what is asked of what comes out. So they are as small
 * as the rows themselves, and inner products of two rows follow from those of the factors, (x·x')(δ·δ').
 *
 * Use it where such inner products are all that is wanted, as in a natural gradient. For the slopes
 * themselves, and for graphs that it knows no factors of, there is `RowGradients`.
 */
import { unaryMeaning } from '../evaluate.ts';
import { type Graph, paramLayout, type UnaryOp } from '../graph.ts';
import { neededNodes } from '../graph-walk.ts';
import { slopeOf } from './rules.ts';

/** Slopes of one parameter matrix in each row: Σ over its uses of x ⊗ δ. */
export type ParamScores = readonly Factors[];

export interface Factors {
  /** What goes in, shape [rows, rows of the parameter]; undefined: 1. */
  readonly x: Matrix | undefined;
  /** Slope of what comes out, shape [rows, width of the parameter]. */
  readonly delta: Matrix;
}

/** Row-major. */
export interface Matrix {
  readonly width: number;
  readonly data: Float64Array;
}

/** Named outputs of a graph, and the slope of each in every row once its values are known; both [rows, width]. */
export interface Asked {
  readonly name: string;
  readonly slope: (values: Float64Array) => Float64Array;
}

/** Does it know all operations that these outputs need, and are parameters read as they are? */
export function canFactor(graph: Graph, outputs: readonly string[]): boolean {
  return neededNodes(graph, outputs).every((i) => {
    const node = graph.nodes[i]!;
    const isParam = (k: number) => graph.nodes[k]!.op === 'param';
    if (node.op === 'matmul')
      return !isParam(node.a) && (isParam(node.b) || graph.nodes[node.b]!.op === 'constant');
    if (node.op === 'add' || node.op === 'sub' || node.op === 'mul')
      return graph.shapes[i]![0] === 0 && !(isParam(node.a) && isParam(node.b));
    if (node.op in unaryMeaning || node.op === 'columns') return !isParam((node as { a: number }).a);
    if (node.op === 'concat') return !node.parts.some(isParam);
    return node.op === 'input' || node.op === 'param' || node.op === 'constant';
  });
}

/**
 * Scores of every parameter, by its node; for a graph that {@link canFactor} is true of.
 *
 * @param inputs  shape [rows, width] each
 */
export function rowScores(
  graph: Graph,
  params: Float32Array,
  rows: number,
  inputs: Readonly<Record<string, Float32Array>>,
  outputs: readonly Asked[],
): Map<number, ParamScores> {
  const nodes = neededNodes(
    graph,
    outputs.map(({ name }) => name),
  );
  const pass = new Pass(graph, params, rows, inputs);
  for (const i of nodes) pass.forward(i);
  for (const { name, slope } of outputs)
    pass.add(graph.outputs[name]!, slope(pass.value(graph.outputs[name]!)));
  for (const i of nodes.toReversed()) pass.back(i);
  return pass.scores;
}

class Pass {
  readonly scores = new Map<number, Factors[]>();
  readonly #graph: Graph;
  readonly #rows: number;
  readonly #inputs: Readonly<Record<string, Float32Array>>;
  readonly #params: Float32Array;
  readonly #offset: ReadonlyMap<number, number>;
  readonly #values = new Map<number, Float64Array>();
  readonly #slopes = new Map<number, Float64Array>();

  constructor(
    graph: Graph,
    params: Float32Array,
    rows: number,
    inputs: Readonly<Record<string, Float32Array>>,
  ) {
    this.#graph = graph;
    this.#params = params;
    this.#rows = rows;
    this.#inputs = inputs;
    this.#offset = new Map(paramLayout(graph).params.map(({ node, offset }) => [node, offset]));
  }

  /** Adds to the slope of a node. */
  add(i: number, slope: Float64Array): void {
    const own = this.#slopes.get(i);
    if (!own) this.#slopes.set(i, slope);
    else for (let k = 0; k < own.length; k++) own[k]! += slope[k]!;
  }

  value(i: number): Float64Array {
    return this.#values.get(i)!;
  }

  forward(i: number): void {
    const node = this.#graph.nodes[i]!;
    const [rows, width] = this.#graph.shapes[i]!;
    const out = new Float64Array((rows || this.#rows) * width);
    this.#values.set(i, out);
    const value = (k: number) => this.#values.get(k)!;
    switch (node.op) {
      case 'input':
        out.set(this.#inputs[node.name]!.subarray(0, out.length));
        return;
      case 'param': {
        const from = this.#offset.get(i)!;
        out.set(this.#params.subarray(from, from + out.length));
        return;
      }
      case 'constant':
        out.set(node.values);
        return;
      case 'matmul':
        multiply(value(node.a), value(node.b), width, out);
        return;
      case 'columns': {
        const from = this.#width(node.a);
        for (let at = 0, row = 0; at < out.length; at += width, row += from)
          for (let c = 0; c < width; c++) out[at + c] = value(node.a)[row + node.index[c]!]!;
        return;
      }
      case 'concat': {
        let to = 0;
        for (const part of node.parts) {
          const own = this.#width(part);
          for (let at = to, row = 0; at < out.length; at += width, row += own)
            for (let c = 0; c < own; c++) out[at + c] = value(part)[row + c]!;
          to += own;
        }
        return;
      }
      case 'add':
      case 'sub':
      case 'mul': {
        const [a, b] = [this.#reader(node.a, i), this.#reader(node.b, i)];
        const sign = node.op === 'sub' ? -1 : 1;
        for (let k = 0; k < out.length; k++) out[k] = node.op === 'mul' ? a(k) * b(k) : a(k) + sign * b(k);
        return;
      }
      default: {
        const f = unaryMeaning[node.op as UnaryOp];
        const x = value((node as { a: number }).a);
        for (let k = 0; k < out.length; k++) out[k] = f(x[k]!);
      }
    }
  }

  back(i: number): void {
    const node = this.#graph.nodes[i]!;
    const slope = this.#slopes.get(i);
    if (!slope || node.op === 'input' || node.op === 'param' || node.op === 'constant') return;
    const width = this.#width(i);
    switch (node.op) {
      case 'matmul': {
        const [inner, outer] = this.#graph.shapes[node.b]!;
        const b = this.#values.get(node.b)!;
        if (this.#isParam(node.b))
          this.#use(node.b, {
            x: { width: inner, data: this.#values.get(node.a)! },
            delta: { width, data: slope },
          });
        if (!this.#isFree(node.a)) return;
        const transposed = new Float64Array(b.length);
        for (let r = 0; r < inner; r++)
          for (let c = 0; c < outer; c++) transposed[c * inner + r] = b[r * outer + c]!;
        const into = new Float64Array((slope.length / outer) * inner);
        multiply(slope, transposed, inner, into);
        this.add(node.a, into);
        return;
      }
      case 'columns': {
        if (!this.#isFree(node.a)) return;
        const from = this.#width(node.a);
        const into = new Float64Array(this.#rows * from);
        for (let at = 0, row = 0; at < slope.length; at += width, row += from)
          for (let c = 0; c < width; c++) into[row + node.index[c]!]! += slope[at + c]!;
        this.add(node.a, into);
        return;
      }
      case 'concat': {
        let from = 0;
        for (const part of node.parts) {
          const own = this.#width(part);
          const into = new Float64Array(this.#rows * own);
          for (let at = from, row = 0; at < slope.length; at += width, row += own)
            for (let c = 0; c < own; c++) into[row + c] = slope[at + c]!;
          this.add(part, into);
          from += own;
        }
        return;
      }
      case 'add':
      case 'sub':
      case 'mul': {
        const sides = [node.a, node.b];
        sides.forEach((side, k) => {
          const sign = node.op === 'sub' && k === 1 ? -1 : 1;
          const other = node.op === 'mul' ? this.#reader(sides[1 - k]!, i) : () => sign;
          const own = slope.map((s, at) => s * other(at));
          if (this.#isParam(side)) this.#use(side, { x: undefined, delta: { width, data: own } });
          else if (this.#isFree(side)) this.add(side, this.#narrowed(own, width, side));
        });
        return;
      }
      default: {
        const from = (node as { a: number }).a;
        const [x, y] = [this.#values.get(from)!, this.#values.get(i)!];
        const f = slopeOf[node.op as UnaryOp];
        this.add(
          from,
          slope.map((s, k) => s * f(x[k]!, y[k]!)),
        );
      }
    }
  }

  /** What stands for more columns than it has is asked for their sum. */
  #narrowed(slope: Float64Array, width: number, side: number): Float64Array {
    if (this.#width(side) === width) return slope;
    const sums = new Float64Array(slope.length / width);
    slope.forEach((s, k) => {
      sums[Math.floor(k / width)]! += s;
    });
    return sums;
  }

  #use(param: number, factors: Factors): void {
    const uses = this.scores.get(param);
    if (uses) uses.push(factors);
    else this.scores.set(param, [factors]);
  }

  #isParam(i: number): boolean {
    return this.#graph.nodes[i]!.op === 'param';
  }

  /** Does it depend on the batch and on parameters? */
  #isFree(i: number): boolean {
    const { op } = this.#graph.nodes[i]!;
    return op !== 'param' && op !== 'constant' && op !== 'input';
  }

  #width(i: number): number {
    return this.#graph.shapes[i]![1];
  }

  /** A node read as if it had the shape of another. */
  #reader(i: number, like: number): (k: number) => number {
    const [rows, width] = this.#graph.shapes[i]!;
    const whole = this.#width(like);
    const data = this.#values.get(i)!;
    if (rows === 1 && this.#graph.shapes[like]![0] !== 1)
      return width === 1 ? () => data[0]! : (k) => data[k % whole]!;
    return width === whole ? (k) => data[k]! : (k) => data[Math.floor(k / whole)]!;
  }
}

/** out = a·b, shapes [rows, inner] and [inner, width]. */
function multiply(a: Float64Array, b: Float64Array, width: number, out: Float64Array): void {
  const inner = b.length / width;
  for (let row = 0, to = 0; to < out.length; row += inner, to += width)
    for (let k = 0; k < inner; k++) {
      const x = a[row + k]!;
      if (x !== 0) for (let c = 0, at = k * width; c < width; c++) out[to + c]! += x * b[at + c]!;
    }
}
