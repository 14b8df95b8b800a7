/** Rates changed by hand, so that a change can be taken back, and made again. */

export interface RateChange {
  readonly run: string;
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

export interface RateHistory {
  readonly done: readonly RateChange[];
  readonly undone: readonly RateChange[];
}

export const noChanges: RateHistory = { done: [], undone: [] };

/** More than these are forgotten, oldest first. */
const most = 100;

/** After a new change nothing can be made again. */
export function withChange({ done }: RateHistory, change: RateChange): RateHistory {
  return { done: [...done, change].slice(-most), undone: [] };
}

/** The change to take back, and the history after it; undefined where there is none. */
export function undo({
  done,
  undone,
}: RateHistory): { change: RateChange; history: RateHistory } | undefined {
  const change = done.at(-1);
  return change && { change, history: { done: done.slice(0, -1), undone: [...undone, change] } };
}

/** The change to make again, and the history after it; undefined where there is none. */
export function redo({
  done,
  undone,
}: RateHistory): { change: RateChange; history: RateHistory } | undefined {
  const change = undone.at(-1);
  return change && { change, history: { done: [...done, change], undone: undone.slice(0, -1) } };
}
