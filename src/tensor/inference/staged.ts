/**
 * A graph of one input and one output on this thread's CPU, its rows staged in a
 * memory that others read and write too: no copies in or out.
 */
import { KernelError } from '../../errors.ts';
import { hasRelaxedSimd } from '../../wasm/features.ts';
import { reserve } from '../../wasm/memory.ts';
import type { Graph } from '../graph.ts';
import type { StagedInference } from '../machine.ts';
import { openRun } from './emit-module.ts';
import { type InferencePlan, planInference } from './plan.ts';
import { writeWeights } from './weights.ts';

export interface StagedOptions {
  /** Where {@link shareWeights} has put the weights. Default: a copy of its own. */
  readonly weightsAt?: number;
  /** Fused multiply–add; the last bits then depend on the machine. Default: where the machine has it. */
  readonly relaxed?: boolean;
}

/** A {@link StagedInference} of this thread; `backend` says how it computes. */
export interface LocalInference extends StagedInference {
  /** `simd`: the same bits on every machine. `simd-fma`: fused multiply–add. */
  readonly backend: 'simd' | 'simd-fma';
}

/** Bytes that {@link shareWeights} and {@link openStaged} reserve, and rows that are staged at a time. */
export function stagedBytes(graph: Graph): {
  readonly weights: number;
  readonly scratch: number;
  readonly capacity: number;
} {
  const { weightBytes, scratchBytes, capacity } = planOf(graph);
  return { weights: weightBytes + 16, scratch: scratchBytes + 16, capacity };
}

/**
 * Puts the weights into a memory for all its threads, once.
 *
 * @returns the byte address, for {@link StagedOptions.weightsAt}
 */
export function shareWeights(graph: Graph, params: Float32Array, memory: WebAssembly.Memory): number {
  const plan = planOf(graph);
  const at = reserve(memory, plan.weightBytes);
  writeWeights(graph, plan, params, memory.buffer, at);
  return at;
}

/**
 * Opens a graph of one input and one output in this thread.
 *
 * @param params  flat, as `paramLayout` says; not read where the weights are shared
 * @param memory  made by `createMemory`
 * @throws KernelError  for another graph, or where the memory is full
 */
export function openStaged(
  graph: Graph,
  params: Float32Array,
  memory: WebAssembly.Memory,
  { weightsAt, relaxed = hasRelaxedSimd() }: StagedOptions = {},
): LocalInference {
  const plan = planOf(graph);
  const weights = weightsAt ?? shareWeights(graph, params, memory);
  const scratch = reserve(memory, plan.scratchBytes);
  const run = openRun(plan, memory, relaxed);
  return {
    backend: relaxed ? 'simd-fma' : 'simd',
    capacity: plan.capacity,
    inputAt: scratch + plan.inputs[0]!.offset,
    outputAt: scratch + plan.outputs[0]!.offset,
    run: (rows) => run(weights, scratch, rows),
  };
}

function planOf(graph: Graph): InferencePlan {
  const plan = planInference(graph);
  if (plan.inputs.length !== 1 || plan.outputs.length !== 1)
    throw new KernelError(
      'inference',
      `the graph has ${plan.inputs.length} inputs and ${plan.outputs.length} outputs`,
      'Stage graphs of one input and one output.',
    );
  return plan;
}
