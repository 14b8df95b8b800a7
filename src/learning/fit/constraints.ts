/**
 * Constraints that weights are put back under after every update, by the names of the published
 * software. Source: Repin & Petrov 2021, doi 10.1016/j.ic.2021.104788.
 */
import { type Graph, paramLayout } from '../../tensor/graph.ts';

/** On a norm: `maxnorm` at most 3, `minmaxnorm` from 0 to 3, `unitnorm` 1. */
export const constraintNames = ['none', 'maxnorm', 'minmaxnorm', 'unitnorm'] as const;
export type Constraint = (typeof constraintNames)[number];

/** What is kept; a kernel's norms are those of its columns, one for each output, a bias has one. */
export interface Constraints {
  readonly body?: { readonly kernel?: Constraint; readonly bias?: Constraint };
  readonly head?: { readonly kernel?: Constraint; readonly bias?: Constraint };
}

const limits = { maxnorm: [0, 3], minmaxnorm: [0, 3], unitnorm: [1, 1] } as const;
/** Keeps the quotient of a norm of 0 finite. */
const tiny = 1e-7;

/** What the flat parameters of a graph are kept under. */
export type Keep = (params: Float32Array) => void;

/** @returns what to call after every update; undefined where nothing is kept */
export function keeper(graph: Graph, constraints: Constraints): Keep | undefined {
  const kept = paramLayout(graph).params.flatMap(({ name, offset, rows, width }) => {
    const part = name.startsWith('head/')
      ? constraints.head
      : name.startsWith('body/')
        ? constraints.body
        : {};
    const kernel = name.endsWith('/weights');
    const constraint = (kernel ? part?.kernel : name.endsWith('/bias') ? part?.bias : undefined) ?? 'none';
    if (constraint === 'none') return [];
    return [{ offset, groups: kernel ? width : 1, size: kernel ? rows : width, limits: limits[constraint] }];
  });
  if (kept.length === 0) return undefined;
  return (params) => {
    for (const { offset, groups, size, limits } of kept)
      for (let k = 0; k < groups; k++) shorten(params, offset + k, groups, size, limits);
  };
}

/** Scales every `stride`-th of `n` numbers so that their norm is within the limits. */
function shorten(
  params: Float32Array,
  at: number,
  stride: number,
  n: number,
  [least, most]: readonly [number, number],
): void {
  let square = 0;
  for (let i = 0; i < n; i++) square += params[at + i * stride]! ** 2;
  const norm = Math.sqrt(square);
  if (norm >= least && norm <= most) return;
  const factor = Math.min(Math.max(norm, least), most) / (norm + tiny);
  for (let i = 0; i < n; i++) params[at + i * stride]! *= factor;
}
