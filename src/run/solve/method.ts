/** What solves a master equation, whatever it is: the only thing that the rest of this folder knows of it. */
import type { Progress } from '../../cme/fsp/job.ts';
import type { Law } from '../../cme/law.ts';
import type { SolveTask } from './task.ts';

/** One array that a law is made of: listed states, or the weights of a network. */
export interface Part {
  readonly data: Int32Array | Float64Array;
  readonly shape: readonly number[];
  /** A name for each dimension. */
  readonly dimensions: readonly string[];
}
export type Parts = Readonly<Record<string, Part>>;

/** A law as it is kept on disk: its method can read it, and go on from it. */
export interface Kept {
  readonly time: number;
  /** Bound on Σ|p − exact|; Infinity where none is known. */
  readonly error: number;
  readonly parts: Parts;
}

/** A law at one of the times asked for. */
export interface Solved extends Kept {
  readonly law: Law;
  /** What else is worth telling, by name; the same names at every time. */
  readonly told: Readonly<Record<string, number>>;
}

export interface SolveMethod {
  readonly name: string;
  /** A line for people who choose. */
  readonly does: string;
  /**
   * The laws at the times from number `done` on. Each follows from the one before and the task alone: a
   * solve that goes on from what was kept finds the same bits as one that was never stopped.
   *
   * @param last  the law at time number `done` − 1; undefined where `done` is 0
   * @param onProgress  called now and then; what it throws ends the solve
   */
  solve(
    task: SolveTask,
    done: number,
    last: Kept | undefined,
    onProgress: (progress: Progress) => void,
  ): AsyncGenerator<Solved, void, void>;
  /** The law that was kept. */
  open(task: SolveTask, kept: Kept): Law;
}
