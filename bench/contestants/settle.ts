/** Mean events per time unit in the long run, and a state typical of it. */
import { openSsa } from '../../dist/kernels/ssa.js';
import type { Model } from '../../test/support/networks.ts';
import { answer, readJob } from '../start.ts';

const { network, rates, start } = await readJob<Model>();
const kernel = await openSsa({ network });
const counts = Int32Array.from(start);
const constants = Float64Array.from(rates);
kernel.step(counts, constants, 0, 20_000, { seed: 98, step: 0, firstAgent: 0 });
const typical = Array.from(counts);
const before = kernel.tally.events;
let time = 0;
// Slow switches make the rate wander, hence so many events.
for (let step = 0; kernel.tally.events - before < 2e8 && time < 4e5; step++) {
  kernel.step(counts, constants, 0, 2000, { seed: 99, step, firstAgent: 0 });
  time += 2000;
}
answer({ eventRate: (kernel.tally.events - before) / time, start: typical });
