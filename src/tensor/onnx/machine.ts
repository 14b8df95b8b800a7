/**
 * Runs a graph on onnxruntime: the CPU with all its vector instructions, or a GPU. Use it
 * to run large batches; it does not train. The model is written anew for new parameters.
 */
import { KernelError } from '../../errors.ts';
import { type Graph, paramLayout } from '../graph.ts';
import { checkInputs, checkParams, neededNodes } from '../graph-walk.ts';
import type { Inputs, Machine, Results } from '../machine.ts';
import type { Importer } from '../packages.ts';
import { graphToOnnx } from './from-graph.ts';
import { bestProvider, loadOrt, type Ort, type OrtSession, openSession, type Provider } from './runtime.ts';

export interface OnnxOptions {
  /** Default: the best that works here. */
  readonly provider?: Provider;
  /** Of the CPU; default: one for each core. */
  readonly threads?: number;
  readonly importer?: Importer;
}

/** @throws BackendError when onnxruntime-node is missing or does not start */
export async function openOnnx(graph: Graph, options: OnnxOptions = {}): Promise<Machine> {
  const ort = await loadOrt(options.importer);
  return new OnnxMachine(ort, graph, options.provider ?? (await bestProvider(ort)), options.threads);
}

class OnnxMachine implements Machine {
  readonly backend = 'onnx';
  readonly #ort: Ort;
  readonly #graph: Graph;
  readonly #provider: Provider;
  readonly #threads: number | undefined;
  #params: Float32Array | undefined;
  /** A session for each choice of outputs: a model asks for all inputs it has. */
  readonly #sessions = new Map<string, Promise<OrtSession>>();

  constructor(ort: Ort, graph: Graph, provider: Provider, threads: number | undefined) {
    this.#ort = ort;
    this.#graph = graph;
    this.#provider = provider;
    this.#threads = threads;
  }

  setParams(params: Float32Array): void {
    checkParams(paramLayout(this.#graph).size, params);
    this.dispose();
    this.#params = params.slice();
  }

  async run(rows: number, inputs: Inputs, outputs = Object.keys(this.#graph.outputs)): Promise<Results> {
    const nodes = neededNodes(this.#graph, outputs);
    checkInputs(this.#graph, nodes, rows, inputs);
    if (!this.#params) throw new KernelError('graph', 'it has no parameters yet', 'Call setParams first.');
    const session = await this.#session(outputs, this.#params);
    const feeds = Object.fromEntries(
      nodes.flatMap((i) => {
        const node = this.#graph.nodes[i]!;
        if (node.op !== 'input') return [];
        const dims = [rows, this.#graph.shapes[i]![1]];
        return [[node.name, new this.#ort.Tensor('float32', inputs[node.name]!, dims)]];
      }),
    );
    const results = await session.run(feeds, outputs);
    return Object.fromEntries(outputs.map((name) => [name, results[name]!.data]));
  }

  dispose(): void {
    // One that never opened was reported where it was asked for.
    for (const session of this.#sessions.values()) void session.then((s) => s.release()).catch(() => {});
    this.#sessions.clear();
  }

  #session(outputs: readonly string[], params: Float32Array): Promise<OrtSession> {
    const key = [...new Set(outputs)].sort().join('\n');
    let session = this.#sessions.get(key);
    if (!session) {
      const model = graphToOnnx(this.#graph, params, { name: 'graph' }, [...new Set(outputs)]);
      session = openSession(this.#ort, model, this.#provider, this.#threads);
      this.#sessions.set(key, session);
      session.catch(() => this.#sessions.delete(key));
    }
    return session;
  }
}
