/** Identities over everything a verdict has sampled, each state against the one before on its trajectory. */
import type { Network } from '../../../crn/network.ts';
import type { DrawJob } from '../sets/chains.ts';
import type { ExactSets } from '../sets/exact-sets.ts';
import { type Findings, Identities, noFindings } from './identities.ts';

/** What is looked at. */
export interface Watched {
  readonly network: Network;
  readonly exact: ExactSets;
  /** Learned sets: by lag, shape [settings, trajectories, species]. */
  readonly learned: readonly Int32Array[];
  /** Learned long runs: by step, same shape. */
  readonly long: readonly Int32Array[];
  /** Rows after one step from each of the starts that nothing can leave, shape [starts, rows, species]. */
  readonly still: Int32Array;
  /** Learned steps to look at, at the least. */
  readonly transitions: number;
  /** Draws more of them. */
  readonly draw: (job: DrawJob) => Promise<Int32Array[]>;
  readonly signal?: AbortSignal;
}

/** Trajectories of a start where more steps are drawn for the identities alone. */
const crowd = 1000;
/** Steps that are drawn at a time, at most. */
const mostAtOnce = 1_000_000;
/** Step numbers of these draws, beyond those of all trajectories. */
const firstStep = 2 ** 20;

/** Everything that was sampled, and more steps from states that exact long runs visit where more are asked for. */
export async function checkIdentities(of: Watched): Promise<Findings> {
  const { network, exact, learned, long, still, signal } = of;
  const identities = new Identities(network);
  const to = noFindings();
  const width = network.species.length;
  const names = network.rates.length;
  const ratesOf = (rates: Float64Array, i: number): Float64Array =>
    rates.subarray(i * names, (i + 1) * names);
  for (let i = 0; i < exact.settings; i++) {
    const rates = ratesOf(exact.rates, i);
    for (const sets of [learned, long]) {
      const rows = (sets[0]?.length ?? 0) / exact.settings;
      let before: Int32Array = exact.starts.slice(i * width, (i + 1) * width);
      for (const counts of sets) {
        const after = counts.subarray(i * rows, (i + 1) * rows);
        identities.check(before, after, rates, to);
        before = after;
      }
    }
  }
  const starts = exact.still.counts.length / width;
  for (let i = 0; i < starts; i++) {
    const rows = still.length / starts;
    const from = exact.still.counts.slice(i * width, (i + 1) * width);
    identities.check(from, still.subarray(i * rows, (i + 1) * rows), ratesOf(exact.still.rates, i), to);
  }
  const visited = visitedBy(exact);
  for (let batch = 0; to.checked < of.transitions; batch++) {
    signal?.throwIfAborted();
    const n = Math.ceil(Math.min(mostAtOnce, of.transitions - to.checked) / crowd);
    const picked = Array.from({ length: n }, (_, j) => visited((batch * mostAtOnce) / crowd + j));
    // Those of one step length are drawn together.
    for (const dt of new Set(picked.map((p) => p.dt))) {
      const some = picked.filter((p) => p.dt === dt);
      const [after] = await of.draw({
        starts: Int32Array.from(some.flatMap((p) => [...p.row])),
        rates: Float64Array.from(some.flatMap((p) => [...p.rates])),
        past: Int32Array.from(some.flatMap((p) => [...p.past])),
        dt,
        trajectories: crowd,
        lags: [1],
        seed: exact.seed,
        firstStep: firstStep + batch,
      });
      some.forEach(({ row, rates }, j) => {
        identities.check(row, after!.subarray(j * crowd * width, (j + 1) * crowd * width), rates, to);
      });
    }
  }
  return to;
}

interface Visited {
  readonly row: Int32Array;
  readonly rates: Float64Array;
  readonly past: Int32Array;
  readonly dt: number;
}

/** The states that exact long runs visit, and the starts, in a fixed order without end. */
function visitedBy(exact: ExactSets): (j: number) => Visited {
  const width = exact.starts.length / exact.settings;
  const names = exact.rates.length / exact.settings;
  const back = exact.past.length / exact.settings;
  const per = exact.long.trajectories;
  const slots = exact.long.steps.length + 1;
  return (j) => {
    const setting = j % exact.settings;
    const turnOf = Math.floor(j / exact.settings);
    const step = turnOf % slots;
    const at = (setting * per + (Math.floor(turnOf / slots) % per)) * width;
    const run = [
      exact.past.subarray(setting * back, (setting + 1) * back),
      exact.starts.subarray(setting * width, (setting + 1) * width),
      ...exact.long.steps.slice(0, step).map((counts) => counts.subarray(at, at + width)),
    ].flatMap((counts) => [...counts]);
    return {
      row: Int32Array.from(run.slice(run.length - width)),
      past: Int32Array.from(run.slice(run.length - width - back, run.length - width)),
      rates: exact.rates.subarray(setting * names, (setting + 1) * names),
      dt: exact.lengths[setting]!,
    };
  };
}
