/** Draws the state after the step of a staged row with the `counts` head (`counts/head.ts`), as emitted code. */
import type { Network } from '../../../crn/network.ts';
import { vectorFunctions } from '../../../tensor/vector/activations.ts';
import {
  type FunctionBuilder,
  type FunctionRef,
  f32,
  f32x4,
  f64,
  i32,
  type Local,
  type ModuleBuilder,
  type Value,
  v128,
} from '../../../wasm/encoder.ts';
import { EmittedStream } from '../../../wasm/random.ts';
import { bend } from '../counts/bell.ts';
import { countsColumns, leastScale, scaleRange, shearRange } from '../counts/graph.ts';
import type { Moves } from '../counts/moves.ts';
import { largestCount } from '../counts/support.ts';
import { emitPass, type Outputs, type Pass } from './each-staged.ts';
import { emitComponent } from './emit-component.ts';
import type { FewEventsFunctions } from './emit-few-events.ts';
import { emitTakeBack, keepCounts } from './emit-take-back.ts';
import { closureSlots, drawn, Failure, type Layout, record, report } from './layout.ts';

/** The passes over the staged rows, in this order. */
export interface DrawPasses {
  /** Draws the component, into the record. */
  readonly choose: Pass;
  /** Draws the state from it. */
  readonly draw: Pass;
}

export interface CountsDrawJob extends Outputs {
  readonly network: Network;
  readonly moves: Moves;
  readonly mixtures: number;
  readonly layout: Layout;
  readonly few: FewEventsFunctions;
  readonly exp: FunctionRef<readonly ['f64'], 'f64'>;
  /** What a reaction needs to be there: species and count, one bit of a closure each. */
  readonly needs: readonly { readonly species: number; readonly count: number }[];
  /** Address of the table of intervals of the row of counts at an address; asked for a closure not met lately. */
  readonly tableOf: FunctionRef<readonly ['i32'], 'i32'>;
}

export function emitCountsDraw(module: ModuleBuilder, job: CountsDrawJob): DrawPasses {
  const { network, moves, mixtures, layout, few, exp } = job;
  const { rank, basis } = moves;
  const species = network.species.length;
  const intervals = emitIntervals(module, job);
  const takeBack = emitTakeBack(module, network, layout, few);
  const columns = countsColumns(mixtures, rank);
  const { log, exp: exponential, tanh } = vectorFunctions;
  const bounded = (f: FunctionBuilder, x: Value<'v128'>, range: number): Value<'v128'> =>
    f32x4.mul(tanh(f, f32x4.mul(x, f32x4.const(1 / range))), f32x4.const(range));

  /** Writes the proposal of every coordinate, as if nothing came before it and nothing bounded it. */
  const propose = (
    f: FunctionBuilder,
    recordAt: Local<'i32'>,
    outputAt: Local<'i32'>,
    k: Local<'i32'>,
    stream: EmittedStream,
  ): void => {
    const padded = 4 * Math.ceil(rank / 4);
    const own = f.local('i32', i32.mul(k, 4 * rank));
    const at = f.local('i32', i32.add(outputAt, own));
    const u = f.local('f64');
    const odds = f.local('v128');
    for (let i = 0; i < rank; i += 4) {
      for (let lane = 0; lane < Math.min(4, rank - i); lane++) {
        f.set(u, stream.uniform());
        f.set(odds, f32x4.replaceLane(odds, lane, f32.demoteF64(f64.div(u, f64.sub(1, u)))));
      }
      const base = v128.load(recordAt, record.anchors + 4 * i);
      const scale = f.local('v128', v128.load(recordAt, record.anchors + 4 * (padded + i)));
      const location = v128.load(at, 4 * (columns.location + i));
      const raw = v128.load(at, 4 * (columns.scale + i));
      const home = v128.load(own, layout.constants + 4 * i);
      const spread = v128.load(own, layout.constants + layout.spread + 4 * i);
      const growth = f32x4.add(spread, bounded(f, raw, scaleRange));
      const width = f32x4.add(f32x4.mul(scale, exponential(f, growth)), f32x4.const(leastScale));
      const centre = f32x4.add(f32x4.add(base, home), f32x4.mul(scale, location));
      const place = f32x4.add(centre, f32x4.mul(width, unbend(f, log(f, odds))));
      f.do(v128.store(i32.const(0), place, layout.proposals + 4 * i));
    }
  };

  /** Writes by how much each coordinate leans on those before it. */
  const lean = (f: FunctionBuilder, outputAt: Local<'i32'>): void => {
    const pairs = columns.width - columns.shear;
    if (pairs === 0) return;
    const at = f.local('i32', 0);
    f.while(i32.ltU(at, 4 * pairs), () => {
      const raw = v128.load(i32.add(outputAt, at), 4 * columns.shear);
      f.do(v128.store(at, bounded(f, raw, shearRange), layout.shear));
      f.set(at, i32.add(at, 16));
    });
  };

  const choose = emitComponent(module, mixtures, layout, job, (f, row, stream) => {
    const { recordAt, outputAt } = row;
    // The first draw, between few events and many, is behind this state.
    const gate = f64.promoteF32(f32.load(outputAt, 4 * columns.gate));
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
  });

  const draw = emitPass(module, 'draw', layout, job, (f, row) => {
    const { recordAt, outputAt } = row;
    const k = f.local('i32', i32.load(recordAt, record.component));
    f.if(i32.eq(k, drawn), () => row.next());
    const countsAt = f.local('i32', i32.load(recordAt, record.counts));
    const stream = new EmittedStream(f);
    stream.load(recordAt, record.stream);
    keepCounts(f, network, layout, countsAt);
    propose(f, recordAt, outputAt, k, stream);
    lean(f, outputAt);
    f.do(intervals(countsAt, recordAt));
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
    takeBack?.(f, recordAt, countsAt);
  });
  return { choose, draw };
}

/** A draw of the bell from its log-odds; see `bell.ts`. So far out that roots stay finite is far enough. */
function unbend(f: FunctionBuilder, odds: Value<'v128'>): Value<'v128'> {
  const { add, mul, div, sqrt, const: c } = f32x4;
  const y = f.local('v128', f32x4.pmin(f32x4.pmax(odds, c(-1e4)), c(1e4)));
  const root = sqrt(add(mul(y, y), c(bend * bend)));
  return mul(y, sqrt(div(c(2), add(root, c(bend)))));
}

/**
 * Emits `(countsAt, recordAt)`: moves the proposals one after another by what those before them say,
 * rounds and bounds them, into the coordinates of `values`.
 */
function emitIntervals(
  module: ModuleBuilder,
  { network, moves, layout, needs, tableOf }: CountsDrawJob,
): FunctionRef<readonly ['i32', 'i32'], 'void'> {
  const padded = 16 * Math.ceil(moves.rank / 4);
  const words = Math.max(1, Math.ceil(needs.length / 32));
  return module.function('intervals', ['i32', 'i32'], 'void', (f, countsAt, recordAt) => {
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

    const i = f.local('i32', 0);
    const [bounds, terms] = [f.local('i32'), f.local('i32')];
    const [low, high, room, factor] = [f.local('f64'), f.local('f64'), f.local('f64'), f.local('f64')];
    const [shear, earlier, anchors] = [f.local('i32', 0), f.local('i32'), f.local('i32')];
    const [sum, scale, z] = [f.local('f32'), f.local('f32'), f.local('f64')];
    f.while(i32.ltU(i, 4 * moves.rank), () => {
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
      f.set(sum, 0);
      f.set(earlier, 0);
      f.while(i32.ltU(earlier, i), () => {
        f.set(sum, f32.add(sum, f32.mul(f32.load(shear, layout.shear), f32.load(earlier, layout.leans))));
        f.set(shear, i32.add(shear, 4));
        f.set(earlier, i32.add(earlier, 4));
      });
      f.set(anchors, i32.add(recordAt, i));
      f.set(scale, f32.load(anchors, record.anchors + padded));
      const place = f32.add(f32.load(i, layout.proposals), f32.mul(sum, scale));
      const proposal = f64.promoteF32(f32.ceil(f32.sub(place, 0.5)));
      f.set(z, f64.min(f64.max(proposal, low), high));
      f.do(f64.store(i32.shl(i, 1), z, layout.values + 8 * network.species.length));
      const distance = f32.sub(f32.demoteF64(z), f32.load(anchors, record.anchors));
      f.do(f32.store(i, f32.div(distance, scale), layout.leans));
      f.set(i, i32.add(i, 4));
    });
  });
}
