/** Attention of one position to those so far, in operations that keep rows apart. */
import type { GraphBuilder, NodeId } from '../../../../tensor/graph.ts';

/**
 * softmax(query · keysᵀ / √(width / heads)) · values, for each head over its share of the columns.
 *
 * @param keys    of each position so far, shape [rows, width] each, as `query`
 * @param values  likewise
 * @returns shape [rows, width]
 */
export function attend(
  g: GraphBuilder,
  query: NodeId,
  keys: readonly NodeId[],
  values: readonly NodeId[],
  heads: number,
): NodeId {
  const width = g.shape(query)[1];
  const [each, positions] = [width / heads, keys.length];
  const scaled = g.binary('mul', query, g.constant([1 / Math.sqrt(each)]));
  const fits = keys.map((key) => g.group('groupSum', g.binary('mul', scaled, key), each));
  // By position, then by head; the softmax wants it the other way round.
  const shares = g.columns(
    g.group('groupSoftmax', g.columns(g.concat(fits), turned(positions, heads)), positions),
    turned(heads, positions),
  );
  // A product with this writes the share of a head into all its columns: shorter code than copies are.
  const spread = g.constant(
    Array.from({ length: heads * width }, (_, k) =>
      Math.floor((k % width) / each) === Math.floor(k / width) ? 1 : 0,
    ),
    heads,
  );
  const parts = values.map((value, j) =>
    g.binary('mul', g.matmul(g.slice(shares, j * heads, (j + 1) * heads), spread), value),
  );
  return parts.reduce((sum, part) => g.binary('add', sum, part));
}

/** Which columns of [rows, first · second] make it [rows, second · first]. */
function turned(first: number, second: number): number[] {
  return Array.from({ length: first * second }, (_, k) => (k % first) * second + Math.floor(k / first));
}
