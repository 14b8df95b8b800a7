/** One block of rows, stepped by itself. */
import type { Kernel, RowBlock, RowTally, StackKernel } from './kernel.ts';

/** No rows yet. */
export function noRows(): RowTally {
  return { exact: 0, leapt: 0, learned: 0, asked: 0, skipped: 0, outside: 0, events: 0 };
}

/** Writes one tally over another. */
export function copyTally(from: Readonly<RowTally>, to: RowTally): void {
  to.exact = from.exact;
  to.leapt = from.leapt;
  to.learned = from.learned;
  to.asked = from.asked;
  to.skipped = from.skipped;
  to.outside = from.outside;
  to.events = from.events;
}

/** Adds one tally to another. */
export function addTally(rows: Readonly<RowTally>, to: RowTally): void {
  for (const name of Object.keys(to) as (keyof RowTally)[]) to[name] += rows[name];
}

/** Steps a block, and counts its rows where the block says. @throws as the kernel's `step` */
export function stepBlock(kernel: Kernel, block: RowBlock, dt: number): void {
  const { counts, rates, time, rng, history, routes, tally } = block;
  const { exact, leapt, learned, asked, skipped, outside, events } = kernel.tally;
  kernel.step(counts, rates, time, dt, rng, history, routes);
  const now = kernel.tally;
  tally.exact += now.exact - exact;
  tally.leapt += now.leapt - leapt;
  tally.learned += now.learned - learned;
  tally.asked += now.asked - asked;
  tally.skipped += now.skipped - skipped;
  tally.outside += now.outside - outside;
  tally.events += now.events - events;
}

/** Whether a kernel gains by having the rows of several runs at once. */
export function stacks(kernel: Kernel): kernel is StackKernel {
  return 'stepStack' in kernel;
}
