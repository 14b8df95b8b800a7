/**
 * One page looking at one run: a frame at a time, the next when the last was drawn, always the newest. While
 * it follows a run it takes a bounded share of the server's time, so that watching does not slow the run.
 */
import type { Clock } from '../clock.ts';
import { answerLook, type SeenPlanes } from '../picture/answer-look.ts';
import type { FramePlanes } from '../picture/planes-of.ts';
import type { FrameMessage } from '../protocol/frames.ts';
import type { Ack, Look } from '../protocol/from-page.ts';
import type { Watched } from '../watched.ts';
import type { Maker } from './outbox.ts';

/** Least milliseconds between frames of a run that goes on: 40 a second. */
const leastGap = 25;
/** Share of the server's thread that the frames of one page may take. */
const share = 0.16;

type Place = Pick<FrameMessage, 'index' | 'revision'>;

export class View {
  readonly #run: Watched;
  readonly #clock: Clock;
  readonly #put: (make: Maker) => void;
  #look: Look | undefined;
  #seen: SeenPlanes = new Map();
  /** Frame sent last for the look. */
  #sent: Place | undefined;
  /** Frame sent and not drawn yet. */
  #flying: Ack | undefined;
  #asked = false;
  #notBefore = Number.NEGATIVE_INFINITY;
  #wake: (() => void) | undefined;

  /** @param put  lets a message wait for its turn; what it makes may be undefined */
  constructor(run: Watched, clock: Clock, put: (make: Maker) => void) {
    this.#run = run;
    this.#clock = clock;
    this.#put = put;
  }

  /** From now on the page wants this. */
  look(look: Look): void {
    this.#look = look;
    this.#seen = new Map();
    this.#sent = undefined;
    this.#notBefore = Number.NEGATIVE_INFINITY;
    this.#sleepNoMore();
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
    if (!this.#look || this.#flying || this.#asked || this.#wake || !this.#due(this.#look)) return;
    const wait = this.#look.at === 'newest' ? this.#notBefore - this.#clock.now() : 0;
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
    const began = this.#clock.now();
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
    const now = this.#clock.now();
    this.#notBefore = began + Math.max(leastGap, (now - began) / share);
    return message;
  }
}
