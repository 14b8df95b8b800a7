/**
 * Accuracy against speed: several networks for one scenario, each trained as `train` does it, on the
 * same data, judged against the same exact trajectories, and timed on the same rows. Each is
 * stored as an abstraction of its own as soon as it is done: killed at any moment and called
 * again, it goes on, and what is stored is not learned again.
 */
import { join } from 'node:path';
import type { Network } from '../../crn/network.ts';
import type { LearnedSpec } from '../../kernels/learned.ts';
import { openKernel } from '../../kernels/open-kernel.ts';
import { learnedSpec } from '../../kernels/specs.ts';
import { type SampleRows, timeRows } from '../../kernels/time-rows.ts';
import { isDoubtful, type Verdict } from '../../kernels/verdict.ts';
import { training } from '../../learning/keep/training-lock.ts';
import { openWorkingFolder } from '../../learning/keep/working-folder.ts';
import { paretoFront } from '../../learning/search/front.ts';
import type { Progress } from '../../learning/stages/progress.ts';
import { farthestOf, timesFloor } from '../../learning/verdict/farthest.ts';
import { takeLock } from '../../record/lock.ts';
import type { Scenario } from '../scenario.ts';
import type { Rung } from './front-ladder.ts';
import { type LearnOptions, learnScenario } from './learn-scenario.ts';
import { pilotRows } from './pilot.ts';
import { type StoredScenario, storedScenario } from './stored-scenario.ts';

/** Which of the rungs is learned, from 1 on, and how many there are. */
export interface Rise {
  readonly number: number;
  readonly rungs: number;
  readonly rung: Rung;
}

export interface FrontOptions extends Omit<LearnOptions, 'onProgress' | 'shared'> {
  readonly onProgress?: (progress: Progress, rise: Rise) => void;
  /** Called with each rung that is stored, and whether it was so before. */
  readonly onStored?: (rise: Rise, verdict: Verdict, before: boolean) => void;
}

/** One network, measured. */
export interface FrontNetwork {
  readonly name: string;
  readonly spec: LearnedSpec;
  /** Folder of its abstraction. */
  readonly path: string;
  /** Held-out loss, nats. */
  readonly loss: number;
  /** Nats per step more than the exact law needs; absent where that cannot be estimated. */
  readonly excess?: number;
  /** Greatest histogram distance, in units of that of two exact sets; absent where those never differ. */
  readonly worst?: number;
  readonly pass: boolean;
  /** Does chance decide more than a quarter of the limits of its verdict? */
  readonly doubtful: boolean;
  /** Of one learned step of a cell on one thread, everything included. */
  readonly microseconds: number;
  readonly parameters: number;
  /** Is no other network better in loss or time, and not worse in the other? */
  readonly front: boolean;
}

export interface Front {
  readonly networks: readonly FrontNetwork[];
  /** The one to take: the cheapest that passes; absent where none does. */
  readonly best?: FrontNetwork;
  /** The rows that were timed, for people. */
  readonly rows: string;
}

/** The folder of what the networks of a front that is not done share. */
export function frontFolder(scenario: Scenario, directory: string): string {
  return join(directory, `.${scenario.name}-front.stages`);
}

/**
 * Learns, judges, stores and times.
 *
 * @throws AbstractionError while another process makes a front of the scenario into the same folder, or
 *   trains one of the networks there
 * @throws what `learnScenario` throws
 */
export async function frontScenario(
  scenario: Scenario,
  ladder: readonly Rung[],
  options: FrontOptions,
): Promise<Front> {
  const path = frontFolder(scenario, options.directory);
  const release = await takeLock(join(path, 'lock'), training);
  let clear = false;
  try {
    const front = await frontIn(path, scenario, ladder, options);
    clear = !options.keepStages;
    return front;
  } finally {
    await release({ clear });
  }
}

/** In a shared folder that is this front's alone. */
async function frontIn(
  path: string,
  scenario: Scenario,
  ladder: readonly Rung[],
  { onProgress, onStored, ...options }: FrontOptions,
): Promise<Front> {
  const common = { ...options, shared: openWorkingFolder(path) };
  const stored: StoredScenario[] = [];
  for (const [i, rung] of ladder.entries()) {
    const rise = { number: i + 1, rungs: ladder.length, rung };
    const before = await storedScenario(scenario, rung.spec, common);
    const own = { ...common, onProgress: (progress: Progress) => onProgress?.(progress, rise) };
    const found = before ?? (await learnScenario(scenario, rung.spec, own));
    stored.push(found);
    onStored?.(rise, found.abstraction.verdict, before !== undefined);
  }
  options.signal?.throwIfAborted();
  const { sample, says } = await pilotRows(scenario, {
    threads: options.crew.threads,
    ...learnedFor(stored),
  });
  const microseconds = await timeNetworks(scenario.crn, stored, enoughRows(scenario.crn, sample));
  const measured = stored.map(({ path, abstraction }, i) =>
    measuredNetwork(ladder[i]!, path, abstraction, microseconds[i]!),
  );
  const front = new Set(paretoFront(measured));
  const networks = measured.map((network) => ({ ...network, front: front.has(network) }));
  const best = networks
    .filter(({ pass }) => pass)
    .reduce<FrontNetwork | undefined>((a, b) => (!a || b.microseconds < a.microseconds ? b : a), undefined);
  return { networks, rows: says, ...(best ? { best } : {}) };
}

/** A kernel for the pilot of a grid whose exact steps are dear. */
function learnedFor(stored: readonly StoredScenario[]) {
  const good = stored.find(({ abstraction }) => abstraction.verdict.pass);
  if (!good) return {};
  const { abstraction } = good;
  return { learned: { spec: learnedSpec(abstraction.shape), abstraction } };
}

function measuredNetwork(
  { name, spec }: Rung,
  path: string,
  { verdict, provenance, weights }: StoredScenario['abstraction'],
  microseconds: number,
): Omit<FrontNetwork, 'front'> {
  const far = farthestOf(verdict);
  return {
    name,
    spec,
    path,
    loss: provenance.validation,
    ...(verdict.excess === undefined ? {} : { excess: verdict.excess }),
    ...(far ? { worst: timesFloor(far) } : {}),
    pass: verdict.pass,
    doubtful: isDoubtful(verdict),
    microseconds,
    parameters: weights.length,
  };
}

/** Rows of a timed step, at the least: kernels compute many at a time. */
const leastRows = 4096;
/** Each network is timed in so many rounds, all in turn; the shortest counts. */
const rounds = 3;

/** The rows over and over again, until they are enough. */
function enoughRows(network: Network, { counts, rates, dt }: SampleRows): SampleRows {
  const rows = counts.length / network.species.length;
  const times = Math.ceil(leastRows / rows);
  const repeated = <T extends Int32Array | Float64Array>(of: T, into: T): T => {
    for (let at = 0; at < into.length; at += of.length) into.set(of, at);
    return into;
  };
  return {
    counts: repeated(counts, new Int32Array(times * counts.length)),
    rates:
      rates.length > network.rates.length ? repeated(rates, new Float64Array(times * rates.length)) : rates,
    dt,
  };
}

/** Microseconds per row of each; no row is stepped exactly. */
async function timeNetworks(
  network: Network,
  stored: readonly StoredScenario[],
  sample: SampleRows,
): Promise<number[]> {
  const best = stored.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++)
    for (const [i, { abstraction }] of stored.entries()) {
      const spec = learnedSpec({ ...abstraction.shape, outside: 'learned' });
      const kernel = await openKernel(spec, { network, dt: sample.dt, abstraction });
      const { microseconds } = timeRows(kernel, network, sample, abstraction.shape.past);
      best[i] = Math.min(best[i]!, microseconds);
    }
  return best;
}
