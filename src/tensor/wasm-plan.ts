/**
 * Where everything of a graph lies while it runs on tiles of rows: a plan that
 * `wasm-inference.ts` turns into code.
 *
 * Each node of the batch is a stack of planes, one per column, of `tile` floats each;
 * a node's memory is given to others as soon as its last reader has run, so that a
 * tile stays in the first-level cache. What depends on parameters alone is computed
 * once and lies among the weights.
 */
import { KernelError } from '../errors.ts';
import type { Graph, GraphNode } from './graph.ts';
import { batchNodes, neededNodes, operands } from './graph-walk.ts';

/** Byte offset of a node's values: planes from the scratch address, or one row from the weights address. */
export interface Place {
  readonly in: 'scratch' | 'weights';
  readonly offset: number;
  readonly width: number;
}

/** `x · W + bias`: weights packed [⌈width/4⌉][inner][4] at `weights`. */
export interface DenseStep {
  readonly kind: 'dense';
  readonly x: Place;
  readonly out: Place;
  readonly inner: number;
  readonly weights: number;
  /** Byte offset of the bias row among the weights; absent for none. */
  readonly bias?: number;
}

export type Step =
  | DenseStep
  /** Rows of a batch become planes, or back; `staging` is a byte offset from the scratch address. */
  | { readonly kind: 'load' | 'store'; readonly staging: number; readonly at: Place }
  | { readonly kind: 'node'; readonly node: GraphNode; readonly from: readonly Place[]; readonly out: Place };

/** Some node's values among the weights; `packed` for the right side of a product. */
export interface Static {
  readonly node: number;
  readonly offset: number;
  readonly packed: boolean;
}

/** Rows of a batch in memory, row-major [capacity, width], `offset` bytes from the scratch address. */
export interface Staging {
  readonly name: string;
  readonly width: number;
  readonly offset: number;
}

export interface InferencePlan {
  /** Rows in a tile, a multiple of 12. */
  readonly tile: number;
  /** Rows that fit between input and output at a time. */
  readonly capacity: number;
  readonly steps: readonly Step[];
  readonly statics: readonly Static[];
  readonly inputs: readonly Staging[];
  readonly outputs: readonly Staging[];
  /** Bytes that hold the weights: they can be shared by all threads that run the graph. */
  readonly weightBytes: number;
  /** Bytes that each thread needs for itself. */
  readonly scratchBytes: number;
}

/** The first-level data cache is 32 KiB on older machines, and weights pass through it too. */
const CACHE = 40 * 1024;

/**
 * Plans the named outputs (default: all that have one row per row of the batch).
 *
 * @throws KernelError for an output or operation that mixes rows, such as a loss
 */
export function planInference(graph: Graph, outputs?: readonly string[]): InferencePlan {
  const batch = batchNodes(graph);
  const perRow = (name: string) => batch[graph.outputs[name]!]! && graph.shapes[graph.outputs[name]!]![0] === 0;
  const names = outputs ?? Object.keys(graph.outputs).filter(perRow);
  const nodes = neededNodes(graph, names);
  for (const name of names) if (!perRow(name)) throw unsuitable(`output "${name}" does not belong to the rows of a batch`);
  for (const i of nodes) if (batch[i] && graph.nodes[i]!.op === 'mean') throw unsuitable('a mean over the batch mixes rows');

  const widest = [48, 24, 12].map((tile) => new Planner(graph, names, nodes, batch, tile).plan());
  return widest.find((plan) => plan.planeBytes <= CACHE) ?? widest.at(-1)!;
}

const unsuitable = (what: string) =>
  new KernelError('inference', what, 'Ask for outputs that each row determines by itself.');

const align = (bytes: number) => Math.ceil(bytes / 16) * 16;

/** A piece of plane memory and how many nodes still live in it. */
interface Block {
  readonly offset: number;
  readonly bytes: number;
  users: number;
}

class Planner {
  readonly #graph: Graph;
  readonly #names: readonly string[];
  readonly #nodes: readonly number[];
  readonly #batch: readonly boolean[];
  readonly #tile: number;
  readonly #steps: Step[] = [];
  readonly #statics: Static[] = [];
  readonly #blocks: Block[] = [];
  readonly #home = new Map<number, { block: Block; place: Place }>();
  /** How many reads of each node are still to come. */
  readonly #reads = new Map<number, number>();
  #weightBytes = 0;
  #planeBytes = 0;

  constructor(graph: Graph, names: readonly string[], nodes: readonly number[], batch: readonly boolean[], tile: number) {
    this.#graph = graph;
    this.#names = names;
    this.#nodes = nodes.filter((i) => batch[i]);
    this.#batch = batch;
    this.#tile = tile;
  }

  plan(): InferencePlan & { planeBytes: number } {
    const { nodes, outputs } = this.#graph;
    for (const i of [...this.#nodes.flatMap((n) => operands(nodes[n]!)), ...this.#names.map((name) => outputs[name]!)])
      this.#reads.set(i, (this.#reads.get(i) ?? 0) + 1);

    const capacity = Math.max(this.#tile, 240);
    const staged = new Map<string, Staging>();
    let stagingBytes = 0;
    const stage = (key: string, name: string, width: number): Staging => {
      const known = staged.get(key);
      if (known) return known;
      const staging = { name, width, offset: stagingBytes };
      stagingBytes += align(4 * width * capacity);
      staged.set(key, staging);
      return staging;
    };

    for (const i of this.#nodes) {
      const node = nodes[i]!;
      if (node.op === 'input') {
        const { offset } = stage(`in ${node.name}`, node.name, this.#graph.shapes[i]![1]);
        this.#steps.push({ kind: 'load', staging: offset, at: this.#allocate(i) });
      } else if (!this.#bias(i)) this.#add(i, node);
      for (const name of this.#names)
        if (outputs[name] === i) {
          const at = this.#home.get(i)!.place;
          this.#steps.push({ kind: 'store', staging: stage(`out ${name}`, name, at.width).offset, at });
          this.#release(i);
        }
    }

    const [inputs, results] = ['in ', 'out '].map((kind) =>
      [...staged].filter(([key]) => key.startsWith(kind)).map(([, staging]) => staging),
    );
    // The planes come first; what is staged follows them.
    const shift = align(this.#planeBytes);
    const moved = (s: Staging): Staging => ({ ...s, offset: s.offset + shift });
    return {
      tile: this.#tile,
      capacity,
      steps: this.#steps.map((s) => ('staging' in s ? { ...s, staging: s.staging + shift } : s)),
      statics: this.#statics,
      inputs: inputs!.map(moved),
      outputs: results!.map(moved),
      weightBytes: this.#weightBytes,
      scratchBytes: shift + stagingBytes,
      planeBytes: this.#planeBytes,
    };
  }

  /** A product whose only reader adds a row waits for that reader: the two are one step. */
  #bias(i: number): boolean {
    const reader = this.#nodes.find((n) => operands(this.#graph.nodes[n]!).includes(i));
    return this.#graph.nodes[i]!.op === 'matmul' && reader !== undefined && this.#biased(reader)?.product === i;
  }

  /** The product and the row that node `i` adds, if that is what it does. */
  #biased(i: number): { product: number; row: number } | undefined {
    const node = this.#graph.nodes[i]!;
    if (node.op !== 'add') return undefined;
    for (const [product, row] of [[node.a, node.b], [node.b, node.a]] as const) {
      const width = this.#graph.shapes[product]![1];
      const fits = !this.#batch[row] && this.#graph.shapes[row]![1] === width;
      const alone = this.#reads.get(product) === 1 && !this.#home.has(product);
      if (fits && alone && this.#batch[product] && this.#graph.nodes[product]!.op === 'matmul') return { product, row };
    }
    return undefined;
  }

  #add(i: number, node: GraphNode): void {
    const biased = this.#biased(i);
    const product = this.#graph.nodes[biased?.product ?? i]!;
    if (product.op === 'matmul') {
      if (this.#batch[product.b]) throw unsuitable('a product of two batches mixes rows');
      const x = this.#place(product.a);
      const bias = biased && { bias: this.#static(biased.row, false) };
      const [inner] = this.#graph.shapes[product.b]!;
      const weights = this.#static(product.b, true);
      this.#steps.push({ kind: 'dense', x, inner, weights, ...bias, out: this.#allocate(i) });
      this.#release(product.a);
      return;
    }
    if (this.#alias(i, node)) return;
    const inPlace = elementwise(node) && operands(node).find((from) => this.#canOverwrite(i, from));
    const from = operands(node).map((n) => this.#place(n));
    const out = typeof inPlace === 'number' ? this.#adopt(i, inPlace, 0) : this.#allocate(i);
    this.#steps.push({ kind: 'node', node, from, out });
    for (const n of operands(node)) this.#release(n);
  }

  /** Neighbouring columns are where they were: they cost nothing. */
  #alias(i: number, node: GraphNode): boolean {
    if (node.op === 'columns' && node.index.every((c, k) => c === node.index[0]! + k)) {
      this.#adopt(i, node.a, node.index[0]!);
      this.#release(node.a);
      return true;
    }
    if (node.op !== 'concat' || node.parts.length > 1) return false;
    this.#adopt(i, node.parts[0]!, 0);
    this.#release(node.parts[0]!);
    return true;
  }

  /** May node `i` write where its operand `from` is read for the last time? */
  #canOverwrite(i: number, from: number): boolean {
    const home = this.#home.get(from);
    if (!home || home.block.users > 1 || home.place.width !== this.#graph.shapes[i]![1]) return false;
    const here = operands(this.#graph.nodes[i]!).filter((n) => n === from).length;
    return this.#reads.get(from) === here;
  }

  #place(i: number): Place {
    if (this.#batch[i]) return this.#home.get(i)!.place;
    return { in: 'weights', offset: this.#static(i, false), width: this.#graph.shapes[i]![1] };
  }

  #static(node: number, packed: boolean): number {
    const known = this.#statics.find((s) => s.node === node && s.packed === packed);
    if (known) return known.offset;
    const [rows, width] = this.#graph.shapes[node]!;
    const offset = this.#weightBytes;
    // A row is read four at a time by the dense step.
    this.#weightBytes += align(4 * rows * Math.ceil(width / 4) * 4);
    this.#statics.push({ node, offset, packed });
    return offset;
  }

  #adopt(i: number, from: number, column: number): Place {
    const { block, place } = this.#home.get(from)!;
    block.users++;
    const width = this.#graph.shapes[i]![1];
    const own: Place = { in: 'scratch', offset: place.offset + 4 * this.#tile * column, width };
    this.#home.set(i, { block, place: own });
    return own;
  }

  /** Takes the first gap that is large enough. */
  #allocate(i: number): Place {
    const width = this.#graph.shapes[i]![1];
    // The dense step writes four columns at a time.
    const bytes = 4 * this.#tile * Math.ceil(width / 4) * 4;
    let offset = 0;
    const taken = this.#blocks.filter((b) => b.users > 0).sort((a, b) => a.offset - b.offset);
    for (const block of taken) {
      if (block.offset - offset >= bytes) break;
      offset = block.offset + block.bytes;
    }
    const block = { offset, bytes, users: 1 };
    this.#blocks.push(block);
    this.#planeBytes = Math.max(this.#planeBytes, offset + bytes);
    const place: Place = { in: 'scratch', offset, width };
    this.#home.set(i, { block, place });
    return place;
  }

  #release(i: number): void {
    if (!this.#batch[i]) return;
    const left = this.#reads.get(i)! - 1;
    this.#reads.set(i, left);
    if (left === 0) this.#home.get(i)!.block.users--;
  }
}

/** Does the operation read at each place only what it writes there? */
const elementwise = (node: GraphNode): boolean =>
  !['matmul', 'columns', 'concat', 'groupSum', 'groupMax', 'groupLogSumExp', 'groupSoftmax'].includes(node.op);
