/** From a script to a sweep that can be planned or worked on: read, its kernels found, named. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AbstractionError, ScenarioError } from '../../errors.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { KernelSpec } from '../../kernels/kernel.ts';
import { learnedShape } from '../../kernels/open-kernel.ts';
import { ssa } from '../../kernels/specs.ts';
import { findAbstraction, type StoredAbstraction } from '../../learning/store.ts';
import { type Setup, setUp } from '../../run/scenario/setup.ts';
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
  const own = { ...base, kernel: base.kernel ?? ssa() };
  const kernels = sweep.factors.find(({ name }) => name === 'kernel')?.values;
  const others = Array.isArray(kernels) ? (kernels as readonly KernelSpec[]) : [];
  const learned: (Abstraction | undefined)[] = [];
  for (const scenario of [own, ...others.map((kernel) => ({ ...own, kernel }))]) {
    const { setup, start } = setUp(scenario, {});
    learned.push(await find(scenario, setup, start));
  }
  const hash = hashSweep(sweep, learned);
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
      stored(path, scenario, setup, abstractions).then(async (one) => {
        const job = { scenario, setup, start, abstractions: [abstractions], file: path, stored: one };
        return (await resolveKernel(kernel, job)).abstraction;
      });
    known.set(key, found);
    return found;
  };
}

/** @throws AbstractionError where the kernel was not trained */
async function stored(
  path: string,
  { name }: Scenario,
  { network, dt, kernel }: Setup,
  folder: string,
): Promise<StoredAbstraction> {
  const shape = learnedShape(kernel)!;
  const found = await findAbstraction([folder], { network, dt, shape });
  if (found) return found;
  // The script does not tell where its scenario comes from: most often it is this.
  const own = join(dirname(folder), `${name}.ts`);
  const file = existsSync(own) ? own : `<the file of scenario "${name}">`;
  const how = `${kernel.kind === 'van' ? ' --kernel van' : ''}${shape.body.kind === 'search' ? ' --search' : ''}`;
  throw new AbstractionError(
    path,
    `there is no trained ${kernel.kind} kernel for the network of "${name}", step ${dt} and shape in ${folder}`,
    `Train it with \`crn-grid train ${file}${how}\`, or run exactly: \`with: { kernel: ssa() }\`.`,
  );
}
