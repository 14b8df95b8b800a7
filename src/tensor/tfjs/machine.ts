/**
 * Runs and trains a graph on TensorFlow.js, on whichever of its backends is
 * registered. Use it to train, and to run large batches on a GPU; for rows on the
 * CPU, `inference/` is faster and synchronous.
 *
 * The library has one current backend per thread: each call selects its own and
 * enqueues all its work before it first waits, so machines of several backends mix.
 */
import type * as tfjs from '@tensorflow/tfjs';
import { BackendError, KernelError } from '../../errors.ts';
import { type Graph, paramLayout } from '../graph.ts';
import { awakeNodes, checkInputs, checkParams, neededNodes } from '../graph-walk.ts';
import type { Inputs, Results, Trainer } from '../machine.ts';
import type { Importer } from '../packages.ts';
import { loadTfjs } from './load.ts';
import { applyNode, type Tf } from './ops.ts';

type Tensor = tfjs.Tensor;

/**
 * Opens a graph on a backend that TensorFlow.js knows (`cpu`, `wasm`, `webgpu`, `tensorflow`).
 *
 * @throws BackendError when the backend is not registered or does not start
 */
export async function openTfjs(
  graph: Graph,
  { backend, importer }: { backend: string; importer?: Importer },
): Promise<Trainer> {
  const tf = await loadTfjs(backend, importer);
  const started = await tf.setBackend(backend).catch((cause: unknown) => {
    throw new BackendError(
      `backend "${backend}"`,
      `it does not start: ${String(cause)}`,
      'Take another one: `crn-grid doctor` shows them.',
      { cause },
    );
  });
  if (!started) throw new BackendError(`backend "${backend}"`, 'it does not start', 'Run `crn-grid doctor`.');
  return new TfjsMachine(tf, graph, backend);
}

class TfjsMachine implements Trainer {
  readonly backend: string;
  readonly #tf: Tf;
  readonly #graph: Graph;
  readonly #layout;
  /** Constants and parameters by node number. */
  readonly #constants = new Map<number, Tensor>();
  readonly #params = new Map<number, Tensor>();

  constructor(tf: Tf, graph: Graph, backend: string) {
    this.#tf = tf;
    this.#graph = graph;
    this.backend = backend;
    this.#layout = paramLayout(graph);
    graph.nodes.forEach((node, i) => {
      if (node.op === 'constant')
        this.#constants.set(i, tf.tensor2d(Float32Array.from(node.values), [...graph.shapes[i]!]));
    });
  }

  setParams(params: Float32Array): void {
    checkParams(this.#layout.size, params);
    this.#select();
    for (const { node, rows, width, offset } of this.#layout.params) {
      this.#params.get(node)?.dispose();
      const own = params.slice(offset, offset + rows * width);
      this.#params.set(node, this.#tf.tensor2d(own, [rows, width]));
    }
  }

  async run(rows: number, inputs: Inputs, outputs = Object.keys(this.#graph.outputs)): Promise<Results> {
    const nodes = this.#check(outputs, rows, inputs);
    this.#select();
    const tensors = this.#tf.tidy(() => {
      const values = this.#forward(nodes, rows, inputs, this.#params);
      // An output may be a parameter or constant of ours, or named twice: a clone can be disposed of.
      return outputs.map((name) => this.#tf.clone(values.get(this.#graph.outputs[name]!)!));
    });
    const data = await Promise.all(tensors.map((t) => t.data<'float32'>()));
    this.#tf.dispose(tensors);
    return Object.fromEntries(outputs.map((name, i) => [name, Float32Array.from(data[i]!)]));
  }

  async lossAndGradient(rows: number, inputs: Inputs): Promise<{ loss: number; gradient: Float32Array }> {
    const tf = this.#tf;
    const nodes = this.#check(['loss'], rows, inputs);
    const trained = this.#layout.params.filter((p) => nodes.includes(p.node));
    const gradient = new Float32Array(this.#layout.size);
    if (trained.length === 0) return { loss: (await this.run(rows, inputs, ['loss'])).loss![0]!, gradient };
    this.#select();
    const all = tf.tidy(() => {
      const loss = (...params: Tensor[]) => {
        const given = new Map(trained.map((p, i) => [p.node, params[i]!]));
        return tf.reshape(
          this.#forward(nodes, rows, inputs, given).get(this.#graph.outputs.loss!)!,
          [],
        ) as tfjs.Scalar;
      };
      const { value, grads } = tf.valueAndGrads(loss)(trained.map((p) => this.#params.get(p.node)!));
      // One array, so that a GPU is read once.
      return tf.concat([value, ...grads].map((t) => tf.reshape(t, [-1]))) as Tensor;
    });
    const data = await all.data<'float32'>();
    all.dispose();
    let at = 1;
    for (const { rows: r, width, offset } of trained) {
      gradient.set(data.subarray(at, at + r * width), offset);
      at += r * width;
    }
    return { loss: data[0]!, gradient };
  }

  dispose(): void {
    for (const held of [this.#params, this.#constants]) {
      for (const tensor of held.values()) tensor.dispose();
      held.clear();
    }
  }

  #check(outputs: readonly string[], rows: number, inputs: Inputs): number[] {
    checkInputs(this.#graph, neededNodes(this.#graph, outputs), rows, inputs);
    if (this.#params.size < this.#layout.params.length)
      throw new KernelError('graph', 'it has no parameters yet', 'Call setParams first.');
    return awakeNodes(this.#graph, outputs, inputs);
  }

  /** Makes this machine's backend current; it is already started, so nothing is left to wait for. */
  #select(): void {
    if (this.#tf.getBackend() !== this.backend) void this.#tf.setBackend(this.backend);
  }

  #forward(nodes: readonly number[], rows: number, inputs: Inputs, params: ReadonlyMap<number, Tensor>) {
    const values = new Map<number, Tensor>();
    for (const i of nodes) {
      const node = this.#graph.nodes[i]!;
      const [r, width] = this.#graph.shapes[i]!;
      if (node.op === 'input') values.set(i, this.#tf.tensor2d(inputs[node.name]!, [rows, width]));
      else if (node.op === 'param') values.set(i, params.get(i)!);
      else if (node.op === 'constant') values.set(i, this.#constants.get(i)!);
      else
        values.set(
          i,
          applyNode(this.#tf, node, (from) => values.get(from), [r || rows, width]),
        );
    }
    return values;
  }
}
