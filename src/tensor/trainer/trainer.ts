/**
 * Trains a graph on the CPU: planned once, then forward and backward are WebAssembly SIMD
 * routines on tiles of rows that stay in the cache, over as many threads as asked.
 *
 * Use it to train on a CPU: it is an order of magnitude faster than TensorFlow.js there.
 * Not for large batches of large networks where there is a GPU. The same batch gives the
 * same bits for any number of threads.
 */
import { BackendError, KernelError } from '../../errors.ts';
import { hasRelaxedSimd } from '../../wasm/features.ts';
import { type Graph, paramLayout } from '../graph.ts';
import { checkInputs, checkParams, neededNodes } from '../graph-walk.ts';
import type { Inputs, Results, Trainer } from '../machine.ts';
import { planBackward } from './plan/backward.ts';
import { planForward } from './plan/forward.ts';
import type { Plan } from './plan/plan.ts';
import { Planner } from './plan/planner.ts';
import { Program } from './program/program.ts';

export interface SimdOptions {
  /** Threads that share each batch, this one among them. Default 1. */
  readonly threads?: number;
  /** Fused multiply–add: a third faster, but the last bits depend on the machine. Default false. */
  readonly relaxed?: boolean;
}

/**
 * Opens a graph for training.
 *
 * @throws BackendError when this Node.js has no relaxed SIMD and it is asked for
 */
export async function openSimdTrainer(graph: Graph, options: SimdOptions = {}): Promise<Trainer> {
  const { threads = 1, relaxed = false } = options;
  const name = relaxed ? 'simd-fma' : 'simd';
  if (relaxed && !hasRelaxedSimd())
    throw new BackendError(
      `backend "${name}"`,
      'this Node.js has no relaxed SIMD',
      'Use Node.js 22 or later.',
    );
  return new SimdTrainer(graph, name, threads, relaxed);
}

/** Rows in a tile: more share the loading of weights, fewer let their planes stay in the cache. */
const TILE = 24;

class SimdTrainer implements Trainer {
  readonly backend: string;
  readonly #graph: Graph;
  readonly #threads: number;
  readonly #relaxed: boolean;
  /** By the outputs they compute, and the one that trains. */
  readonly #programs = new Map<string, { program: Program; plan: Plan; current: boolean }>();
  #params: Float32Array | undefined;

  constructor(graph: Graph, backend: string, threads: number, relaxed: boolean) {
    this.#graph = graph;
    this.backend = backend;
    this.#threads = threads;
    this.#relaxed = relaxed;
  }

  setParams(params: Float32Array): void {
    checkParams(paramLayout(this.#graph).size, params);
    if (this.#params) this.#params.set(params);
    else this.#params = params.slice();
    for (const opened of this.#programs.values()) opened.current = false;
  }

  async run(rows: number, inputs: Inputs, outputs = Object.keys(this.#graph.outputs)): Promise<Results> {
    this.#check(outputs, rows, inputs);
    // The loss alone is the training program's way forward, with all its threads.
    if (outputs.length === 1 && outputs[0] === 'loss' && this.#programs.has('')) {
      const { program } = this.#program(undefined);
      await program.run(rows, inputs, {}, false);
      return program.results();
    }
    const { program, plan } = this.#program(outputs);
    const out = Object.fromEntries(plan.outputs.map((o) => [o.name, new Float32Array(rows * o.width)]));
    await program.run(rows, inputs, out, false);
    return { ...out, ...program.results() };
  }

  async lossAndGradient(rows: number, inputs: Inputs): Promise<{ loss: number; gradient: Float32Array }> {
    this.#check(['loss'], rows, inputs);
    const { program } = this.#program(undefined);
    await program.run(rows, inputs, {}, true);
    return { loss: program.results().loss![0]!, gradient: program.gradient() };
  }

  dispose(): void {
    for (const { program } of this.#programs.values()) program.dispose();
    this.#programs.clear();
    this.#params = undefined;
  }

  #check(outputs: readonly string[], rows: number, inputs: Inputs): void {
    checkInputs(this.#graph, neededNodes(this.#graph, outputs), rows, inputs);
    if (!this.#params) throw new KernelError('graph', 'it has no parameters yet', 'Call setParams first.');
  }

  /** The program of some outputs, or the one that trains, with the parameters of now. */
  #program(outputs: readonly string[] | undefined): { program: Program; plan: Plan } {
    const key = outputs?.join('\n') ?? '';
    let opened = this.#programs.get(key);
    if (!opened) {
      const plan = this.#plan(outputs);
      const program = new Program(plan, paramLayout(this.#graph).size, this.#threads);
      opened = { program, plan, current: false };
      this.#programs.set(key, opened);
    }
    if (!opened.current) opened.program.setParams(this.#params!);
    opened.current = true;
    return opened;
  }

  #plan(outputs: readonly string[] | undefined): Plan {
    const gradient = outputs === undefined;
    const options = { outputs: outputs ?? ['loss'], gradient, tile: TILE, relaxed: this.#relaxed };
    const planner = new Planner(this.#graph, options);
    planForward(planner);
    if (gradient) planBackward(planner);
    return planner.finish();
  }
}
