/** The frames looked at last: pages that look at the same one read it once. */
import { type FramePlanes, planesOf } from './picture/planes-of.ts';
import type { RunSource } from './source.ts';

/** Bytes of frames kept, about; two are kept whatever their size. */
const keptBytes = 96 * 2 ** 20;
/** Frames kept, at most. */
const mostFrames = 32;

export class FrameCache {
  readonly #source: RunSource;
  readonly #room: number;
  /** The one used last stands last. */
  readonly #kept = new Map<number, Promise<FramePlanes>>();

  constructor(source: RunSource) {
    this.#source = source;
    const { width, height, species, fields } = source.info;
    // Rows, and about as much again for the planes taken out of them.
    const bytes = 8 * width * height * (species.length + fields.length);
    this.#room = Math.max(2, Math.min(mostFrames, Math.floor(keptBytes / bytes)));
  }

  /** Frame `index` of the source. @throws RecordingError */
  read(index: number): Promise<FramePlanes> {
    const known = this.#kept.get(index);
    const frame = known ?? this.#open(index);
    this.#kept.delete(index);
    this.#kept.set(index, frame);
    for (const old of this.#kept.keys()) {
      if (this.#kept.size <= this.#room) break;
      this.#kept.delete(old);
    }
    return frame;
  }

  async #open(index: number): Promise<FramePlanes> {
    try {
      return planesOf(this.#source.info, await this.#source.read(index));
    } catch (error) {
      // What failed once may be there the next time.
      this.#kept.delete(index);
      throw error;
    }
  }
}
