/** Solved laws against finite state projection: how far they are from what is exact within a known error. */
import type { Law } from '../../cme/law.ts';
import { totalVariation } from '../../cme/law-distances.ts';
import type { ListedLaw } from '../../cme/listed-law.ts';
import type { LawRow } from './laws/format.ts';
import type { SolveWork } from './method.ts';
import { fsp } from './methods/fsp.ts';
import type { SolveTask } from './task.ts';

/** One species at one time. */
export interface ExactMarginal {
  /** P(n) at [n]. */
  readonly law: Float64Array;
  /** ½ Σ|difference|. */
  readonly distance: number;
}

/** The exact laws beside others; each entry is one time. */
export interface ExactComparison {
  readonly times: readonly {
    /** ½ Σ|difference| over all states; undefined where the law was not kept. */
    readonly distance: number | undefined;
    /** What Σ|difference| of the exact law may be wrong by. */
    readonly error: number;
    /** Shape [species]. */
    readonly marginals: readonly ExactMarginal[];
  }[];
}

/** States that fsp may hold where the laws themselves were found with fewer. */
const fewestStates = 2_000_000;

/**
 * Solves the task by fsp, within the same limits and treating them alike.
 *
 * @param rows   of the laws, at the first times of the task
 * @param lawAt  the law at time number `i`
 * @throws what fsp does, as where it would need too many states
 */
export async function compareWithFsp(
  task: SolveTask,
  rows: readonly LawRow[],
  lawAt: (i: number) => Promise<Law | undefined>,
  work: SolveWork,
): Promise<ExactComparison> {
  const maxStates = Math.max(task.maxStates, fewestStates);
  const times = rows.map((row) => row.time);
  const found: ExactComparison['times'][number][] = [];
  for await (const { law: exact, error } of fsp.solve({ ...task, times, maxStates }, 0, undefined, work)) {
    const row = rows[found.length]!;
    const law = await lawAt(found.length);
    found.push({
      distance: law && totalVariation(exact as ListedLaw, law),
      error,
      marginals: exact.species.map((name, s) => {
        const own = exact.marginal(name);
        return { law: own, distance: apart(own, row.marginals[s]!) / 2 };
      }),
    });
  }
  return { times: found };
}

function apart(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < Math.max(a.length, b.length); n++) sum += Math.abs((a[n] ?? 0) - (b[n] ?? 0));
  return sum;
}
