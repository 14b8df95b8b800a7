/** One kernel on one network: agents stepped per second of processor time. */
import { openKernel } from '../../dist/kernels/open-kernel.js';
import { mdn, ssa, van } from '../../dist/kernels/specs.js';
import { createMemory, reserve } from '../../dist/wasm/memory.js';
import { randomAbstraction } from '../../test/kernels/learned/random-abstraction.ts';
import { answer, rateOf, readJob } from '../start.ts';
import { type SteppedKernel, type SteppedName, stepped } from '../stepped.ts';

/** Events that exact simulation makes between two looks at the clock. */
const eventsAtOnce = 1e6;
const most = 4800;

interface Job {
  readonly name: SteppedName;
  readonly kernel: SteppedKernel;
  readonly seconds: number;
  readonly seed: number;
}

const { name, kernel: kind, seconds, seed } = await readJob<Job>();
const { model, dt, events } = stepped(name);
const { network, start } = model;
const rows = kind === 'ssa' ? Math.ceil(Math.min(most, eventsAtOnce / events)) : most;
const memory = createMemory(2 ** 26);
const kernel = await openKernel(spec(), { network, dt, memory, ...learned() });
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
answer({ rate });

function spec() {
  const shape = { outside: 'learned' } as const;
  return kind === 'ssa' ? ssa() : kind === 'van' ? van(shape) : mdn(shape);
}

/** Weights that were never trained, of the default shape: a step costs the same, whatever they are. */
function learned() {
  if (kind === 'ssa') return {};
  const shape = kind === 'van' ? ({ head: 'van', mixtures: 6, decoder: 32 } as const) : { mixtures: 12 };
  const rest = { hidden: [64, 64], dt, rates: model.rates, anchor: 'linear', wild: 1 } as const;
  return { abstraction: randomAbstraction(network, { ...shape, ...rest }) };
}
