/**
 * Emits the module of one learned kernel. `prepare` walks rows from a position on: where each
 * goes, its stream, what few events settle, and what the network is asked about the others, until
 * the staging area or the list of exact rows is full. It goes on where the call before has left off,
 * whosever rows those were. `dress` makes the inputs that are still to be made. `finish` draws the
 * states of the staged rows from the network's outputs, in two passes.
 */

import { choose, i32, ModuleBuilder, type Operand, type Value } from '../../../wasm/encoder.ts';
import { emitMath } from '../../../wasm/math.ts';
import { type RouteName, routeNumber } from '../../routes.ts';
import { sizeOf } from '../heads/van/decoder.ts';
import { componentsOf, mixturesOf } from '../shape/shape.ts';
import { emitCountsDraw } from './draw/emit-counts-draw.ts';
import { emitGaussianDraw } from './draw/emit-gaussian-draw.ts';
import { emitVanDraw } from './draw/emit-van-draw.ts';
import type { Outputs } from './each-staged.ts';
import type { BoundsJob } from './emit-bounds.ts';
import { emitFewEvents } from './emit-few-events.ts';
import { emitInputs } from './emit-inputs.ts';
import { emitRatesInside, emitRow, Route, type RouteJob } from './emit-route.ts';
import { block, exactRows, Failure, notedRows, record, report } from './layout.ts';

export interface RowModuleJob extends RouteJob, Outputs {
  readonly needs: BoundsJob['needs'];
  readonly inputAt: number;
  /** Rows staged at most at a time. */
  readonly capacity: number;
  readonly shared: boolean;
}

/** Which rows (see `RowArguments`), and the position among them to begin at; gives the position it has come to. */
export type PrepareFunction = (...args: number[]) => number;
/** Makes the inputs of all staged rows. */
export type DressFunction = () => void;
/** Draws the first staged rows; 0 where one fails. */
export type FinishFunction = (staged: number) => number;

const i = 'i32';

/** How each way is noted; rows that fail are not. */
const notedAs: Readonly<Record<number, RouteName | undefined>> = {
  [Route.skipped]: 'skipped',
  [Route.settled]: 'learned',
  [Route.staged]: 'learned',
  [Route.exact]: 'exact',
  [Route.outside]: 'outside',
};

/** The module in the binary format; it imports `env.memory` and `env.tableOf`. */
export function emitRowModule(job: RowModuleJob): Uint8Array<ArrayBuffer> {
  const { network, abstraction, layout, moves } = job;
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1, maximum: 65536, shared: job.shared });
  const tableOf = module.importFunction('env', 'tableOf', ['i32'], 'i32');
  const math = emitMath(module, ['exp', 'log', 'tanh']);
  const few = emitFewEvents(module, network, abstraction.dt, layout, math);
  const inputs = emitInputs(module, {
    network,
    abstraction,
    layout,
    inputAt: job.inputAt,
    ...(moves ? { moves } : {}),
  });
  const { shape, scaling } = abstraction;
  const { head } = shape;
  const counts = moves && { ...job, moves, few, exp: math.exp, tableOf };
  const draws = !counts
    ? emitGaussianDraw(module, { ...job, few, components: componentsOf(head), math })
    : head.kind === 'van' && scaling.head !== 'gaussian'
      ? emitVanDraw(module, { ...counts, size: sizeOf(head, scaling) })
      : emitCountsDraw(module, { ...counts, mixtures: mixturesOf(head) });
  const ratesInside = emitRatesInside(module, job);
  const row = emitRow(module, job, few);
  const at = (field: number): Value<'i32'> => i32.load(i32.const(layout.report), field);
  const put = (field: number, value: Operand<'i32'>): Value<'void'> =>
    i32.store(i32.const(layout.report), value, field);

  const dress = module.function('dress', [], 'void', (f) => {
    const [staged, dressed] = [f.local('i32', at(report.staged)), f.local('i32', at(report.dressed))];
    f.if(i32.ltU(dressed, staged), () => f.do(inputs(dressed, i32.sub(staged, dressed))));
    f.do(put(report.dressed, staged));
  });

  const prepare = module.function(
    'prepare',
    [i, i, i, i, i, i, i, i, i, i, i, i, i],
    'i32',
    (
      f,
      rows,
      n,
      firstRow,
      counts,
      countsGathered,
      rates,
      ratesStride,
      ratesGathered,
      firstAgent,
      step,
      seedLow,
      seedHigh,
      place,
    ) => {
      const number = f.local('i32');
      const ratesAt = f.local('i32', rates);
      const staged = f.local('i32', at(report.staged));
      const exact = f.local('i32', at(report.exact));
      const known = f.local('i32', ratesInside(rates));
      const route = f.local('i32');
      /** Rows per route. */
      const seen = Object.values(Route).map(() => f.local('i32'));
      const numberOf = (way: RouteName): Operand<'i32'> =>
        way === 'learned' && job.outside === 'learned'
          ? choose('i32', at(report.beyond), routeNumber('beyond'), routeNumber('learned'))
          : routeNumber(way);
      const dressed = f.local('i32', at(report.dressed));
      const [began, end] = [f.local('i32', place), f.local('i32', n)];
      const noting = f.local('i32', at(report.noting));
      f.if(i32.and(noting, i32.gtU(i32.sub(n, place), notedRows)), () =>
        f.set(end, i32.add(place, notedRows)),
      );
      f.do(put(report.failure, Failure.none));
      // No group of four: all are multiples of 4.
      f.do(i32.store(i32.const(layout.group), 1));
      f.block((stop) => {
        f.loop((again) => {
          f.brIf(stop, i32.geU(place, end));
          f.brIf(stop, i32.geU(staged, job.capacity));
          f.brIf(stop, i32.geU(exact, exactRows));
          f.set(
            number,
            choose('i32', rows, i32.load(i32.add(rows, i32.shl(place, 2))), i32.add(firstRow, place)),
          );
          f.if(ratesStride, () => {
            f.set(ratesAt, i32.add(rates, i32.mul(choose('i32', ratesGathered, place, number), ratesStride)));
            f.set(known, ratesInside(ratesAt));
          });
          const countsAt = i32.add(
            counts,
            i32.mul(choose('i32', countsGathered, place, number), 4 * network.species.length),
          );
          f.set(
            route,
            row(
              countsAt,
              ratesAt,
              known,
              i32.add(firstAgent, number),
              step,
              seedLow,
              seedHigh,
              staged,
              i32.sub(staged, dressed),
            ),
          );
          f.switch(
            route,
            Object.values(Route).map((kind) => () => {
              f.set(seen[kind]!, i32.add(seen[kind]!, 1));
              const way = notedAs[kind];
              if (way)
                f.if(noting, () => f.do(i32.store8(i32.sub(place, began), numberOf(way), layout.noted)));
              if (kind === Route.staged) {
                const own = f.local('i32', i32.mul(staged, layout.recordBytes));
                f.do(i32.store(own, number, layout.records + record.row));
                f.set(staged, i32.add(staged, 1));
                f.if(i32.eq(i32.sub(staged, dressed), block), () => {
                  f.do(inputs(dressed, block));
                  f.set(dressed, staged);
                });
              } else if (kind === Route.exact || kind === Route.outside) {
                f.do(i32.store(i32.shl(exact, 2), number, layout.exact));
                f.set(exact, i32.add(exact, 1));
              } else if (kind === Route.strayed || kind === Route.failed) {
                f.do(put(report.failure, kind === Route.strayed ? Failure.strayed : Failure.propensity));
                f.br(stop);
              }
            }),
          );
          f.set(place, i32.add(place, 1));
          f.br(again);
        });
      });
      f.do(put(report.staged, staged), put(report.dressed, dressed), put(report.exact, exact));
      f.do(put(report.outside, seen[Route.outside]!), put(report.skipped, seen[Route.skipped]!));
      f.do(put(report.learned, i32.add(seen[Route.staged]!, seen[Route.settled]!)));
      f.return(place);
    },
  );

  const finish = module.function('finish', ['i32'], 'i32', (f, staged) => {
    f.do(put(report.takenBack, 0));
    f.if(i32.eqz(draws.choose(staged)), () => f.return(i32.const(0)));
    f.return(draws.draw(staged));
  });
  module.export('prepare', prepare);
  module.export('dress', dress);
  module.export('finish', finish);
  module.export('exp', math.exp);
  module.export('log', math.log);
  return module.encode();
}
