/**
 * `auto`: which kernel is cheapest here? Each one is timed on rows of this very run, on this
 * machine; of those whose verdict passes, the cheapest wins. The choice depends on the
 * clock, so a recording names the kernel that was chosen.
 */
import { basename } from 'node:path';
import type { Network } from '../crn/network.ts';
import { isCrnGridError } from '../errors.ts';
import type { Abstraction } from './abstraction.ts';
import type { KernelSpec } from './kernel.ts';
import { describeShape, shapeOf } from './learned/shape/shape.ts';
import { openKernel } from './open-kernel.ts';
import { hybrid, learnedSpec, mdn, ssa, tau } from './specs.ts';
import { checkTau } from './tau/check-tau.ts';
import { type RowCost, type SampleRows, timeRows } from './time-rows.ts';

export interface ChoiceJob {
  readonly network: Network;
  /** Rows such as the run will step, in random order; not changed. */
  readonly sample: SampleRows;
  /** What has been learned for this network and step, of whatever shapes. */
  readonly abstractions: readonly Abstraction[];
  /** What is there and cannot be read, and why: offered to nobody, but told. Default: nothing. */
  readonly unreadable?: readonly { readonly path: string; readonly error: Error }[];
  /** The rate constants of the run: what was learned for others is refused. Default: not looked at. */
  readonly rates?: ArrayLike<number>;
  /** What a kernel costs on the sample. Default: measured, {@link timeRows}. */
  readonly time?: typeof timeRows;
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

/** @throws KernelError when exact simulation cannot be opened */
export async function chooseKernel(job: ChoiceJob): Promise<KernelChoice> {
  const { network, sample, abstractions, time = timeRows, distanceOverFloor = 1.3 } = job;
  const { dt } = sample;
  const exact = time(await openKernel(ssa(), { network, dt }), network, sample);
  const perEvent = exact.microseconds / Math.max(exact.events, 1e-9);
  const offers: KernelOffer[] = [
    { kernel: 'ssa', spec: ssa(), cost: exact, pass: true, verdict: 'exact' },
    await offerTau(job, exact, distanceOverFloor),
  ];
  let breakEven: number | undefined;
  for (const abstraction of abstractions) {
    const { learned, cheaper } = await offerLearned(job, abstraction, perEvent);
    offers.push(...learned);
    if (cheaper !== undefined && learned[0]!.pass) breakEven = Math.min(breakEven ?? cheaper, cheaper);
  }
  for (const { path, error } of job.unreadable ?? [])
    offers.push({ kernel: `mdn (${basename(path)})`, spec: mdn(), pass: false, verdict: cannot(error) });
  // A hybrid that saves next to nothing is not worth a second rule.
  const rank = ({ pass, cost, spec }: KernelOffer): number =>
    (pass ? 0 : 1e300) + (cost?.microseconds ?? 1e300) * (spec.kind === 'hybrid' ? 1.1 : 1);
  offers.sort((a, b) => rank(a) - rank(b));
  const { spec, abstraction } = offers[0]!;
  return {
    spec,
    ...(abstraction ? { abstraction } : {}),
    reason: reasonOf(offers, exact.events, breakEven),
    offers,
    events: exact.events,
    ...(breakEven === undefined ? {} : { breakEven }),
  };
}

async function offerTau(job: ChoiceJob, exact: RowCost, limit: number): Promise<KernelOffer> {
  const { network, sample, time = timeRows } = job;
  const spec = tau();
  const kernel = `tau (ε ${spec.epsilon})`;
  try {
    const cost = time(await openKernel(spec, { network, dt: sample.dt }), network, sample);
    // What is not cheaper is not worth the check.
    if (cost.microseconds >= exact.microseconds)
      return { kernel, spec, cost, pass: false, verdict: 'not checked: no cheaper than exact' };
    const { pass, says } = await checkTau(spec, network, sample, exact.events, limit);
    return { kernel, spec, cost, pass, verdict: says };
  } catch (error) {
    if (!isCrnGridError(error, 'KernelError')) throw error;
    return { kernel, spec, pass: false, verdict: cannot(error) };
  }
}

/**
 * A learned kernel by itself, and as a hybrid with the best threshold.
 *
 * @returns cheaper  from so many events a row on it is cheaper than exact simulation; absent where it cannot be opened
 */
async function offerLearned(
  { network, sample, rates, time = timeRows }: ChoiceJob,
  abstraction: Abstraction,
  perEvent: number,
): Promise<{ learned: KernelOffer[]; cheaper?: number }> {
  const spec = learnedSpec(abstraction.shape);
  const kernel = `${spec.kind} (${describeShape(abstraction.shape)})`;
  const door = { network, dt: sample.dt, abstraction, ...(rates ? { rates } : {}) };
  const costOf = async (of: KernelSpec): Promise<RowCost> =>
    time(await openKernel(of, door), network, sample, abstraction.shape.past);
  try {
    const cost = await costOf(spec);
    const judged = judgementOf(abstraction);
    // Where so few events are expected, simulating them costs less than the network.
    const cheaper = cost.microseconds / perEvent;
    const mixed = hybrid({ ...shapeOf(abstraction.shape), exactBelow: Number(cheaper.toPrecision(2)) });
    const label = `hybrid (exact below ${mixed.exactBelow} events)`;
    const both = [
      { kernel, spec, abstraction, cost, ...judged },
      { kernel: label, spec: mixed, abstraction, cost: await costOf(mixed), ...judged },
    ];
    return { learned: both, cheaper };
  } catch (error) {
    if (!isCrnGridError(error, 'AbstractionError') && !isCrnGridError(error, 'KernelError')) throw error;
    return { learned: [{ kernel, spec, abstraction, pass: false, verdict: cannot(error) }] };
  }
}

/** The first line of why, as the verdict on an offer. */
function cannot(error: Error): string {
  return `cannot: ${error.message.split('\n')[0]}`;
}

function judgementOf({ verdict }: Abstraction): { pass: boolean; verdict: string } {
  if (!verdict) return { pass: false, verdict: 'has no verdict' };
  return verdict.pass
    ? { pass: true, verdict: 'passed its verdict' }
    : { pass: false, verdict: `failed its verdict (${verdict.failures[0]})` };
}

/** Offers that a line has room for. */
const told = 6;

function reasonOf(
  [best, ...others]: readonly KernelOffer[],
  events: number,
  breakEven: number | undefined,
): string {
  const said = ({ kernel, cost }: KernelOffer): string =>
    cost ? `${kernel} ${cost.microseconds.toPrecision(2)} µs a row` : kernel;
  const against = others.slice(0, told).map((o) => (o.pass ? said(o) : `${o.kernel} not used: ${o.verdict}`));
  const more = others.length - against.length;
  const all = [...against, ...(more > 0 ? [`${more} more, see crn-grid plan`] : [])];
  const even =
    breakEven === undefined
      ? ''
      : `; learned is cheaper than exact from ${few(breakEven)} events a step on, and there are ${few(events)}`;
  return `kernel ${said(best!)}${all.length > 0 ? ` (${all.join('; ')})` : ''}${even}`;
}

/** Two digits, without an exponent where it can be. */
function few(n: number): string {
  return String(Number(n.toPrecision(2)));
}
