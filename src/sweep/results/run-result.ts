/** What became of one run: a line of a shard's file. */

export interface DoneRun {
  readonly run: number;
  readonly id: string;
  /** In the order of the measures; null where there is none. */
  readonly values: readonly (number | null)[];
}

export interface FailedRun {
  readonly run: number;
  readonly id: string;
  readonly failed: { readonly name: string; readonly message: string };
}

export type RunResult = DoneRun | FailedRun;

export function hasFailed(result: RunResult): result is FailedRun {
  return 'failed' in result;
}

/** @returns undefined for a line that is none, such as one cut off by a kill */
export function parseResult(line: string): RunResult | undefined {
  try {
    const result = JSON.parse(line) as Partial<DoneRun & FailedRun>;
    const { run = -1, id, values, failed } = result;
    const named = Number.isInteger(run) && run >= 0 && typeof id === 'string';
    const numbers = Array.isArray(values) && values.every((v) => v === null || Number.isFinite(v));
    const said = typeof failed?.name === 'string' && typeof failed.message === 'string';
    return named && (numbers || said) ? (result as RunResult) : undefined;
  } catch {
    return undefined;
  }
}
