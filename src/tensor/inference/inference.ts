/**
 * Runs a graph on this thread's CPU, synchronously: one WebAssembly module per
 * graph, SIMD128, the whole network on one tile of rows before the next.
 *
 * Use it for the rows of a tile's thread. Not to train, and not for batches that a
 * GPU could take. A row's result depends on that row alone, bit for bit, whatever
 * else is in the batch and on every machine: no fused multiply–add is used.
 */
import { KernelError } from '../../errors.ts';
import { i32, ModuleBuilder } from '../../wasm/encoder.ts';
import { evaluateNodes } from '../evaluate.ts';
import { type Graph, paramLayout } from '../graph.ts';
import { batchNodes, checkParams, neededNodes } from '../graph-walk.ts';
import type { Inference, Inputs } from '../machine.ts';
import { emitDense, packWeights } from '../vector/dense.ts';
import { type InferencePlan, planInference, type Staging } from './plan.ts';
import { emitStep } from './steps.ts';

export interface InferenceOptions {
  /** Default: every output that has a row for each row of the batch. */
  readonly outputs?: readonly string[];
  /** Where weights and planes lie; default: a memory of its own. */
  readonly memory?: InferenceMemory;
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
  { outputs, memory }: InferenceOptions = {},
): Inference {
  const plan = planInference(graph, outputs);
  const inference = new WasmInference(graph, plan, memory ?? ownMemory(plan));
  if (params) inference.setParams(params);
  return inference;
}

const PAGE = 65536;

function ownMemory(plan: InferencePlan): InferenceMemory {
  const pages = Math.ceil((plan.weightBytes + plan.scratchBytes) / PAGE);
  return { memory: new WebAssembly.Memory({ initial: pages }), weightsAt: 0, scratchAt: plan.weightBytes };
}

type RunFunction = (weights: number, scratch: number, rows: number) => void;

class WasmInference implements Inference {
  readonly inputs: Readonly<Record<string, number>>;
  readonly outputs: Readonly<Record<string, number>>;
  readonly #graph: Graph;
  readonly #plan: InferencePlan;
  readonly #room: InferenceMemory;
  readonly #run: RunFunction;

  constructor(graph: Graph, plan: InferencePlan, room: InferenceMemory) {
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
    const shared = room.memory.buffer instanceof SharedArrayBuffer;
    const module = new WebAssembly.Module(encodeInference(plan, shared));
    const { exports } = new WebAssembly.Instance(module, { env: { memory: room.memory } });
    this.#run = exports.run as RunFunction;
  }

  setParams(params: Float32Array): void {
    checkParams(paramLayout(this.#graph).size, params);
    const { statics } = this.#plan;
    const batch = batchNodes(this.#graph);
    const names = Object.keys(this.outputs);
    const nodes = neededNodes(this.#graph, names).filter((i) => !batch[i]);
    const values = evaluateNodes(this.#graph, nodes, 1, {}, params);
    for (const { node, offset, packed } of statics) {
      const { rows, width, data } = values.get(node)!;
      const at = this.#room.weightsAt + offset;
      if (packed) packWeights(data, rows, width, this.#floats(at, rows * Math.ceil(width / 4) * 4));
      else this.#floats(at, data.length).set(data);
    }
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

/** The module: `run(weights, scratch, rows)` takes the staged rows, tile by tile. */
function encodeInference(plan: InferencePlan, shared: boolean): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1, ...(shared && { shared, maximum: 65536 }) });
  // One function for each step: small functions compile fast and well.
  const steps = plan.steps.map((step, i) =>
    module.function(
      `step ${i}`,
      ['i32', 'i32', 'i32', 'i32'],
      'void',
      (f, weights, scratch, first, count) => {
        if (step.kind === 'dense') emitDense(f, step, plan.tile, weights, scratch);
        else emitStep(f, { weights, scratch, first, count }, plan.tile, step);
      },
    ),
  );
  const run = module.function('run', ['i32', 'i32', 'i32'], 'void', (f, weights, scratch, rows) => {
    const first = f.local('i32');
    const left = f.local('i32');
    f.while(i32.ltU(first, rows), () => {
      f.set(left, i32.sub(rows, first));
      f.if(i32.gtU(left, plan.tile), () => f.set(left, plan.tile));
      for (const step of steps) f.do(step(weights, scratch, first, left));
      f.set(first, i32.add(first, plan.tile));
    });
  });
  module.export('run', run);
  return module.encode();
}
