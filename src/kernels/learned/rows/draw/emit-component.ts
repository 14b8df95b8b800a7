/** The choice of a mixture component, as emitted code. */
import { vectorFunctions } from '../../../../tensor/vector/activations.ts';
import {
  type FunctionBuilder,
  f32,
  f32x4,
  f64,
  i32,
  i32x4,
  type Local,
  type ModuleBuilder,
  shuffle32,
  type Value,
  v128,
} from '../../../../wasm/encoder.ts';
import { EmittedStream } from '../../../../wasm/random.ts';
import { emitPass, type Outputs, type Pass, type StagedRow } from '../each-staged.ts';
import { Failure, type Layout, record, report } from '../layout.ts';

type Vector = Value<'v128'>;

/**
 * Emits the choice: a number, or {@link drawn}, goes to the record. The logits are the first
 * `mixtures` outputs of a row; up to three more are read.
 *
 * @param before  emits what comes first
 */
export function emitComponent(
  module: ModuleBuilder,
  mixtures: number,
  layout: Layout,
  outputs: Outputs,
  before: (f: FunctionBuilder, row: StagedRow, stream: EmittedStream) => void = () => undefined,
): Pass {
  return emitPass(module, 'choose', layout, outputs, (f, row) => {
    const { recordAt, outputAt } = row;
    const stream = new EmittedStream(f);
    stream.load(recordAt, record.stream);
    before(f, row, stream);
    const u = f.local('f64', stream.uniform());
    stream.save(recordAt, record.stream);
    const logits = Array.from({ length: Math.ceil(mixtures / 4) }, (_, g) =>
      f.local('v128', v128.load(outputAt, 16 * g)),
    );
    const chosen = chooseAmong(f, logits, mixtures, u, () => {
      f.do(f64.store(i32.const(layout.report), Number.NaN, report.value));
      row.fail(Failure.explosion);
    });
    f.do(i32.store(recordAt, chosen, record.component));
  });
}

/**
 * Writes the choice of one of `n`, by their logits, four in a vector: chances are told apart to 2⁻²⁴.
 * The vectors are overwritten.
 *
 * @param u     uniform in [0, 1)
 * @param fail  emits what happens where a logit is no number
 * @returns its number, to be used once
 */
export function chooseAmong(
  f: FunctionBuilder,
  logits: readonly Local<'v128'>[],
  n: number,
  u: Value<'f64'>,
  fail: () => void,
): Value<'i32'> {
  /** 1 in the lanes of group g below component `end`. */
  const lanes = (g: number, end: number): number => (1 << Math.max(0, Math.min(4, end - 4 * g))) - 1;
  const mask = (bits: number): Vector =>
    v128.const(new Uint8Array(Int32Array.from([1, 2, 4, 8], (bit) => (bits & bit ? -1 : 0)).buffer));
  const zero = f32x4.const(0);
  // Rounded to 1 it would choose the last component, whatever its weight.
  const share = f.local('f32', f32.min(f32.demoteF64(u), 1 - 2 ** -24));
  for (const [g, x] of logits.entries()) {
    const inside = lanes(g, n);
    if (inside !== 15) f.set(x, v128.bitselect(x, f32x4.const(-Infinity), mask(inside)));
  }
  const top = f.local('v128', logits.slice(1).reduce<Vector>(f32x4.pmax, logits[0]!));
  f.set(top, f32x4.pmax(top, shuffle32(top, top, [2, 3, 0, 1])));
  f.set(top, f32x4.pmax(top, shuffle32(top, top, [1, 0, 3, 2])));
  // Running sums of the weights.
  const total = f.local('v128', zero);
  for (const x of logits) {
    f.set(x, vectorFunctions.exp(f, f32x4.sub(x, top)));
    f.set(x, f32x4.add(x, shuffle32(zero, x, [0, 4, 5, 6])));
    f.set(x, f32x4.add(x, shuffle32(zero, x, [0, 1, 4, 5])));
    f.set(x, f32x4.add(x, total));
    f.set(total, shuffle32(x, x, [3, 3, 3, 3]));
  }
  f.if(i32.eqz(f32.gt(f32x4.extractLane(total, 0), 0)), fail);
  const target = f.local('v128', f32x4.mul(total, f32x4.splat(share)));
  const passed = logits.map((x, g) =>
    i32.popcnt(i32.and(i32x4.bitmask(f32x4.le(x, target)), lanes(g, n - 1))),
  );
  return passed.reduce((a, b) => i32.add(a, b));
}
