/** Reads everything there is to read from exact and learned sets, and rules. */
import type { Domain } from '../../kernels/abstraction.ts';
import type { LagDistance, Verdict } from '../../kernels/verdict.ts';
import { allowance } from '../../numerics/chance.ts';
import { mean } from '../../numerics/statistics.ts';
import { switchingOf } from './checks/dwell.ts';
import {
  addByOurRule,
  type Distances,
  noDistances,
  overFloor,
  publishedDistances,
} from './checks/histograms.ts';
import { checkIdentities, type Watched } from './checks/identity-sets.ts';
import { ConditionalSums, holdsOf } from './checks/joint/conditionals.ts';
import { pairsOf } from './checks/joint/pair-choice.ts';
import { PairSums, TransitionSums } from './checks/joint/pairs.ts';
import { type LogProb, likelihoodOf } from './checks/likelihood.ts';
import { MomentSums } from './checks/moments.ts';
import { TailSums } from './checks/tails.ts';
import { type LeftOut, notJudged } from './left-out.ts';
import type { Limits } from './limits.ts';
import { wantedSamples } from './power.ts';
import { ratioInterval } from './ratio.ts';
import { failureLines, type Reading, ruling, shareOf } from './readings.ts';
import { smallestSeen } from './resolution.ts';
import type { ExactSets } from './sets/exact-sets.ts';
import { type AllSets, columnsOf, untied } from './sets/samples.ts';

/** A verdict, and what it was read from: figures are drawn of it. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly exact: ExactSets;
  /** By lag, shape [settings, trajectories, species]; empty where the kernel could not be simulated. */
  readonly learned: readonly Int32Array[];
  /** By step, as `exact.long`; empty there, too. */
  readonly long: readonly Int32Array[];
}

export interface Comparison extends AllSets, Watched {
  readonly limits: Limits;
  readonly rule: 'ours' | 'published';
  readonly bins: number;
  readonly logProb?: LogProb;
  readonly domain?: Domain;
  readonly onProgress: (share: number) => void;
}

export async function compare(c: Comparison): Promise<Judgement> {
  const { network, exact, learned, long, limits, rule, bins } = c;
  const { species } = network;
  const readings: Reading[] = [];
  const leftOut: LeftOut[] = [];
  const tables: { readonly lag: number; readonly own: Distances[]; readonly moments: MomentSums[] }[] = [];
  // Of species that a law ties together one says it all.
  const free = untied(network);
  for (const [k, lag] of exact.lags.entries()) {
    const one = await readLag(c, k);
    readings.push(...one.readings);
    leftOut.push(...one.leftOut);
    tables.push({ lag, own: one.tables, moments: one.moments });
  }
  readings.push(...(await readTwoTimes(c)));
  const published = publishedDistances(c, bins);
  const deciding = rule === 'ours' ? tables.map(({ own }) => own) : published;
  deciding.forEach((of, k) => {
    for (const s of free)
      readings.push(overFloor('distance', species[s]!, exact.lags[k]!, of[s]!, limits.distanceOverFloor));
  });
  const switching = switchingOf(species, exact, long, free, limits);
  readings.push(...switching.readings);
  leftOut.push(...switching.leftOut);
  const likelihood = c.logProb
    ? await likelihoodOf(c, c.logProb, limits)
    : { readings: [], leftOut: [], impossible: 0 };
  readings.push(...likelihood.readings);
  leftOut.push(...likelihood.leftOut);
  const { violations, checked, atRest, noRate } = await checkIdentities(c);
  violations.support += likelihood.impossible;
  const checks = ruling(readings, limits.chance);
  const failures = [
    ...Object.entries(violations).flatMap(([name, n]) =>
      n > 0 ? [`${n} violations of ${name} in ${checked} steps`] : [],
    ),
    ...(noRate.times > 0 ? [`no rate in ${noRate.times} of ${checked} states: ${noRate.first}`] : []),
    ...failureLines(checks),
  ];
  const { complete } = exact;
  const each = shareOf(limits.chance, readings.length);
  const samples = { states: exact.settings, trajectories: exact.trajectories };
  const wanted = wantedSamples(readings, each, samples);
  const distanceOf = (table: Distances, s: number, lag: number): LagDistance => {
    const name = species[s]!;
    const { value, floor, tolerance, ...chance } = overFloor(
      'distance',
      name,
      lag,
      table,
      limits.distanceOverFloor,
    );
    const limit = floor + Math.max(tolerance, allowance(chance.noise, chance.grain, each));
    return {
      ...{
        species: name,
        lag,
        l1: value,
        iou: mean(table.iou),
        l1Floor: floor,
        iouFloor: mean(table.iouFloor),
      },
      ...{ limit, seen: smallestSeen(floor, limit) },
    };
  };
  const verdict: Verdict = {
    pass: failures.length === 0 && complete,
    failures: complete
      ? failures
      : [`cut short: ${exact.settings} of ${exact.asked} states compared`, ...failures],
    rule,
    bins,
    distances: tables.flatMap(({ lag, own, moments }, k) =>
      own.map((table, s) => {
        const shift = moments[s]!.mean;
        return {
          ...distanceOf(table, s, lag),
          ratio: ratioInterval(table.l1, table.l1Floor, exact.seed, k * species.length + s),
          meanShift: shift.value / shift.settings,
          meanShiftFloor: shift.floor / shift.settings,
        };
      }),
    ),
    published: published.flatMap((of, k) =>
      of.map((table, s) => ({
        ...distanceOf(table, s, exact.lags[k]!),
        l1Self: mean(table.l1Self),
        iouSelf: mean(table.iouSelf),
      })),
    ),
    checks,
    dwells: switching.dwells,
    ...('excess' in likelihood && likelihood.excess !== undefined ? { excess: likelihood.excess } : {}),
    violations,
    transitions: checked,
    atRest,
    outside: c.domain ? outsideOf(c, c.domain) : [],
    limits: { ...limits },
    lags: exact.lags,
    states: exact.settings,
    asked: exact.asked,
    trajectories: exact.trajectories,
    seed: exact.seed,
    complete,
    notJudged: notJudged(leftOut),
    ...(wanted ? { wanted } : {}),
  };
  c.onProgress(1);
  return { verdict, exact, learned, long };
}

/** Everything that is read from one lag, setting by setting; tables and moments by species. */
async function readLag(
  c: Comparison,
  k: number,
): Promise<{ readings: Reading[]; leftOut: LeftOut[]; tables: Distances[]; moments: MomentSums[] }> {
  const { network, exact, limits, bins } = c;
  const { species } = network;
  const lag = exact.lags[k]!;
  const tables = species.map(noDistances);
  const moments = species.map(() => new MomentSums());
  const tails = species.map(() => new TailSums());
  const free = untied(network);
  const chosen = pairsOf(network, exact);
  const pairs = new PairSums(chosen);
  const conditionals = free.flatMap((held) => {
    const of = free.filter((s) =>
      chosen.some(([a, b]) => (a === held && b === s) || (b === held && a === s)),
    );
    return of.length > 0 ? [new ConditionalSums(held, holdsOf(allValues(exact, k, held)), of)] : [];
  });
  for (let i = 0; i < exact.settings; i++) {
    await turn(c, (k + i / exact.settings) / (exact.lags.length + 1));
    const columns = columnsOf(c, k, i);
    columns.forEach((three, s) => {
      addByOurRule(tables[s]!, three, bins);
      moments[s]!.add(three);
      tails[s]!.add(three);
    });
    pairs.add(columns);
    for (const sums of conditionals) sums.add(columns);
  }
  return {
    tables,
    moments,
    readings: [
      ...free.flatMap((s) => [
        ...moments[s]!.readings(species[s]!, lag, limits),
        ...tails[s]!.readings(species[s]!, lag, limits),
      ]),
      ...pairs.readings(species, lag, limits),
      ...conditionals.flatMap((sums) => sums.readings(species, lag, limits)),
    ],
    leftOut: [
      ...free.flatMap((s) => moments[s]!.leftOut(species[s]!, lag)),
      ...conditionals.flatMap((sums) => sums.leftOut(species, lag)),
    ],
  };
}

/** The first two lags of the same trajectories. */
async function readTwoTimes(c: Comparison): Promise<Reading[]> {
  const { network, exact, limits } = c;
  if (exact.lags.length < 2) return [];
  const free = untied(network);
  const sums = free.map(() => new TransitionSums());
  for (let i = 0; i < exact.settings; i++) {
    await turn(c, (exact.lags.length + i / exact.settings) / (exact.lags.length + 1));
    const [early, late] = [columnsOf(c, 0, i), columnsOf(c, 1, i)];
    free.forEach((s, f) => {
      sums[f]!.add(early[s]!, late[s]!);
    });
  }
  const [a, b] = exact.lags;
  return free.flatMap((s, f) => sums[f]!.readings(`${network.species[s]} after ${a} and ${b} steps`, limits));
}

/** Lets signals arrive and progress be drawn. */
async function turn(c: Comparison, share: number): Promise<void> {
  c.onProgress(share);
  await new Promise((resolve) => setImmediate(resolve));
  c.signal?.throwIfAborted();
}

function allValues({ first, starts, settings }: ExactSets, k: number, s: number): Int32Array {
  const width = starts.length / settings;
  const counts = first[k]!;
  return Int32Array.from({ length: counts.length / width }, (_, r) => counts[r * width + s]!);
}

function outsideOf({ exact, learned }: Comparison, { counts: ranges }: Domain): Verdict['outside'] {
  const share = (counts: Int32Array): number => {
    const width = ranges.length;
    let outside = 0;
    for (let at = 0; at < counts.length; at += width)
      if (ranges.some(([low, high], s) => counts[at + s]! < low || counts[at + s]! > high)) outside++;
    return outside / (counts.length / width);
  };
  return exact.lags.map((lag, k) => ({ lag, learned: share(learned[k]!), exact: share(exact.first[k]!) }));
}
