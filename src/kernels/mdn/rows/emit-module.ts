/**
 * Emits the module of one learned kernel. `prepare` walks rows from a position on: where each
 * goes, its stream, what few events settle, and the inputs of those the network is asked
 * about, until the staging area or the list of exact rows is full. `finish` draws the
 * states of the staged rows from the network's outputs, in two passes.
 */
import type { Network } from '../../../crn/network.ts';
import { Purpose } from '../../../numerics/streams.ts';
import {
  choose,
  type FunctionBuilder,
  f32,
  f64,
  i32,
  type Local,
  ModuleBuilder,
  type Operand,
  type Value,
} from '../../../wasm/encoder.ts';
import { FourStreams } from '../../../wasm/four-streams.ts';
import { emitMath } from '../../../wasm/math.ts';
import { EmittedStream } from '../../../wasm/random.ts';
import type { Abstraction } from '../../abstraction.ts';
import type { Outside } from '../../kernel.ts';
import type { Moves } from '../moves.ts';
import { type CountsDrawJob, emitCountsDraw } from './emit-counts-draw.ts';
import { emitFewEvents, type FewEventsFunctions, more, nothing } from './emit-few-events.ts';
import { emitGaussianDraw } from './emit-gaussian-draw.ts';
import { emitInputs } from './emit-inputs.ts';
import { block, exactRows, Failure, type Layout, planeOf, record, report } from './layout.ts';

export interface RowModuleJob {
  readonly network: Network;
  readonly abstraction: Pick<Abstraction, 'shape' | 'domain' | 'dt' | 'scaling'>;
  readonly outside: Outside;
  /** Rows that expect fewer events than this in a step are exact; 0 for none. */
  readonly exactBelow: number;
  /** Of the `counts` head. */
  readonly moves?: Moves;
  readonly needs: CountsDrawJob['needs'];
  readonly layout: Layout;
  readonly inputAt: number;
  readonly outputAt: number;
  readonly outputWidth: number;
  /** Rows staged at most at a time. */
  readonly capacity: number;
  readonly shared: boolean;
}

/** What one call of `prepare` walks; every number is an i32. */
export interface PrepareArguments {
  /** Byte address of row numbers, or 0: `firstRow`, `firstRow` + 1, … */
  readonly rows: number;
  readonly n: number;
  readonly firstRow: number;
  readonly counts: number;
  /** 1: row i of the call lies at place i, not at place `rows[i]`. */
  readonly countsGathered: number;
  readonly rates: number;
  /** Bytes from row to row; 0 if all rows share their rates. */
  readonly ratesStride: number;
  readonly ratesGathered: number;
  readonly firstAgent: number;
  readonly step: number;
  readonly seedLow: number;
  readonly seedHigh: number;
  /** Position to begin at, of n. */
  readonly from: number;
}

/** Arguments in the order of {@link PrepareArguments}; gives the position it has come to. */
export type PrepareFunction = (...args: number[]) => number;
/** Draws the first staged rows; 0 where one fails. */
export type FinishFunction = (staged: number) => number;

export function argumentsOf(a: PrepareArguments): number[] {
  return [
    a.rows,
    a.n,
    a.firstRow,
    a.counts,
    a.countsGathered,
    a.rates,
    a.ratesStride,
    a.ratesGathered,
    a.firstAgent,
    a.step,
    a.seedLow,
    a.seedHigh,
    a.from,
  ];
}

/** What becomes of a row. */
const Route = { skipped: 0, settled: 1, staged: 2, exact: 3, outside: 4, strayed: 5, failed: 6 } as const;

const i = 'i32';

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
  const { mixtures } = abstraction.shape;
  const draws = moves
    ? emitCountsDraw(module, { ...job, moves, mixtures, few, exp: math.exp, tableOf })
    : emitGaussianDraw(module, { ...job, species: network.species.length, mixtures, math });
  const ratesInside = emitRatesInside(module, job);
  const row = emitRow(module, job, few);
  const at = (field: number): Value<'i32'> => i32.load(i32.const(layout.report), field);
  const put = (field: number, value: Operand<'i32'>): Value<'void'> =>
    i32.store(i32.const(layout.report), value, field);

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
      const staged = f.local('i32');
      const exact = f.local('i32', at(report.exact));
      const known = f.local('i32', ratesInside(rates));
      const route = f.local('i32');
      /** Rows per route. */
      const seen = Object.values(Route).map(() => f.local('i32'));
      const dressed = f.local('i32');
      const dress = (): void => {
        f.do(inputs(dressed, i32.sub(staged, dressed)));
        f.set(dressed, staged);
      };
      // No group of four: all are multiples of 4.
      f.do(i32.store(i32.const(layout.group), 1));
      f.block((stop) => {
        f.loop((again) => {
          f.brIf(stop, i32.geU(place, n));
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
              if (kind === Route.staged) {
                const own = f.local('i32', i32.mul(staged, layout.recordBytes));
                f.do(i32.store(own, place, layout.records + record.place));
                f.set(staged, i32.add(staged, 1));
                f.if(i32.eq(i32.sub(staged, dressed), block), dress);
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
      f.if(i32.ltU(dressed, staged), dress);
      f.do(put(report.staged, staged), put(report.exact, exact));
      f.do(put(report.outside, seen[Route.outside]!), put(report.skipped, seen[Route.skipped]!));
      f.do(put(report.learned, i32.add(seen[Route.staged]!, seen[Route.settled]!)));
      f.return(place);
    },
  );

  const finish = module.function('finish', ['i32'], 'i32', (f, staged) => {
    f.if(i32.eqz(draws.choose(staged)), () => f.return(i32.const(0)));
    f.return(draws.draw(staged));
  });
  module.export('prepare', prepare);
  module.export('finish', finish);
  module.export('exp', math.exp);
  module.export('log', math.log);
  return module.encode();
}

/** Emits `(ratesAt)`: are the rates those of the training domain? */
function emitRatesInside(module: ModuleBuilder, { network, abstraction }: RowModuleJob) {
  return module.function('rates inside', ['i32'], 'i32', (f, ratesAt) => {
    const inside = network.rates.map((_, k) => {
      const [low, high] = abstraction.domain.rates[k]!;
      const rate = f64.load(ratesAt, 8 * k);
      // A rate read back from a file or computed twice may differ in its last digit.
      return i32.and(f64.ge(rate, low * (1 - 1e-9)), f64.le(rate, high * (1 + 1e-9)));
    });
    f.return(inside.reduce((a, b) => i32.and(a, b), i32.const(1)));
  });
}

/**
 * Emits what becomes of one row: (counts, rates, are the rates known; agent, step, seed low and
 * high; slot, and slot in the block) → {@link Route}. A staged row leaves its record and planes.
 */
function emitRow(module: ModuleBuilder, job: RowModuleJob, few: FewEventsFunctions) {
  const { abstraction, layout, outside, exactBelow, moves } = job;
  const { dt, domain } = abstraction;
  const asksFewEvents = moves !== undefined;
  const asksPropensities = asksFewEvents || exactBelow > 0;

  const openGroup = module.function(
    'open streams',
    [i, i, i, i],
    'void',
    (f, group, step, seedLow, seedHigh) => {
      const streams = new FourStreams(f, { seedLow, seedHigh, step, purpose: Purpose.learned });
      streams.open(group, i32.const(layout.streams));
      f.do(i32.store(i32.const(layout.group), group));
    },
  );

  const inDomain = (countsAt: Local<'i32'>, known: Local<'i32'>): Value<'i32'> =>
    domain.counts.reduce<Value<'i32'>>((all, [low, high], s) => {
      const count = f64.convertI32S(i32.load(countsAt, 4 * s));
      return i32.and(all, i32.and(f64.ge(count, low), f64.le(count, high)));
    }, known);

  return module.function(
    'row',
    [i, i, i, i, i, i, i, i, i],
    'i32',
    (f, countsAt, ratesAt, known, agent, step, seedLow, seedHigh, slot, inBlock) => {
      const a0 = f.local('f64');
      const go = (route: number): void => f.return(i32.const(route));
      if (asksPropensities) {
        f.set(a0, few.propensities(countsAt, ratesAt));
        f.if(f64.lt(a0, 0), () => go(Route.failed));
        if (asksFewEvents) f.if(f64.eq(a0, 0), () => go(Route.skipped));
      }
      if (outside !== 'learned')
        f.if(i32.eqz(inDomain(countsAt, known)), () => go(outside === 'ssa' ? Route.outside : Route.strayed));
      if (exactBelow > 0) f.if(f64.lt(f64.mul(a0, dt), exactBelow), () => go(Route.exact));

      const group = f.local('i32', i32.and(agent, -4));
      f.if(i32.ne(group, i32.load(i32.const(layout.group))), () =>
        f.do(openGroup(group, step, seedLow, seedHigh)),
      );
      const stream = new EmittedStream(f);
      stream.load(i32.shl(i32.and(agent, 3), 4), layout.streams);
      if (asksFewEvents) settle(f, few, { countsAt, ratesAt, a0, stream });

      const own = f.local('i32', i32.mul(slot, layout.recordBytes));
      stream.save(own, layout.records + record.stream);
      f.do(i32.store(own, countsAt, layout.records + record.counts));
      f.do(i32.store(own, ratesAt, layout.records + record.rates));
      writePlanes(f, job, { countsAt, ratesAt, a0, inBlock });
      go(Route.staged);
    },
  );
}

/** Steps the row without the network, if its first draw says so. */
function settle(
  f: FunctionBuilder,
  few: FewEventsFunctions,
  at: {
    readonly countsAt: Local<'i32'>;
    readonly ratesAt: Local<'i32'>;
    readonly a0: Local<'f64'>;
    readonly stream: EmittedStream;
  },
): void {
  const { countsAt, ratesAt, a0, stream } = at;
  const u = f.local('f64', stream.uniform());
  f.if(i32.eqz(f64.ge(u, few.fewest(countsAt, ratesAt, a0))), () => {
    f.if(i32.eqz(few.solve(countsAt, ratesAt, a0)), () => f.return(i32.const(Route.failed)));
    const event = f.local('i32', few.choose(u));
    f.if(i32.ne(event, more), () => {
      f.if(i32.ne(event, nothing), () => f.do(few.fire(event, countsAt)));
      f.return(i32.const(Route.settled));
    });
  });
}

/** What the inputs of a row are made of: see `emit-inputs.ts`. */
function writePlanes(
  f: FunctionBuilder,
  { network, abstraction, layout, moves }: RowModuleJob,
  at: {
    readonly countsAt: Local<'i32'>;
    readonly ratesAt: Local<'i32'>;
    readonly a0: Local<'f64'>;
    readonly inBlock: Local<'i32'>;
  },
): void {
  const places = planeOf(network);
  const place = f.local('i32', i32.shl(at.inBlock, 2));
  const write = (column: number, value: Value<'f32'>): void =>
    f.do(f32.store(place, value, layout.planes + 4 * block * column));
  const { dt, shape } = abstraction;
  for (const s of network.species.keys())
    write(places.species(s), f32.convertI32S(i32.load(at.countsAt, 4 * s)));
  if (moves) {
    for (const k of network.reactions.keys()) {
      const a = f64.load(i32.const(0), layout.now + 8 * k);
      write(places.reaction(k), f32.demoteF64(f64.mul(a, dt)));
    }
    write(places.total, f32.demoteF64(f64.mul(at.a0, dt)));
  }
  for (const [n, name] of shape.rateInputs.entries())
    write(places.input(n), f32.demoteF64(f64.load(at.ratesAt, 8 * network.rates.indexOf(name))));
}
