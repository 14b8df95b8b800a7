/**
 * What a sweep keeps of each run: numbers reduced from its frames as they come, so that no frame need be kept.
 */
import { isCrnGridError, ScenarioError } from '../errors.ts';
import type { Frame } from '../record/frame.ts';

/** A frame of a scenario whose observables have these names. */
export type FrameOf<O extends string> = Omit<Frame, 'scalars'> & {
  readonly scalars: Readonly<Record<O, number>>;
};

/** Reduces the frames of a run to one number. */
export interface Measure<O extends string = string> {
  /** Observables it reads, to be checked before anything runs. */
  readonly reads: readonly O[];
  /** What it does, in words that differ where that differs. */
  readonly text: string;
  /** What it takes from a run; called once at the start of each. */
  readonly open: () => OpenMeasure<O>;
}

/** A measure at work on one run. */
export interface OpenMeasure<O extends string = string> {
  /** Takes the next frame. @returns false where it needs no more */
  readonly add: (frame: FrameOf<O>) => boolean;
  /** The number; undefined where there is none, such as the time of what never came. */
  readonly end: () => number | undefined;
}

/** A number of each frame: an observable by its name, or a function. */
export type Read<O extends string> = O | ((frame: FrameOf<O>) => number);

/** @throws ScenarioError (when called) for what is no number, such as an observable of a name that is none */
function reader<O extends string>(read: Read<O>): (frame: FrameOf<O>) => number {
  if (typeof read !== 'function') return (frame) => frame.scalars[read];
  return (frame) => {
    const value: unknown = read(frame);
    if (typeof value === 'number') return value;
    throw new ScenarioError(
      '',
      `its function gave ${String(value)} at step ${frame.step}`,
      'It must give a number.',
    );
  };
}

/** What a measure tells of itself. */
function told<O extends string>(name: string, read: Read<O>, ...more: readonly unknown[]) {
  return { reads: typeof read === 'function' ? [] : [read], text: `${name}(${[read, ...more].join(', ')})` };
}

/** Takes all frames; `next` makes a new value of the last one and what is read. */
function folded<O extends string>(
  name: string,
  read: Read<O>,
  next: (value: number | undefined, read: number) => number,
): Measure<O> {
  const of = reader(read);
  return {
    ...told(name, read),
    open: () => {
      let value: number | undefined;
      return {
        add: (frame) => {
          value = next(value, of(frame));
          return true;
        },
        end: () => value,
      };
    },
  };
}

/** At the end of the run. */
export function last<const O extends string>(read: Read<O>): Measure<O> {
  return folded('last', read, (_, now) => now);
}

/** The greatest of all frames. */
export function highest<const O extends string>(read: Read<O>): Measure<O> {
  return folded('highest', read, (before, now) => Math.max(before ?? now, now));
}

/** The least of all frames. */
export function lowest<const O extends string>(read: Read<O>): Measure<O> {
  return folded('lowest', read, (before, now) => Math.min(before ?? now, now));
}

/** The mean over frames, each alike; `from`: of those at that time or later. */
export function average<const O extends string>(read: Read<O>, from = 0): Measure<O> {
  const of = reader(read);
  return {
    ...told('average', read, from),
    open: () => {
      let [sum, n] = [0, 0];
      return {
        add: (frame) => {
          if (frame.time >= from) {
            sum += of(frame);
            n++;
          }
          return true;
        },
        end: () => (n > 0 ? sum / n : undefined),
      };
    },
  };
}

/** In the last frame at or before a time; none where the run ends before. */
export function valueAtTime<const O extends string>(read: Read<O>, time: number): Measure<O> {
  const of = reader(read);
  return {
    ...told('valueAtTime', read, time),
    open: () => {
      let value: number | undefined;
      let reached = false;
      return {
        add: (frame) => {
          // Times are sums of steps: rounded in their last digits.
          const slack = 1e-9 * Math.max(1, Math.abs(time));
          if (frame.time <= time + slack) value = of(frame);
          reached ||= frame.time >= time - slack;
          return !reached;
        },
        end: () => (reached ? value : undefined),
      };
    },
  };
}

/** Time of the first frame of which something holds; none where it never does. */
export function firstTime<const O extends string = string>(
  holds: (frame: FrameOf<O>) => boolean,
): Measure<O> {
  return {
    ...told('firstTime', holds as unknown as Read<O>),
    reads: [],
    open: () => {
      let time: number | undefined;
      return {
        add: (frame) => {
          if (time === undefined && holds(frame)) time = frame.time;
          return time === undefined;
        },
        end: () => time,
      };
    },
  };
}

/** Time of the greatest value, the first of several. */
export function timeOfHighest<const O extends string>(read: Read<O>): Measure<O> {
  const of = reader(read);
  return {
    ...told('timeOfHighest', read),
    open: () => {
      let [top, time]: [number, number | undefined] = [Number.NEGATIVE_INFINITY, undefined];
      return {
        add: (frame) => {
          const now = of(frame);
          if (now > top) [top, time] = [now, frame.time];
          // Nothing is greater than what is no number: `end` must tell.
          else if (Number.isNaN(now)) [top, time] = [Number.POSITIVE_INFINITY, Number.NaN];
          return true;
        },
        end: () => time,
      };
    },
  };
}

/** What a run's measures make of its frames. */
export interface OpenMeasures {
  /** @returns false where no measure needs more @throws ScenarioError that names the measure whose function threw */
  add(frame: Frame): boolean;
  /** In the order of the measures. */
  end(): (number | undefined)[];
}

/** @throws ScenarioError (from `end`) for a number that is none */
export function openMeasures(measures: Readonly<Record<string, Measure>>): OpenMeasures {
  const open = Object.entries(measures).map(([name, measure]) => ({ name, going: true, ...measure.open() }));
  return {
    add(frame) {
      for (const one of open)
        if (one.going)
          try {
            one.going = one.add(frame);
          } catch (error) {
            throw thrownBy(one.name, error);
          }
      return open.some(({ going }) => going);
    },
    end: () =>
      open.map(({ name, end }) => {
        const value = end();
        if (value === undefined || Number.isFinite(value)) return value;
        throw new ScenarioError(
          `measure "${name}"`,
          `it gave ${String(value)}`,
          'It must give a finite number, or undefined for none.',
        );
      }),
  };
}

function thrownBy(measure: string, error: unknown): ScenarioError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const what = isCrnGridError(error) || name === 'Error' ? message : `${name}: ${message}`;
  return new ScenarioError(`measure "${measure}"`, what, '', { cause: error });
}
