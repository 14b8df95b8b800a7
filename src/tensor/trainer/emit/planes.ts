/**
 * Routines over planes as WebAssembly SIMD code: maps with broadcasting, folds of
 * groups of planes, sums over rows, and rows of memory to planes and back.
 */
import {
  type FunctionBuilder,
  f32,
  f32x4,
  i32,
  type Local,
  type Operand,
  select,
  shuffle32,
  type Value,
  v128,
} from '../../../wasm/encoder.ts';
import { sweep, TURN, turns } from '../../vector/loop.ts';
import { type Frame, offsetOf, type Region, ROW, type View } from '../plan/plan.ts';

export type Vector = Value<'v128'>;
export type Variable = Local<'v128'>;

/** Where a result goes, and whether it adds to what is there. */
export interface Target {
  readonly view: View;
  readonly add: boolean;
}

/** Address of a region. */
export function baseOf({ scratch, slice, at }: Frame, region: Region): Operand<'i32'> {
  if (region === 'scratch') return scratch;
  return region === 'slice' ? slice : at[region];
}

/**
 * `to[k] = op(from…)[k]`, element by element. A source of one column stands for all
 * columns, one of a single row for all rows; all others have the shape of the targets.
 */
export function emitMap(
  f: FunctionBuilder,
  frame: Frame,
  from: readonly View[],
  to: readonly Target[],
  op: (...values: Variable[]) => readonly Vector[],
): void {
  const { buffer, width } = to[0]!.view;
  const { stride } = buffer;
  const isRow = (view: View): boolean => view.buffer.row && !buffer.row;
  const isNarrow = (view: View): boolean => view.width === 1 && width > 1;
  const flat = from.every(
    (view) => isRow(view) === (view.width === 1 && isRow(view)) && (isRow(view) || !isNarrow(view)),
  );
  const home = baseOf(frame, buffer.region);
  const at = f.local('i32', home);
  const inColumn = f.local('i32');
  const row = f.local('i32', baseOf(frame, 'fixed'));
  const columnEnd = f.local('i32', i32.add(home, flat ? width * stride : stride));
  const end = f.local('i32', i32.add(home, width * stride));
  sweep(f, at, 0, end, () => {
    const rows = from.map((view) =>
      isRow(view)
        ? f.local('v128', v128.load(isNarrow(view) ? baseOf(frame, 'fixed') : row, offsetOf(view)))
        : undefined,
    );
    f.set(inColumn, home);
    sweep(f, inColumn, TURN, columnEnd, () => {
      for (const turn of turns) {
        const values = from.map(
          (view, k) =>
            rows[k] ?? f.local('v128', v128.load(isNarrow(view) ? inColumn : at, offsetOf(view) + turn)),
        );
        op(...values).forEach((value, k) => store(f, at, to[k]!, value, turn));
      }
      f.set(at, i32.add(at, TURN));
    });
    f.set(row, i32.add(row, ROW));
  });
}

function store(
  f: FunctionBuilder,
  at: Local<'i32'>,
  { view, add }: Target,
  value: Vector,
  turn: number,
): void {
  const offset = offsetOf(view) + turn;
  f.do(v128.store(at, add ? f32x4.add(v128.load(at, offset), value) : value, offset));
}

/** Walks over groups of `size` planes: `at` is a place in the first of them, `group` the same place in plane number `group`. */
function eachGroup(
  f: FunctionBuilder,
  home: Operand<'i32'>,
  stride: number,
  size: number,
  groups: number,
  body: (at: Local<'i32'>, group: Local<'i32'>) => void,
): void {
  const at = f.local('i32', home);
  const group = f.local('i32', home);
  const columnEnd = f.local('i32');
  const end = f.local('i32', i32.add(home, groups * stride));
  sweep(f, group, 0, end, () => {
    f.set(columnEnd, i32.add(group, stride));
    sweep(f, group, TURN, columnEnd, () => {
      body(at, group);
      f.set(at, i32.add(at, TURN));
    });
    f.set(at, i32.add(at, (size - 1) * stride));
  });
}

/** Combines each `size` neighbouring planes into one. */
export function emitFold(
  f: FunctionBuilder,
  frame: Frame,
  from: View,
  size: number,
  to: Target,
  start: number,
  combine: (sum: Vector, value: Vector) => Vector,
): void {
  const { stride, region } = to.view.buffer;
  const sums = turns.map(() => f.local('v128'));
  const member = f.local('i32');
  const end = f.local('i32');
  eachGroup(f, baseOf(frame, region), stride, size, to.view.width, (at, group) => {
    for (const sum of sums) f.set(sum, f32x4.const(start));
    f.set(member, at);
    f.set(end, i32.add(at, size * stride));
    sweep(f, member, stride, end, () =>
      turns.forEach((turn, i) => {
        f.set(sums[i]!, combine(sums[i]!, v128.load(member, offsetOf(from) + turn)));
      }),
    );
    turns.forEach((turn, i) => store(f, group, to, sums[i]!, turn));
  });
}

/** `to = op(groups…, members…)`: one plane of each of `groups` stands for `size` planes. */
export function emitSpread(
  f: FunctionBuilder,
  frame: Frame,
  groups: readonly View[],
  members: readonly View[],
  size: number,
  to: Target,
  op: (...values: Variable[]) => Vector,
): void {
  const { stride, region } = to.view.buffer;
  const member = f.local('i32');
  const end = f.local('i32');
  eachGroup(f, baseOf(frame, region), stride, size, to.view.width / size, (at, group) => {
    const heads = turns.map((turn) =>
      groups.map((view) => f.local('v128', v128.load(group, offsetOf(view) + turn))),
    );
    f.set(member, at);
    f.set(end, i32.add(at, size * stride));
    sweep(f, member, stride, end, () =>
      turns.forEach((turn, i) => {
        const own = members.map((view) => f.local('v128', v128.load(member, offsetOf(view) + turn)));
        store(f, member, to, op(...heads[i]!, ...own), turn);
      }),
    );
  });
}

/**
 * Adds the rows of each column to a row. `lanes`: eight partial sums, added to what is
 * there; otherwise the whole sum, eight times.
 */
export function emitSumRows(f: FunctionBuilder, frame: Frame, from: View, to: Target, lanes: boolean): void {
  const { stride, region } = from.buffer;
  const at = f.local('i32', baseOf(frame, region));
  const row = f.local('i32', baseOf(frame, to.view.buffer.region));
  const columnEnd = f.local('i32');
  const end = f.local('i32', i32.add(at, from.width * stride));
  const sums = turns.map(() => f.local('v128'));
  sweep(f, at, 0, end, () => {
    turns.forEach((turn, i) => {
      f.set(sums[i]!, lanes ? v128.load(row, offsetOf(to.view) + turn) : f32x4.const(0));
    });
    f.set(columnEnd, i32.add(at, stride));
    sweep(f, at, TURN, columnEnd, () =>
      turns.forEach((turn, i) => {
        f.set(sums[i]!, f32x4.add(sums[i]!, v128.load(at, offsetOf(from) + turn)));
      }),
    );
    if (lanes) turns.forEach((turn, i) => f.do(v128.store(row, sums[i]!, offsetOf(to.view) + turn)));
    else {
      const sum = f.local(
        'v128',
        sums.slice(1).reduce<Vector>((a, b) => f32x4.add(a, b), sums[0]!),
      );
      f.set(sum, f32x4.add(sum, shuffle32(sum, sum, [2, 3, 0, 1])));
      f.set(sum, f32x4.add(sum, shuffle32(sum, sum, [1, 0, 3, 2])));
      for (const turn of turns) store(f, row, to, sum, turn);
    }
    f.set(row, i32.add(row, ROW));
  });
}

/** Row-major rows first…last at `rows` into planes; places beyond the last row repeat it. */
export function emitLoad(
  f: FunctionBuilder,
  frame: Frame,
  rows: Operand<'i32'>,
  first: Operand<'i32'>,
  last: Operand<'i32'>,
  to: View,
): void {
  const { stride, region } = to.buffer;
  const start = f.local('i32', rows);
  const row = f.local('i32', first);
  const from = f.local('i32');
  const at = f.local('i32', baseOf(frame, region));
  const end = f.local('i32', i32.add(at, stride));
  sweep(f, at, 4, end, () => {
    const kept = select('i32', i32.ltU(row, last), row, last);
    f.set(from, i32.add(start, i32.mul(kept, 4 * to.width)));
    for (let column = 0; column < to.width; column++)
      f.do(f32.store(at, f32.load(from, 4 * column), offsetOf(to) + stride * column));
    f.set(row, i32.add(row, 1));
  });
}

/** Planes into the rows first…last at `rows`, row-major. */
export function emitStore(
  f: FunctionBuilder,
  frame: Frame,
  from: View,
  rows: Operand<'i32'>,
  first: Operand<'i32'>,
  last: Operand<'i32'>,
  add: boolean,
): void {
  const { stride, region } = from.buffer;
  const row = f.local('i32', first);
  const to = f.local('i32', i32.add(rows, i32.mul(row, 4 * from.width)));
  const at = f.local('i32', baseOf(frame, region));
  f.loop((again) => {
    for (let column = 0; column < from.width; column++) {
      const value = f32.load(at, offsetOf(from) + stride * column);
      f.do(f32.store(to, add ? f32.add(f32.load(to, 4 * column), value) : value, 4 * column));
    }
    f.set(to, i32.add(to, 4 * from.width));
    f.set(at, i32.add(at, 4));
    f.brIf(again, i32.leU(f.tee(row, i32.add(row, 1)), last));
  });
}

/** 1 for the rows first…last, 0 beyond. */
export function emitValid(f: FunctionBuilder, frame: Frame, to: View): void {
  const row = f.local('i32', frame.first);
  const at = f.local('i32', frame.scratch);
  const end = f.local('i32', i32.add(at, to.buffer.stride));
  sweep(f, at, 4, end, () => {
    f.do(f32.store(at, f32.convertI32S(i32.leU(row, frame.last)), offsetOf(to)));
    f.set(row, i32.add(row, 1));
  });
}
