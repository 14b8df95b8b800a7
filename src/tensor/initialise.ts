/** Starting parameters of a graph. */
import { Purpose, Stream } from '../numerics/streams.ts';
import { type Graph, paramLayout } from './graph.ts';

/**
 * Draws every parameter from a normal of mean 0 and its own `init` standard deviation.
 *
 * Parameter number p draws from stream (seed, step 0, agent p, training), so adding a
 * parameter leaves those before it as they were.
 *
 * @returns flat, as `paramLayout` says
 */
export function initParams(graph: Graph, seed: number): Float32Array {
  const layout = paramLayout(graph);
  const out = new Float32Array(layout.size);
  const stream = new Stream();
  layout.params.forEach(({ rows, width, offset, init }, p) => {
    if (init === 0) return;
    stream.open(seed, 0, p, Purpose.initialise);
    for (let i = 0; i < rows * width; i++) out[offset + i] = init * stream.normal();
  });
  return out;
}
