/**
 * All operations but products on one tile, as WebAssembly SIMD code. Planes of one
 * node lie one after the other, so an operation without broadcasting is one loop.
 */
import { type FunctionBuilder, f32, f32x4, i32, type Local, type Value, v128 } from '../../wasm/encoder.ts';
import type { BinaryOp } from '../graph.ts';
import { vectorFunctions } from '../vector/activations.ts';
import { sweep, TURN, turns } from '../vector/loop.ts';
import { transpose4 } from '../vector/transpose.ts';
import { emitGroup } from './group.ts';
import type { Place, Step } from './plan.ts';

type Vector = Value<'v128'>;

/** What a step's function is given: addresses, and the first row of the staged batch that the tile holds. */
export interface TileArguments {
  readonly weights: Local<'i32'>;
  readonly scratch: Local<'i32'>;
  readonly first: Local<'i32'>;
}

const binaryVector: Readonly<Record<BinaryOp, (a: Vector, b: Vector) => Vector>> = {
  add: f32x4.add,
  sub: f32x4.sub,
  mul: f32x4.mul,
  div: f32x4.div,
  max: f32x4.max,
  min: f32x4.min,
};

/** Writes `op` of the operands, column by column; one of width 1 stands for all columns, a row for all rows. */
function emitMap(
  f: FunctionBuilder,
  { weights, scratch }: TileArguments,
  tile: number,
  from: readonly Place[],
  out: Place,
  op: (...values: Vector[]) => Vector,
): void {
  const stride = 4 * tile;
  const flat = from.every((p) => (p.in === 'scratch' ? p.width === out.width : p.width === 1));
  const at = f.local('i32', scratch);
  const inColumn = f.local('i32');
  const row = f.local('i32', weights);
  const columnEnd = f.local('i32', i32.add(scratch, flat ? out.width * stride : stride));
  const end = f.local('i32', i32.add(scratch, out.width * stride));
  sweep(f, at, 0, end, () => {
    const splats = from.map((p) =>
      p.in === 'weights'
        ? f.local('v128', v128.load32Splat(p.width === 1 ? weights : row, p.offset))
        : undefined,
    );
    f.set(inColumn, scratch);
    sweep(f, inColumn, TURN, columnEnd, () => {
      for (const turn of turns) {
        const values = from.map(
          (p, i) => splats[i] ?? v128.load(p.width === out.width ? at : inColumn, p.offset + turn),
        );
        f.do(v128.store(at, op(...values), out.offset + turn));
      }
      f.set(at, i32.add(at, TURN));
    });
    f.set(row, i32.add(row, 4));
  });
}

/** Copies planes, runs of neighbours together. */
function emitColumns(
  f: FunctionBuilder,
  scratch: Local<'i32'>,
  tile: number,
  sources: readonly number[],
  out: Place,
): void {
  const stride = 4 * tile;
  const at = f.local('i32');
  const end = f.local('i32');
  for (let k = 0; k < sources.length; ) {
    let run = 1;
    while (sources[k + run] === sources[k]! + run * stride) run++;
    const [from, to] = [sources[k]!, out.offset + k * stride];
    f.set(at, scratch);
    f.set(end, i32.add(scratch, run * stride));
    sweep(f, at, TURN, end, () => {
      for (const turn of turns) f.do(v128.store(at, v128.load(at, from + turn), to + turn));
    });
    k += run;
  }
}

/**
 * Rows to planes (`load`) or planes to rows (`store`), for all rows of the tile, four
 * rows and four columns at a time; rows beyond the last are staged room too.
 */
function emitTranspose(
  f: FunctionBuilder,
  { scratch, first }: TileArguments,
  tile: number,
  step: Extract<Step, { kind: 'load' | 'store' }>,
): void {
  const { width, offset } = step.at;
  const [rowBytes, planeBytes] = [4 * width, 4 * tile];
  const column = f.local('i32', i32.add(scratch, i32.mul(first, rowBytes)));
  const firstPlane = f.local('i32', scratch);
  const row = f.local('i32');
  const plane = f.local('i32');
  const end = f.local('i32');
  const eachRow = (rows: number, body: () => void): void => {
    f.set(row, column);
    f.set(plane, firstPlane);
    f.set(end, i32.add(firstPlane, planeBytes));
    sweep(f, plane, 4 * rows, end, () => {
      body();
      f.set(row, i32.add(row, rows * rowBytes));
    });
  };
  const four = [0, 1, 2, 3];
  const inRow = (k: number) => step.staging + k * rowBytes;
  const inPlane = (k: number) => offset + k * planeBytes;
  const [from, fromAt, to, toAt] =
    step.kind === 'load' ? [row, inRow, plane, inPlane] : [plane, inPlane, row, inRow];
  const whole = Math.floor(width / 4);
  if (whole > 0) {
    const lastPlane = f.local('i32', i32.add(scratch, whole * 4 * planeBytes));
    sweep(f, firstPlane, 4 * planeBytes, lastPlane, () => {
      eachRow(4, () => {
        const [a, b, c, d] = four.map((k) => v128.load(from, fromAt(k)));
        transpose4(f, [a!, b!, c!, d!]).forEach((line, k) => {
          f.do(v128.store(to, line, toAt(k)));
        });
      });
      f.set(column, i32.add(column, 16));
    });
  }
  for (let k = 0; k < width % 4; k++)
    eachRow(1, () => {
      const [rowAt, planeAt] = [step.staging + 4 * k, inPlane(k)];
      if (step.kind === 'load') f.do(f32.store(plane, f32.load(row, rowAt), planeAt));
      else f.do(f32.store(row, f32.load(plane, planeAt), rowAt));
    });
}

/** Writes the statements of one step, all but the dense one. */
export function emitStep(
  f: FunctionBuilder,
  args: TileArguments,
  tile: number,
  step: Exclude<Step, { kind: 'dense' }>,
): void {
  if (step.kind === 'node') emitNode(f, args, tile, step);
  else emitTranspose(f, args, tile, step);
}

function emitNode(
  f: FunctionBuilder,
  args: TileArguments,
  tile: number,
  { node, from, out }: Extract<Step, { kind: 'node' }>,
): void {
  const plane = (place: Place, column: number) => place.offset + 4 * tile * column;
  switch (node.op) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'max':
    case 'min':
      emitMap(f, args, tile, from, out, binaryVector[node.op]);
      break;
    case 'where':
      emitMap(f, args, tile, from, out, (a, b, c) => v128.bitselect(b, c, f32x4.gt(a, f32x4.const(0))));
      break;
    case 'groupSum':
    case 'groupMax':
    case 'groupLogSumExp':
    case 'groupSoftmax':
      emitGroup(f, args.scratch, tile, node.op, node.size, from[0]!, out);
      break;
    case 'columns': {
      const sources = node.index.map((column) => plane(from[0]!, column));
      emitColumns(f, args.scratch, tile, sources, out);
      break;
    }
    case 'concat': {
      const sources = from.flatMap((part) => Array.from({ length: part.width }, (_, c) => plane(part, c)));
      emitColumns(f, args.scratch, tile, sources, out);
      break;
    }
    case 'input':
    case 'param':
    case 'constant':
    case 'matmul':
    case 'choose':
    case 'logBells':
    case 'mean':
      throw new Error(`${node.op} is no step of its own`);
    default: {
      const vector = vectorFunctions[node.op];
      emitMap(f, args, tile, from, out, (x) => vector(f, x));
    }
  }
}
