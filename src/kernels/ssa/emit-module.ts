/** Emits the WebAssembly module of one network: its row function, and the loop over rows. */
import type { Network } from '../../crn/network.ts';
import { choose, f64, i32, i64, ModuleBuilder } from '../../wasm/encoder.ts';
import { FourStreams } from '../../wasm/four-streams.ts';
import { emitMathFor } from './emit-expression.ts';
import { emitRegisters } from './emit-registers.ts';
import { type Addresses, emitRow, failed, skipped, streamNameAt, streamsLayout } from './emit-row.ts';
import { emitTables } from './emit-tables.ts';
import { lawFacts } from './law-facts.ts';
import { Failure, reportLayout } from './report.ts';
import type { RowLayout, StoreJob } from './row-store.ts';
import type { RowTables } from './row-tables.ts';

const i = 'i32';
/** Which rows (see `RowArguments`), then: time, dt, the first set-time event, one beyond the last, most events of a row. */
const params = [i, i, i, i, i, i, i, i, i, i, i, i, 'f64', 'f64', i, i, i] as const;

/** The exported `step`; gives the rows done. */
export type StepFunction = (...args: number[]) => number;

/** Tables, and the address they have been written to. */
export interface PlacedTables {
  readonly plan: RowTables;
  readonly address: number;
}

/**
 * The module in the binary format; it imports `env.memory` and exports `step`.
 *
 * The row is a function of its own, so that the optimised code is used as soon as
 * it is ready: V8 replaces a function when it is called, not inside a long loop.
 *
 * @param tables  for a network that is stepped by tables; else all is in locals
 */
export function emitModule(
  network: Network,
  addresses: Addresses,
  shared: boolean,
  tables?: PlacedTables,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1, maximum: 65536, shared });
  const formulas = [
    ...network.reactions.map(({ law }) => law),
    ...network.events.flatMap(({ when, set }) => [...(when ? [when] : []), ...set.map(({ to }) => to)]),
  ];
  const math = emitMathFor(module, formulas);
  const job = { module, network, math };
  const rowLayout = tables ? emitTables(job, tables.plan, tables.address) : emitRegisters(job);
  const bytes = 4 * network.species.length;
  // Beside the wait for an exp or its like the processor opens a stream for nothing.
  const byFours = network.reactions.every((reaction) => lawFacts(reaction).simple);
  const openStreams = module.function('open streams', [i], 'void', (f, group) => {
    const streams = new FourStreams(f, streamNameAt(addresses));
    streams.open(group, i32.const(addresses.streams));
  });
  const prepare = emitPrepare(job, rowLayout, addresses);
  const row = emitRow(job, rowLayout, addresses);

  const step = module.function(
    'step',
    params,
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
      stepNumber,
      seedLow,
      seedHigh,
      time,
      dt,
      eventFrom,
      eventTo,
      mostEvents,
    ) => {
      const place = f.local('i32');
      const number = f.local('i32');
      const countsAt = f.local('i32');
      const ratesAt = f.local('i32');
      const fired = f.local('i32');
      /** First agent of the four whose streams are open; 1 is the first of none. */
      const opened = f.local('i32', 1);
      const consecutive = f.local('i32', byFours ? i32.eqz(rows) : 0);
      /** One bit for each row so far: has it drawn? After three that have, streams are opened by fours. */
      const drawn = f.local('i32', i32.mul(consecutive, 7));
      f.do(
        i32.store(addresses.streams, stepNumber, streamsLayout.step),
        i32.store(addresses.streams, seedLow, streamsLayout.seedLow),
        i32.store(addresses.streams, seedHigh, streamsLayout.seedHigh),
      );
      const events = f.local('i64');
      const idle = f.local('i32');
      f.block((stop) => {
        f.while(i32.ltU(place, n), () => {
          f.set(
            number,
            choose('i32', rows, i32.load(i32.add(rows, i32.shl(place, 2))), i32.add(firstRow, place)),
          );
          f.set(countsAt, i32.add(counts, i32.mul(choose('i32', countsGathered, place, number), bytes)));
          f.set(ratesAt, i32.add(rates, i32.mul(choose('i32', ratesGathered, place, number), ratesStride)));
          // Rates that all rows share are prepared once.
          f.if(i32.or(i32.eqz(place), i32.ne(ratesStride, 0)), () => f.brIf(stop, i32.eqz(prepare(ratesAt))));
          const agent = f.local('i32', i32.add(firstAgent, number));
          const group = f.local('i32', i32.and(agent, -4));
          f.if(i32.and(i32.ne(group, opened), i32.eq(i32.and(drawn, 7), 7)), () => {
            f.do(openStreams(group));
            f.set(opened, group);
          });
          const own = i32.add(i32.shl(i32.and(agent, 3), 4), addresses.streams);
          const streamAt = choose('i32', i32.eq(group, opened), own, 0);
          f.set(fired, row(countsAt, ratesAt, streamAt, agent, mostEvents, time, dt, eventFrom, eventTo));
          f.set(drawn, i32.or(i32.shl(drawn, 1), i32.and(i32.geS(fired, 0), consecutive)));
          f.if(
            i32.geS(fired, 0),
            () => f.set(events, i64.add(events, i64.extendI32U(fired))),
            () => {
              f.brIf(stop, i32.eq(fired, failed));
              f.set(idle, i32.add(idle, i32.eq(fired, skipped)));
            },
          );
          f.set(place, i32.add(place, 1));
        });
      });
      const { report } = addresses;
      f.do(f64.store(report, f64.convertI64S(events), reportLayout.events));
      f.do(f64.store(report, f64.convertI32U(idle), reportLayout.skipped));
      f.return(place);
    },
  );
  module.export('step', step);
  return module.encode();
}

/**
 * Emits (byte address of rates) → are they such that rows can be stepped? If not, the report
 * says so. Rows rely on it, and tables keep what is computed here.
 */
function emitPrepare({ module, network }: StoreJob, rowLayout: RowLayout, { report }: Addresses) {
  const signed = [...new Set(network.reactions.flatMap((reaction) => lawFacts(reaction).signedRates))];
  return module.function('prepare rates', [i], i, (f, ratesAt) => {
    const fine = signed.map((k) => f64.ge(f64.load(ratesAt, 8 * k), 0));
    f.if(i32.eqz(fine.reduce((a, b) => i32.and(a, b), i32.const(1))), () => {
      f.do(f64.store(report, Failure.rate, reportLayout.failure), f64.store(report, 0, reportLayout.elapsed));
      f.return(i32.const(0));
    });
    if (rowLayout.prepare) f.do(rowLayout.prepare(ratesAt));
    f.return(i32.const(1));
  });
}
