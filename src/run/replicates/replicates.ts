/**
 * Many whole runs of one scenario with different seeds, each on one thread: for
 * statistics over runs, where a run is too small to be worth cutting into tiles.
 */
import { ScenarioError } from '../../errors.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { RowTally } from '../../kernels/kernel.ts';
import { addTally, noRows } from '../../kernels/step-block.ts';
import { compiled, startActors, threadCount } from '../../pool/actors.ts';
import type { Frame } from '../../record/frame.ts';
import { openObservables } from '../scenario/observables.ts';
import { type Overrides, setUp } from '../scenario/setup.ts';
import type { Scenario } from '../scenario.ts';
import type { Replica, ReplicaResult, ReplicaWork } from './replica-worker.ts';

export interface ReplicatesOptions {
  readonly scenario: Scenario;
  /** All but the seed. */
  readonly overrides?: Overrides;
  readonly abstraction?: Abstraction;
  /** One run per seed. */
  readonly seeds: readonly number[];
  /** When to look, whole steps, ascending, in the scenario's unit. */
  readonly times: readonly number[];
  readonly threads?: number;
  /** Called after each finished run, with how many are. */
  readonly onRun?: (done: number) => void;
}

export interface Replicates {
  /** Frames, shape [seeds][times]. */
  readonly runs: readonly (readonly Frame[])[];
  /** Counts each run began with. */
  readonly starts: readonly Int32Array[];
  /** Rows of all runs by route. */
  readonly tally: RowTally;
  /** Seconds of stepping, summed over threads. */
  readonly seconds: number;
}

/** Runs per message to a thread, at least: small enough for a progress bar. */
const fewest = 8;
/** Rows of all runs of a message, where there are runs enough: learned kernels like to have many. */
const rowsEach = 2048;

export async function replicate(options: ReplicatesOptions): Promise<Replicates> {
  const { scenario, seeds, times } = options;
  const replicas: Replica[] = [];
  const steps = wholeSteps(times, scenario.time.step);
  const { setup } = setUp(scenario, { ...options.overrides, until: times.at(-1)! });
  const observe = openObservables(scenario, setup);
  for (const seed of seeds)
    replicas.push({ seed, start: setUp(scenario, { ...options.overrides, seed }).start });
  const most = threadCount(options.threads);
  const wanted = Math.ceil(rowsEach / (setup.lattice.width * setup.lattice.height));
  const batch = Math.max(fewest, Math.min(wanted, Math.ceil(replicas.length / most)));
  const queue: Replica[][] = [];
  for (let i = 0; i < replicas.length; i += batch) queue.push(replicas.slice(i, i + batch));

  const threads = Math.min(most, queue.length);
  const results: ReplicaResult[] = [];
  let done = 0;
  // One wave of batches at a time: each actor runs one batch, then all get the next.
  const waves: ReplicaWork[][] = [];
  for (let i = 0; i < queue.length; i += threads)
    waves.push(
      queue.slice(i, i + threads).map((batchOf) => ({
        setup,
        replicas: batchOf,
        steps,
        ...(options.abstraction ? { abstraction: options.abstraction } : {}),
      })),
    );
  const file = compiled(new URL('./replica-worker.ts', import.meta.url));
  const actors = startActors<ReplicaWork, ReplicaResult>(
    file,
    threads,
    (i) => `kernel ${setup.kernel.kind}, thread ${i}`,
  );
  try {
    for (const wave of waves) {
      results.push(...(await actors.perform(wave)));
      done += wave.reduce((n, work) => n + work.replicas.length, 0);
      options.onRun?.(done);
    }
  } finally {
    await actors.close();
  }

  const tally = noRows();
  for (const r of results) addTally(r.tally, tally);
  return {
    runs: results.flatMap((r) =>
      r.counts.map((atTimes) =>
        atTimes.map((counts, t) => {
          const bare = { step: steps[t]!, time: times[t]!, counts, fields: {} };
          return { ...bare, scalars: observe(bare) };
        }),
      ),
    ),
    starts: replicas.map((r) => r.start.counts),
    tally,
    seconds: results.reduce((sum, r) => sum + r.seconds, 0),
  };
}

/** @throws ScenarioError unless times are ascending whole steps, 1 or more */
export function wholeSteps(times: readonly number[], dt: number): number[] {
  return times.map((time, i) => {
    const step = Math.round(time / dt);
    if (!(step >= 1) || Math.abs(step * dt - time) > 1e-6 * dt || time <= (times[i - 1] ?? 0))
      throw new ScenarioError(
        'times',
        `${times.join(', ')} with steps of ${dt}`,
        'Give ascending times, each a whole number of steps.',
      );
    return step;
  });
}
