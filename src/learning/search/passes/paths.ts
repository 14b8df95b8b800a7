/**
 * Sampled paths: which operation of each mixed edge a batch goes through, and which others
 * are computed beside it so that the loss can be differentiated by their gates.
 *
 * Source: Cai, Zhu & Han, ProxylessNAS, ICLR 2019, arXiv 1812.00332, section 3.2.
 */
import type { SupernetEdge } from '../../../kernels/learned/cells/supernet.ts';
import type { GateGradient, GateScope, Operation } from '../../../kernels/learned/shape/shape.ts';
import type { Stream } from '../../../numerics/streams.ts';

/** What a batch of so many rows goes through. */
export interface Paths {
  /** Above 0 where a candidate is computed, and the weight of its result: shape [rows, gates]. */
  readonly live: Float32Array;
  readonly weight: Float32Array;
  /** By edge, the operations whose architecture parameters may move, and their probabilities among themselves. */
  readonly touched: readonly (readonly { readonly operation: number; readonly share: number }[])[];
}

/** What paths are drawn from. */
export interface PathSpace {
  readonly edges: readonly SupernetEdge[];
  readonly operations: readonly Operation[];
  readonly gates: number;
}

/** The gate of each operation counted from an edge's first; −1 for `none`. */
export function gateNumbers(operations: readonly Operation[]): number[] {
  let next = 0;
  return operations.map((operation) => (operation === 'none' ? -1 : next++));
}

/**
 * Draws the paths of a batch.
 *
 * @param probabilities  of the operations of each edge
 * @param gradient       which gates are to get one; absent where only weights learn
 */
export function drawPaths(
  { edges, operations, gates }: PathSpace,
  probabilities: readonly (readonly number[])[],
  rows: number,
  scope: GateScope,
  gradient: GateGradient | undefined,
  stream: Stream,
): Paths {
  const numbers = gateNumbers(operations);
  const [live, weight] = [new Float32Array(rows * gates), new Float32Array(rows * gates)];
  const touched = edges.map(({ gate }, e) => {
    const p = probabilities[e]!;
    const all = p.map((share, operation) => ({ operation, share }));
    const choice = gradient === 'two-path' ? drawPair(p, stream) : all;
    const open = (to: Float32Array, row: number, operation: number): void => {
      if (numbers[operation]! >= 0) to[row * gates + gate + numbers[operation]!] = 1;
    };
    let active = drawOne(choice, stream);
    for (let row = 0; row < rows; row++) {
      if (scope === 'example' && row > 0) active = drawOne(choice, stream);
      open(weight, row, active);
      if (gradient === undefined || gradient === 'sampled') open(live, row, active);
      else for (const { operation } of choice) open(live, row, operation);
    }
    return choice;
  });
  return { live, weight, touched };
}

interface Share {
  readonly operation: number;
  readonly share: number;
}

function drawOne(choice: readonly Share[], stream: Stream): number {
  let left = stream.uniform();
  for (const { operation, share } of choice) {
    left -= share;
    if (left < 0) return operation;
  }
  // Shares sum to 1 but for rounding.
  return choice.findLast(({ share }) => share > 0)!.operation;
}

/** Two operations without replacement, and what each has of the probability of both. */
function drawPair(p: readonly number[], stream: Stream): Share[] {
  const all = p.map((share, operation) => ({ operation, share }));
  const first = drawOne(all, stream);
  const rest = all.filter(({ operation }) => operation !== first);
  const left = rest.reduce((sum, { share }) => sum + share, 0);
  // Where one has all the probability, any other is as good as the next.
  const second =
    left > 0
      ? drawOne(
          rest.map((s) => ({ ...s, share: s.share / left })),
          stream,
        )
      : rest[0]!.operation;
  const both = p[first]! + p[second]!;
  return [first, second].map((operation) => ({ operation, share: p[operation]! / both }));
}
