/** Draws the state after the step of a staged row with the `counts` head (`heads/integer/head.ts`), as emitted code. */
import type { Network } from '../../../../crn/network.ts';
import { vectorFunctions } from '../../../../tensor/vector/activations.ts';
import {
  type FunctionBuilder,
  type FunctionRef,
  f32,
  f32x4,
  f64,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
} from '../../../../wasm/encoder.ts';
import { EmittedStream } from '../../../../wasm/random.ts';
import { countsColumns, leastScale, scaleRange } from '../../heads/mixture/graph.ts';
import { emitPass, type Outputs, type Pass } from '../each-staged.ts';
import { emitBounds, emitTableOf } from '../emit-bounds.ts';
import { drawn, record } from '../layout.ts';
import { emitComponent } from './emit-component.ts';
import { bounded, emitGate, emitLanding, emitShears, type LandingJob, unbend } from './emit-landing.ts';
import { emitTakeBack, keepCounts } from './emit-take-back.ts';

/** The passes over the staged rows, in this order. */
export interface DrawPasses {
  /** Draws the component, into the record. */
  readonly choose: Pass;
  /** Draws the state from it. */
  readonly draw: Pass;
}

export interface CountsDrawJob extends Outputs, LandingJob {
  readonly network: Network;
  readonly mixtures: number;
}

export function emitCountsDraw(module: ModuleBuilder, job: CountsDrawJob): DrawPasses {
  const { network, moves, mixtures, layout, few } = job;
  const { rank } = moves;
  const settle = emitCoordinates(module, job);
  const takeBack = emitTakeBack(module, network, layout, few);
  const columns = countsColumns(mixtures, rank);
  const { log, exp: exponential } = vectorFunctions;

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

  const choose = emitComponent(module, mixtures, layout, job, (f, row, stream) =>
    emitGate(f, row, stream, columns.gate, job),
  );

  const draw = emitPass(module, 'draw', layout, job, (f, row) => {
    const { recordAt, outputAt } = row;
    const k = f.local('i32', i32.load(recordAt, record.component));
    f.if(i32.eq(k, drawn), () => row.next());
    const countsAt = f.local('i32', i32.load(recordAt, record.counts));
    const stream = new EmittedStream(f);
    stream.load(recordAt, record.stream);
    keepCounts(f, network, layout, countsAt);
    propose(f, recordAt, outputAt, k, stream);
    emitShears(f, outputAt, columns.shear, rank, layout);
    f.do(settle(countsAt, recordAt));
    emitLanding(f, row, countsAt, moves, layout);
    takeBack?.(f, recordAt, countsAt);
  });
  return { choose, draw };
}

/**
 * Emits `(countsAt, recordAt)`: moves the proposals one after another by what those before them say,
 * rounds and bounds them, into the coordinates of `values`.
 */
function emitCoordinates(
  module: ModuleBuilder,
  job: CountsDrawJob,
): FunctionRef<readonly ['i32', 'i32'], 'void'> {
  const { network, moves, layout } = job;
  const padded = 16 * Math.ceil(moves.rank / 4);
  const tableOf = emitTableOf(module, job);
  return module.function('coordinates', ['i32', 'i32'], 'void', (f, countsAt, recordAt) => {
    const table = f.local('i32', tableOf(countsAt));
    const readBounds = emitBounds(f, layout);
    const i = f.local('i32', 0);
    const [low, high] = [f.local('f64'), f.local('f64')];
    const [shear, earlier, anchors] = [f.local('i32', 0), f.local('i32'), f.local('i32')];
    const [sum, scale, z] = [f.local('f32'), f.local('f32'), f.local('f64')];
    f.while(i32.ltU(i, 4 * moves.rank), () => {
      readBounds(table, low, high);
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
