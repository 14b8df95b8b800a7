/**
 * Emits one sweep of a field over the rows of a tile: several passes behind each other,
 * each a row behind the one before it, so that a row is read from memory and written to it
 * once. What an inner pass has computed is kept for three rows. Rows beyond the tile that
 * inner passes need are computed again by every tile that needs them, to the same bits.
 */
import { choose, f64, i32, type Local, ModuleBuilder, type Value } from '../../wasm/encoder.ts';
import type { LatticeSpace } from '../lattice.ts';
import { emitRow } from './emit-row.ts';

export interface SweepParts {
  readonly space: LatticeSpace;
  readonly sources: readonly { readonly species: number; readonly rate: number }[];
  /** Passes of a sweep, at most. */
  readonly deepest: number;
  /** Byte address of the two weights of every pass, f64 each. */
  readonly weights: number;
  /** Byte addresses of rows of work: three for every inner pass, then one of sources for every pass. */
  readonly rings: number;
  readonly sourceRows: number;
  /** Byte address of a row that stays 0. */
  readonly zeros: number;
  /** Bytes of a row of work. */
  readonly rowBytes: number;
  readonly shared: boolean;
}

const i = 'i32';

/**
 * The module in the binary format; it imports `env.memory` and exports
 * `sweep(value, from, to, counts, stride, firstRow, lastRow, firstColumn, lastColumn, levels, pass)`:
 * addresses of the planes that hold the field, the last sweep's result and this one's;
 * addresses of counts and bytes from cell to cell; how many passes, and the number of the first.
 */
export function emitSweep(parts: SweepParts): Uint8Array<ArrayBuffer> {
  const { space, sources, deepest, weights, rowBytes, zeros, shared } = parts;
  const { width, height, edge } = space;
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1, maximum: 65536, shared });
  const { plain, average } = emitRow(module, space, sources.length > 0);
  const secrete = sources.length > 0 ? emitSources(module, sources) : undefined;

  const params = [i, i, i, i, i, i, i, i, i, i, i] as const;
  const sweep = module.function(
    'sweep',
    params,
    'void',
    (f, value, from, to, counts, stride, firstRow, lastRow, firstColumn, lastColumn, levels, pass) => {
      const [t, level, row, spare] = [f.local(i), f.local(i), f.local(i), f.local(i)];
      const [out, middle, above, below, source] = [
        f.local(i),
        f.local(i),
        f.local(i),
        f.local(i),
        f.local(i),
      ];
      /** The number of a row on the grid; rows of a wrapped grid go on beyond its edge. */
      const onGrid = (r: Value<'i32'>): Value<'i32'> =>
        edge === 'wrap' ? i32.remS(i32.add(i32.remS(r, height), height), height) : r;
      const inPlane = (plane: Local<'i32'>, r: Value<'i32'>) => i32.add(plane, i32.mul(onGrid(r), 8 * width));
      const slot = (r: Value<'i32'>, slots: number | Local<'i32'>) =>
        i32.remU(i32.add(r, i32.mul(slots, deepest)), slots);
      /** Where inner pass `l` keeps row r. */
      const rowOf = (l: Value<'i32'>, r: Value<'i32'>) =>
        i32.add(parts.rings, i32.mul(i32.add(i32.mul(i32.sub(l, 1), 3), slot(r, 3)), rowBytes));
      /** Row r as the pass before has left it. */
      const before = (r: Value<'i32'>) =>
        choose(i, i32.eq(level, 1), inPlane(from, r), rowOf(i32.sub(level, 1), r));
      const shift = i32.shl(firstColumn, 3);
      /** Rows above and below: at a wall the row itself, beyond an absorbing edge nothing. */
      const neighbour = (into: Local<'i32'>, r: Value<'i32'>, atEdge: Value<'i32'>): void => {
        if (edge === 'wrap') f.set(into, before(r));
        else f.set(into, choose(i, atEdge, edge === 'reflect' ? middle : i32.sub(zeros, shift), before(r)));
      };

      const oneRow = (): void => {
        f.set(source, i32.sub(i32.add(parts.sourceRows, i32.mul(slot(row, levels), rowBytes)), shift));
        if (secrete)
          f.if(i32.eq(level, 1), () => {
            const cells = i32.mul(onGrid(row), width);
            f.do(secrete(i32.add(counts, i32.mul(cells, stride)), stride, source, firstColumn, lastColumn));
          });
        const start = f.local(i, inPlane(value, row));
        f.set(out, choose(i, i32.eq(level, levels), inPlane(to, row), rowOf(level, row)));
        const number = f.local(i, i32.add(pass, i32.sub(level, 1)));
        const at = f.local(i, i32.shl(number, 4));
        const [stay, fresh] = [f64.load(at, weights), f64.load(at, weights + 8)];
        f.if(
          number,
          () => {
            f.set(middle, before(row));
            neighbour(above, i32.sub(row, 1), i32.eqz(row));
            neighbour(below, i32.add(row, 1), i32.eq(row, height - 1));
            f.do(average(out, start, source, stay, fresh, firstColumn, lastColumn, middle, above, below));
          },
          () => f.do(plain(out, start, source, stay, fresh, firstColumn, lastColumn)),
        );
      };

      f.set(t, i32.sub(firstRow, i32.sub(levels, 1)));
      f.while(i32.ltS(t, i32.sub(i32.add(lastRow, levels), 1)), () => {
        f.set(level, 1);
        f.while(i32.leS(level, levels), () => {
          f.set(row, i32.sub(t, i32.sub(level, 1)));
          f.set(spare, i32.sub(levels, level));
          const needed = i32.and(
            i32.geS(row, i32.sub(firstRow, spare)),
            i32.ltS(row, i32.add(lastRow, spare)),
          );
          f.if(edge === 'wrap' ? needed : i32.and(needed, i32.ltU(row, height)), oneRow);
          f.set(level, i32.add(level, 1));
        });
        f.set(t, i32.add(t, 1));
      });
    },
  );
  module.export('sweep', sweep);
  return module.encode();
}

/** (counts, stride, out, from, to): what the molecules of one row add per time, columns from … to − 1. */
function emitSources(module: ModuleBuilder, sources: SweepParts['sources']) {
  return module.function('secrete', [i, i, i, i, i], 'void', (f, counts, stride, out, x, to) => {
    f.set(counts, i32.add(counts, i32.mul(x, stride)));
    f.set(out, i32.add(out, i32.shl(x, 3)));
    f.while(i32.ltS(x, to), () => {
      const terms = sources.map(({ species, rate }) =>
        f64.mul(rate, f64.convertI32S(i32.load(counts, 4 * species))),
      );
      f.do(
        f64.store(
          out,
          terms.reduce((a, b) => f64.add(a, b)),
        ),
      );
      f.set(counts, i32.add(counts, stride));
      f.set(out, i32.add(out, 8));
      f.set(x, i32.add(x, 1));
    });
  });
}
