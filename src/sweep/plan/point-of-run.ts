/** Which point, which seed and which name a run of a sweep has: all follow from the script and the run's number. */
import { createHash } from 'node:crypto';
import type { Scenario } from '../../run/scenario.ts';
import { type OpenDesign, openDesign } from '../designs/open-design.ts';
import { applyAll, type Shown } from '../factors/factor.ts';
import type { Sweep } from '../sweep.ts';

export interface PlannedRun {
  /** From 0. */
  readonly run: number;
  /** The same for the same content, wherever it is computed. */
  readonly id: string;
  readonly point: number;
  /** Which of the runs of the point, from 0. */
  readonly replicate: number;
  readonly seed: number;
  /** In the order of the factors, as tables show them. */
  readonly values: readonly Shown[];
}

/** All runs of a sweep, each made when it is asked for. */
export interface Runs {
  readonly points: number;
  readonly runs: number;
  planned(run: number): PlannedRun;
  /** What it runs, but for the seed. @throws ScenarioError from a factor of the script's own */
  scenario(run: number): Scenario;
}

/** @param hash  of the sweep, as `hashSweep` gives it: part of the name of every run */
export function openRuns(sweep: Sweep, hash: string): Runs {
  const design: OpenDesign = openDesign(sweep.design, sweep.factors, sweep.designSeed);
  const { replicates, seeds, factors } = sweep;
  const placeOf = (run: number): [point: number, replicate: number] => [
    Math.floor(run / replicates),
    run % replicates,
  ];
  return {
    points: design.points,
    runs: design.points * replicates,
    planned(run) {
      const [point, replicate] = placeOf(run);
      const seed = seeds?.[replicate] ?? seedOf(sweep.designSeed, point, replicate);
      const values = design.valuesAt(point).map((value, f) => factors[f]!.show(value));
      const id = createHash('sha256')
        .update(JSON.stringify([hash, seed, values]))
        .digest('hex')
        .slice(0, 16);
      return { run, id, point, replicate, seed, values };
    },
    scenario: (run) => applyAll(sweep.base, factors, design.valuesAt(placeOf(run)[0])),
  };
}

/** A seed of its own for every run, 48 bits. */
function seedOf(sweepSeed: number, point: number, replicate: number): number {
  return createHash('sha256').update(`seed ${sweepSeed} ${point} ${replicate}`).digest().readUIntBE(0, 6);
}
