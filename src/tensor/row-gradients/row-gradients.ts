/**
 * The gradient of each row's loss by itself, where a trainer gives their mean. Row after row on this
 * thread, forward and back in double precision; every operation but a few.
 *
 * Use it for hundreds of rows of a small network. Where only inner products of such gradients are wanted,
 * and the graph has factors, `factored.ts` has them for less. Not to train by gradient descent: there the
 * mean is all that is needed, and a trainer finds it many times faster.
 */
import { KernelError } from '../../errors.ts';
import { type Graph, paramLayout } from '../graph.ts';
import { batchNodes, checkInputs, checkParams, neededNodes, operands } from '../graph-walk.ts';
import type { Inputs } from '../machine.ts';
import { passes } from './rules.ts';
import type { Passes, Slot } from './slot.ts';

export class RowGradients {
  /** Parameters of the graph. */
  readonly parameters: number;
  readonly #graph: Graph;
  /** All that the loss of a row needs, operands first. */
  readonly #nodes: readonly number[];
  readonly #slots = new Map<number, Slot>();
  /** Of what depends on parameters alone, and of the batch. */
  readonly #static: readonly Passes[];
  readonly #batch: readonly Passes[];
  readonly #last: Slot;
  /** Parameters, flat, as `paramLayout` says. */
  readonly #values: Float64Array;
  /** Slopes of all nodes, those of the parameters first, as `paramLayout` says. */
  readonly #slopes: Float64Array;

  /**
   * @param graph  its output `loss` is a mean over rows
   * @throws KernelError for another loss, or an operation that there is no rule for
   */
  constructor(graph: Graph) {
    const loss = graph.nodes[graph.outputs.loss ?? -1];
    if (loss?.op !== 'mean')
      throw new KernelError('gradients by row', 'the loss is no mean over rows', 'Give a graph that trains.');
    const layout = paramLayout(graph);
    this.#graph = graph;
    this.parameters = layout.size;
    this.#values = new Float64Array(layout.size);
    this.#nodes = neededNodes(graph, ['loss']).filter((i) => graph.nodes[i] !== loss);
    const sizes = graph.shapes.map(([rows, width]) => (rows || 1) * width);
    const all = this.#nodes.reduce((sum, i) => sum + sizes[i]!, layout.size);
    this.#slopes = new Float64Array(all);
    const places = new Map(layout.params.map(({ node, offset }) => [node, offset]));
    const none = new Float64Array(0);
    let end = layout.size;
    const room = (size: number) => {
      end += size;
      return this.#slopes.subarray(end - size, end);
    };
    const slot = (i: number): Slot => {
      const [node, size, place] = [graph.nodes[i]!, sizes[i]!, places.get(i)];
      const [rows, width] = [graph.shapes[i]![0] || 1, graph.shapes[i]![1]];
      if (place !== undefined) {
        const own = (array: Float64Array) => array.subarray(place, place + size);
        return { rows, width, value: own(this.#values), slope: own(this.#slopes) };
      }
      const value = node.op === 'constant' ? Float64Array.from(node.values) : new Float64Array(size);
      const isTrained = operands(node).some((k) => this.#slots.get(k)!.slope.length > 0);
      return { rows, width, value, slope: isTrained ? room(size) : none };
    };
    const batch = batchNodes(graph);
    const moments: Record<'static' | 'batch', Passes[]> = { static: [], batch: [] };
    for (const i of this.#nodes) {
      const own = slot(i);
      this.#slots.set(i, own);
      const { forward, backward } = passes(graph.nodes[i]!, own, (k) => this.#slots.get(k)!);
      const back = own.slope.length > 0 ? backward : () => {};
      moments[batch[i] ? 'batch' : 'static'].push({ forward, backward: back });
    }
    this.#static = moments.static;
    this.#batch = moments.batch;
    this.#last = this.#slots.get(loss.a)!;
  }

  /** Takes the parameters, flat, as `paramLayout` says. */
  setParams(params: ArrayLike<number>): void {
    checkParams(this.parameters, params);
    this.#values.set(params);
    for (const { forward } of this.#static) forward();
  }

  /**
   * @param inputs  of shape [rows, width] each
   * @param out     shape [rows, parameters], overwritten
   */
  run(rows: number, inputs: Inputs, out: Float32Array | Float64Array): void {
    checkInputs(this.#graph, this.#nodes, rows, inputs);
    const given = this.#nodes.flatMap((i) => {
      const node = this.#graph.nodes[i]!;
      return node.op === 'input' ? [{ from: inputs[node.name]!, ...this.#slots.get(i)! }] : [];
    });
    const gradient = this.#slopes.subarray(0, this.parameters);
    for (let row = 0; row < rows; row++) {
      for (const { from, value, width } of given) value.set(from.subarray(row * width, (row + 1) * width));
      for (const { forward } of this.#batch) forward();
      this.#slopes.fill(0);
      // A row's loss is its first column.
      if (this.#last.slope.length > 0) this.#last.slope[0] = 1;
      for (let k = this.#batch.length - 1; k >= 0; k--) this.#batch[k]!.backward();
      for (let k = this.#static.length - 1; k >= 0; k--) this.#static[k]!.backward();
      out.set(gradient, row * this.parameters);
    }
  }
}
