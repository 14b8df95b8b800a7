/**
 * One running simulation: a scenario cut into tiles, the tiles on threads, frames
 * coming out. Who wants to see a run (command line, recorder, viewer, sweep) reads
 * it with `for await`.
 */

import { ScenarioError } from '../errors.ts';
import { cutTiles } from '../grid/tiles.ts';
import type { Abstraction } from '../kernels/abstraction.ts';
import type { RowHistory, RowTally } from '../kernels/kernel.ts';
import { copyHistory } from '../kernels/learned/row-history.ts';
import { compiled, startActors, threadCount } from '../pool/actors.ts';
import type { Frame } from '../record/frame.ts';
import type { Change, Intervention } from '../record/intervention.ts';
import { type Outcome, sumTallies, sumTiles } from './outcome.ts';
import { openObservables } from './scenario/observables.ts';
import { type Overrides, type Setup, type Start, setUp } from './scenario/setup.ts';
import type { Scenario } from './scenario.ts';
import { Helm } from './steer/helm.ts';
import { openDevice } from './tile/device.ts';
import { frameOf } from './tile/frame-of.ts';
import { openSharedState, phases, planSharedState } from './tile/shared-state.ts';
import type { TileWork } from './tile/tile-worker.ts';

export interface Run extends AsyncIterable<Frame> {
  readonly setup: Setup;
  readonly start: Start;
  /** Resolves when the run has ended; rejects with the first error. Asking for it reads the frames away if nobody else does. */
  readonly outcome: Promise<Outcome>;
  /** Ends the run after the step it is in. */
  stop(): void;
  /**
   * Holds the run at the next frame it comes to (before it begins: at its first): the last frame read is then
   * the state in which it stands. Frames must be read for it to come there.
   *
   * @returns the step at which it stands, or at which it has ended
   */
  pause(): Promise<number>;
  /** Lets it go on. */
  resume(): void;
  /** Lets it go on to the next frame, and holds it there. @returns as `pause` */
  stepOnce(): Promise<number>;
  /** Whether it is held at a frame. */
  readonly paused: boolean;
  /**
   * Changes the run: at once where it is held, else before its next step.
   *
   * @returns the change with its step, when it is made and `onIntervention` has taken it
   * @throws ScenarioError (a rejection) for what does not fit the run or its state, which is then unchanged; or when
   *                       the run has ended
   */
  intervene(change: Change): Promise<Intervention>;
  /** All that was and will be changed, as far as it is known, by step. */
  readonly interventions: readonly Intervention[];
  /** What became of the rows of this run up to the frame read last; undefined at its first. */
  readonly tally: Readonly<RowTally> | undefined;
  /** The state in which it is held, with what was changed there; undefined where it is not held. */
  present(): Frame | undefined;
}

export interface RunOptions extends Overrides {
  /** Default: all of the machine. The result does not depend on it. */
  readonly threads?: number;
  /** Needed by learned kernels. */
  readonly abstraction?: Abstraction;
  /** What to change, and when; by step. Those before the step of `from` are in its state already. */
  readonly interventions?: readonly Intervention[];
  /** Told of each change of a running run, and waited for before the run goes on. */
  readonly onIntervention?: (all: readonly Intervention[]) => Promise<void> | void;
  /** Where to go on: a state from a checkpoint or a frame. The first frame shows it again. */
  readonly from?: {
    readonly step: number;
    readonly counts: Int32Array;
    readonly fields: readonly Float64Array[];
    readonly past?: RowHistory;
    /** Which way each cell went to get there, for the first frame. */
    readonly route?: Uint8Array;
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
  const helm = new Helm({
    setup,
    abstraction: options.abstraction,
    interventions: options.interventions,
    onIntervention: options.onIntervention,
  });
  const from = options.from?.step ?? 0;
  /** Those of the state once there is one: they may be changed on the way. */
  const constants = { rates: setup.rates, ratesPerCell: setup.ratesPerCell };
  const shown = { setup, observe: openObservables(scenario, constants) };
  /** Where the last frame's routes are. */
  let routesNow: Uint8Array | undefined;
  let tally: Readonly<RowTally> | undefined;
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
      helm.end(from);
      settle.reject(
        new ScenarioError(`run of "${setup.name}"`, 'it was left before its first step', 'Read on.'),
      );
    }
  }

  async function* play(): AsyncGenerator<Frame, void> {
    const tiles = cutTiles(setup.lattice, threads);
    const plan = planSharedState(setup, tiles.length, options.abstraction);
    const state = openSharedState(plan, setup);
    state.counts.set(options.from?.counts ?? start.counts);
    if (options.from?.past) copyHistory(options.from.past, state.past);
    if (options.from?.route && setup.routes) state.route.set(options.from.route);
    state.rates.set(setup.rates);
    constants.rates = state.rates;
    routesNow = state.route;
    (options.from?.fields ?? start.fields).forEach((field, f) => state.fields[f]!.set(field));
    const cells = setup.lattice.width * setup.lattice.height;
    const fieldsNow = state.fields.map((planes) => planes.subarray(0, cells));
    yield frameOf(shown, from, state, fieldsNow, state.route);
    helm.take(state.control, { ...state, fields: fieldsNow }, from);

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
    const steered = helm.serve(() => done);
    // A device or a helm that fails lets everybody go.
    served?.catch(() => state.control.gate.abort());
    steered.catch(() => state.control.gate.abort());
    try {
      const first = framesAfter(setup, from);
      const total = framesAfter(setup, setup.steps) - first;
      for (let index = 0; index < total; index++) {
        await state.control.awaitFrame(index, () => done);
        if (state.control.framesProduced() <= index) break;
        const slot = state.frames[index % state.frames.length]!;
        ({ tally } = sumTallies(slot.tally));
        const complete = frameOf(shown, stepOfFrame(setup, first + index), slot, slot.fields, slot.route);
        state.control.consumed(index);
        yield complete;
      }
      await finished;
      device?.stop();
      await served;
      await steered;
    } catch (error) {
      // Before the clean-up below settles it otherwise.
      settle.reject(error);
      throw error;
    } finally {
      // A reader who walks away stops the run; frames nobody will read hold nobody up.
      helm.stop();
      state.control.release();
      const steps = await finished.catch((error: unknown) => void settle.reject(error));
      device?.stop();
      await served?.catch((error: unknown) => void settle.reject(error));
      await steered.catch((error: unknown) => void settle.reject(error));
      await actors.close();
      helm.end(steps?.[0] ?? from);
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
        startUp: Math.max(0, (performance.now() - began) / 1000 - wall - helm.secondsHeld),
        ...sums,
        final: frameOf(shown, step, state, fieldsNow),
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
    stop: () => helm.stop(),
    pause: () => helm.pause(),
    resume: () => helm.resume(),
    stepOnce: () => helm.stepOnce(),
    get paused() {
      return helm.heldAt !== undefined;
    },
    intervene: (change) => helm.intervene(change),
    get interventions() {
      return helm.interventions;
    },
    get tally() {
      return tally;
    },
    present() {
      const { heldAt, present } = helm;
      // Held at frames only: the way to the last one is still there.
      return heldAt === undefined ? undefined : frameOf(shown, heldAt, present!, present!.fields, routesNow);
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
