/**
 * Runs a graph on this thread's CPU, synchronously: one WebAssembly module per
 * graph, SIMD128, the whole network on one tile of rows before the next.
 *
 * Use it for the rows of a tile's thread. Not to train, and not for batches that a
 * GPU could take. A row's result depends on that row alone, bit for bit, whatever
 * else is in the batch; without fused multiply–add on every machine.
 */
import { KernelError } from '../../errors.ts';
import { hasRelaxedSimd } from '../../wasm/features.ts';
import type { Graph } from '../graph.ts';
import type { Inference, Inputs } from '../machine.ts';
import { openRun, type RunFunction } from './emit-module.ts';
import { type InferencePlan, planInference, type Staging } from './plan.ts';
import { writeWeights } from './weights.ts';

export interface InferenceOptions {
  /** Default: every output that has a row for each row of the batch. */
  readonly outputs?: readonly string[];
  /** Where weights and planes lie; default: a memory of its own. */
  readonly memory?: InferenceMemory;
  /** Fused multiply–add; the last bits then depend on the machine. Default: where the machine has it. */
  readonly relaxed?: boolean;
}

/** Room in a memory, as much as {@link planInference} says. Addresses are multiples of 16. */
export interface InferenceMemory {
  readonly memory: WebAssembly.Memory;
  /** `weightBytes` at this address; threads of one shared memory may use the same. */
  readonly weightsAt: number;
  /** `scratchBytes` at this address, for this thread alone. */
  readonly scratchAt: number;
}

/**
 * Opens a graph for inference.
 *
 * @param params  flat, as `paramLayout` says; undefined leaves the weights that another
 *                thread has put into the same memory
 * @throws KernelError when an output mixes rows, or the memory is too small
 */
export function openInference(
  graph: Graph,
  params: Float32Array | undefined,
  { outputs, memory, relaxed = hasRelaxedSimd() }: InferenceOptions = {},
): Inference {
  const plan = planInference(graph, outputs);
  const inference = new WasmInference(graph, plan, memory ?? ownMemory(plan), relaxed);
  if (params) inference.setParams(params);
  return inference;
}

const PAGE = 65536;

function ownMemory(plan: InferencePlan): InferenceMemory {
  const pages = Math.ceil((plan.weightBytes + plan.scratchBytes) / PAGE);
  return { memory: new WebAssembly.Memory({ initial: pages }), weightsAt: 0, scratchAt: plan.weightBytes };
}

class WasmInference implements Inference {
  readonly inputs: Readonly<Record<string, number>>;
  readonly outputs: Readonly<Record<string, number>>;
  readonly #graph: Graph;
  readonly #plan: InferencePlan;
  readonly #room: InferenceMemory;
  readonly #run: RunFunction;

  constructor(graph: Graph, plan: InferencePlan, room: InferenceMemory, relaxed: boolean) {
    this.#graph = graph;
    this.#plan = plan;
    this.#room = room;
    const widths = (staged: readonly Staging[]) => Object.fromEntries(staged.map((s) => [s.name, s.width]));
    this.inputs = widths(plan.inputs);
    this.outputs = widths(plan.outputs);
    const size = room.memory.buffer.byteLength;
    if (Math.max(room.weightsAt + plan.weightBytes, room.scratchAt + plan.scratchBytes) > size)
      throw new KernelError(
        'inference',
        `a memory of ${size} bytes is too small`,
        'Ask planInference for the sizes.',
      );
    this.#run = openRun(plan, room.memory, relaxed);
  }

  setParams(params: Float32Array): void {
    writeWeights(this.#graph, this.#plan, params, this.#room.memory.buffer, this.#room.weightsAt);
  }

  run(inputs: Inputs, rows: number, out: Inputs): void {
    const { capacity, inputs: takes, outputs: gives } = this.#plan;
    const { weightsAt, scratchAt } = this.#room;
    for (const { name, width } of takes) checkSize('input', name, inputs[name], rows * width);
    for (const { name, width } of gives) checkSize('output', name, out[name], rows * width);
    for (let first = 0; first < rows; first += capacity) {
      const count = Math.min(capacity, rows - first);
      for (const { name, width, offset } of takes) {
        const own = inputs[name]!.subarray(first * width, (first + count) * width);
        this.#floats(scratchAt + offset, count * width).set(own);
      }
      this.#run(weightsAt, scratchAt, count);
      for (const { name, width, offset } of gives)
        out[name]!.set(this.#floats(scratchAt + offset, count * width), first * width);
    }
  }

  /** A fresh view: a memory that grows leaves old ones empty. */
  #floats(at: number, length: number): Float32Array {
    return new Float32Array(this.#room.memory.buffer, at, length);
  }
}

function checkSize(kind: string, name: string, array: Float32Array | undefined, need: number): void {
  if (array && array.length >= need) return;
  throw new KernelError(
    'inference',
    array ? `${kind} "${name}" has ${array.length} numbers` : `${kind} "${name}" is missing`,
    `Give at least ${need} numbers.`,
  );
}
