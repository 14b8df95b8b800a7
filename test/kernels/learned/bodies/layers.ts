/** Bodies computed in plain doubles, to be compared with graphs. */
import { evaluate } from '../../../../src/tensor/evaluate.ts';
import { type Graph, GraphBuilder, type NodeId, paramLayout } from '../../../../src/tensor/graph.ts';
import { normals, startParams } from '../../../support/graphs.ts';

/** A graph of features that makes `y`, on some rows, with its parameters by name. */
export function runBody(width: number, make: (g: GraphBuilder, x: NodeId) => NodeId, rows = 4) {
  const g = new GraphBuilder();
  const graph = g.build({ y: make(g, g.input('features', width)) });
  const params = startParams(graph, 3);
  const features = normals(rows * width, 5, 2);
  const { data, width: out } = evaluate(graph, rows, { features }, params).y!;
  return {
    graph,
    params: paramsByName(graph, params),
    rows: Array.from({ length: rows }, (_, r) => ({
      x: Array.from(features.subarray(r * width, (r + 1) * width)),
      y: Array.from(data.subarray(r * out, (r + 1) * out)),
    })),
  };
}

/** Each parameter as rows of numbers. */
function paramsByName(graph: Graph, flat: Float32Array): Record<string, number[][]> {
  return Object.fromEntries(
    paramLayout(graph).params.map(({ name, rows, width, offset }) => [
      name,
      Array.from({ length: rows }, (_, i) =>
        Array.from(flat.subarray(offset + i * width, offset + (i + 1) * width)),
      ),
    ]),
  );
}

/** x · W */
export function times(x: readonly number[], weights: readonly (readonly number[])[]): number[] {
  return weights[0]!.map((_, j) => x.reduce((sum, v, i) => sum + v * weights[i]![j]!, 0));
}

export function plus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((v, i) => v + b[i]!);
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The largest difference of two rows. */
export function worst(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((v, i) => Math.abs(v - b[i]!)), Math.abs(a.length - b.length));
}
