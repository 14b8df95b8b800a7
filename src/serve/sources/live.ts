/** A run that goes on: its newest frame at hand, those before in the recording it writes. */
import { ScenarioError } from '../../errors.ts';
import type { Frame } from '../../record/frame.ts';
import type { Recording } from '../../record/recording.ts';
import type { Run } from '../../run/run.ts';
import { recordRun, type SessionOptions } from '../../run/session.ts';
import type { Clock } from '../clock.ts';
import type { FrameState } from '../picture/planes-of.ts';
import type { Pace } from '../protocol/frames.ts';
import type { Change, Control } from '../protocol/from-page.ts';
import type { RunFacts, RunState, RunStatus } from '../protocol/run-info.ts';
import type { RunSource } from '../source.ts';
import { describeHeader, ratesAfter, trainedRates } from './describe.ts';
import { forksOf } from './fork-of.ts';
import { PaceMeter } from './pace.ts';

export interface LiveOptions {
  /** Names the run in messages. */
  readonly id: string;
  /** The run and where it is recorded. */
  readonly session: Omit<SessionOptions, 'onStart'>;
  /** Whether the recording stays when the viewer ends: pages are told where it lies. */
  readonly kept: boolean;
  /** Hold it at its first frame: the source is there when it stands, with what is changed at it. */
  readonly held?: boolean;
  readonly clock: Clock;
  readonly parent?: RunFacts['parent'];
}

/** A source, and the end of its run: resolves when all is recorded, rejects where the run fails. */
export interface LiveSource extends RunSource {
  readonly ended: ReturnType<typeof recordRun>;
}

/**
 * Starts a run and watches it.
 *
 * @throws as `recordRun` does before its first frame
 */
export async function liveSource(options: LiveOptions): Promise<LiveSource> {
  const { session, clock } = options;
  const watched = new Watch(clock);
  const begun = new Promise<{ run: Run; recording: Recording }>((resolve, reject) => {
    watched.ended = recordRun({
      ...session,
      onStart(run, recording) {
        watched.begin(run, recording);
        const ready = options.held ? run.pause().then((step) => watched.held(run, step)) : Promise.resolve();
        // A page that came before it is held would play it.
        void ready.then(
          () => resolve({ run, recording }),
          (error: unknown) => {
            // Nobody will be there to end it.
            run.stop();
            reject(error);
          },
        );
      },
      onFrame(frame) {
        watched.take(frame);
        session.onFrame?.(frame);
      },
    });
    watched.ended.then(
      ({ status }) => watched.end(status),
      (error: unknown) => {
        watched.end('failed', error instanceof Error ? error.message : String(error));
        reject(error);
      },
    );
  });
  const { run, recording } = await begun;
  return sourceOf(options, watched, run, recording);
}

/** What has been seen of a run so far. */
class Watch {
  ended!: LiveSource['ended'];
  state: RunState = 'starting';
  message: string | undefined;
  frames = 0;
  newest: Frame | undefined;
  /** The newest state where it was changed while the run is held. */
  changed: { readonly revision: number; readonly state: FrameState } | undefined;
  pace: Pace | undefined;
  readonly times: number[] = [];
  readonly scalars: Record<string, number[]> = {};
  readonly #listeners = new Set<() => void>();
  /** Who waits for the next thing to happen. */
  readonly #next = new Set<() => void>();
  readonly #meter: PaceMeter;
  #run!: Run;
  /** Events of the run up to the newest frame. */
  #fired = 0;

  constructor(clock: Clock) {
    this.#meter = new PaceMeter(clock);
  }

  /** The recording has frames already where a run is gone on with. */
  begin(run: Run, { frames, times, scalars }: Pick<Recording, 'frames' | 'times' | 'scalars'>): void {
    this.#run = run;
    this.frames = frames;
    this.times.push(...times);
    for (const [name, values] of Object.entries(scalars())) this.scalars[name] = Array.from(values);
  }

  take(frame: Frame): void {
    const stepSeconds = this.#meter.take(frame.step);
    const events = this.#eventsPerStep(frame.step);
    this.pace = stepSeconds === undefined ? undefined : { stepSeconds, events };
    this.newest = frame;
    this.changed = undefined;
    // The first frame of a run that is gone on with is the last one recorded.
    if (this.times.at(-1) !== frame.time) this.#add(frame);
    if (this.state === 'starting') this.state = 'running';
    this.tell();
  }

  /** Of the steps since the frame before. */
  #eventsPerStep(step: number): number {
    const fired = this.#run.tally?.events ?? 0;
    const events = fired - this.#fired;
    this.#fired = fired;
    return events / Math.max(1, step - (this.newest?.step ?? step));
  }

  #add(frame: Frame): void {
    this.frames++;
    this.times.push(frame.time);
    for (const [name, value] of Object.entries(frame.scalars)) {
      const column = this.scalars[name] ?? [];
      this.scalars[name] = column;
      column.push(value);
    }
  }

  /**
   * The run is held, or was changed: what it looks like now.
   *
   * @param step  at which it is held; its frame may be on the way still
   */
  async held(run: Run, step = 0): Promise<void> {
    while (!this.over && (this.newest?.step ?? -1) < step)
      await new Promise<void>((came) => this.#next.add(came));
    if (this.over) return;
    // One that makes a few frames more and waits again is held all the while.
    if (run.paused) this.state = 'paused';
    const present = run.present();
    const made = run.interventions.filter(({ step }) => step === present?.step).length;
    this.changed =
      present && made > 0 && present.step === this.newest?.step
        ? { revision: made, state: present }
        : undefined;
    if (run.paused) this.#meter.rest();
    this.tell();
  }

  /** The run is let go. */
  goesOn(): void {
    if (this.state === 'paused') this.state = 'running';
    this.changed = undefined;
    this.tell();
  }

  end(state: RunState, message?: string): void {
    this.state = state;
    this.message = message;
    this.tell();
  }

  get over(): boolean {
    return this.state === 'finished' || this.state === 'stopped' || this.state === 'failed';
  }

  listen(call: () => void): () => void {
    this.#listeners.add(call);
    return () => this.#listeners.delete(call);
  }

  tell(): void {
    for (const came of this.#next) came();
    this.#next.clear();
    for (const call of this.#listeners) call();
  }
}

function sourceOf(options: LiveOptions, watch: Watch, run: Run, recording: Recording): LiveSource {
  const { id, session } = options;
  const { header } = recording;
  const { setup } = run;

  async function read(index: number): Promise<FrameState> {
    if (watch.newest && index === watch.frames - 1) return watch.newest;
    if (index >= recording.frames) await recording.refresh();
    return recording.frame(index);
  }

  async function control(action: Control['action']): Promise<void> {
    if (watch.over) throw ended(setup.name);
    if (action === 'stop') run.stop();
    else if (action === 'resume') {
      run.resume();
      watch.goesOn();
    } else await watch.held(run, await (action === 'pause' ? run.pause() : run.stepOnce()));
  }

  async function change(change: Change): Promise<number> {
    const { step } = await run.intervene(change);
    await watch.held(run);
    return step;
  }

  const trained = trainedRates(session);

  return {
    ended: watch.ended,
    info: {
      ...describeHeader(header),
      id,
      source: 'live',
      ...(options.kept ? { path: session.out } : {}),
      ...(options.parent ? { parent: options.parent } : {}),
      edge: setup.lattice.edge,
      observables: describeHeader(header).observables.map((named) => {
        const of = session.scenario.record?.observables?.[named.name];
        return Array.isArray(of) ? { ...named, of: [...of] } : named;
      }),
      every: setup.every,
      steps: setup.steps,
    },
    status(): RunStatus {
      const { state, newest, frames, message } = watch;
      const at = { step: newest?.step ?? 0, time: newest?.time ?? 0 };
      return { state, ...at, frames, ...(message === undefined ? {} : { message }) };
    },
    interventions: () => run.interventions,
    rates: () => ratesAfter(header, run.interventions, trained),
    columns: () => watch,
    read,
    present() {
      const { newest, changed, frames } = watch;
      return newest && { index: frames - 1, revision: 0, state: newest, ...changed };
    },
    pace: () => watch.pace,
    onChange: (call) => watch.listen(call),
    control,
    change,
    fork: forksOf(
      { run: id, recording, session, kept: options.kept, clock: options.clock },
      () => watch.state === 'paused',
      liveSource,
    ),
    async close() {
      run.stop();
      await watch.ended.catch(() => {});
    },
  };
}

function ended(name: string): ScenarioError {
  return new ScenarioError(`run of "${name}"`, 'it has ended', 'Fork it from one of its frames.');
}
