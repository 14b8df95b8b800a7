/**
 * Draws the state after the step of a staged row with the `van` head (`heads/van/law.ts`), as emitted code:
 * coordinate by coordinate, each of them decoded from what the network said of the row and what those before it did.
 */
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
  shuffle32,
  type Value,
  v128,
} from '../../../../wasm/encoder.ts';
import { EmittedStream } from '../../../../wasm/random.ts';
import { leastScale, scaleRange } from '../../heads/mixture/graph.ts';
import {
  countedMoves,
  farthest,
  toldPlaces,
  type VanColumns,
  type VanSize,
  vanColumns,
} from '../../heads/van/decoder.ts';
import { emitPass, type Outputs } from '../each-staged.ts';
import { emitBounds, emitTableOf } from '../emit-bounds.ts';
import { drawn, Failure, record, report } from '../layout.ts';
import { type CoordinateTables, constants, type DecoderTables, decoderTables } from './decoder-tables.ts';
import { chooseAmong } from './emit-component.ts';
import type { DrawPasses } from './emit-counts-draw.ts';
import { bounded, emitGate, emitLanding, emitShears, type LandingJob, unbend } from './emit-landing.ts';
import { emitTakeBack, keepCounts } from './emit-take-back.ts';

export interface VanDrawJob extends Outputs, LandingJob {
  readonly network: Network;
  readonly size: VanSize;
}

/** Vectors of sums that are made at a time. */
const atOnce = 4;

export function emitVanDraw(module: ModuleBuilder, job: VanDrawJob): DrawPasses {
  const { network, moves, layout, few, size } = job;
  const columns = vanColumns(size);
  const tables = decoderTables(size);
  const tableOf = emitTableOf(module, job);
  const takeBack = emitTakeBack(module, network, layout, few);
  const coordinates = tables.coordinates.map((own, i) =>
    emitCoordinate(module, job, { i, own, tables, columns }),
  );

  const choose = emitPass(module, 'choose', layout, job, (f, row) => {
    const stream = new EmittedStream(f);
    stream.load(row.recordAt, record.stream);
    emitGate(f, row, stream, columns.gate, job);
    stream.save(row.recordAt, record.stream);
    f.do(i32.store(row.recordAt, 0, record.component));
  });

  const draw = emitPass(module, 'draw', layout, job, (f, row) => {
    const { recordAt, outputAt } = row;
    f.if(i32.eq(i32.load(recordAt, record.component), drawn), () => row.next());
    const countsAt = f.local('i32', i32.load(recordAt, record.counts));
    keepCounts(f, network, layout, countsAt);
    emitShears(f, outputAt, columns.shear, size.rank, layout);
    const table = f.local('i32', tableOf(countsAt));
    for (const coordinate of coordinates) {
      f.set(table, coordinate(outputAt, recordAt, table));
      f.if(i32.eqz(table), () => {
        f.do(f64.store(i32.const(layout.report), Number.NaN, report.value));
        row.fail(Failure.explosion);
      });
    }
    emitLanding(f, row, countsAt, moves, layout);
    takeBack?.(f, recordAt, countsAt);
  });
  return { choose, draw };
}

interface CoordinateJob {
  readonly i: number;
  readonly own: CoordinateTables;
  readonly tables: DecoderTables;
  readonly columns: VanColumns;
}

/**
 * Emits `(outputAt, recordAt, table)`: draws one coordinate into `values`, and what the next ones are
 * told of it; gives where the table goes on, or 0 where an answer of the network is no number.
 */
function emitCoordinate(
  module: ModuleBuilder,
  { moves, layout, size }: VanDrawJob,
  job: CoordinateJob,
): FunctionRef<readonly ['i32', 'i32', 'i32'], 'i32'> {
  const { i, own, tables } = job;
  const told = toldPlaces(size)[i]!;
  const anchors = record.anchors + 4 * i;
  const scales = anchors + 16 * Math.ceil(moves.rank / 4);
  return module.function(`coordinate ${i}`, ['i32', 'i32', 'i32'], 'i32', (f, outputAt, recordAt, table) => {
    emitHidden(f, layout, size, job, outputAt);
    const stream = new EmittedStream(f);
    stream.load(recordAt, record.stream);
    const logits = emitLogits(f, layout, size, job);
    const k = chooseAmong(f, logits, size.components, stream.uniform(), () => f.return(i32.const(0)));
    const bell = f.local('i32', i32.mul(k, tables.bellBytes));
    const u = f.local('f64', stream.uniform());
    stream.save(recordAt, record.stream);

    const at = layout.decoder + own.bells;
    const answers = emitBell(f, layout, size, bell, at);
    const constant = (place: number): Value<'f32'> => f32.load(bell, at + 8 * size.decoder + place);
    const scale = f.local('f32', f32.load(recordAt, scales));
    const base = f.local('f32', f32.load(recordAt, anchors));
    const raw = f32x4.splat(f32.add(answers.scale, constant(constants.scale)));
    const growth = f32x4.add(f32x4.splat(constant(constants.spread)), bounded(f, raw, scaleRange));
    const wide = f32x4.extractLane(vectorFunctions.exp(f, growth), 0);
    const width = f32.add(f32.mul(scale, wide), leastScale);
    const location = f32.add(answers.location, constant(constants.location));
    const centre = f32.add(f32.add(base, constant(constants.home)), f32.mul(scale, location));
    const odds = f32x4.splat(f32.demoteF64(f64.div(u, f64.sub(1, u))));
    const away = f32x4.extractLane(unbend(f, vectorFunctions.log(f, odds)), 0);
    const place = f.local('f32', f32.add(centre, f32.mul(width, away)));
    const pairs = layout.shear + 2 * i * (i - 1);
    for (let j = 0; j < i; j++) {
      const lean = f32.mul(
        f32.load(i32.const(0), pairs + 4 * j),
        f32.load(i32.const(0), layout.leans + 4 * j),
      );
      f.set(place, f32.add(place, f32.mul(lean, scale)));
    }

    const [low, high] = [f.local('f64'), f.local('f64')];
    emitBounds(f, layout)(table, low, high);
    const proposal = f64.promoteF32(f32.ceil(f32.sub(place, 0.5)));
    const z = f.local('f64', f64.min(f64.max(proposal, low), high));
    f.do(f64.store(i32.const(0), z, layout.values + 8 * (moves.species + i)));
    if (i < moves.rank - 1) {
      const lean = f.local('f32', f32.div(f32.sub(f32.demoteF64(z), base), scale));
      const flag = (yes: Value<'i32'>): Value<'f32'> => f32.convertI32S(yes);
      const near = f32.min(f32.max(lean, -farthest), farthest);
      const says = [near, flag(f64.eq(z, low)), flag(f64.eq(z, high))];
      if (size.counted[i]) says.push(...countedMoves.map((by) => flag(f64.eq(z, by))));
      f.do(f32.store(i32.const(0), lean, layout.leans + 4 * i));
      for (const [kind, value] of says.entries())
        f.do(f32.store(i32.const(0), value, layout.told + 4 * (told + kind)));
    }
    f.return(table);
  });
}

/** Writes the hidden units: what the row says, and the coordinates before this one. */
function emitHidden(
  f: FunctionBuilder,
  layout: VanDrawJob['layout'],
  size: VanSize,
  { i, own, columns }: CoordinateJob,
  outputAt: Local<'i32'>,
): void {
  const { decoder } = size;
  const [at, from] = [f.local('i32'), f.local('i32')];
  for (let first = 0; first < decoder; first += 4 * atOnce) {
    const groups = Array.from({ length: Math.min(atOnce, (decoder - first) / 4) }, (_, g) => first + 4 * g);
    const sums = groups.map((unit) =>
      f.local('v128', v128.load(outputAt, 4 * (columns.hidden + i * decoder + unit))),
    );
    if (i > 0) {
      f.set(at, 0);
      f.set(from, 0);
      f.while(i32.ltU(at, 4 * toldPlaces(size)[i]!), () => {
        const says = f.local('v128', v128.load32Splat(at, layout.told));
        for (const [g, unit] of groups.entries()) {
          const weights = v128.load(from, layout.decoder + own.lean + 4 * unit);
          f.set(sums[g]!, f32x4.add(sums[g]!, f32x4.mul(says, weights)));
        }
        f.set(at, i32.add(at, 4));
        f.set(from, i32.add(from, 4 * decoder));
      });
    }
    for (const [g, unit] of groups.entries())
      f.do(v128.store(i32.const(0), vectorFunctions.swish(f, sums[g]!), layout.hidden + 4 * unit));
  }
}

/** The logits of all components, four in a vector. */
function emitLogits(
  f: FunctionBuilder,
  layout: VanDrawJob['layout'],
  { decoder }: VanSize,
  { own, tables: { padded } }: CoordinateJob,
): Local<'v128'>[] {
  const [at, from] = [f.local('i32'), f.local('i32')];
  const all = Array.from({ length: padded / 4 }, (_, g) => g);
  const logits: Local<'v128'>[] = [];
  for (let first = 0; first < all.length; first += atOnce) {
    const groups = all.slice(first, first + atOnce);
    // Sums of their own for the units of even and odd number: they need not wait for each other.
    const sums = [0, 1].map((odd) =>
      groups.map((g) =>
        f.local('v128', odd ? f32x4.const(0) : v128.load(i32.const(0), layout.decoder + own.bias + 16 * g)),
      ),
    );
    f.set(at, 0);
    f.set(from, 0);
    f.while(i32.ltU(at, 4 * decoder), () => {
      for (const [odd, some] of sums.entries()) {
        const unit = f.local('v128', v128.load32Splat(at, layout.hidden + 4 * odd));
        for (const [n, g] of groups.entries()) {
          const weights = v128.load(from, layout.decoder + own.logits + 4 * padded * odd + 16 * g);
          f.set(some[n]!, f32x4.add(some[n]!, f32x4.mul(unit, weights)));
        }
      }
      f.set(at, i32.add(at, 8));
      f.set(from, i32.add(from, 8 * padded));
    });
    for (const [n, even] of sums[0]!.entries()) {
      f.set(even, f32x4.add(even, sums[1]![n]!));
      logits.push(even);
    }
  }
  return logits;
}

/** What the decoder answers for the bell at `bell`, without its biases. */
function emitBell(
  f: FunctionBuilder,
  layout: VanDrawJob['layout'],
  { decoder }: VanSize,
  bell: Local<'i32'>,
  address: number,
): { readonly location: Value<'f32'>; readonly scale: Value<'f32'> } {
  const at = f.local('i32', 0);
  const from = f.local('i32', bell);
  const sums = [f.local('v128', f32x4.const(0)), f.local('v128', f32x4.const(0))];
  f.while(i32.ltU(at, 4 * decoder), () => {
    const units = f.local('v128', v128.load(at, layout.hidden));
    for (const [which, sum] of sums.entries()) {
      const weights = v128.load(from, address + 4 * decoder * which);
      f.set(sum, f32x4.add(sum, f32x4.mul(units, weights)));
    }
    f.set(at, i32.add(at, 16));
    f.set(from, i32.add(from, 16));
  });
  const [location, scale] = sums.map((sum) => {
    f.set(sum, f32x4.add(sum, shuffle32(sum, sum, [2, 3, 0, 1])));
    f.set(sum, f32x4.add(sum, shuffle32(sum, sum, [1, 0, 3, 2])));
    return f32x4.extractLane(sum, 0);
  });
  return { location: location!, scale: scale! };
}
