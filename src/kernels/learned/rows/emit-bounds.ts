/** The intervals of a row's coordinates (`support.ts`), as emitted code reads them from `interval-tables.ts`. */
import {
  type FunctionBuilder,
  type FunctionRef,
  f64,
  i32,
  type Local,
  type ModuleBuilder,
  type Value,
} from '../../../wasm/encoder.ts';
import { closureSlots, type Layout } from './layout.ts';

export interface BoundsJob {
  readonly layout: Layout;
  /** What a reaction needs to be there: species and count, one bit of a closure each. */
  readonly needs: readonly { readonly species: number; readonly count: number }[];
  /** Address of the table of intervals of the row of counts at an address; asked for a closure not met lately. */
  readonly tableOf: FunctionRef<readonly ['i32'], 'i32'>;
}

/** Emits `(countsAt)`: the address of the row's table, until the next one is asked for. */
export function emitTableOf(
  module: ModuleBuilder,
  { layout, needs, tableOf }: BoundsJob,
): FunctionRef<readonly ['i32'], 'i32'> {
  const words = Math.max(1, Math.ceil(needs.length / 32));
  return module.function('table', ['i32'], 'i32', (f, countsAt) => {
    // One bit for each need that the state meets.
    const met = Array.from({ length: words }, (_, w) =>
      f.local(
        'i32',
        needs.slice(32 * w, 32 * w + 32).reduce<Value<'i32'>>((bits, { species, count }, b) => {
          const enough = i32.geS(i32.load(countsAt, 4 * species), count);
          return i32.or(bits, b === 0 ? enough : i32.shl(enough, b));
        }, i32.const(0)),
      ),
    );
    const hash = met.reduce<Value<'i32'>>(
      (sum, word) => i32.mul(i32.xor(sum, word), 0x9e3779b1 | 0),
      i32.const(0),
    );
    const slotBits = Math.log2(closureSlots);
    const slot = f.local('i32', i32.mul(i32.shrU(hash, 32 - slotBits), layout.closureBytes));
    const table = f.local('i32', i32.load(slot, layout.closures + 4 * words));
    const other = met.map((word, w) => i32.ne(word, i32.load(slot, layout.closures + 4 * w)));
    f.if(
      other.reduce((a, b) => i32.or(a, b), i32.eqz(table)),
      () => {
        f.set(table, tableOf(countsAt));
        for (const [w, word] of met.entries()) f.do(i32.store(slot, word, layout.closures + 4 * w));
        f.do(i32.store(slot, table, layout.closures + 4 * words));
      },
    );
    f.return(table);
  });
}

/** Emits what reads the bounds of the next coordinate of a table, for the row and coordinates in `values`. */
export function emitBounds(
  f: FunctionBuilder,
  layout: Layout,
): (table: Local<'i32'>, low: Local<'f64'>, high: Local<'f64'>) => void {
  const [bounds, terms] = [f.local('i32'), f.local('i32')];
  const [room, factor] = [f.local('f64'), f.local('f64')];
  return (table, low, high) => {
    f.set(low, -Infinity);
    f.set(high, Infinity);
    f.set(bounds, i32.load(table));
    f.set(table, i32.add(table, 8));
    f.while(bounds, () => {
      f.set(factor, f64.load(table));
      f.set(terms, i32.load(table, 8));
      f.set(table, i32.add(table, 16));
      f.set(room, 0);
      f.while(terms, () => {
        const value = f64.load(i32.load(table, 8), layout.values);
        f.set(room, f64.add(room, f64.mul(f64.load(table), value)));
        f.set(table, i32.add(table, 16));
        f.set(terms, i32.sub(terms, 1));
      });
      f.set(room, f64.div(room, factor));
      f.if(
        f64.gt(factor, 0),
        () => f.set(high, f64.min(high, f64.floor(room))),
        () => f.set(low, f64.max(low, f64.ceil(room))),
      );
      f.set(bounds, i32.sub(bounds, 1));
    });
  };
}
