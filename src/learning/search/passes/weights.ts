/**
 * Adam over the weights of a supernet, one for each stretch that is always used and one for
 * each candidate: an operation that a batch did not go through keeps its weights and all
 * that the optimiser remembers of them, and costs nothing.
 */

import { gateNames } from '../../../kernels/learned/cells/supernet.ts';
import { edgeName } from '../../../kernels/learned/cells/wiring.ts';
import { Adam, type AdamState } from '../../../tensor/adam.ts';
import type { ParamLayout } from '../../../tensor/graph.ts';
import { gateNumbers, type PathSpace } from './paths.ts';

/** Neighbouring parameters that are used together. */
export interface Block {
  readonly from: number;
  readonly to: number;
  /** The gate they stand behind; absent where they are always used. */
  readonly gate?: number;
}

/** The blocks of a supernet's parameters; the gates' own shifts are in none. */
export function blocksOf(layout: ParamLayout, { edges, operations }: PathSpace): Block[] {
  const numbers = gateNumbers(operations);
  const gates = new Map<string, number>();
  for (const { cell, from, to, gate } of edges)
    operations.forEach((operation, k) => {
      gates.set(edgeName(cell, from, to, operation), gate + numbers[k]!);
    });
  const blocks: Block[] = [];
  for (const { name, rows, width, offset } of layout.params) {
    if (name === gateNames.shift) continue;
    const gate = gates.get(name.split('/').slice(0, 4).join('/'));
    const last = blocks.at(-1);
    const to = offset + rows * width;
    if (last && last.gate === gate && last.to === offset) blocks[blocks.length - 1] = { ...last, to };
    else blocks.push({ from: offset, to, ...(gate === undefined ? {} : { gate }) });
  }
  return blocks;
}

/** Gradients of a block longer than this are shortened. */
const longestGradient = 10;

export class Weights {
  readonly #blocks: readonly Block[];
  readonly #adams: readonly Adam[];

  /** @param states  of the blocks, in order; absent at the beginning */
  constructor(blocks: readonly Block[], states?: readonly AdamState[]) {
    this.#blocks = blocks;
    const clip = { clip: longestGradient };
    this.#adams = blocks.map(({ from, to }, b) => new Adam(states?.[b] ?? to - from, clip));
  }

  get states(): AdamState[] {
    return this.#adams.map(({ state }) => state);
  }

  /**
   * Moves what a batch went through, in place.
   *
   * @param live  gates of the batch, shape [rows, gates]
   */
  update(
    params: Float32Array,
    gradient: Float32Array,
    live: Float32Array,
    gates: number,
    learningRate: number,
  ): void {
    const used = new Uint8Array(gates);
    for (let i = 0; i < live.length; i++) if (live[i]! > 0) used[i % gates] = 1;
    this.#blocks.forEach(({ from, to, gate }, b) => {
      if (gate !== undefined && used[gate] === 0) return;
      this.#adams[b]!.update(params.subarray(from, to), gradient.subarray(from, to), learningRate);
    });
  }
}
