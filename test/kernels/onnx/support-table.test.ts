/** The table in a file leads to the intervals that our own kernel uses, from any state. */
import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { isCrnGridError } from '../../../src/errors.ts';
import { Closures } from '../../../src/kernels/learned/lattice/closure.ts';
import { directionsOf, type Moves, movesOf } from '../../../src/kernels/learned/lattice/moves.ts';
import { type Intervals, Support } from '../../../src/kernels/learned/lattice/support.ts';
import { supportTable } from '../../../src/kernels/onnx/support-table.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';
import { bees, birthDeath, gene, sir, toggle, x16, x44 } from '../../support/networks.ts';

/** What a table of bounds says of coordinate i, as `docs/onnx.md` tells it. */
function interval(bounds: Intervals['bounds'][number], counts: readonly number[], z: readonly number[]) {
  const rooms = bounds.map(({ factor, before, counts: weights }) => ({
    factor,
    room:
      weights.reduce((sum, w) => sum + w.factor * counts[w.species]!, 0) -
      before.reduce((sum, b) => sum + b.factor * z[b.index]!, 0),
  }));
  const of = (sign: number) => rooms.filter(({ factor }) => sign * factor > 0);
  return [
    Math.max(...of(-1).map(({ room, factor }) => Math.ceil(room / factor))),
    Math.min(...of(1).map(({ room, factor }) => Math.floor(room / factor))),
  ];
}

test.each([
  ['bees', bees],
  ['birth and death', birthDeath],
  ['sir', sir],
  ['gene', gene],
  ['toggle', toggle],
  ['x16', x16],
  ['x44', x44],
])('%s', (_, { network }) => {
  const directions = directionsOf(network);
  const moves: Moves = movesOf(network, {
    kind: directions ? 'directions' : 'echelon',
    order: directions ? directions.map((_, d) => d) : network.species.map((_, s) => s),
  });
  const table = new Map(supportTable(network, moves).map((entry) => [entry.reactions.join(), entry.bounds]));
  const closures = new Closures(network);
  const support = new Support(network, moves);
  const stream = new Stream().open(1, 0, 0, Purpose.analysis);
  let wider = 0;
  for (let trial = 0; trial < 500; trial++) {
    const counts = network.species.map(() => (stream.uniform() < 0.4 ? 0 : stream.integer(6)));
    const intervals = support.intervals(counts, 0);
    const bounds = table.get(closures.of(counts, 0).key)!;
    const z: number[] = [];
    for (let i = 0; i < moves.rank; i++) {
      intervals.of(i, counts, 0, z);
      const { low, high } = intervals;
      expect(interval(bounds[i]!, counts, z)).toEqual([low, high]);
      // Control: with one molecule more of everything the interval is another.
      const more = interval(
        bounds[i]!,
        counts.map((n) => n + 1),
        z,
      );
      if (more[0] !== low || more[1] !== high) wider++;
      z.push(Math.max(low, Math.min(high, stream.integer(5) - 2)));
    }
  }
  expect(wider).toBeGreaterThan(0);
});

test('a network whose table would be too large is refused', () => {
  const network = crn(Array.from({ length: 13 }, (_, i) => `S${i} -> 0 @ 1`).join('\n'));
  const moves = movesOf(network, { kind: 'directions', order: network.species.map((_, s) => s) });
  const error = (() => {
    try {
      return supportTable(network, moves);
    } catch (e) {
      return e;
    }
  })();
  expect(isCrnGridError(error, 'KernelError')).toBe(true);
  expect(String(error)).toContain('4096 ways');
});
