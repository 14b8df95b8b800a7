/**
 * What charts need of many frames: how the cells of a plane are spread, and single cells over time. Every
 * frame that is shown is noted in passing; what is missing is read in the background, coarse to fine, with
 * pauses, so that neither the run nor the pages wait for it.
 */
import type { Clock } from '../clock.ts';
import type { FrameCache } from '../frame-cache.ts';
import { spreadOf } from '../picture/bands.ts';
import type { FramePlanes } from '../picture/planes-of.ts';
import type { RunSource } from '../source.ts';
import { Track } from './track.ts';

/** Frames the background reads of a recording, at most. */
const visits = 256;
/** Points a chart keeps. */
const mostPoints = 4096;
/** Charts kept; the one asked for longest ago goes. */
const mostTracks = 96;
/** Share of one thread that the background may take: while the run goes on, and else. */
const shares = { beside: 0.005, alone: 0.2 };
/** Least milliseconds between two calls that there are more points. */
const newsEvery = 250;

interface Chart {
  readonly track: Track;
  measure(frame: FramePlanes): readonly number[];
}

export class Survey {
  readonly #source: RunSource;
  readonly #frames: FrameCache;
  readonly #clock: Clock;
  readonly #news: () => void;
  readonly #unreadable = new Set<number>();
  readonly #charts = new Map<string, Chart>();
  #reading = false;
  #closed = false;
  #noted = -1;
  #told = 0;

  /** @param news  called when charts have gained points by reading */
  constructor(source: RunSource, frames: FrameCache, clock: Clock, news: () => void) {
    this.#source = source;
    this.#frames = frames;
    this.#clock = clock;
    this.#news = news;
  }

  /** Low, middle, high and mean of a plane's cells over time. */
  band(plane: string): Track {
    const { width } = this.#source.info;
    return this.#chart(`band ${plane}`, (frame) => spreadOf(frame.cells(plane), width));
  }

  /** The counts, then the fields, of a cell over time. */
  cell(x: number, y: number): Track {
    const { width, species, fields } = this.#source.info;
    const cell = y * width + x;
    return this.#chart(`cell ${x} ${y}`, ({ state }) => [
      ...species.map((_, s) => state.counts[cell * species.length + s]!),
      ...fields.map(({ name }) => state.fields[name]![cell]!),
    ]);
  }

  /** Whether every chart has all the points it will get for now. */
  get complete(): boolean {
    return this.#next() === undefined;
  }

  /** A frame passes by. */
  note(index: number, frame: FramePlanes): void {
    if (index === this.#noted) return;
    this.#noted = index;
    this.#measure(index, frame);
  }

  close(): void {
    this.#closed = true;
    this.#charts.clear();
  }

  #chart(key: string, measure: Chart['measure']): Track {
    const chart = this.#charts.get(key) ?? { track: new Track(mostPoints), measure };
    this.#charts.delete(key);
    this.#charts.set(key, chart);
    for (const old of this.#charts.keys()) {
      if (this.#charts.size <= mostTracks) break;
      this.#charts.delete(old);
    }
    if (!this.#reading) {
      this.#reading = true;
      // Later: who asks wants to hear what is known already first.
      this.#told = this.#clock.now();
      this.#clock.after(0, () => void this.#readOn());
    }
    return chart.track;
  }

  #measure(index: number, frame: FramePlanes): void {
    for (const { track, measure } of this.#charts.values())
      if (!track.near(index, 1)) track.add(index, measure(frame));
  }

  /** Reads the next frame, and comes back after a pause. */
  async #readOn(): Promise<void> {
    const index = this.#closed ? undefined : this.#next();
    if (index === undefined) {
      this.#reading = false;
      if (!this.#closed) this.#news();
      return;
    }
    const began = this.#clock.now();
    try {
      this.#measure(index, await this.#frames.read(index));
    } catch {
      // A frame that cannot be read leaves its place empty; whoever looks at it hears why.
      this.#unreadable.add(index);
    }
    const now = this.#clock.now();
    if (now - this.#told >= newsEvery) {
      this.#told = now;
      this.#news();
    }
    const share = this.#source.status().state === 'running' ? shares.beside : shares.alone;
    this.#clock.after((now - began) * (1 / share - 1), () => void this.#readOn());
  }

  /** The frame that is missing most: the first one missing on the coarsest raster. */
  #next(): number | undefined {
    const { frames } = this.#source.status();
    let finest = 1;
    while (frames / finest > visits) finest *= 2;
    const reach = Math.max(1, finest / 2);
    let stride = finest;
    while (stride < frames) stride *= 2;
    for (; stride >= finest; stride /= 2)
      for (let index = 0; index < frames; index += stride)
        if (!this.#unreadable.has(index) && this.#lacks(index, reach)) return index;
    return undefined;
  }

  #lacks(index: number, reach: number): boolean {
    for (const { track } of this.#charts.values()) if (!track.near(index, reach)) return true;
    return false;
  }
}
