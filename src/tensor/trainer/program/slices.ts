/**
 * How threads share the rows of a batch. They are cut into slices, as many whatever the
 * threads; whoever is free takes the next. So a thread that is late, or not there yet,
 * changes nothing but the time.
 */
import type { ProgramExports } from './module.ts';

/** Words of the control block, at the start of a program's own memory. */
export const control = {
  /** Bumped when there is work: sleepers wait here. */
  generation: 0,
  /** Slices not yet taken. Written last, so whoever gets a slice sees the rest. */
  left: 1,
  /** Slices done. */
  done: 2,
  /** 1: go home. */
  stop: 3,
  /** 1: a thread has failed. */
  failed: 4,
  /** Rows staged, rows in a slice, and what to do with them. */
  rows: 5,
  sliceRows: 6,
  mode: 7,
  words: 16,
} as const;

/** Bits of the mode. */
export const BACKWARD = 1;
/** The first pass of a batch: sums begin at 0. */
export const FRESH = 2;

/** One thread's share of a program. */
export interface SliceWorker {
  readonly words: Int32Array;
  readonly exports: ProgramExports;
  readonly scratchAt: number;
  readonly slicesAt: number;
  readonly sliceBytes: number;
}

/** Computes slices until none is left. */
export function takeSlices({ words, exports, scratchAt, slicesAt, sliceBytes }: SliceWorker): void {
  for (;;) {
    const left = Atomics.sub(words, control.left, 1);
    if (left <= 0) return;
    const slice = slicesAt + (left - 1) * sliceBytes;
    const from = (left - 1) * words[control.sliceRows]!;
    const to = Math.min(from + words[control.sliceRows]!, words[control.rows]!);
    const mode = words[control.mode]!;
    if (mode & FRESH) exports.clear(slice);
    if (from < to) exports.rows(scratchAt, slice, from, to, mode & BACKWARD);
    Atomics.add(words, control.done, 1);
    Atomics.notify(words, control.done);
  }
}
