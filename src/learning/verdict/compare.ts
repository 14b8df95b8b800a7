/** Reads everything there is to read from exact and learned sets, and rules. */
import type { Domain, OwnDistance, PublishedDistance, Verdict } from '../../kernels/abstraction.ts';
import { mean } from '../../numerics/statistics.ts';
import type { Judgement } from '../verdict.ts';
import type { DrawJob } from './chains.ts';
import { ConditionalSums, holdsOf } from './conditionals.ts';
import { switchingOf } from './dwell.ts';
import type { ExactSets } from './exact-sets.ts';
import { addByOurRule, type Distances, noDistances, overFloor, publishedDistances } from './histograms.ts';
import { Identities, movedFrom, noViolations, type Violations } from './identities.ts';
import { type LogProb, likelihoodOf } from './likelihood.ts';
import type { Limits } from './limits.ts';
import { MomentSums } from './moments.ts';
import { pairsOf } from './pair-choice.ts';
import { PairSums, TransitionSums } from './pairs.ts';
import { ratioInterval } from './ratio.ts';
import { failureLines, type Reading, ruling } from './readings.ts';
import { type AllSets, columnsOf, untied } from './samples.ts';
import { TailSums } from './tails.ts';

export interface Comparison extends AllSets {
  /** Learned long runs, by step, shape [settings, trajectories, species]. */
  readonly long: readonly Int32Array[];
  /** Rows after one step from each of the starts that nothing can leave. */
  readonly still: readonly Int32Array[];
  readonly limits: Limits;
  readonly rule: 'ours' | 'published';
  readonly bins: number;
  /** Learned steps to look at for violations, at the least. */
  readonly transitions: number;
  /** Draws more learned steps. */
  readonly draw: (job: DrawJob) => Promise<Int32Array[]>;
  readonly logProb?: LogProb;
  readonly domain?: Domain;
  readonly signal?: AbortSignal;
  readonly onProgress: (share: number) => void;
}

export async function compare(c: Comparison): Promise<Judgement> {
  const { network, exact, learned, long, limits, rule, bins } = c;
  const { species } = network;
  const readings: Reading[] = [];
  const distances: OwnDistance[] = [];
  // Of species that a law ties together one says it all.
  const free = untied(network);
  for (const [k, lag] of exact.lags.entries()) {
    const one = await readLag(c, k);
    readings.push(...one.readings);
    one.tables.forEach((table, s) => {
      if (rule === 'ours' && free.includes(s))
        readings.push(overFloor('distance', species[s]!, lag, table, limits.distanceOverFloor));
      const shift = one.moments[s]!.mean;
      distances.push({
        ...distanceOf(table, species[s]!, lag),
        ratio: ratioInterval(table.l1, table.l1Floor, exact.seed, k * species.length + s),
        meanShift: shift.value / shift.settings,
        meanShiftFloor: shift.floor / shift.settings,
      });
    });
  }
  readings.push(...(await readTwoTimes(c)));
  const published = publishedDistances(c, bins).flatMap((tables, k) =>
    tables.map((table, s): PublishedDistance => {
      const lag = exact.lags[k]!;
      if (rule === 'published' && free.includes(s))
        readings.push(overFloor('distance', species[s]!, lag, table, limits.distanceOverFloor));
      return {
        ...distanceOf(table, species[s]!, lag),
        l1Self: mean(table.l1Self),
        iouSelf: mean(table.iouSelf),
      };
    }),
  );
  const switching = switchingOf(species, exact, long, free, limits);
  readings.push(...switching.readings);
  const likelihood = c.logProb ? likelihoodOf(c, c.logProb, limits) : { readings: [], impossible: 0 };
  readings.push(...likelihood.readings);
  const { violations, transitions } = await checkIdentities(c);
  violations.support += likelihood.impossible;
  const checks = ruling(readings, limits.chance);
  const failures = [
    ...Object.entries(violations).flatMap(([name, n]) =>
      n > 0 ? [`${n} violations of ${name} in ${transitions} steps`] : [],
    ),
    ...failureLines(checks),
  ];
  const complete = exact.settings === exact.asked;
  const verdict: Verdict = {
    pass: failures.length === 0 && complete,
    failures: complete
      ? failures
      : [`cut short: ${exact.settings} of ${exact.asked} states compared`, ...failures],
    rule,
    bins,
    distances,
    published,
    checks,
    dwells: switching.dwells,
    ...('excess' in likelihood && likelihood.excess !== undefined ? { excess: likelihood.excess } : {}),
    violations,
    transitions,
    outside: c.domain ? outsideOf(c, c.domain) : [],
    limits: { ...limits },
    lags: exact.lags,
    states: exact.settings,
    trajectories: exact.trajectories,
    seed: exact.seed,
    complete,
  };
  c.onProgress(1);
  return { verdict, exact, learned, long };
}

/** Everything that is read from one lag, setting by setting; tables and moments by species. */
async function readLag(
  c: Comparison,
  k: number,
): Promise<{ readings: Reading[]; tables: Distances[]; moments: MomentSums[] }> {
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

function distanceOf(table: Distances, species: string, lag: number) {
  return {
    species,
    lag,
    l1: mean(table.l1),
    iou: mean(table.iou),
    l1Floor: mean(table.l1Floor),
    iouFloor: mean(table.iouFloor),
  };
}

function allValues({ first, starts, settings }: ExactSets, k: number, s: number): Int32Array {
  const width = starts.length / settings;
  const counts = first[k]!;
  return Int32Array.from({ length: counts.length / width }, (_, r) => counts[r * width + s]!);
}

/** Trajectories of a start where more steps are drawn for the identities alone. */
const crowd = 1000;
/** Steps that are drawn at a time, at most. */
const mostAtOnce = 1_000_000;

/** Everything that was sampled, and more steps from visited states where more are asked for. */
async function checkIdentities(c: Comparison): Promise<{ violations: Violations; transitions: number }> {
  const { network, exact, learned, long } = c;
  const width = network.species.length;
  const violations = noViolations();
  const identities = new Identities(network);
  const rows = exact.trajectories * width;
  for (let i = 0; i < exact.settings; i++) {
    const from = exact.starts.slice(i * width, (i + 1) * width);
    for (const counts of learned)
      identities.check(from, counts.subarray(i * rows, (i + 1) * rows), violations);
    const longRows = exact.long.trajectories * width;
    for (const counts of long)
      identities.check(from, counts.subarray(i * longRows, (i + 1) * longRows), violations);
  }
  c.still.forEach((counts, r) => {
    violations.absorbing += movedFrom(exact.still.counts.subarray(r * width, (r + 1) * width), counts);
  });
  let transitions =
    (learned[0]!.length / width) * exact.lags.at(-1)! +
    (long[0]!.length / width) * long.length +
    c.still.reduce((sum, counts) => sum + counts.length / width, 0);
  const visited = visitedBy(exact);
  for (let batch = 0; transitions < c.transitions; batch++) {
    c.signal?.throwIfAborted();
    const n = Math.ceil(Math.min(mostAtOnce, c.transitions - transitions) / crowd);
    const picked = Array.from({ length: n }, (_, j) => visited((batch * mostAtOnce) / crowd + j));
    const starts = Int32Array.from(picked.flatMap(({ row }) => [...row]));
    const rates = Float64Array.from(picked.flatMap((p) => [...p.rates]));
    const [after] = await c.draw({
      starts,
      rates,
      trajectories: crowd,
      lags: [1],
      seed: exact.seed,
      firstStep: 2 ** 20 + batch,
    });
    for (let j = 0; j < n; j++)
      identities.check(
        starts.subarray(j * width, (j + 1) * width),
        after!.subarray(j * crowd * width, (j + 1) * crowd * width),
        violations,
      );
    transitions += n * crowd;
  }
  return { violations, transitions };
}

/** The states that exact long runs visit, and the starts, in a fixed order without end. */
function visitedBy(exact: ExactSets): (j: number) => { row: Int32Array; rates: Float64Array } {
  const width = exact.starts.length / exact.settings;
  const names = exact.rates.length / exact.settings;
  const per = exact.long.trajectories;
  const slots = exact.long.steps.length + 1;
  return (j) => {
    const setting = j % exact.settings;
    const turnOf = Math.floor(j / exact.settings);
    const step = turnOf % slots;
    const trajectory = Math.floor(turnOf / slots) % per;
    const at = (setting * per + trajectory) * width;
    return {
      row:
        step === 0
          ? exact.starts.subarray(setting * width, (setting + 1) * width)
          : exact.long.steps[step - 1]!.subarray(at, at + width),
      rates: exact.rates.subarray(setting * names, (setting + 1) * names),
    };
  };
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
