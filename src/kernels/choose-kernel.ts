/**
 * `auto`: which kernel is cheapest here? Each one is timed on rows of this very run, on this
 * machine; of those whose verdict passes, the cheapest wins. The choice depends on the
 * clock, so a recording names the kernel that was chosen.
 */
import { basename } from 'node:path';
import type { Network } from '../crn/network.ts';
import { isCrnGridError } from '../errors.ts';
import type { Abstraction, Range } from './abstraction.ts';
import type { KernelSpec } from './kernel.ts';
import { describeShape, shapeOf } from './learned/shape/shape.ts';
import { openKernel } from './open-kernel.ts';
import { hybrid, learnedSpec, mdn, ssa, tau } from './specs.ts';
import { checkTau } from './tau/check-tau.ts';
import { type RowCost, type SampleRows, timeRows } from './time-rows.ts';
import { chanceIn, isDoubtful } from './verdict.ts';

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
  /**
   * From so many events per step on the learned kernel is cheaper than exact simulation, as surely as it could be
   * measured; absent without one, and where nothing happens in the sample.
   */
  readonly breakEven?: Range;
}

/** @throws KernelError when exact simulation cannot be opened */
export async function chooseKernel(job: ChoiceJob): Promise<KernelChoice> {
  const { network, sample, abstractions, time = timeRows, distanceOverFloor = 1.3 } = job;
  const { dt } = sample;
  const exact = time(await openKernel(ssa(), { network, dt }), network, sample);
  let offers: KernelOffer[] = [
    { kernel: 'ssa', spec: ssa(), cost: exact, pass: true, verdict: 'exact' },
    await offerTau(job, exact, distanceOverFloor),
  ];
  for (const abstraction of abstractions) offers.push(...(await offerLearned(job, abstraction, exact)));
  const usable = offers.filter((o) => o.abstraction && o.spec.kind !== 'hybrid' && o.pass && o.cost);
  // Timed again after all others: machines change their speed within seconds.
  const breakEven =
    usable.length > 0 && exact.events > 0
      ? breakEvenOf(usable, [exact, time(await openKernel(ssa(), { network, dt }), network, sample)])
      : undefined;
  for (const { path, error } of job.unreadable ?? [])
    offers.push({ kernel: `mdn (${basename(path)})`, spec: mdn(), pass: false, verdict: cannot(error) });
  // A hybrid that saves next to nothing is not worth a second rule.
  const rank = ({ pass, cost, spec }: KernelOffer): number =>
    (pass ? 0 : 1e300) + (cost?.microseconds ?? 1e300) * (spec.kind === 'hybrid' ? 1.1 : 1);
  offers.sort((a, b) => rank(a) - rank(b));
  const best = offers.findIndex((o) => o.spec.kind === 'hybrid');
  // Hybrids differ in the learned half of few rows: of several the best is offered.
  offers = offers.filter((o, i) => o.spec.kind !== 'hybrid' || i === best);
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
    const opened = await openKernel(spec, { network, dt: sample.dt });
    const cost = time(opened, network, sample);
    if (opened.tally.exact > 0 && opened.tally.leapt === 0)
      return { kernel, spec, cost, pass: false, verdict: 'never leaps here: it is exact simulation' };
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

/** A learned kernel by itself, and as a hybrid with the best threshold where the sample tells one. */
async function offerLearned(
  { network, sample, rates, time = timeRows }: ChoiceJob,
  abstraction: Abstraction,
  exact: RowCost,
): Promise<KernelOffer[]> {
  const spec = learnedSpec(abstraction.shape);
  const kernel = `${spec.kind} (${describeShape(abstraction.shape)})`;
  const door = { network, dt: sample.dt, abstraction, ...(rates ? { rates } : {}) };
  const costOf = async (of: KernelSpec): Promise<RowCost> =>
    time(await openKernel(of, door), network, sample, abstraction.shape.past);
  try {
    const cost = await costOf(spec);
    const judged = judgementOf(abstraction);
    const alone = { kernel, spec, abstraction, cost, ...judged };
    if (exact.events === 0) return [alone];
    // Where so few events are expected, simulating them costs less than the network.
    const cheaper = (cost.microseconds * exact.events) / exact.microseconds;
    const mixed = hybrid({ ...shapeOf(abstraction.shape), exactBelow: Number(cheaper.toPrecision(2)) });
    const label = `hybrid (exact below ${mixed.exactBelow} events)`;
    return [alone, { kernel: label, spec: mixed, abstraction, cost: await costOf(mixed), ...judged }];
  } catch (error) {
    if (!isCrnGridError(error, 'AbstractionError') && !isCrnGridError(error, 'KernelError')) throw error;
    return [{ kernel, spec, abstraction, pass: false, verdict: cannot(error) }];
  }
}

/** The first line of why, as the verdict on an offer. */
function cannot(error: Error): string {
  return `cannot: ${error.message.split('\n')[0]}`;
}

function judgementOf({ verdict }: Abstraction): { pass: boolean; verdict: string } {
  if (!verdict) return { pass: false, verdict: 'has no verdict' };
  if (!verdict.pass) return { pass: false, verdict: `failed its verdict (${verdict.failures[0]})` };
  if (!isDoubtful(verdict)) return { pass: true, verdict: 'passed its verdict' };
  const { limits, byChance } = chanceIn(verdict);
  return {
    pass: true,
    verdict: `passes as far as its samples tell: chance decides ${byChance} of ${limits} limits`,
  };
}

/** Shares by which a measurement is off at the least, whatever its passes say: another minute gives another one. */
const drift = 0.05;

/**
 * Where learned steps cost as much as exact ones, of the cheapest learned kernel: from its least time and the
 * greatest of exact simulation to its middle time and the least, to two digits outwards.
 */
function breakEvenOf(learned: readonly KernelOffer[], exact: readonly RowCost[]): Range {
  const { events } = exact[0]!;
  const least = Math.min(...exact.map((e) => e.microseconds));
  const most = Math.max(...exact.map((e) => e.middle));
  const cost = learned.map((o) => o.cost!).reduce((a, b) => (b.microseconds < a.microseconds ? b : a));
  return [
    twoDigits(((1 - drift) * cost.microseconds * events) / most, Math.floor),
    twoDigits(((1 + drift) * cost.middle * events) / least, Math.ceil),
  ];
}

function twoDigits(n: number, round: (n: number) => number): number {
  const digits = Math.floor(Math.log10(n)) - 1;
  // Powers of ten below 1 are no exact numbers: divided by, they give the nearest one.
  return digits >= 0 ? round(n / 10 ** digits) * 10 ** digits : round(n * 10 ** -digits) / 10 ** -digits;
}

/** Offers that a line has room for. */
const told = 6;

function reasonOf(
  [best, ...others]: readonly KernelOffer[],
  events: number,
  breakEven: Range | undefined,
): string {
  const said = ({ kernel, cost }: KernelOffer): string =>
    cost ? `${kernel} ${cost.microseconds.toPrecision(2)} µs a row` : kernel;
  const against = others.slice(0, told).map((o) => (o.pass ? said(o) : `${o.kernel} not used: ${o.verdict}`));
  const more = others.length - against.length;
  const all = [...against, ...(more > 0 ? [`${more} more, see crn-grid plan`] : [])];
  const even =
    breakEven === undefined
      ? ''
      : `; learned is cheaper than exact from ${breakEven[0]}–${breakEven[1]} events a step on, and there are ${few(events)}`;
  return `kernel ${said(best!)}${all.length > 0 ? ` (${all.join('; ')})` : ''}${even}`;
}

/** Two digits, without an exponent where it can be. */
function few(n: number): string {
  return String(Number(n.toPrecision(2)));
}
