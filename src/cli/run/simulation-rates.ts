/** How fast one thread of this machine simulates, exactly and with a learned network: a second each. */
import { crn } from '../../crn/crn.ts';
import { openSsa } from '../../kernels/ssa.ts';
import { openInference } from '../../tensor/inference/inference.ts';
import { initParams } from '../../tensor/initialise.ts';
import { probeNetwork } from '../../tensor/measure.ts';

export interface SimulationRates {
  /** Reaction events a second, exact, of birth and death. */
  readonly events: number;
  /** Rows a second through a 4-80-80-80-54 network. */
  readonly rows: number;
}

export async function simulationRates(): Promise<SimulationRates> {
  return { events: await exactRate(), rows: await learnedRate() };
}

async function exactRate(): Promise<number> {
  const network = crn('0 -> X @ birth\nX -> 0 @ death');
  const ssa = await openSsa({ network });
  const counts = new Int32Array(64).fill(100);
  const rates = Float64Array.of(100, 1);
  let step = 0;
  return perSecond(() => {
    const before = ssa.tally.events;
    ssa.step(counts, rates, 0, 100, { seed: 1, step: step++, firstAgent: 0 });
    return ssa.tally.events - before;
  });
}

async function learnedRate(): Promise<number> {
  const graph = probeNetwork();
  const inference = openInference(graph, initParams(graph, 1));
  const rows = 4096;
  const x = new Float32Array(4 * rows).fill(0.5);
  const y = new Float32Array(54 * rows);
  return perSecond(() => {
    inference.run({ x }, rows, { y });
    return rows;
  });
}

/** Work per second of the fastest call within a second; `work` says how much one call did. */
function perSecond(work: () => number): number {
  let best = 0;
  // The first call compiles.
  work();
  for (let spent = 0; spent < 1; ) {
    const start = performance.now();
    const done = work();
    const seconds = (performance.now() - start) / 1000;
    spent += seconds;
    best = Math.max(best, done / seconds);
  }
  return Math.round(best);
}
