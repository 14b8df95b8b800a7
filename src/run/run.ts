/**
 * One running simulation: a scenario cut into tiles, the tiles on threads, frames
 * coming out. Who wants to see a run (command line, recorder, viewer, sweep) reads
 * it with `for await`.
 */
import { cutTiles } from '../grid/tiles.ts';
import type { Abstraction } from '../kernels/abstraction.ts';
import { startActors, threadCount } from '../pool/actors.ts';
import type { Frame } from '../record/frame.ts';
import { openObservables } from './observables.ts';
import { type Outcome, sumTiles } from './outcome.ts';
import type { Scenario } from './scenario.ts';
import { type Overrides, type Setup, type Start, setUp } from './setup.ts';
import { openSharedState, planSharedState, type SharedState } from './shared-state.ts';
import type { TileWork } from './tile-worker.ts';

export interface Run extends AsyncIterable<Frame> {
  readonly setup: Setup;
  readonly start: Start;
  /** Resolves when the run has ended; rejects with the first error. Asking for it reads the frames away if nobody else does. */
  readonly outcome: Promise<Outcome>;
  /** Ends the run after the step it is in. */
  stop(): void;
}

export interface RunOptions extends Overrides {
  /** Default: all of the machine. The result does not depend on it. */
  readonly threads?: number;
  /** Needed by learned kernels. */
  readonly abstraction?: Abstraction;
  /** Where to go on: a state from a checkpoint. */
  readonly from?: {
    readonly step: number;
    readonly counts: Int32Array;
    readonly fields: readonly Float64Array[];
  };
}

/**
 * Prepares a run; threads start when the first frame is asked for.
 *
 * @throws ScenarioError here, at once; KernelError and WorkerError from the frames
 */
export function run(scenario: Scenario, options: RunOptions = {}): Run {
  const { setup, start } = setUp(scenario, options);
  const threads = threadCount(options.threads);
  let outcome: Promise<Outcome> | undefined;
  let state: SharedState | undefined;
  let stopped = false;
  let settle: { resolve(o: Outcome): void; reject(e: unknown): void };
  const ended = new Promise<Outcome>((resolve, reject) => {
    settle = { resolve, reject };
  });
  ended.catch(() => {});

  async function* frames(): AsyncGenerator<Frame, void> {
    outcome = ended;
    try {
      settle.resolve(yield* play());
    } catch (error) {
      settle.reject(error);
      throw error;
    }
  }

  async function* play(): AsyncGenerator<Frame, Outcome> {
    const observe = openObservables(scenario);
    const from = options.from?.step ?? 0;
    const tiles = cutTiles(setup.lattice, threads);
    const plan = planSharedState(setup, tiles.length);
    state = openSharedState(plan, setup);
    state.counts.set(options.from?.counts ?? start.counts);
    state.rates.set(setup.rates);
    (options.from?.fields ?? start.fields).forEach((field, f) => state!.fields[f]!.set(field));
    const frame = (step: number, counts: Int32Array, fields: readonly Float64Array[]): Frame => {
      const bare = {
        step,
        time: step * setup.dt,
        counts: counts.slice(),
        fields: Object.fromEntries(setup.fields.map((rule, f) => [rule.name, fields[f]!.slice()])),
      };
      return { ...bare, scalars: observe(bare) };
    };
    if (stopped) state.control.requestStop();
    const begun = performance.now();
    const cells = setup.lattice.width * setup.lattice.height;
    const fieldsNow = state.fields.map((planes) => planes.subarray(0, cells));
    if (from === 0) yield frame(0, state.counts, fieldsNow);

    const { rates: _, ...posted } = setup;
    const jobs: TileWork[] = tiles.map((tile, number) => ({
      setup: posted,
      plan,
      job: { number, tile, from },
      ...(options.abstraction ? { abstraction: options.abstraction } : {}),
    }));
    const actors = startActors<TileWork, number>(
      workerFile(),
      tiles.length,
      (i) =>
        `kernel ${setup.kernel.kind}, tile ${i} (cells ${tiles[i]!.first} to ${tiles[i]!.last - 1}), step ${state!.control.stepOf(i)}`,
      () => state!.control.gate.abort(),
    );
    try {
      const total = framesAfter(setup, setup.steps) - framesAfter(setup, from);
      let index = 0;
      let ended: number[] | undefined;
      const finished = actors.perform(jobs).then((steps) => {
        ended = steps;
      });
      // Reported by whoever awaits it below; never as an unhandled rejection.
      finished.catch(() => {});
      for (; index < total; index++) {
        await Promise.race([state.control.awaitFrame(index), finished]);
        if (state.control.framesProduced() <= index) break;
        const slot = state.frames[index % state.frames.length]!;
        const complete = frame(
          stepOfFrame(setup, framesAfter(setup, from) + index),
          slot.counts,
          slot.fields,
        );
        state.control.consumed(index);
        yield complete;
      }
      await finished;
      const step = ended![0]!;
      return {
        status: step === setup.steps ? 'finished' : 'stopped',
        step,
        time: step * setup.dt,
        kernel: setup.kernel,
        threads: tiles.length,
        cellSteps: (step - from) * cells,
        wall: (performance.now() - begun) / 1000,
        ...sumTiles(state, tiles.length),
        final: frame(step, state.counts, fieldsNow),
      };
    } finally {
      state.control.requestStop();
      state.control.gate.abort();
      await actors.close();
    }
  }

  return {
    setup,
    start,
    get outcome() {
      if (!outcome) void drain(frames()).catch(() => {});
      return outcome!;
    },
    stop() {
      stopped = true;
      state?.control.requestStop();
    },
    [Symbol.asyncIterator]: frames,
  };
}

async function drain(frames: AsyncGenerator<Frame>): Promise<void> {
  for await (const _ of frames);
}

/** Frames written by the time `step` steps are taken, without the one at time 0. */
export function framesAfter(setup: Setup, step: number): number {
  return Math.floor(step / setup.every) + (step === setup.steps && step % setup.every !== 0 ? 1 : 0);
}

/** Step of the i-th frame after the one at time 0, i from 0. */
function stepOfFrame(setup: Setup, i: number): number {
  return Math.min((i + 1) * setup.every, setup.steps);
}

/** Threads load compiled code: Node 20 cannot read TypeScript. */
function workerFile(): URL {
  const here = import.meta.url;
  return here.endsWith('.ts')
    ? new URL('../../dist/run/tile-worker.js', here)
    : new URL('./tile-worker.js', here);
}
