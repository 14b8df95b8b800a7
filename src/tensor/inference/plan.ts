/**
 * Where everything of a graph lies while it runs on tiles of rows: a plan that
 * `inference.ts` turns into code.
 *
 * Each node of the batch is a stack of planes, one per column, of `tile` floats each;
 * a node's memory is given to others as soon as its last reader has run, so that a
 * tile stays in the first-level cache. What depends on parameters alone is computed
 * once and lies among the weights.
 */
import type { Graph, GraphNode } from '../graph.ts';
import { batchNodes, neededNodes } from '../graph-walk.ts';
import { Planner, unsuitable } from './planner.ts';

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
  /** Rows in a tile, a multiple of 8. */
  readonly tile: number;
  /** Rows that fit between input and output at a time. */
  readonly capacity: number;
  /** Bytes of planes alive at most at a time. */
  readonly planeBytes: number;
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
/** Rows in a tile; fewer where the planes of many would not fit the cache. */
const TILES = [48, 24, 8];

/**
 * Plans the named outputs (default: all that have one row per row of the batch).
 *
 * @throws KernelError for an output or operation that mixes rows, such as a loss
 */
export function planInference(graph: Graph, outputs?: readonly string[]): InferencePlan {
  const batch = batchNodes(graph);
  const perRow = (name: string) =>
    batch[graph.outputs[name]!]! && graph.shapes[graph.outputs[name]!]![0] === 0;
  const names = outputs ?? Object.keys(graph.outputs).filter(perRow);
  const nodes = neededNodes(graph, names);
  for (const name of names)
    if (!perRow(name)) throw unsuitable(`output "${name}" does not belong to the rows of a batch`);
  for (const i of nodes)
    if (batch[i] && graph.nodes[i]!.op === 'mean') throw unsuitable('a mean over the batch mixes rows');

  const plans = TILES.map((tile) => new Planner(graph, names, nodes, batch, tile).plan());
  return plans.find((plan) => plan.planeBytes <= CACHE) ?? plans.at(-1)!;
}
