/** Exact simulation as a grid asks for it: many agents, few events in each step. */
import type { Group } from '../group.ts';
import { type Contestant, interleave } from '../interleave.ts';
import { modelNames, type SettledModel, settledModel } from '../models.ts';
import { startNode } from '../start.ts';

export const gridExact: Group = {
  name: 'grid-exact',
  title: 'Exact simulation on a grid',
  about:
    'Events per second of processor time of 4,000 agents that each fire 20 events a step, beside one agent that runs on.',
  async measure({ rounds, seconds }) {
    return modelNames.map((name) => {
      const model = settledModel(name);
      return {
        name,
        unit: 'events/s',
        higherIsBetter: true,
        entries: interleave(rounds, {
          '20 events a step': contestant(model, 4000, 20, seconds),
          'one long run': contestant(model, 1, 5e5, seconds),
        }),
      };
    });
  },
};

function contestant(model: SettledModel, agents: number, eventsPerStep: number, seconds: number): Contestant {
  return (round) =>
    startNode<{ rate: number }>('exact', { model, agents, eventsPerStep, seconds, seed: 1 + round }).rate;
}
