/** Our exact simulation: reaction events per second of processor time, from one agent or from many. */
import { openSsa } from '../../dist/kernels/ssa.js';
import { createMemory, reserve } from '../../dist/wasm/memory.js';
import type { SettledModel } from '../models.ts';
import { answer, rateOf, readJob } from '../start.ts';

export interface ExactJob {
  readonly model: SettledModel;
  readonly agents: number;
  /** Mean number of events of one agent in one step. */
  readonly eventsPerStep: number;
  readonly seconds: number;
  readonly seed: number;
}

const { model, agents, eventsPerStep, seconds, seed } = await readJob<ExactJob>();
const memory = createMemory(2 ** 24);
const kernel = await openSsa({ network: model.network, memory });
const width = model.start.length;
const counts = new Int32Array(memory.buffer, reserve(memory, 4 * agents * width), agents * width);
const rates = new Float64Array(memory.buffer, reserve(memory, 8 * model.rates.length), model.rates.length);
for (let i = 0; i < counts.length; i++) counts[i] = model.start[i % width]!;
rates.set(model.rates);
const dt = eventsPerStep / model.eventRate;
let step = 0;
const rate = await rateOf(seconds, () => {
  const before = kernel.tally.events;
  kernel.step(counts, rates, step * dt, dt, { seed, step: step++, firstAgent: 0 });
  return kernel.tally.events - before;
});
answer({ rate });
