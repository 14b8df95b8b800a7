/** Emits where a row goes, what few events settle, and what a staged row leaves behind. */
import type { Network } from '../../../crn/network.ts';
import { Purpose } from '../../../numerics/streams.ts';
import {
  type FunctionBuilder,
  f32,
  f64,
  i32,
  type Local,
  type ModuleBuilder,
  type Value,
} from '../../../wasm/encoder.ts';
import { FourStreams } from '../../../wasm/four-streams.ts';
import { EmittedStream } from '../../../wasm/random.ts';
import type { Abstraction } from '../../abstraction.ts';
import type { Outside } from '../../kernel.ts';
import { asksFlow } from '../inputs/inputs.ts';
import type { Moves } from '../lattice/moves.ts';
import { type FewEventsFunctions, more, nothing } from './emit-few-events.ts';
import { emitFlow } from './emit-flow.ts';
import { block, type Layout, planeOf, record, report } from './layout.ts';

export interface RouteJob {
  readonly network: Network;
  readonly abstraction: Pick<Abstraction, 'shape' | 'domain' | 'dt' | 'scaling'>;
  readonly outside: Outside;
  /** Rows that expect fewer events than this in a step are exact; 0 for none. */
  readonly exactBelow: number;
  /** Of the `counts` head. */
  readonly moves?: Moves;
  readonly layout: Layout;
}

/** What becomes of a row. */
export const Route = {
  skipped: 0,
  settled: 1,
  staged: 2,
  exact: 3,
  outside: 4,
  strayed: 5,
  failed: 6,
} as const;

const i = 'i32';

/** Emits `(ratesAt)`: are the rates those of the training domain? */
export function emitRatesInside(module: ModuleBuilder, { network, abstraction }: RouteJob) {
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

/** Whether a row lies inside the training domain; `known`: do its rates? */
function inDomain(
  { abstraction: { domain } }: RouteJob,
  countsAt: Local<'i32'>,
  known: Local<'i32'>,
): Value<'i32'> {
  const count = (s: number): Value<'f64'> => f64.convertI32S(i32.load(countsAt, 4 * s));
  const inBox = domain.counts.map(([low, high], s) => i32.and(f64.ge(count(s), low), f64.le(count(s), high)));
  const asTotals = (domain.totals ?? []).map(({ coefficients, is }) => {
    const sum = coefficients.reduce<Value<'f64'>>(
      (all, c, s) => (c === 0 ? all : f64.add(all, f64.mul(count(s), c))),
      f64.const(0),
    );
    return f64.eq(sum, is);
  });
  return [...inBox, ...asTotals].reduce<Value<'i32'>>((all, one) => i32.and(all, one), known);
}

/**
 * Emits what becomes of one row: (counts, rates, are the rates known; agent, step, seed low and
 * high; slot, and slot in the block) → {@link Route}. A staged row leaves its record and planes.
 */
export function emitRow(module: ModuleBuilder, job: RouteJob, few: FewEventsFunctions) {
  const { abstraction, layout, outside, exactBelow, moves } = job;
  const { dt } = abstraction;
  const asksFewEvents = moves !== undefined;
  const { scaling } = abstraction;
  const flow =
    scaling.head !== 'gaussian' && asksFlow(scaling) ? emitFlow(module, job.network, dt, layout) : undefined;
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
      // What is simulated anyway needs no training.
      if (exactBelow > 0) f.if(f64.lt(f64.mul(a0, dt), exactBelow), () => go(Route.exact));
      if (outside !== 'learned')
        f.if(i32.eqz(inDomain(job, countsAt, known)), () =>
          go(outside === 'ssa' ? Route.outside : Route.strayed),
        );
      else
        f.if(i32.load(i32.const(layout.report), report.noting), () =>
          f.do(i32.store(i32.const(layout.report), i32.eqz(inDomain(job, countsAt, known)), report.beyond)),
        );

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
      writePlanes(f, job, flow, { countsAt, ratesAt, a0, inBlock });
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
  { network, abstraction, layout, moves }: RouteJob,
  flow: ReturnType<typeof emitFlow> | undefined,
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
  if (moves && flow) {
    f.do(flow(at.countsAt, at.ratesAt));
    // Events forth and back may be many and nearly equal: their sum is taken in full precision.
    const sum = (start: number, power: 1 | 2, i: number): Value<'f64'> =>
      moves.reactions.reduce<Value<'f64'>>((total, change, k) => {
        const events = f64.load(i32.const(0), layout.events + 8 * k);
        return change[i] === 0 ? total : f64.add(total, f64.mul(events, change[i]! ** power));
      }, f64.const(start));
    for (let i = 0; i < moves.rank; i++) {
      write(places.drift(i), f32.demoteF64(sum(0, 1, i)));
      write(places.variance(i), f32.demoteF64(sum(0.25, 2, i)));
    }
  }
  for (const [n, name] of shape.rateInputs.entries())
    write(places.input(n), f32.demoteF64(f64.load(at.ratesAt, 8 * network.rates.indexOf(name))));
}
