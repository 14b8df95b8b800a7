/** What is drawn and measured beside solved laws: exact trajectories, or the laws of fsp. */
import type { Law } from '../../cme/law.ts';
import { threadCount } from '../../pool/actors.ts';
import type { Scenario } from '../../run/scenario.ts';
import { compareWithFsp } from '../../run/solve/compare-with-fsp.ts';
import { compareWithSsa } from '../../run/solve/compare-with-ssa.ts';
import type { SolveProgress } from '../../run/solve/method.ts';
import { count, percent, type Terminal, timeText } from '../terminal.ts';
import type { SolvedLaws } from './law-figures.ts';

interface BesideFlags {
  readonly trajectories: number;
  readonly seed?: number;
  readonly threads?: number;
}

/** A line of progress: the time, and what the method tells. */
export function showSolving(terminal: Terminal, unit: string, of = '') {
  return ({ time, share, told }: SolveProgress): void => {
    const numbers = Object.entries(told).map(
      ([name, n]) => `${name} ${Number.isInteger(n) ? count(n) : n.toExponential(1)}`,
    );
    terminal.progress(Math.min(share, 1 - 1e-9), 1, [of + timeText(time, unit), ...numbers].join(', '));
  };
}

/** By what is asked for: the laws with something exact beside them. */
export const beside = { ssa: besideTrajectories, fsp: besideFsp };

/** The laws of fsp beside them. */
async function besideFsp(
  terminal: Terminal,
  solved: SolvedLaws,
  { time }: Scenario,
  flags: BesideFlags,
): Promise<SolvedLaws> {
  try {
    const exact = await compareWithFsp(solved.task, solved.laws.rows, lawsOf(solved), {
      threads: threadCount(flags.threads),
      onProgress: showSolving(terminal, time.unit, 'fsp, '),
    });
    return { ...solved, exact };
  } finally {
    terminal.endProgress();
  }
}

/** The law at a time, where it was kept. */
function lawsOf({ laws, task, method }: SolvedLaws) {
  return async (i: number): Promise<Law | undefined> => {
    const kept = await laws.kept(i);
    return kept && method.open(task, kept);
  };
}

/** Exact trajectories beside the laws. */
async function besideTrajectories(
  terminal: Terminal,
  solved: SolvedLaws,
  { seed = 1, time }: Scenario,
  flags: BesideFlags,
): Promise<SolvedLaws> {
  const last = solved.laws.rows.at(-1)!.time;
  try {
    const comparison = await compareWithSsa(solved.task, solved.laws.rows, lawsOf(solved), {
      trajectories: flags.trajectories,
      seed: flags.seed ?? seed,
      timeUnit: time.unit,
      ...(flags.threads === undefined ? {} : { threads: flags.threads }),
      onRecord: (now) => terminal.progress(now, last, `exact trajectories, ${percent(now, last)}`),
    });
    return { ...solved, comparison };
  } finally {
    terminal.endProgress();
  }
}
