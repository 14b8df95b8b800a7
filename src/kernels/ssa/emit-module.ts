/** Emits the WebAssembly module of one network: its row function and the loop over rows. */
import type { Network } from '../../crn/network.ts';
import { choose, f64, i32, i64, ModuleBuilder } from '../../wasm/encoder.ts';
import { emitMathFor } from './emit-expression.ts';
import { emitRegisters } from './emit-registers.ts';
import { type Addresses, emitRow, failed, skipped } from './emit-row.ts';
import { emitTables } from './emit-tables.ts';
import { reportLayout } from './report.ts';
import type { RowTables } from './row-tables.ts';

/** What one call steps; every number is an i32 but time and dt. */
export interface StepArguments {
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
  readonly time: number;
  readonly dt: number;
  readonly eventFrom: number;
  readonly eventTo: number;
  readonly mostEvents: number;
}

const i = 'i32';
const params = [i, i, i, i, i, i, i, i, i, i, i, i, 'f64', 'f64', i, i, i] as const;

/** The exported `step`, with its arguments in the order of {@link StepArguments}; gives the rows done. */
export type StepFunction = (...args: number[]) => number;

export function argumentsOf(a: StepArguments): number[] {
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
    a.time,
    a.dt,
    a.eventFrom,
    a.eventTo,
    a.mostEvents,
  ];
}

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
  const machine = tables ? emitTables(job, tables.plan, tables.address) : emitRegisters(job);
  const row = emitRow(job, machine, addresses);
  const bytes = 4 * network.species.length;

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
      const fired = f.local('i32');
      const events = f.local('i64');
      const idle = f.local('i32');
      f.block((stop) => {
        f.while(i32.ltU(place, n), () => {
          f.set(
            number,
            choose('i32', rows, i32.load(i32.add(rows, i32.shl(place, 2))), i32.add(firstRow, place)),
          );
          const countsAt = i32.add(counts, i32.mul(choose('i32', countsGathered, place, number), bytes));
          const ratesAt = i32.add(rates, i32.mul(choose('i32', ratesGathered, place, number), ratesStride));
          const { prepare } = machine;
          // Rates that all rows share are prepared once.
          if (prepare) f.if(i32.or(i32.eqz(place), i32.ne(ratesStride, 0)), () => f.do(prepare(ratesAt)));
          f.set(
            fired,
            row(
              countsAt,
              ratesAt,
              i32.add(firstAgent, number),
              stepNumber,
              seedLow,
              seedHigh,
              time,
              dt,
              eventFrom,
              eventTo,
              mostEvents,
            ),
          );
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
