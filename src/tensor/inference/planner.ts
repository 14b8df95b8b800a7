/**
 * Turns the nodes of a graph into steps: what is read for the last time makes room,
 * neighbouring columns stay where they are, and a bias joins its product.
 */
import { KernelError } from '../../errors.ts';
import type { Graph, GraphNode } from '../graph.ts';
import { operands } from '../graph-walk.ts';
import type { InferencePlan, Place, Staging, Static, Step } from './plan.ts';
import { PlaneMemory } from './planes.ts';

/** An output or operation that the rows of a batch cannot each have for themselves. */
export const unsuitable = (what: string) =>
  new KernelError('inference', what, 'Ask for outputs that each row determines by itself.');

/** Rows staged at a time, a multiple of every tile: few enough for the second-level cache. */
const CAPACITY = 240;

const align = (bytes: number) => Math.ceil(bytes / 16) * 16;

/** Plans one graph for tiles of one size; used once. */
export class Planner {
  readonly #graph: Graph;
  readonly #names: readonly string[];
  readonly #nodes: readonly number[];
  readonly #batch: readonly boolean[];
  readonly #tile: number;
  readonly #planes: PlaneMemory;
  readonly #steps: Step[] = [];
  readonly #statics: Static[] = [];
  readonly #staged = new Map<string, Staging>();
  #weightBytes = 0;
  #stagingBytes = 0;

  /**
   * @param names  the outputs
   * @param nodes  what they need, operands first
   * @param batch  per node of the graph: does it depend on the batch?
   */
  constructor(
    graph: Graph,
    names: readonly string[],
    nodes: readonly number[],
    batch: readonly boolean[],
    tile: number,
  ) {
    this.#graph = graph;
    this.#names = names;
    this.#nodes = nodes.filter((i) => batch[i]);
    this.#batch = batch;
    this.#tile = tile;
    const read = this.#nodes.flatMap((i) => operands(graph.nodes[i]!));
    this.#planes = new PlaneMemory(tile, [...read, ...names.map((name) => graph.outputs[name]!)]);
  }

  plan(): InferencePlan {
    for (const i of this.#nodes) {
      const node = this.#graph.nodes[i]!;
      if (node.op === 'input') {
        const { offset } = this.#stage('in', node.name, this.#width(i));
        this.#steps.push({ kind: 'load', staging: offset, at: this.#planes.allocate(i, this.#width(i)) });
      } else if (!this.#waitsForBias(i)) this.#add(i, node);
      for (const name of this.#names.filter((output) => this.#graph.outputs[output] === i)) {
        const { offset } = this.#stage('out', name, this.#width(i));
        this.#steps.push({ kind: 'store', staging: offset, at: this.#planes.place(i) });
        this.#planes.release(i);
      }
    }
    // The planes come first; what is staged follows them.
    const shift = this.#planes.bytes;
    const staged = (kind: 'in' | 'out') =>
      [...this.#staged]
        .filter(([key]) => key.startsWith(`${kind} `))
        .map(([, staging]) => ({ ...staging, offset: staging.offset + shift }));
    return {
      tile: this.#tile,
      capacity: CAPACITY,
      planeBytes: shift,
      steps: this.#steps.map((s) => ('staging' in s ? { ...s, staging: s.staging + shift } : s)),
      statics: this.#statics,
      inputs: staged('in'),
      outputs: staged('out'),
      weightBytes: this.#weightBytes,
      scratchBytes: shift + this.#stagingBytes,
    };
  }

  #width(i: number): number {
    return this.#graph.shapes[i]![1];
  }

  #stage(kind: 'in' | 'out', name: string, width: number): Staging {
    const staging = { name, width, offset: this.#stagingBytes };
    this.#stagingBytes += align(4 * width * CAPACITY);
    this.#staged.set(`${kind} ${name}`, staging);
    return staging;
  }

  /** A product whose only reader adds a row waits for that reader: the two are one step. */
  #waitsForBias(i: number): boolean {
    const reader = this.#nodes.find((n) => operands(this.#graph.nodes[n]!).includes(i));
    return reader !== undefined && this.#biased(reader)?.product === i;
  }

  /** The product and the row that node `i` adds, if that is what it does. */
  #biased(i: number): { product: number; row: number } | undefined {
    const node = this.#graph.nodes[i]!;
    if (node.op !== 'add') return undefined;
    const sides = [
      { product: node.a, row: node.b },
      { product: node.b, row: node.a },
    ];
    return sides.find(
      ({ product, row }) =>
        this.#graph.nodes[product]!.op === 'matmul' &&
        this.#batch[product] &&
        this.#planes.reads(product) === 1 &&
        !this.#planes.has(product) &&
        !this.#batch[row] &&
        this.#width(row) === this.#width(product),
    );
  }

  #add(i: number, node: GraphNode): void {
    const biased = this.#biased(i);
    const product = this.#graph.nodes[biased?.product ?? i]!;
    if (node.op === 'choose') throw unsuitable('a choice among branches is there to be trained');
    if (node.op === 'logBells') throw unsuitable('log-probabilities of bells are there to be trained');
    if (product.op === 'matmul') this.#addProduct(i, product, biased?.row);
    else if (node.op === 'columns' && node.index.every((c, k) => c === node.index[0]! + k)) {
      // Neighbouring columns are where they were: they cost nothing.
      this.#planes.adopt(i, node.a, node.index[0]!, this.#width(i));
      this.#release(node.a);
    } else this.#addNode(i, node);
  }

  #addProduct(i: number, product: Extract<GraphNode, { op: 'matmul' }>, row: number | undefined): void {
    if (this.#batch[product.b]) throw unsuitable('a product of two batches mixes rows');
    const x = this.#planes.place(product.a);
    const bias = row === undefined ? undefined : { bias: this.#static(row, false) };
    const inner = this.#graph.shapes[product.b]![0];
    const weights = this.#static(product.b, true);
    const out = this.#planes.allocate(i, this.#width(i));
    this.#steps.push({ kind: 'dense', x, inner, weights, ...bias, out });
    this.#release(product.a);
  }

  #addNode(i: number, node: GraphNode): void {
    const read = operands(node);
    const width = this.#width(i);
    const times = (n: number) => read.filter((other) => other === n).length;
    const dying = elementwise(node)
      ? read.find((n) => this.#planes.canOverwrite(n, width, times(n)))
      : undefined;
    const from = read.map((n) => this.#place(n));
    const out =
      dying === undefined ? this.#planes.allocate(i, width) : this.#planes.adopt(i, dying, 0, width);
    this.#steps.push({ kind: 'node', node, from, out });
    for (const n of read) this.#release(n);
  }

  #release(i: number): void {
    if (this.#batch[i]) this.#planes.release(i);
  }

  #place(i: number): Place {
    if (this.#batch[i]) return this.#planes.place(i);
    return { in: 'weights', offset: this.#static(i, false), width: this.#width(i) };
  }

  /** Room among the weights for what depends on parameters alone. */
  #static(node: number, packed: boolean): number {
    const known = this.#statics.find((s) => s.node === node && s.packed === packed);
    if (known) return known.offset;
    const [rows, width] = this.#graph.shapes[node]!;
    const offset = this.#weightBytes;
    // The dense step reads four columns at a time.
    this.#weightBytes += align(4 * rows * Math.ceil(width / 4) * 4);
    this.#statics.push({ node, offset, packed });
    return offset;
  }
}

/** Does the operation read at each place only what it writes there? */
const elementwise = (node: GraphNode): boolean =>
  !['columns', 'concat', 'groupSum', 'groupMax', 'groupLogSumExp', 'groupSoftmax'].includes(node.op);
