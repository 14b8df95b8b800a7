/**
 * Emits the function that steps one row: the direct method, over a state that a
 * {@link RowLayout} keeps. See `emit-module.ts` for the loop over rows, `../ssa.ts` for the kernel.
 *
 * Where propensities depend on the time, their leaves of the sum tree hold upper
 * bounds over a piece of the step, and candidates are thinned (Lewis & Shedler
 * 1979, doi 10.1002/nav.3800260304). Networks without them pay nothing for it.
 */
import { readsTime, speciesIn } from '../../crn/dependencies.ts';
import type { Network, NetworkEvent, Term } from '../../crn/network.ts';
import { Purpose } from '../../numerics/streams.ts';
import {
  choose,
  type FunctionRef,
  f64,
  i32,
  type Label,
  type Operand,
  type Value,
} from '../../wasm/encoder.ts';
import { fourStreamsBytes } from '../../wasm/four-streams.ts';
import { EmittedStream } from '../../wasm/random.ts';
import { conditionsOf, type EventRow, emitConditions, emitSet, turned } from './emit-events.ts';
import type { Surroundings } from './emit-expression.ts';
import { Failure, reportLayout } from './report.ts';
import type { RowLayout, StoreJob } from './row-store.ts';

/** Fixed byte addresses the module is compiled for. */
export interface Addresses {
  readonly report: number;
  /** Times of the set-time events, f64, rising. */
  readonly eventTimes: number;
  /** What {@link streamsLayout} says. */
  readonly streams: number;
}

/** Byte offsets: states of four streams, then what names the streams of a call besides the agent. */
export const streamsLayout = {
  step: fourStreamsBytes,
  seedLow: fourStreamsBytes + 4,
  seedHigh: fourStreamsBytes + 8,
} as const;
export const streamsBytes = fourStreamsBytes + 12;

/** What the streams of all agents have in common, read from memory. */
export function streamNameAt({ streams }: Addresses) {
  const word = (offset: number) => i32.load(streams, offset);
  const { step, seedLow, seedHigh } = streamsLayout;
  return { step: word(step), seedLow: word(seedLow), seedHigh: word(seedHigh), purpose: Purpose.react };
}

/** Set-time events in the order in which they happen; at one time, in that of the text. */
export function scheduledEvents(network: Network): readonly NetworkEvent[] {
  return network.events.filter((event) => event.at !== undefined).sort((a, b) => a.at! - b.at!);
}

const rowParams = ['i32', 'i32', 'i32', 'i32', 'i32', 'f64', 'f64', 'i32', 'i32'] as const;
/**
 * (byte addresses of counts, rates and the state of the stream, or 0 where it is not open yet;
 * agent; most events; time, dt; first and last + 1 of the set-time events in this step) → events
 * fired, or {@link skipped}, or {@link failed}. Memory changes only on success.
 * V8 passes five integers in registers: what few networks need comes last.
 */
export type RowFunction = FunctionRef<typeof rowParams, 'i32'>;
export const skipped = -1;
export const failed = -2;

/** Candidates that a piece may be expected to waste, and may waste, before it is cut shorter. */
const wasteExpected = 2;
const wasteSuffered = 8;
const mostHalvings = 60;

export function emitRow(
  { module, network, math }: StoreJob,
  layout: RowLayout,
  addresses: Addresses,
): RowFunction {
  const { reactions, events } = network;
  const timed = reactions.flatMap(({ law }, j) => (readsTime(law) ? [j] : []));
  const scheduled = scheduledEvents(network);
  const conditions = conditionsOf(network);

  return module.function(
    'row',
    rowParams,
    'i32',
    (f, countsAt, ratesAt, streamAt, agent, mostEvents, time, dt, eventFrom, eventTo) => {
      const state = layout.open(f, countsAt, ratesAt);
      const { total } = state;
      const stream = new EmittedStream(f);
      const elapsed = f.local('f64');
      const now = f64.add(time, elapsed);
      const at: Surroundings = { f, math, species: state.species, rate: state.rate, time: now };

      const failure = f.local('f64', Failure.propensity);
      const which = f.local('f64');
      const left = f.local('i32', mostEvents);
      /** Candidates rejected in this piece, and in all. */
      const misses = f.local('i32');
      const missesInAll = f.local('i32');
      /** The next set-time event, or the end of the step; within it the end of the piece. */
      const next = f.local('f64', dt);
      const pieceEnd = timed.length > 0 ? f.local('f64') : next;
      const pieceLength = f.local('f64', dt);
      const piece = { now, end: f64.add(time, pieceEnd) };
      const started = f.local('i32');
      const wait = f.local('f64');
      const target = f.local('f64');

      f.block((fail) => {
        const failIf = (condition: Operand<'i32'>, code: number, number = 0): void =>
          f.if(condition, () => {
            f.set(failure, code);
            f.set(which, number);
            f.br(fail);
          });
        const row: EventRow = { at, setSpecies: state.setSpecies, failIf };

        /** Sets bounds over the longest piece of the step in which they waste little. */
        const openPiece = (): void => {
          const actual = f.local('f64', sum(timed.map((j) => state.propensity(j, now))));
          const halvings = f.local('i32', 0);
          const length = f.local('f64');
          f.set(misses, 0);
          f.loop((shorter) => {
            f.set(pieceEnd, f64.min(next, f64.add(elapsed, pieceLength)));
            f.set(length, f64.sub(pieceEnd, elapsed));
            state.boundAll(piece);
            const waste = f64.mul(f64.sub(sum(timed.map(state.leaf)), actual), length);
            f.if(i32.and(i32.eqz(f64.le(waste, wasteExpected)), i32.ltS(halvings, mostHalvings)), () => {
              f.set(halvings, i32.add(halvings, 1));
              f.set(pieceLength, f64.mul(0.5, length));
              f.br(shorter);
            });
          });
          for (const j of timed) failIf(i32.eqz(f64.lt(state.leaf(j), Infinity)), Failure.noBound, j);
        };

        /** Rejects a candidate with the share of its bound that its propensity does not fill. */
        const thin = (j: number, again: Label, refresh: Label): void => {
          const bound = state.leaf(j);
          const actual = f.local('f64', state.propensity(j, now));
          f.if(i32.eqz(f64.ge(actual, 0)), () => {
            state.setLeaf(j, actual);
            f.br(fail);
          });
          failIf(f64.gt(actual, f64.mul(bound, 1 + 1e-6)), Failure.noBound, j);
          f.if(f64.ge(f64.mul(stream.uniform(), bound), actual), () => {
            f.set(misses, i32.add(misses, 1));
            f.set(missesInAll, i32.add(missesInAll, 1));
            f.brIf(refresh, i32.gtS(misses, wasteSuffered));
            f.br(again);
          });
        };

        const lookAtConditions = (refresh: Label, change?: readonly Term[]): void => {
          for (const condition of conditions) {
            const { when } = condition.event;
            const read = speciesIn(when);
            if (!change || readsTime(when) || change.some((term) => read.includes(term.species)))
              f.brIf(refresh, turned(condition, at));
          }
        };

        /** Leaves a row alone, before anything is drawn, where nothing can happen. */
        const start = (): void => {
          const quiet = [f64.eq(total, 0)];
          if (scheduled.length > 0) quiet.push(i32.geS(eventFrom, eventTo));
          if (timed.length > 0) quiet.push(f64.ge(pieceEnd, dt));
          f.if(
            quiet.reduce((a, b) => i32.and(a, b)),
            () => {
              if (conditions.length > 0) state.storeCounts();
              f.return(i32.const(skipped));
            },
          );
          f.if(
            streamAt,
            () => stream.load(streamAt),
            () => stream.open({ ...streamNameAt(addresses), agent }),
          );
        };

        f.loop((refresh) => {
          if (conditions.length > 0) emitConditions(conditions, row);
          if (scheduled.length > 0) {
            const due = f64.sub(f64.load(i32.shl(eventFrom, 3), addresses.eventTimes), time);
            f.set(next, choose('f64', i32.ltS(eventFrom, eventTo), f64.max(elapsed, due), dt));
          }
          state.computeAll(fail);
          if (timed.length > 0) openPiece();
          state.sumAll();
          f.brIf(fail, i32.eqz(f64.lt(total, Infinity)));
          if (timed.length === 0 && events.length === 0) start();
          else
            f.if(i32.eqz(started), () => {
              start();
              f.set(started, 1);
            });

          f.block((horizon) =>
            f.loop((again) => {
              stream.exponential(wait, math.exp);
              f.set(wait, f64.add(elapsed, f64.div(wait, f64.abs(total))));
              // Also where the total is 0, or −0: the wait is then infinite, or not a number.
              f.brIf(horizon, i32.eqz(f64.lt(wait, pieceEnd)));
              // An infinite total has no wait. Looked at here and not first in the loop: 1.15 times as fast.
              f.brIf(fail, i32.eqz(f64.lt(total, Infinity)));
              f.set(elapsed, wait);
              failIf(i32.eqz(left), Failure.tooManyEvents);
              f.set(left, i32.sub(left, 1));
              f.set(target, f64.mul(stream.uniform(), total));
              state.draw(target, {
                ...piece,
                again,
                refresh,
                fail,
                thin: (j) => thin(j, again, refresh),
                lookAtConditions: (change) => lookAtConditions(refresh, change),
              });
            }),
          );

          f.brIf(fail, i32.eqz(f64.lt(total, Infinity)));
          f.set(elapsed, pieceEnd);
          if (timed.length > 0)
            f.if(f64.lt(elapsed, next), () => {
              f.set(pieceLength, f64.mul(2, pieceLength));
              f.br(refresh);
            });
          if (scheduled.length > 0)
            f.if(i32.ltS(eventFrom, eventTo), () => {
              f.switch(
                eventFrom,
                scheduled.map((event) => () => emitSet(event, events.indexOf(event), row)),
              );
              f.set(eventFrom, i32.add(eventFrom, 1));
              f.br(refresh);
            });
        });

        const tooMany = state.tooMany();
        if (tooMany) failIf(tooMany, Failure.tooManyMolecules);
        state.storeCounts();
        f.return(i32.sub(i32.sub(mostEvents, left), missesInAll));
      });

      const { report } = addresses;
      f.do(f64.store(report, failure, reportLayout.failure), f64.store(report, which, reportLayout.which));
      f.do(f64.store(report, elapsed, reportLayout.elapsed));
      state.report(report);
      f.return(i32.const(failed));
    },
  );
}

function sum(values: readonly Value<'f64'>[]): Value<'f64'> {
  return values.reduce((a, b) => f64.add(a, b));
}
