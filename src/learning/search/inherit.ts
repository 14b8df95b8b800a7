/** Weights that the network found takes over from the search. */
import { KernelError } from '../../errors.ts';
import { type Graph, paramLayout } from '../../tensor/graph.ts';

/**
 * The parameters of one graph out of those of another, by name.
 *
 * @param params  of `from`, flat, as `paramLayout` says
 * @returns those of `to`, flat
 * @throws KernelError when `from` has no parameter of that name and shape
 */
export function inheritWeights(from: Graph, params: Float32Array, to: Graph): Float32Array {
  const known = new Map(paramLayout(from).params.map((p) => [p.name, p]));
  const layout = paramLayout(to);
  const out = new Float32Array(layout.size);
  for (const { name, rows, width, offset } of layout.params) {
    const source = known.get(name);
    if (!source || source.rows !== rows || source.width !== width)
      throw new KernelError(
        `parameter "${name}"`,
        source ? `it is [${source.rows}, ${source.width}], not [${rows}, ${width}]` : 'the search has none',
        'Build both networks around the same head and features.',
      );
    out.set(params.subarray(source.offset, source.offset + rows * width), offset);
  }
  return out;
}
