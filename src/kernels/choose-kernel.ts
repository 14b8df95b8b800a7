/**
 * `auto`: which kernel is cheapest here? Each one that may be used is timed on rows of
 * this very run, on this machine; of those whose verdict passes, the cheapest wins.
 * The choice depends on the clock, so a recording names the kernel that was chosen.
 */
import type { Network } from '../crn/network.ts';
import type { Abstraction } from './abstraction.ts';
import type { Counts, Kernel, KernelSpec } from './kernel.ts';
import { openKernel } from './open-kernel.ts';
import { hybrid, mdn, ssa } from './specs.ts';

export interface ChoiceJob {
  readonly network: Network;
  readonly dt: number;
  /** Shape [rates], or [rows, rates]. */
  readonly rates: Float64Array;
  /** Rows such as the run will step, shape [rows, species]; not changed. */
  readonly sample: Counts;
  /** What has been learned for this network and step. */
  readonly abstractions: readonly Abstraction[];
}

export interface KernelChoice {
  readonly spec: KernelSpec;
  readonly abstraction?: Abstraction;
  /** One line: what was chosen, over what, with the numbers. */
  readonly reason: string;
  /** Microseconds per row and step, by kernel; and those that were not timed, with the reason. */
  readonly costs: readonly { readonly kernel: string; readonly microseconds: number }[];
  readonly refused: readonly { readonly kernel: string; readonly why: string }[];
}

interface Trial {
  readonly rows: number;
  readonly counts: Counts;
  readonly rates: Float64Array;
  readonly dt: number;
}

/** Each kernel is timed for at least so many milliseconds, after one call to warm up. */
const timed = 40;
/** Rows timed at most. */
const mostRows = 4096;

/** @throws KernelError or AbstractionError when a kernel cannot be opened */
export async function chooseKernel(job: ChoiceJob): Promise<KernelChoice> {
  const { network, dt, rates } = job;
  const species = network.species.length;
  const rows = Math.min(job.sample.length / species, mostRows);
  const perRow = rates.length > network.rates.length;
  const trial: Trial = {
    rows,
    counts: job.sample.subarray(0, rows * species),
    rates: perRow ? rates.subarray(0, rows * network.rates.length) : rates,
    dt,
  };
  const costs: { spec: KernelSpec; abstraction?: Abstraction; kernel: string; microseconds: number }[] = [];
  const refused: { kernel: string; why: string }[] = [];
  const exact = await openKernel(ssa(), { network, dt });
  const exactCost = timeRows(exact, trial);
  costs.push({ spec: ssa(), kernel: 'ssa', microseconds: exactCost });
  const perEvent = (exactCost * exact.tally.exact) / Math.max(exact.tally.events, 1);
  for (const abstraction of job.abstractions) {
    const { verdict, shape } = abstraction;
    if (!verdict?.pass) {
      refused.push({
        kernel: 'mdn',
        why: verdict ? `its verdict failed (${verdict.failures[0]})` : 'it has no verdict',
      });
      continue;
    }
    const learned = mdn(shape);
    const cost = timeRows(await openKernel(learned, { network, dt, abstraction }), trial);
    costs.push({ spec: learned, abstraction, kernel: 'mdn', microseconds: cost });
    // Where so few events are expected, simulating them costs less than the network.
    const mixed = hybrid({ ...shape, exactBelow: Number((cost / perEvent).toPrecision(2)) });
    const mixedCost = timeRows(await openKernel(mixed, { network, dt, abstraction }), trial);
    costs.push({
      spec: mixed,
      abstraction,
      kernel: `hybrid (exact below ${mixed.exactBelow} events)`,
      microseconds: mixedCost,
    });
  }
  const [best, ...others] = costs.sort((a, b) => a.microseconds - b.microseconds);
  const said = (c: { kernel: string; microseconds: number }): string =>
    `${c.kernel} ${c.microseconds.toPrecision(2)} µs a row`;
  const against = [...others.map(said), ...refused.map((r) => `${r.kernel} not used: ${r.why}`)];
  return {
    spec: best!.spec,
    ...(best!.abstraction ? { abstraction: best!.abstraction } : {}),
    reason: `kernel ${said(best!)}${against.length > 0 ? ` (${against.join('; ')})` : ''}`,
    costs: costs.map(({ kernel, microseconds }) => ({ kernel, microseconds })),
    refused,
  };
}

/** Microseconds per row: the least of a few passes, which the load of the machine disturbs least. */
function timeRows(kernel: Kernel, { rows, counts, rates, dt }: Trial): number {
  const work = counts.slice();
  let best = Number.POSITIVE_INFINITY;
  let spent = 0;
  for (let step = 0; step < 3 || spent < timed; step++) {
    work.set(counts);
    const began = performance.now();
    kernel.step(work, rates, 0, dt, { seed: 1, step, firstAgent: 0 });
    const took = performance.now() - began;
    // The first pass compiles.
    if (step > 0) best = Math.min(best, took);
    spent += took;
  }
  return (1000 * best) / Math.max(rows, 1);
}
