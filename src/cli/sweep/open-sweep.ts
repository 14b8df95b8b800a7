/** From a script to a sweep that can be planned or worked on: read, its kernels found, named. */
import { ScenarioError } from '../../errors.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import { learnedShape } from '../../kernels/open-kernel.ts';
import { ssa } from '../../kernels/specs.ts';
import { setUp } from '../../run/scenario/setup.ts';
import type { Scenario } from '../../run/scenario.ts';
import type { FindAbstraction } from '../../sweep/engine/work.ts';
import { hashSweep } from '../../sweep/plan/hash-sweep.ts';
import { openRuns, type Runs } from '../../sweep/plan/point-of-run.ts';
import type { Sweep } from '../../sweep/sweep.ts';
import { loadSweep } from '../given/load-sweep.ts';
import { resolveKernel } from '../given/resolve-kernel.ts';

export interface OpenSweep {
  readonly sweep: Sweep;
  /** Absolute path of the script. */
  readonly file: string;
  readonly hash: string;
  readonly runs: Runs;
  /** Finds what the kernel of a point has learned; the rates of the first point with that kernel are checked. */
  readonly find: FindAbstraction;
}

/** @throws what is wrong with the script, or that its kernel was not trained */
export async function openSweep(path: string): Promise<OpenSweep> {
  const { sweep, file, abstractions } = await loadSweep(path);
  const { base } = sweep;
  const find = openFinder(path, base, abstractions);
  const { setup, start } = setUp({ ...base, kernel: base.kernel ?? ssa() }, {});
  const hash = hashSweep(sweep, await find(base, setup, start));
  return { sweep, file, hash, runs: openRuns(sweep, hash), find };
}

/**
 * Finds what kernels have learned, each once; the rates of the first point with a kernel are checked.
 *
 * @param path  the script, for messages
 * @throws ScenarioError where the kernel of the scenario is "auto"
 */
export function openFinder(path: string, base: Scenario, abstractions: string): FindAbstraction {
  if (base.kernel === 'auto')
    throw new ScenarioError(
      path,
      'the kernel is "auto", which each machine would choose for itself',
      'Choose one for all runs, e.g. `with: { kernel: ssa() }`; `crn-grid plan` tells which is cheapest.',
    );
  const known = new Map<string, Promise<Abstraction | undefined>>();
  return (scenario, setup, start) => {
    const { kernel } = setup;
    if (!learnedShape(kernel)) return Promise.resolve(undefined);
    const key = JSON.stringify([kernel, setup.dt, scenario.crn.text]);
    const found =
      known.get(key) ??
      resolveKernel(kernel, { scenario, setup, start, abstractions: [abstractions], file: path }).then(
        (resolved) => resolved.abstraction,
      );
    known.set(key, found);
    return found;
  };
}
