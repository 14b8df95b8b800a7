/**
 * What opens a {@link Graph} and computes it. Three doors, from wide to narrow:
 * a Machine runs batches, a Trainer also differentiates, an Inference is the
 * synchronous CPU routine that a tile's thread calls.
 */
import type { Graph } from './graph.ts';

/** One matrix per input of the graph, by name, row-major [rows, width]. */
export type Inputs = Readonly<Record<string, Float32Array>>;

/** One matrix per output, by name, row-major [rows, width]; an output that does not depend on the batch has its own rows. */
export type Results = Record<string, Float32Array>;

/** A graph opened on one backend, in one thread. */
export interface Machine {
  /** As users name it: one of `backendNames`. */
  readonly backend: string;

  /** Sets all parameters; copies `params`, laid out as `paramLayout` says. */
  setParams(params: Float32Array): void;

  /**
   * Computes the named outputs (default: all). Only the inputs they need must be given.
   *
   * @param rows  rows of every input, ≥ 1
   * @throws KernelError when an input or output is missing or has the wrong size
   */
  run(rows: number, inputs: Inputs, outputs?: readonly string[]): Promise<Results>;

  /** Frees the memory of the backend; the machine is of no use afterwards. */
  dispose(): void;
}

/** A machine that can train: the graph has an output named `loss`, shape [1, 1]. */
export interface Trainer extends Machine {
  /** The loss and its gradient with respect to the flat parameters, in the layout of `paramLayout`. */
  lossAndGradient(rows: number, inputs: Inputs): Promise<{ loss: number; gradient: Float32Array }>;
}

/** A graph opened for running only, on this thread's CPU; makes no garbage. */
export interface Inference {
  /** Width of each input it reads, by name. */
  readonly inputs: Readonly<Record<string, number>>;
  /** Width of each output it writes, by name. */
  readonly outputs: Readonly<Record<string, number>>;

  /** Sets all parameters; copies `params`, laid out as `paramLayout` says. */
  setParams(params: Float32Array): void;

  /**
   * Computes `rows` rows. A row's result depends on that row alone, bit for bit.
   *
   * @param inputs  arrays of at least rows × width; may be longer
   * @param out     arrays of at least rows × width, one for each output; overwritten
   */
  run(inputs: Inputs, rows: number, out: Inputs): void;
}

/**
 * A graph of one input and one output, opened where its rows lie already: a kernel
 * stages rows at one address of its memory and finds the results at another. It may be
 * this thread's own routine, or a device that another thread feeds.
 */
export interface StagedInference {
  /** Rows staged at most at a time. */
  readonly capacity: number;
  /** Byte address of the inputs, f32, row-major [capacity, input width]. */
  readonly inputAt: number;
  /** Byte address of the outputs, f32, row-major [capacity, output width]. */
  readonly outputAt: number;
  /** Computes the first `rows` staged rows; returns when the outputs are there. */
  run(rows: number): void;
}

/** Opens a graph of one input and one output in a memory made by `createMemory`. */
export type OpenStaged = (graph: Graph, params: Float32Array, memory: WebAssembly.Memory) => StagedInference;
