/** Our learned kernel: agents stepped per second of processor time, sampling included. */
import { openKernel } from '../../dist/kernels/open-kernel.js';
import { createMemory, reserve } from '../../dist/wasm/memory.js';
import { type LearnedName, learnedModel, randomWeights } from '../networks.ts';
import { answer, rateOf, readJob } from '../start.ts';

const { name, seconds, seed } = await readJob<{ name: LearnedName; seconds: number; seed: number }>();
const learned = learnedModel(name);
const { model, spec, dt, rows, start } = learned;
const abstraction = await randomWeights(learned);
const memory = createMemory(2 ** 26);
const kernel = await openKernel(spec, { network: model.network, dt, abstraction, memory });
const counts = new Int32Array(memory.buffer, reserve(memory, 4 * rows * start.length), rows * start.length);
const begin = Int32Array.from(counts, (_, i) => start[i % start.length]!);
const rates = Float64Array.from(model.rates);
let step = 0;
const rate = await rateOf(seconds, () => {
  // Random weights lead nowhere: every step begins from the same states.
  counts.set(begin);
  kernel.step(counts, rates, 0, dt, { seed, step: step++, firstAgent: 0 });
  return rows;
});
const { exact, skipped } = kernel.tally;
if (exact + skipped > 0) throw new Error(`${exact + skipped} rows were not learned`);
answer({ rate });
