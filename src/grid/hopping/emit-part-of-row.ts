/** Emits the loop over cells that lets molecules leave: the part that must be fast. */

import { drawAlias } from '../../wasm/alias.ts';
import { choose, type FunctionBuilder, i32, type ModuleBuilder, type Value } from '../../wasm/encoder.ts';
import { FourStreams } from '../../wasm/four-streams.ts';
import { EmittedStream } from '../../wasm/random.ts';
import { type Samplers, tossCoin } from '../../wasm/samplers.ts';
import type { LatticeSpace } from '../lattice.ts';
import type { Desk } from './desk.ts';
import { mail } from './emit-landing.ts';
import { type Leave, planeOffset, successes } from './emit-leave.ts';
import type { Plan } from './plan.ts';
import type { Places } from './tables.ts';

/** One rule, ready to be emitted into the loop over cells. */
export interface Mover {
  readonly plan: Plan;
  readonly places: Places;
  readonly leave: Leave;
}

/**
 * (from, to, x, y): lets the molecules of some cells of one row leave. A function of its
 * own, so that the optimised code is used as soon as it is ready.
 */
export function emitPartOfRow(
  module: ModuleBuilder,
  space: LatticeSpace,
  desk: Desk,
  movers: readonly Mover[],
  samplers: Samplers,
) {
  const { width, height } = space;
  const i = 'i32';
  return module.function('partOfRow', [i, i, i, i], 'void', (f, cell, to, x, y) => {
    const four = new FourStreams(f, {
      seedLow: desk.get('seedLow'),
      seedHigh: desk.get('seedHigh'),
      step: desk.get('step'),
      purpose: desk.get('purpose'),
    });
    const stream = new EmittedStream(f);
    const stride = f.local('i32', desk.get('stride'));
    const first = f.local('i32', desk.get('first'));
    const last = f.local('i32', desk.get('last'));
    const row = f.local('i32', i32.add(desk.get('counts'), i32.mul(cell, stride)));
    const [end, lane, any] = [f.local('i32'), f.local('i32'), f.local('i32')];
    const [n, leavers, place, target] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
    /** How many columns from `pad` on are far enough from every edge for a rule's table. */
    const inner = movers.map(({ plan, places }) => {
      if (!places.ends) return undefined;
      const pad = Math.max(plan.margin, plan.free!.plane!.reach);
      const inRow = i32.ltU(i32.sub(y, pad), Math.max(0, height - 2 * pad));
      return { pad, columns: f.local('i32', i32.mul(inRow, Math.max(0, width - 2 * pad))) };
    });

    const leaveHere = ({ plan, places, leave }: Mover, r: number): void => {
      const at = 4 * plan.column;
      const anyhow = (): void => {
        stream.save(desk.stream);
        f.do(leave(cell, x, y, n));
        stream.load(desk.stream);
        f.do(i32.store(row, desk.get('stay'), at));
      };
      f.set(n, i32.load(row, at));
      f.if(n, () => {
        const far = inner[r];
        if (!far) return anyhow();
        const near = i32.ltU(i32.sub(x, far.pad), far.columns);
        f.if(
          i32.and(near, i32.leU(n, plan.few)),
          () => {
            tossCoin(f, stream, places.leaves!, n, leavers, () => {
              stream.save(desk.stream);
              f.set(leavers, successes(samplers, n, places.leaves!.coin.p));
              stream.load(desk.stream);
            });
            f.if(leavers, () => {
              f.do(i32.store(row, i32.sub(n, leavers), at));
              f.loop((again) => {
                drawAlias(f, stream, places.ends!, place);
                const offset = i32.add(i32.mul(i32.shrS(place, 16), width), i32.extend16S(place));
                f.set(target, i32.add(cell, offset));
                mail(f, desk, { offset: planeOffset(plan, space.cells), n: 1, cell: target, first, last });
                f.set(leavers, i32.sub(leavers, 1));
                f.brIf(again, leavers);
              });
            });
          },
          anyhow,
        );
      });
    };

    f.while(i32.ltU(cell, to), () => {
      f.set(end, least(f, i32.add(cell, 4), to));
      f.set(any, i32.ne(i32.sub(end, cell), 4));
      f.if(i32.eqz(any), () => {
        const last3 = f.local('i32', i32.add(row, i32.mul(stride, 3)));
        const second = f.local('i32', i32.add(row, stride));
        const rows = [row, second, i32.sub(last3, stride), last3];
        for (const { plan } of movers)
          for (const at of rows) f.set(any, i32.or(any, i32.load(at, 4 * plan.column)));
      });
      f.if(
        any,
        () => {
          four.open(cell, 0, desk.streams);
          f.set(lane, desk.streams);
          f.loop((again) => {
            stream.load(lane);
            movers.forEach(leaveHere);
            f.set(lane, i32.add(lane, 16));
            f.set(row, i32.add(row, stride));
            f.set(x, i32.add(x, 1));
            f.set(cell, i32.add(cell, 1));
            f.brIf(again, i32.ltU(cell, end));
          });
        },
        () => {
          f.set(row, i32.add(row, i32.shl(stride, 2)));
          f.set(x, i32.add(x, 4));
          f.set(cell, end);
        },
      );
    });
  });
}

/** The lesser of two unsigned numbers. */
export function least(f: FunctionBuilder, a: Value<'i32'>, b: Value<'i32'>) {
  const [left, right] = [f.local('i32', a), f.local('i32', b)];
  return choose('i32', i32.ltU(left, right), left, right);
}
