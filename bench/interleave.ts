/**
 * Contestants take turns in every round, each in a process of its own, so that a slow
 * moment of the machine hits all of them and a bad placement of code hits one round.
 */
import { calibration, type Spread, spreadOf } from './measure.ts';

/** One measurement in a fresh process; or why there is none. */
export type Contestant = ((round: number) => number) | Absent;
export interface Absent {
  readonly absent: string;
}
export interface Measured extends Spread {
  /** Median of the calibrations taken just before each round. */
  readonly calibrationNs: number;
}
export type Entry = Measured | Absent;

export function isAbsent(of: Contestant | Entry): of is Absent {
  return 'absent' in of;
}

/** Runs every contestant `rounds` times. One that fails is absent, and says why. */
export function interleave(
  rounds: number,
  contestants: Readonly<Record<string, Contestant>>,
  higherIsBetter = true,
): Record<string, Entry> {
  const names = Object.keys(contestants);
  const values = Object.fromEntries(names.map((name): [string, number[]] => [name, []]));
  const clocks = Object.fromEntries(names.map((name): [string, number[]] => [name, []]));
  const absent: Record<string, string> = {};
  for (let round = 0; round < rounds; round++)
    for (const [name, contestant] of Object.entries(contestants)) {
      if (isAbsent(contestant)) absent[name] = contestant.absent;
      if (isAbsent(contestant) || name in absent) continue;
      clocks[name]!.push(calibration());
      try {
        values[name]!.push(contestant(round));
      } catch (error) {
        absent[name] = `failed: ${reasonOf(error)}`;
      }
    }
  return Object.fromEntries(
    names.map((name) => [
      name,
      name in absent
        ? { absent: absent[name]! }
        : { ...spreadOf(values[name]!, higherIsBetter), calibrationNs: spreadOf(clocks[name]!).median },
    ]),
  );
}

/** What went wrong, in one line. */
export function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  const lines = `${stderr || message || error}`.trim().split('\n');
  return (lines.findLast((line) => /error|exception/i.test(line)) ?? lines.at(-1)!).trim().slice(0, 200);
}
