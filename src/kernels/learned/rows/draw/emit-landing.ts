/** What the draws of both integer heads begin and end with, as emitted code. */
import { vectorFunctions } from '../../../../tensor/vector/activations.ts';
import {
  type FunctionBuilder,
  type FunctionRef,
  f32,
  f32x4,
  f64,
  i32,
  type Local,
  type Value,
  v128,
} from '../../../../wasm/encoder.ts';
import type { EmittedStream } from '../../../../wasm/random.ts';
import { bend } from '../../heads/integer/bell.ts';
import { shearRange } from '../../heads/mixture/graph.ts';
import type { Moves } from '../../lattice/moves.ts';
import { largestCount } from '../../lattice/support.ts';
import type { StagedRow } from '../each-staged.ts';
import type { BoundsJob } from '../emit-bounds.ts';
import type { FewEventsFunctions } from '../emit-few-events.ts';
import { drawn, Failure, type Layout, record, report } from '../layout.ts';

export interface LandingJob extends BoundsJob {
  readonly moves: Moves;
  readonly few: FewEventsFunctions;
  readonly exp: FunctionRef<readonly ['f64'], 'f64'>;
}

/** range · tanh(x / range). */
export function bounded(f: FunctionBuilder, x: Value<'v128'>, range: number): Value<'v128'> {
  const inner = f32x4.mul(x, f32x4.const(1 / range));
  return f32x4.mul(vectorFunctions.tanh(f, inner), f32x4.const(range));
}

/** A draw of the bell from its log-odds; see `bell.ts`. So far out that roots stay finite is far enough. */
export function unbend(f: FunctionBuilder, odds: Value<'v128'>): Value<'v128'> {
  const { add, mul, div, sqrt, const: c } = f32x4;
  const y = f.local('v128', f32x4.pmin(f32x4.pmax(odds, c(-1e4)), c(1e4)));
  const root = sqrt(add(mul(y, y), c(bend * bend)));
  return mul(y, sqrt(div(c(2), add(root, c(bend)))));
}

/** Draws the first two of many events where the gate says so, and goes on with the next row. */
export function emitGate(
  f: FunctionBuilder,
  row: StagedRow,
  stream: EmittedStream,
  column: number,
  { few, exp }: Pick<LandingJob, 'few' | 'exp'>,
): void {
  const { recordAt, outputAt } = row;
  // The first draw, between few events and many, is behind this state.
  const gate = f64.promoteF32(f32.load(outputAt, 4 * column));
  const two = f.local('f64', f64.div(1, f64.add(1, exp(f64.neg(gate)))));
  f.if(f64.lt(stream.uniform(), two), () => {
    const countsAt = f.local('i32', i32.load(recordAt, record.counts));
    const ratesAt = f.local('i32', i32.load(recordAt, record.rates));
    const a0 = f.local('f64', few.propensities(countsAt, ratesAt));
    f.if(i32.eqz(few.solve(countsAt, ratesAt, a0)), () => row.fail(Failure.propensity));
    few.drawPair(f, countsAt, ratesAt, stream);
    f.do(i32.store(recordAt, drawn, record.component));
    row.next();
  });
}

/** Writes by how much each coordinate leans on those before it, from column `shear` of the row's output. */
export function emitShears(
  f: FunctionBuilder,
  outputAt: Local<'i32'>,
  shear: number,
  rank: number,
  layout: Layout,
): void {
  const pairs = (rank * (rank - 1)) / 2;
  if (pairs === 0) return;
  const at = f.local('i32', 0);
  f.while(i32.ltU(at, 4 * pairs), () => {
    const raw = v128.load(i32.add(outputAt, at), 4 * shear);
    f.do(v128.store(at, bounded(f, raw, shearRange), layout.shear));
    f.set(at, i32.add(at, 16));
  });
}

/** Writes the counts that the coordinates in `values` lead to. */
export function emitLanding(
  f: FunctionBuilder,
  row: StagedRow,
  countsAt: Local<'i32'>,
  { rank, species, basis }: Moves,
  layout: Layout,
): void {
  const count = f.local('f64');
  for (let s = 0; s < species; s++) {
    const terms = Array.from({ length: rank }, (_, i) => i).flatMap((i): Value<'f64'>[] => {
      const factor = basis[s * rank + i]!;
      const z = f64.load(i32.const(0), layout.values + 8 * (species + i));
      return factor === 0 ? [] : [factor === 1 ? z : f64.mul(z, factor)];
    });
    if (terms.length === 0) continue;
    f.set(
      count,
      terms.reduce((a, b) => f64.add(a, b), f64.load(i32.const(0), layout.values + 8 * s)),
    );
    f.if(i32.eqz(f64.le(count, largestCount)), () => {
      f.do(i32.store(i32.const(layout.report), s, report.species));
      f.do(f64.store(i32.const(layout.report), count, report.value));
      row.fail(Failure.explosion);
    });
    f.do(i32.store(countsAt, i32.truncSatF64S(count), 4 * s));
  }
}
