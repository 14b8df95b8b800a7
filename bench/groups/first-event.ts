/** How long a user waits for the first reaction of a network that was never compiled before. */
import type { Group } from '../group.ts';
import { interleave } from '../interleave.ts';
import { settledModel } from '../models.ts';
import { startNode } from '../start.ts';

export const firstEvent: Group = {
  name: 'first-event',
  title: 'First event',
  about:
    'Wall milliseconds from `openKernel` (emit, compile) to the first reaction event, each in a fresh process whose modules are loaded.',
  async measure({ rounds }) {
    return ['Gene', 'EGFR'].map((name) => {
      const model = settledModel(name);
      return {
        name,
        unit: 'ms',
        higherIsBetter: false,
        entries: interleave(
          2 * rounds,
          {
            'crn-grid': (round) =>
              startNode<{ milliseconds: number }>('first-event', { model, seed: 1 + round }).milliseconds,
          },
          false,
        ),
      };
    });
  },
};
