/** A run with what its watchers share: frames at hand, and the points of charts. */
import { Survey } from './charts/survey.ts';
import { Track } from './charts/track.ts';
import type { Clock } from './clock.ts';
import { FrameCache } from './frame-cache.ts';
import { type FramePlanes, planesOf } from './picture/planes-of.ts';
import type { RunSource } from './source.ts';

/** A frame by number; above revision 0, the state of a held run that was changed there. */
export interface FramePlace {
  readonly index: number;
  readonly revision: number;
}

export class Watched {
  readonly source: RunSource;
  readonly survey: Survey;
  /** Wall seconds and events of a step, over time. */
  readonly paces = new Track(4096);
  readonly #frames: FrameCache;
  #present: (FramePlace & { readonly planes: FramePlanes }) | undefined;

  /** @param news  called when charts have gained points */
  constructor(source: RunSource, clock: Clock, news: () => void) {
    this.source = source;
    this.#frames = new FrameCache(source);
    this.survey = new Survey(source, this.#frames, clock, news);
    source.onChange(() => this.#notePace());
  }

  /** The newest frame there is; undefined before the first. */
  newest(): FramePlace | undefined {
    const present = this.source.present?.();
    if (present) return present;
    const { frames } = this.source.status();
    return frames > 0 ? { index: frames - 1, revision: 0 } : undefined;
  }

  /** @throws RecordingError */
  async frame(place: FramePlace): Promise<FramePlanes> {
    const present = this.source.present?.();
    if (present?.index !== place.index || present.revision !== place.revision)
      return this.#frames.read(place.index);
    if (this.#present?.index !== place.index || this.#present.revision !== place.revision)
      this.#present = { ...place, planes: planesOf(this.source.info, present.state) };
    return this.#present.planes;
  }

  #notePace(): void {
    const pace = this.source.pace();
    const { frames } = this.source.status();
    if (pace) this.paces.add(frames - 1, [pace.stepSeconds, pace.events ?? Number.NaN]);
  }

  close(): Promise<void> {
    this.survey.close();
    return this.source.close();
  }
}
