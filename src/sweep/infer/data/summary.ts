/** What of a run is compared with the data: numbers reduced from its frames as they come. */
import type { Frame } from '../../../record/frame.ts';
import { type Measure, openMeasures } from '../../measures.ts';
import type { Observed } from './observed.ts';

export interface Summary {
  readonly names: readonly string[];
  /** What it does, in words that differ where that differs. */
  readonly text: string;
  /** Called once at the start of each run. */
  readonly open: () => OpenSummary;
}

export interface OpenSummary {
  /** @returns false where it needs no more frames */
  add(frame: Frame): boolean;
  /** In the order of the names; NaN where there is none. @throws ScenarioError for a number that is none */
  end(): ArrayLike<number>;
}

/** Frames of a run as long as they are asked for; the next of rising times is met within rounding. */
class Clock {
  readonly #times: readonly number[];
  #next = 0;
  constructor(times: readonly number[]) {
    this.#times = times;
  }
  /** Number of the time that this is; −1 for none. */
  at(time: number): number {
    const wanted = this.#times[this.#next];
    if (wanted === undefined || Math.abs(time - wanted) > 1e-9 * Math.max(1, wanted)) return -1;
    return this.#next++;
  }
  get over(): boolean {
    return this.#next === this.#times.length;
  }
}

/** Every observable at every time of the data that has a value; by observable, then by time. */
export function seriesSummary({ times, values }: Observed): Summary {
  const observables = Object.keys(values);
  const taken = observables.map((name) => values[name]!.map((value) => value !== null));
  // Where each value goes.
  const places: Int32Array[] = [];
  let size = 0;
  for (const kept of taken) places.push(Int32Array.from(kept, (is) => (is ? size++ : -1)));
  return {
    names: observables.flatMap((name, o) =>
      times.filter((_, t) => taken[o]![t]).map((time) => `${name} at ${time}`),
    ),
    text: `series(${JSON.stringify([times, observables, taken])})`,
    open: () => {
      const clock = new Clock(times);
      const numbers = new Float64Array(size).fill(Number.NaN);
      return {
        add(frame) {
          const t = clock.at(frame.time);
          if (t >= 0)
            observables.forEach((name, o) => {
              const place = places[o]![t]!;
              if (place >= 0) numbers[place] = frame.scalars[name]!;
            });
          return !clock.over;
        },
        end: () => numbers,
      };
    },
  };
}

/**
 * Measures of a run.
 *
 * @param times  where given, the measures see frames at these times only, as the data have them
 */
export function measuresSummary(
  measures: Readonly<Record<string, Measure>>,
  times?: readonly number[],
): Summary {
  return {
    names: Object.keys(measures),
    text: JSON.stringify([Object.entries(measures).map(([name, { text }]) => [name, text]), times ?? null]),
    open: () => {
      const open = openMeasures(measures);
      const clock = times && new Clock(times);
      return {
        add(frame) {
          if (!clock) return open.add(frame);
          return (clock.at(frame.time) < 0 || open.add(frame)) && !clock.over;
        },
        end: () => open.end().map((value) => value ?? Number.NaN),
      };
    },
  };
}

/** The summary of the data themselves, as if they were a run. */
export function summaryOfData({ open }: Summary, { times, values }: Observed): Float64Array {
  const running = open();
  times.every((time, t) =>
    running.add({
      step: t,
      time,
      counts: new Int32Array(0),
      fields: {},
      scalars: Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all[t] ?? Number.NaN])),
    }),
  );
  return Float64Array.from(running.end());
}
