/**
 * Emits the function that steps one row: the direct method with everything in
 * locals. See `emit-module.ts` for the loop over rows, `../ssa.ts` for the kernel.
 *
 * Where propensities depend on the time, their leaves of the sum tree hold upper
 * bounds over a piece of the step, and candidates are thinned (Lewis & Shedler
 * 1979, doi 10.1002/nav.3800260304). Networks without them pay nothing for it.
 */
import { dependencies, readsTime, speciesIn } from '../../crn/dependencies.ts';
import type { Network, NetworkEvent } from '../../crn/network.ts';
import { Purpose } from '../../numerics/streams.ts';
import {
  choose,
  type FunctionRef,
  f64,
  i32,
  type Label,
  type ModuleBuilder,
  type Operand,
  type Value,
} from '../../wasm/encoder.ts';
import type { MathFunctions } from '../../wasm/math.ts';
import { EmittedStream } from '../../wasm/random.ts';
import { conditionsOf, type EventRow, emitConditions, emitSet, turned } from './emit-events.ts';
import type { Surroundings } from './emit-expression.ts';
import { emitLaws } from './emit-laws.ts';
import { Failure, reportLayout } from './report.ts';
import { SumTree } from './sum-tree.ts';

/** Fixed byte addresses the module is compiled for. */
export interface Addresses {
  readonly report: number;
  /** Times of the set-time events, f64, rising. */
  readonly eventTimes: number;
}

/** Set-time events in the order in which they happen; at one time, in that of the text. */
export function scheduledEvents(network: Network): readonly NetworkEvent[] {
  return network.events.filter((event) => event.at !== undefined).sort((a, b) => a.at! - b.at!);
}

const rowParams = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'f64', 'f64', 'i32', 'i32', 'i32'] as const;
/**
 * (byte addresses of counts and rates; agent, step, seed low, seed high; time, dt;
 * first and last + 1 of the set-time events in this step; most events) → events
 * fired, or {@link skipped}, or {@link failed}. Memory changes only on success.
 */
export type RowFunction = FunctionRef<typeof rowParams, 'i32'>;
export const skipped = -1;
export const failed = -2;

/** Candidates that a piece may be expected to waste, and may waste, before it is cut shorter. */
const wasteExpected = 2;
const wasteSuffered = 8;
const mostHalvings = 60;

export function emitRow(
  module: ModuleBuilder,
  network: Network,
  math: Partial<MathFunctions> & Pick<MathFunctions, 'exp'>,
  addresses: Addresses,
): RowFunction {
  const { reactions, events } = network;
  const { affects, timed } = dependencies(network);
  const laws = emitLaws(module, network, math);
  const scheduled = scheduledEvents(network);
  const changes = changedSpecies(network);
  const all = reactions.map((_, j) => j);
  const steady = all.filter((j) => !timed.includes(j));
  const signed = [...new Set(laws.facts.flatMap((facts) => facts.signedRates))];

  return module.function(
    'row',
    rowParams,
    'i32',
    (f, countsAt, ratesAt, agent, step, seedLow, seedHigh, time, dt, eventFrom, eventTo, mostEvents) => {
      const species = network.species.map((_, s) =>
        f.local('f64', f64.convertI32S(i32.load(countsAt, 4 * s))),
      );
      const rates = network.rates.map((_, k) => f.local('f64', f64.load(ratesAt, 8 * k)));
      const tree = new SumTree(f, reactions.length);
      const stream = new EmittedStream(f);
      const elapsed = f.local('f64');
      const now = f64.add(time, elapsed);
      const reads = { f, species, rates };
      const at: Surroundings = { f, math, species: (s) => species[s]!, rate: (k) => rates[k]!, time: now };
      const conditions = conditionsOf(network, species);

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
      const started = f.local('i32');
      const wait = f.local('f64');
      const target = f.local('f64');

      const storeCounts = (): void => {
        for (const s of changes.any) f.do(i32.store(countsAt, i32.truncSatF64S(species[s]!), 4 * s));
      };

      f.block((fail) => {
        const failIf = (condition: Operand<'i32'>, code: number, number = 0): void =>
          f.if(condition, () => {
            f.set(failure, code);
            f.set(which, number);
            f.br(fail);
          });
        const row: EventRow = { at, species, failIf };

        const recompute = (chosen: readonly number[]): void => {
          for (const j of chosen) {
            f.set(tree.leaves[j]!, laws.value(j, reads, now));
            // `failure` says "propensity" from the start.
            if (!laws.facts[j]!.nonNegative) f.brIf(fail, i32.eqz(f64.ge(tree.leaves[j]!, 0)));
          }
        };
        const rebound = (chosen: readonly number[]): void => {
          for (const j of chosen) f.set(tree.leaves[j]!, laws.bound(j, reads, now, f64.add(time, pieceEnd)));
        };

        /** Sets bounds over the longest piece of the step in which they waste little. */
        const openPiece = (): void => {
          const actual = f.local('f64', total(timed.map((j) => laws.value(j, reads, now))));
          const halvings = f.local('i32', 0);
          const length = f.local('f64');
          f.set(misses, 0);
          f.loop((shorter) => {
            f.set(pieceEnd, f64.min(next, f64.add(elapsed, pieceLength)));
            f.set(length, f64.sub(pieceEnd, elapsed));
            rebound(timed);
            const waste = f64.mul(f64.sub(total(timed.map((j) => tree.leaves[j]!)), actual), length);
            f.if(i32.and(i32.eqz(f64.le(waste, wasteExpected)), i32.ltS(halvings, mostHalvings)), () => {
              f.set(halvings, i32.add(halvings, 1));
              f.set(pieceLength, f64.mul(0.5, length));
              f.br(shorter);
            });
          });
          for (const j of timed) failIf(i32.eqz(f64.lt(tree.leaves[j]!, Infinity)), Failure.noBound, j);
        };

        /** Rejects a candidate with the share of its bound that its propensity does not fill. */
        const thin = (j: number, again: Label, refresh: Label): void => {
          const bound = tree.leaves[j]!;
          const actual = f.local('f64', laws.value(j, reads, now));
          f.if(i32.eqz(f64.ge(actual, 0)), () => {
            f.set(bound, actual);
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

        /** What happens when the draw falls on reaction j. */
        const fire = (j: number, again: Label, refresh: Label): void => {
          if (timed.includes(j)) thin(j, again, refresh);
          const { change } = reactions[j]!;
          for (const { species: s, count } of change) f.set(species[s]!, f64.add(species[s]!, count));
          for (const condition of conditions) {
            const { when } = condition.event;
            const touched = speciesIn(when).some((s) => change.some((term) => term.species === s));
            if (touched || readsTime(when)) f.brIf(refresh, turned(condition, at));
          }
          const dependents = affects[j]!;
          recompute(dependents.filter((d) => !timed.includes(d)));
          const bounded = dependents.filter((d) => timed.includes(d));
          rebound(bounded);
          // A shorter piece may have a finite bound.
          for (const d of bounded) f.brIf(refresh, i32.eqz(f64.lt(tree.leaves[d]!, Infinity)));
          tree.update(dependents);
          f.br(again);
        };

        /** Leaves a row alone, before anything is drawn, where nothing can happen. */
        const start = (): void => {
          const quiet = [f64.eq(tree.total, 0), i32.geS(eventFrom, eventTo)];
          if (timed.length > 0) quiet.push(f64.ge(pieceEnd, dt));
          f.if(
            quiet.reduce((a, b) => i32.and(a, b)),
            () => {
              if (conditions.length > 0) storeCounts();
              f.return(i32.const(skipped));
            },
          );
          stream.open({ seedLow, seedHigh, step, agent, purpose: Purpose.react });
        };

        if (signed.length > 0) {
          const least = signed.map((k): Value<'f64'> => rates[k]!).reduce((a, b) => f64.min(a, b));
          failIf(i32.eqz(f64.ge(least, 0)), Failure.rate);
        }
        f.loop((refresh) => {
          if (conditions.length > 0) emitConditions(conditions, row);
          if (scheduled.length > 0) {
            const due = f64.sub(f64.load(i32.shl(eventFrom, 3), addresses.eventTimes), time);
            f.set(next, choose('f64', i32.ltS(eventFrom, eventTo), f64.max(elapsed, due), dt));
          }
          recompute(steady);
          if (timed.length > 0) openPiece();
          tree.update(all);
          f.brIf(fail, i32.eqz(f64.lt(tree.total, Infinity)));
          if (timed.length === 0 && events.length === 0) start();
          else
            f.if(i32.eqz(started), () => {
              start();
              f.set(started, 1);
            });

          f.block((horizon) =>
            f.loop((again) => {
              f.brIf(fail, i32.eqz(f64.lt(tree.total, Infinity)));
              stream.exponential(wait, math.exp);
              f.set(wait, f64.add(elapsed, f64.div(wait, f64.abs(tree.total))));
              // Also where the total is 0, or −0: the wait is then infinite, or not a number.
              f.brIf(horizon, i32.eqz(f64.lt(wait, pieceEnd)));
              f.set(elapsed, wait);
              failIf(i32.eqz(left), Failure.tooManyEvents);
              f.set(left, i32.sub(left, 1));
              f.set(target, f64.mul(stream.uniform(), tree.total));
              tree.select(target, again, (j) => fire(j, again, refresh));
            }),
          );

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

        const tooMany = changes.rising.map((s) => f64.gt(species[s]!, 2147483647));
        if (tooMany.length > 0)
          failIf(
            tooMany.reduce((a, b) => i32.or(a, b)),
            Failure.tooManyMolecules,
          );
        storeCounts();
        f.return(i32.sub(i32.sub(mostEvents, left), missesInAll));
      });

      const { report } = addresses;
      f.do(f64.store(report, failure, reportLayout.failure), f64.store(report, which, reportLayout.which));
      f.do(f64.store(report, elapsed, reportLayout.elapsed));
      f.do(...[...species, ...tree.leaves].map((x, i) => f64.store(report, x, reportLayout.counts + 8 * i)));
      f.return(i32.const(failed));
    },
  );
}

/** Numbers of the species that anything changes, and of those that a reaction makes more of. */
function changedSpecies({ species, reactions, events }: Network): { any: number[]; rising: number[] } {
  const any = new Set<number>();
  const rising = new Set<number>();
  for (const { change } of reactions)
    for (const term of change) {
      any.add(term.species);
      if (term.count > 0) rising.add(term.species);
    }
  for (const { set, latch } of events) {
    for (const term of set) any.add(term.species);
    if (latch !== undefined) any.add(latch);
  }
  return { any: species.map((_, s) => s).filter((s) => any.has(s)), rising: [...rising] };
}

function total(values: readonly Value<'f64'>[]): Value<'f64'> {
  return values.reduce((a, b) => f64.add(a, b));
}
