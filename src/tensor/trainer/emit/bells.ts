/** `logBells` over planes as WebAssembly SIMD code: forward, and back to all that the bells were given. */
import { type FunctionBuilder, f32x4, i32, type Local, v128 } from '../../../wasm/encoder.ts';
import { emitBell } from '../../vector/bells.ts';
import { LogProduct } from '../../vector/log-product.ts';
import { sweep, TURN, turns } from '../../vector/loop.ts';
import { type Frame, offsetOf, type View } from '../plan/plan.ts';
import type { Vector } from './planes.ts';
import { flush } from './slopes.ts';

const { add, sub, mul } = f32x4;

/** The planes of the bells and of what is asked of them, all of a tile's rows. */
export interface BellPlanes {
  readonly low: View;
  readonly high: View;
  readonly rate: View;
  readonly centre: View;
  readonly half: View;
  /** Coordinates. */
  readonly size: number;
  readonly bend: number;
}

/** What the way back wants of every bell, by outcome, component and coordinate; see {@link emitBell}. */
export interface BellSlopePlanes {
  readonly byHigh: View;
  readonly byBoth: View;
}

/** Writes the log-probability of every outcome under every component, and the slopes of all bells. */
export function emitLogBells(
  f: FunctionBuilder,
  { scratch }: Frame,
  planes: BellPlanes,
  to: View,
  slopes: BellSlopePlanes | undefined,
): void {
  const { size, bend } = planes;
  const { stride } = to.buffer;
  const outcome = f.local('i32', scratch);
  const outcomesEnd = f.local('i32', i32.add(scratch, planes.low.width * stride));
  const component = f.local('i32');
  const componentsEnd = f.local('i32', i32.add(scratch, planes.rate.width * stride));
  const [inOutcome, inComponent, rowsEnd] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [x, at, coordinatesEnd] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [bells, own] = [f.local('i32', scratch), f.local('i32')];
  const out = f.local('i32', scratch);
  const sums = turns.map(() => ({ fall: f.local('v128'), product: new LogProduct(f) }));
  sweep(f, outcome, size * stride, outcomesEnd, () => {
    f.set(component, scratch);
    sweep(f, component, size * stride, componentsEnd, () => {
      f.set(inOutcome, outcome);
      f.set(inComponent, component);
      f.set(rowsEnd, i32.add(component, stride));
      sweep(f, inComponent, TURN, rowsEnd, () => {
        for (const { fall, product } of sums) {
          f.set(fall, f32x4.const(0));
          product.clear();
        }
        f.set(x, inOutcome);
        f.set(at, inComponent);
        f.set(own, bells);
        f.set(coordinatesEnd, i32.add(at, size * stride));
        sweep(f, at, stride, coordinatesEnd, () => {
          turns.forEach((turn, t) => {
            const { fall, product } = sums[t]!;
            const { rate, centre, half } = planes;
            const edges = loadEdges(f, planes, x, turn);
            const bell = emitBell(f, {
              ...edges,
              rate: loadAt(f, rate, at, turn),
              centre: loadAt(f, centre, at, turn),
              half: loadAt(f, half, at, turn),
              bend,
            });
            f.set(fall, add(fall, bell.fall));
            product.times(bell.factor);
            if (!slopes) return;
            const { byHigh, byBoth } = bell.slopes();
            f.do(v128.store(own, byHigh, offsetOf(slopes.byHigh) + turn));
            f.do(v128.store(own, byBoth, offsetOf(slopes.byBoth) + turn));
          });
          f.set(x, i32.add(x, stride));
          f.set(own, i32.add(own, stride));
        });
        turns.forEach((turn, t) => {
          const { fall, product } = sums[t]!;
          f.do(v128.store(out, sub(product.log(), fall), offsetOf(to) + turn));
        });
        for (const place of [out, inOutcome, bells]) f.set(place, i32.add(place, TURN));
      });
      f.set(bells, i32.add(bells, (size - 1) * stride));
    });
  });
}

/** Where the gradients of what the bells were given are added; absent where nobody asks. */
export type BellGradients = Readonly<Record<'low' | 'high' | 'rate' | 'centre' | 'half', View | undefined>>;

/** Adds the gradients of all that the bells were given, from `dy`, that of their log-probabilities. */
export function emitLogBellsBack(
  f: FunctionBuilder,
  { scratch }: Frame,
  planes: BellPlanes,
  slopes: BellSlopePlanes,
  dy: View,
  to: BellGradients,
): void {
  const { size } = planes;
  const { stride } = dy.buffer;
  const components = planes.rate.width / size;
  const outcomes = planes.low.width / size;
  const component = f.local('i32', scratch);
  const componentsEnd = f.local('i32', i32.add(scratch, components * stride));
  const coordinate = f.local('i32');
  const coordinatesEnd = f.local('i32', i32.add(scratch, size * stride));
  const [row, rowsEnd] = [f.local('i32'), f.local('i32', stride)];
  const at = f.local('i32', scratch);
  const [x, y, own] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const outcomesEnd = f.local('i32');
  const sums = turns.map(() => ({
    rate: f.local('v128'),
    centre: f.local('v128'),
    half: f.local('v128'),
  }));
  const give = (place: Local<'i32'>, turn: number, view: View | undefined, value: Vector): void => {
    if (!view) return;
    const more = add(v128.load(place, offsetOf(view) + turn), flush(f, value));
    f.do(v128.store(place, more, offsetOf(view) + turn));
  };
  sweep(f, component, stride, componentsEnd, () => {
    f.set(coordinate, scratch);
    sweep(f, coordinate, stride, coordinatesEnd, () => {
      f.set(row, 0);
      sweep(f, row, TURN, rowsEnd, () => {
        const rates = turns.map((turn) => loadAt(f, planes.rate, at, turn));
        for (const { rate, centre, half } of sums)
          for (const sum of [rate, centre, half]) f.set(sum, f32x4.const(0));
        f.set(x, i32.add(coordinate, row));
        f.set(y, i32.add(component, row));
        f.set(own, at);
        f.set(outcomesEnd, i32.add(x, outcomes * size * stride));
        sweep(f, x, size * stride, outcomesEnd, () => {
          turns.forEach((turn, t) => {
            const sum = sums[t]!;
            const dY = loadAt(f, dy, y, turn);
            const high = f.local('v128', mul(dY, loadAt(f, slopes.byHigh, own, turn)));
            const both = f.local('v128', mul(dY, loadAt(f, slopes.byBoth, own, turn)));
            const low = f.local('v128', sub(both, high));
            give(x, turn, to.high, mul(high, rates[t]!));
            give(x, turn, to.low, mul(low, rates[t]!));
            const edges = loadEdges(f, planes, x, turn);
            const apart = add(mul(high, edges.high), mul(low, edges.low));
            const together = f32x4.eq(edges.low, edges.high);
            f.set(sum.rate, add(sum.rate, v128.bitselect(mul(both, edges.low), apart, together)));
            f.set(sum.centre, sub(sum.centre, both));
            f.set(sum.half, add(sum.half, sub(high, low)));
          });
          f.set(y, i32.add(y, components * stride));
          f.set(own, i32.add(own, components * size * stride));
        });
        turns.forEach((turn, t) => {
          for (const what of ['rate', 'centre', 'half'] as const) give(at, turn, to[what], sums[t]![what]);
        });
        f.set(at, i32.add(at, TURN));
      });
    });
  });
}

const loadAt = (f: FunctionBuilder, view: View, at: Local<'i32'>, turn: number) =>
  f.local('v128', v128.load(at, offsetOf(view) + turn));

function loadEdges(f: FunctionBuilder, { low, high }: BellPlanes, at: Local<'i32'>, turn: number) {
  return { low: loadAt(f, low, at, turn), high: loadAt(f, high, at, turn) };
}
