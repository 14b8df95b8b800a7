/** Emits one pass over part of one row of a field. */
import {
  choose,
  type FunctionBuilder,
  type FunctionRef,
  f64,
  f64x2,
  i32,
  type Local,
  type ModuleBuilder,
  type Value,
  v128,
} from '../../wasm/encoder.ts';
import type { LatticeSpace } from '../lattice.ts';

const i = 'i32';
const plainParams = [i, i, i, 'f64', 'f64', i, i] as const;
const averageParams = [...plainParams, i, i, i] as const;

/** Byte addresses are those of column 0; columns from … to − 1 are computed. */
export interface RowPasses {
  /** (out, value, source, stay, fresh, from, to): out = stay · value + fresh · source. */
  readonly plain: FunctionRef<typeof plainParams, 'void'>;
  /** (…, middle, above, below): plus the average over the four neighbours in three rows. */
  readonly average: FunctionRef<typeof averageParams, 'void'>;
}

/** Vectors of two cells that the loop does at a time. */
const unrolled = 4;

/** @param hasSource  whether `source` is read at all */
export function emitRow(module: ModuleBuilder, space: LatticeSpace, hasSource: boolean): RowPasses {
  type Rows = Record<'out' | 'value' | 'source', Local<'i32'>> &
    Partial<Record<'middle' | 'above' | 'below', Local<'i32'>>>;

  const build = (
    f: FunctionBuilder,
    rows: Rows,
    stay: Local<'f64'>,
    fresh: Local<'f64'>,
    x: Local<'i32'>,
    to: Local<'i32'>,
  ): void => {
    const { out, value, source, middle, above, below } = rows;
    const offset = f.local('i32');

    /** One cell, at the edge or not. */
    const single = (): void => {
      f.set(offset, i32.shl(x, 3));
      const of = (row: Local<'i32'>, at: Value<'i32'> = offset) => f64.load(i32.add(row, at));
      let sum = f64.mul(stay, of(value));
      if (hasSource) sum = f64.add(sum, f64.mul(fresh, of(source)));
      if (middle && above && below) {
        const right = beside(space, x, middle, space.width - 1, 0, i32.add(offset, 8));
        const left = beside(space, x, middle, 0, space.width - 1, i32.sub(offset, 8));
        const sides = f64.add(f64.add(f64.add(right, left), of(below)), of(above));
        sum = f64.add(sum, f64.mul(0.25, sides));
      }
      f.do(f64.store(i32.add(out, offset), sum));
      f.set(x, i32.add(x, 1));
    };

    const [stays, freshes] = [f.local('v128', f64x2.splat(stay)), f.local('v128', f64x2.splat(fresh))];
    const at = Object.fromEntries(Object.keys(rows).map((name) => [name, f.local('i32')])) as typeof rows;
    /** 2 n cells from x on, none at the edge. */
    const vectors = (n: number): void => {
      f.set(offset, i32.shl(x, 3));
      for (const [name, row] of Object.entries(rows))
        f.set(at[name as keyof Rows]!, i32.add(row, name === 'middle' ? i32.sub(offset, 8) : offset));
      for (let k = 0; k < n; k++) {
        const of = (row: Local<'i32'>, more = 0) => v128.load(row, 16 * k + more);
        let sum = f64x2.mul(stays, of(at.value));
        if (hasSource) sum = f64x2.add(sum, f64x2.mul(freshes, of(at.source)));
        if (at.middle && at.above && at.below) {
          // `at.middle` is one cell back.
          const beside = f64x2.add(of(at.middle, 16), of(at.middle));
          const sides = f64x2.add(f64x2.add(beside, of(at.below)), of(at.above));
          sum = f64x2.add(sum, f64x2.mul(f64x2.const(0.25), sides));
        }
        f.do(v128.store(at.out, sum, 16 * k));
      }
      f.set(x, i32.add(x, 2 * n));
    };

    // Two single cells, so that the rest lies on multiples of 16 bytes where rows do.
    f.while(i32.and(i32.ltS(x, 2), i32.ltS(x, to)), single);
    const inner = f.local('i32', choose(i, i32.ltS(to, space.width), to, i32.const(space.width - 1)));
    for (const n of [unrolled, 1]) f.while(i32.leS(i32.add(x, 2 * n), inner), () => vectors(n));
    f.while(i32.ltS(x, to), single);
  };

  return {
    plain: module.function('plain', plainParams, 'void', (f, out, value, source, stay, fresh, from, to) =>
      build(f, { out, value, source }, stay, fresh, from, to),
    ),
    average: module.function(
      'average',
      averageParams,
      'void',
      (f, out, value, source, stay, fresh, from, to, middle, above, below) =>
        build(f, { out, value, source, middle, above, below }, stay, fresh, from, to),
    ),
  };
}

/** The cell beside column x of a row: at column `edgeColumn` what lies beyond the edge, else at `offset`. */
function beside(
  { edge }: LatticeSpace,
  x: Local<'i32'>,
  row: Local<'i32'>,
  edgeColumn: number,
  opposite: number,
  offset: Value<'i32'>,
): Value<'f64'> {
  const beyond = {
    wrap: f64.load(i32.add(row, 8 * opposite)),
    reflect: f64.load(i32.add(row, i32.shl(x, 3))),
    absorb: f64.const(0),
  }[edge];
  return choose('f64', i32.eq(x, edgeColumn), beyond, f64.load(i32.add(row, offset)));
}
