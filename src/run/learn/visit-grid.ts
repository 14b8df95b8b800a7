/** States that a scenario's grid is in, when it is run with what has been learned so far. */
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { Counts } from '../../kernels/kernel.ts';
import type { LearnedSpec } from '../../kernels/learned.ts';
import type { GridVisit } from '../../learning/train.ts';
import { run } from '../run.ts';
import { hashSetup, type Overrides, setUp } from '../scenario/setup.ts';
import type { Scenario } from '../scenario.ts';

/** States kept of what one visit of the grid sees. */
const visitedStates = 200_000;

/** What a training's later rounds learn from. */
export function gridVisit(scenario: Scenario, spec: LearnedSpec, threads: number): GridVisit {
  const overrides: Overrides = {
    kernel: { ...spec, outside: 'ssa' },
    seed: (scenario.seed ?? 1) + 1_000_003,
  };
  const every = { ...scenario, record: { ...scenario.record, every: 1 } };
  const { setup, start } = setUp(every, overrides);
  return {
    key: `${hashSetup(setup, start)}, ${setup.steps} steps`,
    async states(abstraction: Abstraction, onProgress, signal): Promise<Counts> {
      const running = run(every, { ...overrides, abstraction, threads });
      const width = scenario.crn.species.length;
      const { lattice, steps } = running.setup;
      const rows = lattice.width * lattice.height * (steps + 1);
      const stride = Math.max(1, Math.floor(rows / visitedStates));
      const kept: number[] = [];
      let row = 0;
      for await (const frame of running) {
        signal?.throwIfAborted();
        onProgress(frame.step / steps);
        for (let i = 0; i < frame.counts.length; i += width, row++)
          if (row % stride === 0) for (let s = 0; s < width; s++) kept.push(frame.counts[i + s]!);
      }
      return Int32Array.from(kept);
    },
  };
}
