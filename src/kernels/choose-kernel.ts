/**
 * `auto`: which kernel is cheapest here? Each one is timed on rows of this very run, on this
 * machine; of those whose verdict passes, the cheapest wins. The choice depends on the
 * clock, so a recording names the kernel that was chosen.
 */
import type { Network } from '../crn/network.ts';
import { isCrnGridError } from '../errors.ts';
import type { Abstraction } from './abstraction.ts';
import type { KernelSpec } from './kernel.ts';
import { describeShape, shapeOf } from './mdn/shape.ts';
import { openKernel } from './open-kernel.ts';
import { hybrid, mdn, ssa, tau } from './specs.ts';
import { checkTau } from './tau/check-tau.ts';
import { type RowCost, type SampleRows, timeRows } from './time-rows.ts';

export interface ChoiceJob {
  readonly network: Network;
  /** Rows such as the run will step, in random order; not changed. */
  readonly sample: SampleRows;
  /** What has been learned for this network and step. */
  readonly abstractions: readonly Abstraction[];
  /** Histogram distance over its floor that tau-leaping may have. Default 1.3. */
  readonly distanceOverFloor?: number;
}

/** One kernel, what it costs and whether it may be used. */
export interface KernelOffer {
  /** As people call it: `hybrid (exact below 90 events)`. */
  readonly kernel: string;
  readonly spec: KernelSpec;
  readonly abstraction?: Abstraction;
  /** Absent where it cannot be opened. */
  readonly cost?: RowCost;
  readonly pass: boolean;
  /** Why it may be used, or why not. */
  readonly verdict: string;
}

export interface KernelChoice {
  readonly spec: KernelSpec;
  readonly abstraction?: Abstraction;
  /** One line: what was chosen, over what, with the numbers. */
  readonly reason: string;
  /** All of them, the usable first, the cheapest first. */
  readonly offers: readonly KernelOffer[];
  /** Reaction events per row and step, exactly simulated. */
  readonly events: number;
  /** From so many events per step on, the learned kernel is cheaper than exact simulation; absent without one. */
  readonly breakEven?: number;
}

/** @throws KernelError or AbstractionError when exact simulation or a learned kernel cannot be opened */
export async function chooseKernel(job: ChoiceJob): Promise<KernelChoice> {
  const { network, sample, abstractions, distanceOverFloor = 1.3 } = job;
  const { dt } = sample;
  const exact = timeRows(await openKernel(ssa(), { network, dt }), network, sample);
  const perEvent = exact.microseconds / Math.max(exact.events, 1e-9);
  const offers: KernelOffer[] = [
    { kernel: 'ssa', spec: ssa(), cost: exact, pass: true, verdict: 'exact' },
    await offerTau(job, exact, distanceOverFloor),
  ];
  let breakEven: number | undefined;
  for (const abstraction of abstractions) {
    const judged = judgementOf(abstraction);
    const learned = mdn(shapeOf(abstraction.shape));
    const time = async (spec: KernelSpec): Promise<RowCost> =>
      timeRows(await openKernel(spec, { network, dt, abstraction }), network, sample, abstraction.shape.past);
    const cost = await time(learned);
    const kernel = `mdn (${describeShape(abstraction.shape)})`;
    offers.push({ kernel, spec: learned, abstraction, cost, ...judged });
    // Where so few events are expected, simulating them costs less than the network.
    const cheaper = cost.microseconds / perEvent;
    if (judged.pass) breakEven = Math.min(breakEven ?? Number.POSITIVE_INFINITY, cheaper);
    const mixed = hybrid({ ...shapeOf(abstraction.shape), exactBelow: Number(cheaper.toPrecision(2)) });
    const label = `hybrid (exact below ${mixed.exactBelow} events)`;
    offers.push({ kernel: label, spec: mixed, abstraction, cost: await time(mixed), ...judged });
  }
  // A hybrid that saves next to nothing is not worth a second rule.
  const rank = ({ pass, cost, spec }: KernelOffer): number =>
    (pass ? 0 : 1e300) + (cost?.microseconds ?? 1e300) * (spec.kind === 'hybrid' ? 1.1 : 1);
  offers.sort((a, b) => rank(a) - rank(b));
  const { spec, abstraction } = offers[0]!;
  return {
    spec,
    ...(abstraction ? { abstraction } : {}),
    reason: reasonOf(offers),
    offers,
    events: exact.events,
    ...(breakEven === undefined ? {} : { breakEven }),
  };
}

async function offerTau(job: ChoiceJob, exact: RowCost, limit: number): Promise<KernelOffer> {
  const { network, sample } = job;
  const spec = tau();
  const kernel = `tau (ε ${spec.epsilon})`;
  try {
    const cost = timeRows(await openKernel(spec, { network, dt: sample.dt }), network, sample);
    // What is not cheaper is not worth the check.
    if (cost.microseconds >= exact.microseconds)
      return { kernel, spec, cost, pass: false, verdict: 'not checked: no cheaper than exact' };
    const { pass, says } = await checkTau(spec, network, sample, exact.events, limit);
    return { kernel, spec, cost, pass, verdict: says };
  } catch (error) {
    if (!isCrnGridError(error, 'KernelError')) throw error;
    return { kernel, spec, pass: false, verdict: `cannot: ${error.message.split('\n')[0]}` };
  }
}

function judgementOf({ verdict }: Abstraction): { pass: boolean; verdict: string } {
  if (!verdict) return { pass: false, verdict: 'has no verdict' };
  return verdict.pass
    ? { pass: true, verdict: 'passed its verdict' }
    : { pass: false, verdict: `failed its verdict (${verdict.failures[0]})` };
}

function reasonOf([best, ...others]: readonly KernelOffer[]): string {
  const said = ({ kernel, cost }: KernelOffer): string =>
    cost ? `${kernel} ${cost.microseconds.toPrecision(2)} µs a row` : kernel;
  const against = others.map((o) => (o.pass ? said(o) : `${o.kernel} not used: ${o.verdict}`));
  return `kernel ${said(best!)}${against.length > 0 ? ` (${against.join('; ')})` : ''}`;
}
