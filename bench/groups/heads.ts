/** A row of each learned head beside the same row simulated exactly. */
import type { Group } from '../group.ts';
import { interleave } from '../interleave.ts';
import { startNode } from '../start.ts';
import { type SteppedKernel, steppedNames } from '../stepped.ts';

export const heads: Group = {
  name: 'heads',
  title: 'A step by each head',
  about:
    'Agents stepped per second of processor time, one thread: `mdn()` and `van()` as they are by default, with random weights, and exact simulation, from the same state by the step of the scenario.',
  async measure({ rounds, seconds }) {
    return steppedNames.map((name) => {
      const contestant = (kernel: SteppedKernel) => (round: number) =>
        startNode<{ rate: number }>('stepped', { name, kernel, seconds, seed: 1 + round }).rate;
      return {
        name,
        unit: 'agents/s',
        higherIsBetter: true,
        entries: interleave(rounds, {
          van: contestant('van'),
          mdn: contestant('mdn'),
          ssa: contestant('ssa'),
        }),
      };
    });
  },
};
