/** Emits how the molecules of one species leave one cell, wherever it lies and however many they are. */

import { drawAlias } from '../../wasm/alias.ts';
import { type FunctionRef, f64, i32, type ModuleBuilder, type Value } from '../../wasm/encoder.ts';
import { type Samplers, tossCoin } from '../../wasm/samplers.ts';
import { type LatticeSpace, stepX, stepY } from '../lattice.ts';
import type { Desk } from './desk.ts';
import { below, type Landing, stepOf } from './emit-landing.ts';
import type { Plan } from './plan.ts';
import type { LinePlaces, Places } from './tables.ts';

/** What the functions of one rule are emitted from. */
export interface LeaveParts {
  readonly space: LatticeSpace;
  readonly desk: Desk;
  readonly samplers: Samplers;
  readonly landing: Landing;
  readonly plan: Plan;
  readonly places: Places;
  readonly tau: number;
  /** The rate of a cell, where rates differ by cell. */
  readonly rateOf: FunctionRef<readonly ['i32'], 'f64'> | undefined;
}

export type Leave = FunctionRef<readonly ['i32', 'i32', 'i32', 'i32'], 'void'>;
type Spread = FunctionRef<readonly ['i32', 'i32', 'i32'], 'void'>;

/** Bytes from the first plane to that of a rule. */
export function planeOffset({ plane }: Plan, cells: number): number {
  return 4 * plane * cells;
}

/**
 * (cell, x, y, n): sends n molecules on their way, drawing from the stream on the desk.
 * Those that end where they began are counted in its `stay`.
 */
export function emitLeave(module: ModuleBuilder, parts: LeaveParts): Leave {
  const { space, desk, plan, places } = parts;
  const { free, margin, few } = plan;
  const walk = !free || margin > 0 ? emitWalk(module, parts) : undefined;
  const scatter = places.ends ? emitScatter(module, parts) : undefined;
  const spread = places.line ? emitSpread(module, parts, places.line) : undefined;
  const i = 'i32';
  return module.function(`leave${plan.column}`, [i, i, i, i], 'void', (f, cell, x, y, n) => {
    f.do(desk.set('origin', cell), desk.set('stay', 0));
    const near = (at: Value<'i32'>, size: number) =>
      i32.geU(i32.sub(at, margin), Math.max(0, size - 2 * margin));
    if (walk) {
      const onFoot = () => {
        f.do(walk(x, y, n));
        f.return();
      };
      if (free) f.if(i32.or(near(x, space.width), near(y, space.height)), onFoot);
      else onFoot();
    }
    if (scatter)
      f.if(i32.leU(n, few), () => {
        f.do(scatter(x, y, n));
        f.return();
      });
    if (spread) f.do(spread(x, y, n));
  });
}

/** (x, y, n): moves a few free walkers, one draw for each that leaves. */
function emitScatter(module: ModuleBuilder, { space, desk, samplers, landing, plan, places }: LeaveParts) {
  const i = 'i32';
  return module.function(`scatter${plan.column}`, [i, i, i], 'void', (f, x, y, n) => {
    const leavers = f.local('i32');
    const place = f.local('i32');
    tossCoin(f, samplers, places.leaves!, n, leavers, () =>
      f.set(leavers, successes(samplers, n, places.leaves!.coin.p)),
    );
    f.do(desk.add('stay', i32.sub(n, leavers)));
    f.while(leavers, () => {
      drawAlias(f, samplers, places.ends!, place);
      const dx = i32.extend16S(place);
      const dy = i32.shrS(place, 16);
      f.do(landing.land(planeOffset(plan, space.cells), 1, i32.add(x, dx), i32.add(y, dy)));
      f.set(leavers, i32.sub(leavers, 1));
    });
  });
}

/** (x, y, n): moves n free walkers along each line in turn, a crowd by binomials. */
function emitSpread(
  module: ModuleBuilder,
  { space, samplers, landing, plan }: LeaveParts,
  { moves, signed, lengths, splits }: LinePlaces,
): Spread {
  const { along, lines } = plan.free!;
  const offset = planeOffset(plan, space.cells);
  const i = 'i32';
  let further: Spread = module.function(`spread${plan.column}End`, [i, i, i], 'void', (f, x, y, n) =>
    f.do(landing.land(offset, n, x, y)),
  );
  for (let line = lines - 1; line >= 0; line--) {
    const next = further;
    const split = splits[line]!;
    further = module.function(`spread${plan.column}Line${line}`, [i, i, i], 'void', (f, x, y, n) => {
      const [moved, used, d] = [f.local('i32'), f.local('i32'), f.local('i32')];
      const [both, ahead] = [f.local('i32'), f.local('i32')];
      const dx = i32.mul(d, stepX[2 * line]!);
      const dy = i32.mul(d, stepY[2 * line]!);
      tossCoin(f, samplers, moves, n, moved, () => f.set(moved, successes(samplers, n, moves.coin.p)));
      f.set(n, i32.sub(n, moved));
      f.if(
        i32.gtS(moved, 24 + along.reach),
        () => {
          f.set(used, samplers.multinomial(moved, lengths, along.reach, split));
          f.set(d, 1);
          f.while(i32.leS(d, used), () => {
            f.set(both, i32.load(i32.shl(i32.sub(d, 1), 2), split));
            f.set(ahead, successes(samplers, both, 0.5));
            f.if(ahead, () => f.do(next(i32.add(x, dx), i32.add(y, dy), ahead)));
            f.set(both, i32.sub(both, ahead));
            f.if(both, () => f.do(next(i32.sub(x, dx), i32.sub(y, dy), both)));
            f.set(d, i32.add(d, 1));
          });
        },
        () =>
          f.while(moved, () => {
            drawAlias(f, samplers, signed, d);
            f.do(next(i32.add(x, dx), i32.add(y, dy), 1));
            f.set(moved, i32.sub(moved, 1));
          }),
      );
      f.if(n, () => f.do(next(x, y, n)));
    });
  }
  return further;
}

/** (x, y, n): walks molecules one by one, step by step. */
function emitWalk(module: ModuleBuilder, parts: LeaveParts) {
  const { space, desk, samplers, landing, plan, places, tau, rateOf } = parts;
  const { width, height, edge, directions } = space;
  const i = 'i32';
  return module.function(`walk${plan.column}`, [i, i, i], 'void', (f, startX, startY, n) => {
    const [x, y, toX, toY] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
    const [left, leaves, leavers] = [f.local('f64'), f.local('f64'), f.local('i32')];
    const cell = i32.add(i32.mul(y, width), x);
    const pace = f.local('f64', directions * plan.uniform);
    const newPace = () => {
      if (rateOf) f.set(pace, f64.mul(directions, rateOf(cell)));
    };
    const start = () => {
      f.set(x, startX);
      f.set(y, startY);
    };

    start();
    newPace();
    if (rateOf) {
      f.set(leaves, samplers.chanceWithin(f64.mul(pace, tau)));
      f.set(leavers, i32.truncF64S(samplers.binomial(f64.convertI32S(n), leaves)));
    } else {
      f.set(leaves, plan.tries.p);
      tossCoin(f, samplers, places.tries, n, leavers, () =>
        f.set(leavers, successes(samplers, n, plan.tries.p)),
      );
    }
    f.do(desk.add('stay', i32.sub(n, leavers)));
    f.while(leavers, () => {
      f.set(leavers, i32.sub(leavers, 1));
      start();
      newPace();
      // The first step is known to fall within tau: an exponential time cut off there.
      const wait = samplers.log1p(f64.mul(f64.neg(leaves), samplers.uniform()));
      f.set(left, f64.add(tau, f64.div(wait, pace)));
      f.block((gone) => {
        f.while(f64.ge(left, 0), () => {
          const step = stepOf(f.local('i32', below(samplers.uniform(), directions)));
          f.set(toX, i32.add(x, step.dx));
          f.set(toY, i32.add(y, step.dy));
          const out = i32.or(i32.geU(toX, width), i32.geU(toY, height));
          if (edge === 'absorb')
            f.if(out, () => {
              f.do(desk.lose(1));
              f.br(gone);
            });
          if (edge === 'wrap') {
            around(toX, width);
            around(toY, height);
          }
          if (edge === 'reflect')
            f.if(out, () => {
              f.set(toX, x);
              f.set(toY, y);
            });
          f.set(x, toX);
          f.set(y, toY);
          newPace();
          f.set(left, f64.sub(left, f64.div(samplers.exponential(), pace)));
        });
        f.do(landing.deliver(planeOffset(plan, space.cells), 1, cell));
      });
    });

    function around(at: typeof toX, size: number): void {
      f.if(i32.eq(at, -1), () => f.set(at, size - 1));
      f.if(i32.eq(at, size), () => f.set(at, 0));
    }
  });
}

/** How many of `n` trials succeed, by the general sampler. */
export function successes({ binomial }: Samplers, n: Value<'i32'>, p: number): Value<'i32'> {
  return i32.truncF64S(binomial(f64.convertI32S(n), p));
}
