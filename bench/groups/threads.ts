/** What a second thread gives. */
import type { RunTimes } from '../contestants/run.ts';
import type { Group } from '../group.ts';
import { type Contestant, interleave } from '../interleave.ts';
import type { RunName } from '../scenarios.ts';
import { startNode } from '../start.ts';

const runs: Readonly<Record<string, RunName>> = { SSA: 'exact', MDN: 'learned', stencil: 'field' };

export const threads: Group = {
  name: 'threads',
  title: 'Two threads',
  about:
    'Cell-steps per second of wall time of whole runs: Gene stepped exactly (4,096 cells, 2,000 events a step), the narrow learned network (16,384 cells), and a field alone (a million cells). The best of the rounds counts.',
  async measure({ rounds }) {
    return Object.entries(runs).map(([name, run]) => {
      const on =
        (count: number): Contestant =>
        () => {
          const { cellSteps, wall } = startNode<RunTimes>('run', { name: run, threads: count });
          return cellSteps / wall;
        };
      return {
        name,
        unit: 'cell-steps/s',
        higherIsBetter: true,
        entries: interleave(rounds, { '1 thread': on(1), '2 threads': on(2) }),
      };
    });
  },
};
