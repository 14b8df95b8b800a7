/** Milliseconds from opening exact simulation to its first event, in a process that has done nothing else. */
import { openKernel } from '../../dist/kernels/open-kernel.js';
import type { SettledModel } from '../models.ts';
import { answer, readJob } from '../start.ts';

const { model, seed } = await readJob<{ model: SettledModel; seed: number }>();
const counts = Int32Array.from(model.start);
const rates = Float64Array.from(model.rates);
const dt = 1 / model.eventRate;
const begun = performance.now();
const kernel = await openKernel({ kind: 'ssa' }, { network: model.network, dt });
const opened = performance.now();
for (let step = 0; kernel.tally.events === 0; step++)
  kernel.step(counts, rates, step * dt, dt, { seed, step, firstAgent: 0 });
answer({ milliseconds: performance.now() - begun, opening: opened - begun });
