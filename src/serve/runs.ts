/** The runs on show: those begun with, and the forks that come later. */
import { randomUUID } from 'node:crypto';
import { ScenarioError } from '../errors.ts';
import { version } from '../version.ts';
import type { Clock } from './clock.ts';
import type { ForkRequest } from './protocol/from-page.ts';
import type { Hello } from './protocol/from-server.ts';
import { protocolVersion } from './protocol/terms.ts';
import type { RunSource } from './source.ts';
import { Watched } from './watched.ts';

/** Runs on show at a time: each keeps frames at hand, and live ones share the machine. */
const mostRuns = 16;

/** Least milliseconds between messages that say only that there are more frames. */
const statusEvery = 500;

/** What a connection wants to hear of. */
export interface RunListener {
  came(run: Watched): void;
  /** There is another frame, or another state. */
  moved(run: Watched): void;
  /** The status is another one; not told of every frame of a fast run. */
  changed(run: Watched): void;
  /** Interventions, rates. */
  marked(run: Watched): void;
  /** Charts have gained points. */
  charted(run: Watched): void;
}

export class Runs {
  readonly #clock: Clock;
  readonly #onFork: (fork: RunSource) => void;
  readonly #runs = new Map<string, Watched>();
  readonly #listeners = new Set<RunListener>();
  readonly #session = randomUUID();
  #forks = 0;
  /** Forks that are being opened. */
  #opening = 0;
  #closed = false;

  /** @param onFork  told of each fork as it is put on show */
  constructor(clock: Clock, onFork: (fork: RunSource) => void = () => {}) {
    this.#clock = clock;
    this.#onFork = onFork;
  }

  get(id: string): Watched | undefined {
    return this.#runs.get(id);
  }

  /** Puts a run on show. */
  add(source: RunSource): void {
    const run: Watched = new Watched(source, this.#clock, () => this.#tell((one) => one.charted(run)));
    let marks = source.interventions().length;
    let { state } = source.status();
    let waiting = false;
    const changed = (): void => this.#tell((one) => one.changed(run));
    source.onChange(() => {
      this.#tell((one) => one.moved(run));
      if (source.status().state !== state) {
        state = source.status().state;
        changed();
      } else if (!waiting) {
        waiting = true;
        this.#clock.after(statusEvery, () => {
          waiting = false;
          changed();
        });
      }
      if (source.interventions().length === marks) return;
      marks = source.interventions().length;
      this.#tell((one) => one.marked(run));
    });
    this.#runs.set(source.info.id, run);
    this.#tell((one) => one.came(run));
  }

  /** Starts a run that leaves another; pages hear of it first. @returns its id @throws ScenarioError, RecordingError */
  async fork({ source }: Watched, request: ForkRequest): Promise<string> {
    const { id: parent } = source.info;
    if (typeof source.fork === 'string') throw new ScenarioError(parent, 'it cannot be forked', source.fork);
    if (this.#closed) throw new ScenarioError(parent, 'the viewer is closing', 'Start it anew.');
    if (this.#runs.size + this.#opening + 1 > mostRuns)
      throw new ScenarioError(parent, `${mostRuns} runs are on show already`, 'Start the viewer anew.');
    if (request.index >= source.status().frames)
      throw new ScenarioError(
        parent,
        `there is no frame ${request.index}`,
        'Fork from one that was recorded.',
      );
    const id = `fork-${++this.#forks}`;
    this.#opening++;
    try {
      const fork = await source.fork(id, request.index, request.changes, request.later ?? 'keep');
      if (this.#closed) {
        await fork.close();
        throw new ScenarioError(parent, 'the viewer is closing', 'Start it anew.');
      }
      this.add(fork);
      this.#onFork(fork);
    } finally {
      this.#opening--;
    }
    return id;
  }

  /** What a page is told of a run at first. */
  entryOf(run: Watched): Hello['runs'][number] {
    const { source } = run;
    return {
      info: {
        ...source.info,
        // As they are by now, should the run have been changed.
        rates: source.rates(),
        can: { control: source.control !== undefined, change: source.change !== undefined },
        ...(typeof source.fork === 'string' ? { cannotFork: source.fork } : {}),
      },
      status: source.status(),
      marks: run.marks(),
    };
  }

  hello(): Hello {
    const runs = [...this.#runs.values()].map((run) => this.entryOf(run));
    return { type: 'hello', protocol: protocolVersion, version, session: this.#session, runs };
  }

  /** @returns stops listening */
  listen(listener: RunListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#runs.values()].map((run) => run.close()));
  }

  #tell(what: (listener: RunListener) => void): void {
    for (const listener of this.#listeners) what(listener);
  }
}
