/** Questions about a graph that every machine asks: who feeds whom, and what depends on the batch. */
import { KernelError } from '../errors.ts';
import type { Graph, GraphNode } from './graph.ts';
import type { Inputs } from './machine.ts';

/** The nodes a node reads, in order. */
export function operands(node: GraphNode): readonly number[] {
  switch (node.op) {
    case 'input':
    case 'param':
    case 'constant':
      return [];
    case 'concat':
      return node.parts;
    case 'where':
      return [node.a, node.b, node.c];
    case 'choose':
      return [node.live, node.weights, ...node.branches];
    case 'logBells':
      return [node.low, node.high, node.rate, node.centre, node.half];
    default:
      return 'b' in node ? [node.a, node.b] : [node.a];
  }
}

/**
 * Every node the outputs need, in an order that computes operands first.
 *
 * @param reads  the operands that count; default: all of them
 */
export function neededNodes(
  graph: Graph,
  outputs: readonly string[],
  reads: (node: GraphNode) => readonly number[] = operands,
): number[] {
  const needed = new Set<number>();
  for (const name of outputs) {
    const node = graph.outputs[name];
    if (node === undefined)
      throw new KernelError(
        'graph',
        `there is no output "${name}"`,
        `Its outputs are: ${Object.keys(graph.outputs).join(', ')}.`,
      );
    needed.add(node);
  }
  // Operands have smaller numbers than their readers, so one sweep down finds all.
  for (let i = graph.nodes.length - 1; i >= 0; i--)
    if (needed.has(i)) for (const from of reads(graph.nodes[i]!)) needed.add(from);
  return [...needed].sort((a, b) => a - b);
}

/** As {@link neededNodes}, without what only branches need that are live in no row of this batch. */
export function awakeNodes(
  graph: Graph,
  outputs: readonly string[],
  inputs: Readonly<Record<string, ArrayLike<number>>>,
): number[] {
  return neededNodes(graph, outputs, (node) => {
    if (node.op !== 'choose') return operands(node);
    const live = liveBranches(graph, node, inputs);
    const awake = node.branches.filter((_, k) => live[k]);
    return awake.length > 0 ? [node.live, node.weights, ...awake] : [];
  });
}

/** Per branch of a choice: is it live in any row of this batch? */
export function liveBranches(
  graph: Graph,
  { live, columns }: Extract<GraphNode, { op: 'choose' }>,
  inputs: Readonly<Record<string, ArrayLike<number>>>,
): boolean[] {
  const values = inputs[(graph.nodes[live] as Extract<GraphNode, { op: 'input' }>).name]!;
  const width = graph.shapes[live]![1];
  return columns.map((column) => {
    for (let at = column; at < values.length; at += width) if (values[at]! > 0) return true;
    return false;
  });
}

/** Per node: does its value depend on an input? */
export function batchNodes(graph: Graph): boolean[] {
  const depends: boolean[] = [];
  for (const node of graph.nodes) depends.push(node.op === 'input' || operands(node).some((i) => depends[i]));
  return depends;
}

/** Refuses inputs that are missing, or hold less than (or, when `exact`, not just) rows × width numbers. */
export function checkInputs(
  graph: Graph,
  nodes: readonly number[],
  rows: number,
  inputs: Inputs,
  exact = true,
): void {
  if (!(Number.isInteger(rows) && rows >= 1))
    throw new KernelError('graph', `a batch of ${rows} rows`, 'Give at least one row.');
  for (const i of nodes) {
    const node = graph.nodes[i]!;
    if (node.op !== 'input') continue;
    const need = rows * graph.shapes[i]![1];
    const have = inputs[node.name]?.length;
    if (have === undefined)
      throw new KernelError('graph', `input "${node.name}" is missing`, `Give ${need} numbers.`);
    if (exact ? have !== need : have < need)
      throw new KernelError(
        'graph',
        `input "${node.name}" has ${have} numbers`,
        `${rows} rows of width ${graph.shapes[i]![1]} are ${need}.`,
      );
  }
}

/** Refuses parameters of the wrong number. */
export function checkParams(size: number, params: { readonly length: number }): void {
  if (params.length !== size)
    throw new KernelError(
      'graph',
      `it has ${size} parameters, but ${params.length} were given`,
      'These weights belong to another model.',
    );
}
