/**
 * What happens to a draw where a propensity is no rate. Learned laws are bounded by stoichiometry,
 * not by what a formula says (the 30 of `0 -> X @ {k * (30 - X)}`): such a draw is taken back,
 * and the row goes to exact simulation as it was.
 */
import type { Network } from '../../../../crn/network.ts';
import {
  type FunctionBuilder,
  f64,
  i32,
  type Local,
  type ModuleBuilder,
  type Value,
} from '../../../../wasm/encoder.ts';
import type { FewEventsFunctions } from '../emit-few-events.ts';
import { type Layout, record, report } from '../layout.ts';

/** Emits the noting of a row's counts before it is drawn, from their byte address. */
export function keepCounts(
  f: FunctionBuilder,
  { species }: Network,
  layout: Layout,
  countsAt: Value<'i32'>,
): void {
  for (const s of species.keys())
    f.do(f64.store(i32.const(0), f64.convertI32S(i32.load(countsAt, 4 * s)), layout.values + 8 * s));
}

/**
 * Makes what is emitted after a row is drawn, from the byte addresses of its record and its counts;
 * absent where propensities are rates in all states. The counts before were noted by {@link keepCounts}.
 */
export function emitTakeBack(
  module: ModuleBuilder,
  { species }: Network,
  layout: Layout,
  { lawful }: Pick<FewEventsFunctions, 'lawful'>,
): ((f: FunctionBuilder, recordAt: Local<'i32'>, countsAt: Value<'i32'>) => void) | undefined {
  if (!lawful) return undefined;
  const at = (field: number): Value<'i32'> => i32.load(i32.const(layout.report), field);
  const takeBack = module.function('take back', ['i32', 'i32'], 'void', (f, recordAt, countsAt) => {
    for (const s of species.keys()) {
      const before = f64.load(i32.const(0), layout.values + 8 * s);
      f.do(i32.store(countsAt, i32.truncSatF64S(before), 4 * s));
    }
    const exact = f.local('i32', at(report.exact));
    f.do(
      i32.store(i32.shl(exact, 2), i32.load(recordAt, record.row), layout.exact),
      i32.store(i32.const(layout.report), i32.add(exact, 1), report.exact),
      i32.store(i32.const(layout.report), i32.add(at(report.takenBack), 1), report.takenBack),
    );
  });
  return (f, recordAt, countsAt) =>
    f.if(i32.eqz(lawful(countsAt, i32.load(recordAt, record.rates))), () =>
      f.do(takeBack(recordAt, countsAt)),
    );
}
