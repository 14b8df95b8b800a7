/**
 * One page looking at one run: a frame at a time, the next when the last was drawn, always the newest. While
 * it follows a run that goes on, what the page costs is a bounded share of what the run does: see {@link Toll}.
 */
import type { Clock } from '../clock.ts';
import { answerLook, type SeenPlanes } from '../picture/answer-look.ts';
import type { FramePlanes } from '../picture/planes-of.ts';
import type { FrameMessage } from '../protocol/frames.ts';
import type { Ack, Look } from '../protocol/from-page.ts';
import type { Watched } from '../watched.ts';
import type { Maker } from './outbox.ts';
import type { Toll } from './toll.ts';

/** Least milliseconds between frames of a run that goes on: 40 a second. */
const leastGap = 25;
/** Milliseconds after which a page gets a frame though more is owed for it: no machine is so busy that nothing moves. */
const mostGap = 1000;

type Place = Pick<FrameMessage, 'index' | 'revision'>;

export class View {
  readonly #run: Watched;
  readonly #clock: Clock;
  readonly #toll: Toll;
  readonly #put: (make: Maker) => void;
  #look: Look | undefined;
  #seen: SeenPlanes = new Map();
  /** Frame sent last for the look. */
  #sent: Place | undefined;
  /** Frame sent and not drawn yet. */
  #flying: Ack | undefined;
  #asked = false;
  /** When the frame sent last was made. */
  #made = Number.NEGATIVE_INFINITY;
  #wake: (() => void) | undefined;

  /** @param toll  of the page @param put  lets a message wait for its turn; what it makes may be undefined */
  constructor(run: Watched, clock: Clock, toll: Toll, put: (make: Maker) => void) {
    this.#run = run;
    this.#clock = clock;
    this.#toll = toll;
    this.#put = put;
  }

  /** From now on the page wants this. */
  look(look: Look): void {
    this.#look = look;
    this.#seen = new Map();
    this.#sent = undefined;
    this.#made = Number.NEGATIVE_INFINITY;
    this.#toll.forgive();
    this.tick();
  }

  ack({ look, index, revision }: Ack): void {
    const flying = this.#flying;
    if (flying?.look !== look || flying.index !== index || flying.revision !== revision) return;
    this.#flying = undefined;
    this.tick();
  }

  /** Sends what is due: called whenever something may be. */
  tick(): void {
    if (!this.#look || this.#flying || this.#asked || !this.#due(this.#look)) return;
    this.#sleepNoMore();
    const wait = this.#wait(this.#look);
    if (wait > 0) {
      this.#wake = this.#clock.after(wait, () => {
        this.#wake = undefined;
        this.tick();
      });
      return;
    }
    this.#asked = true;
    this.#put(async () => {
      try {
        return await this.#make();
      } finally {
        this.#asked = false;
        this.tick();
      }
    });
  }

  /**
   * Milliseconds until the next frame may be made, should none come before: each that comes asks again, for only
   * while the run works is anything paid.
   */
  #wait({ at }: Look): number {
    const { state } = this.#run.source.status();
    if (at !== 'newest' || state !== 'running') return 0;
    const now = this.#clock.now();
    const soonest = this.#made + leastGap;
    // What is owed is asked only then: to tell it takes work too.
    if (now < soonest) return soonest - now;
    const { owed } = this.#toll;
    return owed > 0 ? this.#made + Math.max(mostGap, owed) - now : 0;
  }

  close(): void {
    this.#look = undefined;
    this.#sleepNoMore();
  }

  #sleepNoMore(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  /** The frame that the look shows next; undefined where it has been sent, or there is none yet. */
  #due(look: Look): Place | undefined {
    const newest = this.#run.newest();
    if (!newest) return undefined;
    if (look.at !== 'newest') return this.#sent ? undefined : this.#run.at(Math.min(look.at, newest.index));
    const sent = this.#sent;
    if (!sent || newest.index > sent.index) return newest;
    return newest.index === sent.index && newest.revision > sent.revision ? newest : undefined;
  }

  async #make(): Promise<FrameMessage | undefined> {
    const look = this.#look;
    const due = look && this.#due(look);
    if (!look || !due) return undefined;
    let planes: FramePlanes;
    try {
      planes = await this.#run.frame(due);
    } catch (error) {
      // Not asked for again and again: the page hears why, and looks elsewhere.
      if (this.#look === look) this.#sent = due;
      throw error;
    }
    if (this.#look !== look) return undefined;
    return this.#toll.charge(() => this.#answer(look, due, planes));
  }

  #answer(look: Look, due: Place, planes: FramePlanes): FrameMessage {
    this.#made = this.#clock.now();
    // What was not paid in time, on a busy machine, does not add up.
    this.#toll.forgive();
    const { info } = this.#run.source;
    const pace = this.#run.source.pace();
    const { frames } = this.#run.source.status();
    const message = answerLook(
      info,
      look,
      { ...due, frames, planes, ...(pace && look.at === 'newest' ? { pace } : {}) },
      this.#seen,
    );
    // Charts show what is recorded.
    if (due.revision === 0) this.#run.survey.note(due.index, planes);
    this.#sent = due;
    this.#flying = { type: 'ack', run: info.id, look: look.look, ...due };
    return message;
  }
}
