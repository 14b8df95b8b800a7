/**
 * One running simulation: a scenario cut into tiles, the tiles on threads, frames
 * coming out. Who wants to see a run (command line, recorder, viewer, sweep) reads
 * it with `for await`.
 */

import { ScenarioError } from '../errors.ts';
import { cutTiles } from '../grid/tiles.ts';
import type { Abstraction } from '../kernels/abstraction.ts';
import type { RowHistory } from '../kernels/kernel.ts';
import { copyHistory } from '../kernels/learned/row-history.ts';
import { compiled, startActors, threadCount } from '../pool/actors.ts';
import type { Frame } from '../record/frame.ts';
import { type Outcome, sumTiles } from './outcome.ts';
import { openObservables } from './scenario/observables.ts';
import { type Overrides, type Setup, type Start, setUp } from './scenario/setup.ts';
import type { Scenario } from './scenario.ts';
import type { Control } from './tile/control.ts';
import { openDevice } from './tile/device.ts';
import { openSharedState, phases, planSharedState, type SharedState } from './tile/shared-state.ts';
import type { TileWork } from './tile/tile-worker.ts';

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
    readonly past?: RowHistory;
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
  let control: Control | undefined;
  let stopped = false;
  let begun = false;
  let settle: { resolve(o: Outcome): void; reject(e: unknown): void };
  const outcome = new Promise<Outcome>((resolve, reject) => {
    settle = { resolve, reject };
  });
  outcome.catch(() => {});

  async function* frames(): AsyncGenerator<Frame, void> {
    try {
      yield* play();
    } catch (error) {
      settle.reject(error);
      throw error;
    } finally {
      // Settled already, unless the reader left at the very first frame.
      settle.reject(
        new ScenarioError(`run of "${setup.name}"`, 'it was left before its first step', 'Read on.'),
      );
    }
  }

  async function* play(): AsyncGenerator<Frame, void> {
    const observe = openObservables(scenario);
    const from = options.from?.step ?? 0;
    const tiles = cutTiles(setup.lattice, threads);
    const plan = planSharedState(setup, tiles.length, options.abstraction);
    const state = openSharedState(plan, setup);
    control = state.control;
    state.counts.set(options.from?.counts ?? start.counts);
    if (options.from?.past) copyHistory(options.from.past, state.past);
    state.rates.set(setup.rates);
    (options.from?.fields ?? start.fields).forEach((field, f) => state.fields[f]!.set(field));
    const cells = setup.lattice.width * setup.lattice.height;
    const fieldsNow = state.fields.map((planes) => planes.subarray(0, cells));
    const frame = (
      step: number,
      { counts, past }: Pick<SharedState, 'counts' | 'past'>,
      fields: readonly Float64Array[],
    ): Frame => {
      const bare = {
        step,
        time: step * setup.dt,
        counts: counts.slice(),
        ...(past.known.length > 0
          ? { past: { counts: past.counts.slice(), known: past.known.slice() } }
          : {}),
        fields: Object.fromEntries(setup.fields.map((rule, f) => [rule.name, fields[f]!.slice()])),
      };
      return { ...bare, scalars: observe(bare) };
    };
    if (stopped) control.requestStop();
    if (from === 0) yield frame(0, state, fieldsNow);

    const { rates: _, ...posted } = setup;
    const jobs: TileWork[] = tiles.map((tile, number) => ({
      setup: posted,
      plan,
      job: { number, tile, from },
      ...(options.abstraction ? { abstraction: options.abstraction } : {}),
    }));
    const began = performance.now();
    const device = plan.postBox
      ? await openDevice(setup, options.abstraction!, plan.memory, plan.postBox)
      : undefined;
    const served = device?.serve();
    const actors = startActors<TileWork, number>(
      compiled(new URL('./tile/tile-worker.ts', import.meta.url)),
      tiles.length,
      (i) =>
        `kernel ${setup.kernel.kind}, tile ${i} (cells ${tiles[i]!.first} to ${tiles[i]!.last - 1}), step ${state.control.stepOf(i)}`,
      () => state.control.gate.abort(),
    );
    let done = false;
    const finished = actors.perform(jobs).finally(() => {
      done = true;
      state.control.wake();
    });
    // Reported by whoever awaits them below; never as an unhandled rejection.
    finished.catch(() => {});
    // A device that fails lets everybody go.
    served?.catch(() => state.control.gate.abort());
    try {
      const first = framesAfter(setup, from);
      const total = framesAfter(setup, setup.steps) - first;
      for (let index = 0; index < total; index++) {
        await state.control.awaitFrame(index, () => done);
        if (state.control.framesProduced() <= index) break;
        const slot = state.frames[index % state.frames.length]!;
        const complete = frame(stepOfFrame(setup, first + index), slot, slot.fields);
        state.control.consumed(index);
        yield complete;
      }
      await finished;
      device?.stop();
      await served;
    } catch (error) {
      // Before the clean-up below settles it otherwise.
      settle.reject(error);
      throw error;
    } finally {
      // A reader who walks away stops the run; frames nobody will read hold nobody up.
      state.control.requestStop();
      state.control.release();
      const steps = await finished.catch((error: unknown) => void settle.reject(error));
      device?.stop();
      await served?.catch((error: unknown) => void settle.reject(error));
      await actors.close();
      if (steps) settle.resolve(outcomeAt(steps[0]!));
    }

    function outcomeAt(step: number): Outcome {
      const sums = sumTiles(state, tiles.length);
      const wall = phases.reduce((sum, phase) => sum + sums.seconds[phase], 0);
      return {
        status: step === setup.steps ? 'finished' : 'stopped',
        step,
        time: step * setup.dt,
        kernel: setup.kernel,
        threads: tiles.length,
        cellSteps: (step - from) * cells,
        wall,
        startUp: Math.max(0, (performance.now() - began) / 1000 - wall),
        ...sums,
        final: frame(step, state, fieldsNow),
      };
    }
  }

  const begin = (): AsyncGenerator<Frame, void> => {
    if (begun)
      throw new ScenarioError(
        `run of "${setup.name}"`,
        'its frames are being read already',
        'Call run() again for another run.',
      );
    begun = true;
    return frames();
  };
  return {
    setup,
    start,
    get outcome() {
      // Whoever wants the frames too starts reading them in this very turn of the event loop.
      setImmediate(() => {
        if (!begun) void drain(begin()).catch(() => {});
      });
      return outcome;
    },
    stop() {
      stopped = true;
      control?.requestStop();
    },
    [Symbol.asyncIterator]: begin,
  };
}

async function drain(frames: AsyncGenerator<Frame>): Promise<void> {
  for await (const _ of frames);
}

/** Frames written by the time `step` steps are taken, without the one at time 0. */
function framesAfter(setup: Setup, step: number): number {
  return Math.floor(step / setup.every) + (step === setup.steps && step % setup.every !== 0 ? 1 : 0);
}

/** Step of the i-th frame after the one at time 0, i from 0. */
function stepOfFrame(setup: Setup, i: number): number {
  return Math.min((i + 1) * setup.every, setup.steps);
}
