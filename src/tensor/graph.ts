/**
 * A learned model as plain data: a list of operations on matrices, shape
 * [rows, width], rows being the batch. Machines open it: the tfjs machine runs
 * and trains it, the WebAssembly machine runs it, and more may come.
 * Shapes are checked when the graph is built, never when it runs.
 * Long, since the operations, what shapes each takes, and who checks them are one list.
 */
import { KernelError } from '../errors.ts';

export type UnaryOp =
  | 'neg'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'square'
  | 'abs'
  | 'reciprocal'
  | 'relu'
  | 'elu'
  | 'swish'
  | 'tanh'
  | 'sigmoid'
  | 'softplus';

/** Elementwise on equal shapes; one side may have width 1, or be a parameter or constant of one row. */
export type BinaryOp = 'add' | 'sub' | 'mul' | 'div' | 'max' | 'min';

/** Over each run of `size` neighbouring columns. */
export type GroupOp = 'groupSum' | 'groupMax' | 'groupLogSumExp' | 'groupSoftmax';

export type GraphNode =
  | { readonly op: 'input'; readonly name: string }
  /** Trained. `init`: standard deviation of a normal start (0: zeros). */
  | { readonly op: 'param'; readonly name: string; readonly init: number }
  /** Row-major. */
  | { readonly op: 'constant'; readonly values: readonly number[] }
  | { readonly op: 'matmul'; readonly a: number; readonly b: number }
  | { readonly op: UnaryOp; readonly a: number }
  | { readonly op: BinaryOp; readonly a: number; readonly b: number }
  | { readonly op: GroupOp; readonly a: number; readonly size: number }
  /** Columns by number, repeats allowed: slices, permutations and repetitions are all this. */
  | { readonly op: 'columns'; readonly a: number; readonly index: readonly number[] }
  | { readonly op: 'concat'; readonly parts: readonly number[] }
  /**
   * `b` where `a` > 0, else `c`. Keep both finite, and their slopes too: the one not
   * chosen gets a gradient of 0, but 0 · ∞ on the way back would be NaN.
   */
  | { readonly op: 'where'; readonly a: number; readonly b: number; readonly c: number }
  /**
   * Σ over branches k of column k of `weights` times branch k, in each row over those
   * branches of which `live`, an input, has a number above 0 in column `columns[k]`. A branch
   * that is live in no row costs nothing: what only it needs is not computed.
   */
  | {
      readonly op: 'choose';
      readonly live: number;
      readonly columns: readonly number[];
      readonly weights: number;
      readonly branches: readonly number[];
    }
  /**
   * log-probabilities of intervals under bells, summed over coordinates: column o · components + k is
   *
   *   Σ_i log(F(u) − F(l)),  F(x) = σ(x · √(bend + x²)),  σ the logistic function,
   *   u = high_oi · rate_ki − centre_ki + half_ki,  l = low_oi · rate_ki − centre_ki − half_ki
   *
   * with outcomes o, components k and `size` coordinates i, the last index fastest; ends that are
   * far away need no infinity. Where g(u) − g(l), g(x) = x · √(bend + x²), is below `leastGap`
   * (`bells.ts`), it counts as that, with a slope of 0.
   */
  | {
      readonly op: 'logBells';
      readonly low: number;
      readonly high: number;
      readonly rate: number;
      readonly centre: number;
      readonly half: number;
      readonly size: number;
      readonly bend: number;
    }
  /** Mean over all rows of column 0: a loss, shape [1, 1]. */
  | { readonly op: 'mean'; readonly a: number };

/** What the bells of `logBells` are given, all of the batch; see {@link GraphNode}. */
export interface Bells {
  /** Where intervals begin and end, shape [rows, outcomes · size]. */
  readonly low: NodeId;
  readonly high: NodeId;
  /** Shape [rows, components · size]. */
  readonly rate: NodeId;
  readonly centre: NodeId;
  readonly half: NodeId;
  /** Coordinates. */
  readonly size: number;
  /** Positive. */
  readonly bend: number;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** Shape of each node; rows is 0 for "as many as the batch". */
  readonly shapes: readonly (readonly [rows: number, width: number])[];
  /** Node of each named result. */
  readonly outputs: Readonly<Record<string, number>>;
}

/** A node under construction. */
export type NodeId = number & { readonly __node: unique symbol };

/** Builds a {@link Graph}; every method checks shapes and returns the new node. */
export class GraphBuilder {
  readonly #nodes: GraphNode[];
  readonly #shapes: [number, number][];

  /** @param from  a graph to go on from: its nodes keep their numbers, its outputs are not the new one's */
  constructor(from?: Graph) {
    this.#nodes = [...(from?.nodes ?? [])];
    this.#shapes = (from?.shapes ?? []).map(([rows, width]) => [rows, width]);
  }

  /** A node of the graph it goes on from. */
  node(number: number): NodeId {
    if (!(number in this.#nodes)) throw shapeError('node', `there is no node ${number}`);
    return number as NodeId;
  }

  #push(node: GraphNode, rows: number, width: number): NodeId {
    this.#nodes.push(node);
    return (this.#shapes.push([rows, width]) - 1) as NodeId;
  }

  #claim(op: 'input' | 'param', name: string): void {
    if (this.#nodes.some((node) => node.op === op && node.name === name))
      throw new KernelError(
        `graph ${op} "${name}"`,
        'there is one of that name already',
        'Give it another name.',
      );
  }

  /** Shape of a node, rows 0 meaning the batch. */
  shape(node: NodeId): readonly [rows: number, width: number] {
    return this.#shapes[node]!;
  }

  /** A matrix given with each batch, [rows, width]; its name is its own. */
  input(name: string, width: number): NodeId {
    this.#claim('input', name);
    return this.#push({ op: 'input', name }, 0, width);
  }

  /** Trained; `init` is the standard deviation of its normal start. Its name is its own. */
  param(name: string, rows: number, width: number, init: number): NodeId {
    this.#claim('param', name);
    return this.#push({ op: 'param', name, init }, rows, width);
  }

  /** Constants, row-major: one row, or as many as `rows` says. */
  constant(values: readonly number[], rows = 1): NodeId {
    if (!(Number.isInteger(rows) && rows >= 1 && values.length > 0 && values.length % rows === 0))
      throw shapeError('constant', `${values.length} numbers in ${rows} rows`);
    return this.#push({ op: 'constant', values }, rows, values.length / rows);
  }

  matmul(a: NodeId, b: NodeId): NodeId {
    const [rows, inner] = this.shape(a);
    const [need, width] = this.shape(b);
    if (inner !== need) throw shapeError('matmul', `[${rows}, ${inner}] × [${need}, ${width}]`);
    return this.#push({ op: 'matmul', a, b }, rows, width);
  }

  unary(op: UnaryOp, a: NodeId): NodeId {
    const [rows, width] = this.shape(a);
    return this.#push({ op, a }, rows, width);
  }

  binary(op: BinaryOp, a: NodeId, b: NodeId): NodeId {
    const [ra, wa] = this.shape(a);
    const [rb, wb] = this.shape(b);
    const rowsFit = ra === rb || ra === 1 || rb === 1;
    const widthFits = wa === wb || wa === 1 || wb === 1;
    if (!rowsFit || !widthFits) throw shapeError(op, `[${ra}, ${wa}] and [${rb}, ${wb}]`);
    return this.#push({ op, a, b }, ra === 1 ? rb : ra, Math.max(wa, wb));
  }

  group(op: GroupOp, a: NodeId, size: number): NodeId {
    const [rows, width] = this.shape(a);
    if (size < 1 || width % size !== 0) throw shapeError(op, `width ${width} in groups of ${size}`);
    return this.#push({ op, a, size }, rows, op === 'groupSoftmax' ? width : width / size);
  }

  columns(a: NodeId, index: readonly number[]): NodeId {
    const [rows, width] = this.shape(a);
    if (index.length === 0) throw shapeError('columns', 'no column is named');
    if (index.some((i) => !(Number.isInteger(i) && i >= 0 && i < width)))
      throw shapeError('columns', `${index} of width ${width}`);
    return this.#push({ op: 'columns', a, index }, rows, index.length);
  }

  /** Columns from..to−1. */
  slice(a: NodeId, from: number, to: number): NodeId {
    return this.columns(
      a,
      Array.from({ length: to - from }, (_, i) => from + i),
    );
  }

  concat(parts: readonly NodeId[]): NodeId {
    if (parts.length === 0) throw shapeError('concat', 'no part is named');
    const rows = this.shape(parts[0]!)[0];
    if (parts.some((p) => this.shape(p)[0] !== rows)) throw shapeError('concat', 'unequal rows');
    const width = parts.reduce((sum, p) => sum + this.shape(p)[1], 0);
    return this.#push({ op: 'concat', parts }, rows, width);
  }

  where(a: NodeId, b: NodeId, c: NodeId): NodeId {
    const [rows, width] = this.shape(a);
    for (const other of [b, c]) {
      const [r, w] = this.shape(other);
      if ((r !== rows && r !== 1) || (w !== width && w !== 1))
        throw shapeError('where', `[${r}, ${w}] for [${rows}, ${width}]`);
    }
    return this.#push({ op: 'where', a, b, c }, rows, width);
  }

  /**
   * The live ones of some branches, weighed and added; see {@link GraphNode}. `live` gets no
   * gradient; column k of `weights` gets the sum over columns of dy · branch k where that is live.
   *
   * @param live      an input
   * @param columns   which column of `live` says whether a branch is live, one for each
   * @param weights   shape [rows, branches]
   * @param branches  equal shapes [rows, width]
   */
  choose(live: NodeId, columns: readonly number[], weights: NodeId, branches: readonly NodeId[]): NodeId {
    const width = branches[0] === undefined ? 0 : this.shape(branches[0])[1];
    if (this.#nodes[live]!.op !== 'input') throw shapeError('choose', '`live` is no input');
    if (columns.some((k) => !(Number.isInteger(k) && k >= 0 && k < this.shape(live)[1])))
      throw shapeError('choose', `columns ${columns} of width ${this.shape(live)[1]}`);
    const [rows, each] = this.shape(weights);
    if (rows !== 0 || each !== branches.length || columns.length !== branches.length)
      throw shapeError('choose', `[${rows}, ${each}] for ${branches.length} branches`);
    if (width === 0 || branches.some((b) => this.shape(b)[0] !== 0 || this.shape(b)[1] !== width))
      throw shapeError('choose', 'unequal branches');
    return this.#push({ op: 'choose', live, columns, weights, branches }, 0, width);
  }

  /** log-probabilities of intervals under bells, shape [rows, outcomes · components]; see {@link GraphNode}. */
  logBells(bells: Bells): NodeId {
    const { low, high, rate, centre, half, size, bend } = bells;
    const alike = (nodes: readonly NodeId[]): number => {
      const [rows, width] = this.shape(nodes[0]!);
      const same = nodes.every((node) => this.shape(node)[0] === rows && this.shape(node)[1] === width);
      if (!same || rows !== 0 || !(Number.isInteger(size) && size >= 1) || width % size !== 0)
        throw shapeError('logBells', `${nodes.map((n) => `[${this.shape(n)}]`)} for ${size} coordinates`);
      return width / size;
    };
    if (!(bend > 0 && bend < Infinity)) throw shapeError('logBells', `bend ${bend}`);
    const width = alike([low, high]) * alike([rate, centre, half]);
    return this.#push({ op: 'logBells', low, high, rate, centre, half, size, bend }, 0, width);
  }

  mean(a: NodeId): NodeId {
    return this.#push({ op: 'mean', a }, 1, 1);
  }

  /** A fully connected layer: `act(x · W + b)`. */
  dense(name: string, x: NodeId, width: number, activation?: UnaryOp, gain = 1): NodeId {
    const fanIn = this.shape(x)[1];
    const weights = this.param(`${name}/weights`, fanIn, width, gain * Math.sqrt(1 / fanIn));
    const bias = this.param(`${name}/bias`, 1, width, 0);
    const sum = this.binary('add', this.matmul(x, weights), bias);
    return activation ? this.unary(activation, sum) : sum;
  }

  build(outputs: Readonly<Record<string, NodeId>>): Graph {
    return { nodes: this.#nodes.slice(), shapes: this.#shapes.slice(), outputs: { ...outputs } };
  }
}

/** Names, shapes and places of the parameters in one flat Float32Array, in graph order. */
export interface ParamLayout {
  readonly size: number;
  readonly params: readonly {
    readonly node: number;
    readonly name: string;
    readonly rows: number;
    readonly width: number;
    readonly offset: number;
    readonly init: number;
  }[];
}

export function paramLayout(graph: Graph): ParamLayout {
  let size = 0;
  const params: ParamLayout['params'][number][] = [];
  graph.nodes.forEach((node, i) => {
    if (node.op !== 'param') return;
    const [rows, width] = graph.shapes[i]!;
    params.push({ node: i, name: node.name, rows, width, offset: size, init: node.init });
    size += rows * width;
  });
  return { size, params };
}

function shapeError(op: string, what: string): KernelError {
  return new KernelError(
    `graph operation "${op}"`,
    `shapes do not fit: ${what}`,
    'This is a mistake in the model builder.',
  );
}
