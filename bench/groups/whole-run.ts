/** Whole runs on large grids: where the time goes, and the memory. */

import { setUp } from '../../dist/run/scenario/setup.js';
import { planSharedState } from '../../dist/run/tile/shared-state.js';
import type { RunTimes } from '../contestants/run.ts';
import type { Group, Row } from '../group.ts';
import { interleave } from '../interleave.ts';
import { spreadOf } from '../measure.ts';
import { type RunName, timedRun } from '../scenarios.ts';
import { startNode } from '../start.ts';

export const wholeRun: Group = {
  name: 'whole-run',
  title: 'Whole runs',
  about:
    'Cell-steps per second of wall time through the public `run`: `scenarios/bees-large.ts` at 1000×1000 cells for 20 steps, with the median share of the time by phase; and the published 10×10 bees to t = 100, exactly, on one thread.',
  async measure({ rounds, full }) {
    const rows = [await row('meadow', 'bees-large 1000×1000', rounds, [1, 2]), published(rounds)];
    // Ten learned steps of a million agents take half a minute.
    if (full) rows.push(await row('x16-million', 'X16 1000×1000, learned', 2, [2]));
    return rows;
  },
};

async function row(run: RunName, name: string, rounds: number, threads: readonly number[]): Promise<Row> {
  const facts: Record<string, number> = { [bytesFact]: await bytesPerCell(run) };
  const shares: Record<string, number[]> = {};
  const contestants = Object.fromEntries(
    threads.map((count) => [
      onThreads(count),
      () => {
        const { wall, seconds, cellSteps, memory } = startNode<RunTimes>('run', {
          name: run,
          threads: count,
        });
        for (const [phase, spent] of Object.entries(seconds)) {
          const fact = shareFact(phase, count);
          shares[fact] = [...(shares[fact] ?? []), spent / wall];
        }
        const most = `MB in all on ${onThreads(count)}`;
        facts[most] = Math.max(facts[most] ?? 0, memory / 1e6);
        return cellSteps / wall;
      },
    ]),
  );
  const entries = interleave(rounds, contestants);
  for (const [fact, values] of Object.entries(shares)) facts[fact] = spreadOf(values).median;
  return { name, unit: 'cell-steps/s', higherIsBetter: true, entries, facts };
}

/** Name of the fact that says how large a part of the time a phase takes. */
export function shareFact(phase: string, threads: number): string {
  return `share of ${phase} on ${onThreads(threads)}`;
}

export const bytesFact = 'bytes per cell';

function onThreads(count: number): string {
  return `${count} thread${count > 1 ? 's' : ''}`;
}

/** Bytes of the shared state, without the frames that wait to be recorded. */
async function bytesPerCell(run: RunName): Promise<number> {
  const { scenario, options } = await timedRun(run);
  const { setup } = setUp(scenario, options);
  const { places } = planSharedState(setup, 2);
  let bytes = 0;
  for (const [name, { type, length }] of Object.entries(places))
    if (!name.startsWith('frame')) bytes += length * (type === 'i32' ? 4 : 8);
  return bytes / (setup.lattice.width * setup.lattice.height);
}

/** The published grid: its paper gives more than 10 h for it exactly, less than 2 s with its abstraction. */
function published(rounds: number): Row {
  const entries = interleave(
    rounds,
    {
      'crn-grid, exactly': (round) =>
        1000 * startNode<{ secondsPerRun: number }>('published-bees', { round }).secondsPerRun,
    },
    false,
  );
  return { name: 'published bees 10×10', unit: 'ms a run', higherIsBetter: false, entries };
}
