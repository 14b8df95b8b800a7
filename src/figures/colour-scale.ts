/** Numbers to colours: viridis, linear, or logarithmic where a few cells hold most of it. */
import { scaleLinear } from 'd3-scale';
import { interpolateViridis } from 'd3-scale-chromatic';
import type { Palette } from './png.ts';
import { shortNumber } from './words.ts';

/** Colours of the ramp, dark to bright, three bytes each. */
export function viridis(colours: number): Palette {
  const out = new Uint8Array(3 * colours);
  for (let i = 0; i < colours; i++) {
    const hex = Number.parseInt(interpolateViridis(i / (colours - 1)).slice(1), 16);
    out.set([hex >> 16, (hex >> 8) & 255, hex & 255], 3 * i);
  }
  return out;
}

/** One mark beside a colour bar. */
export interface ColourTick {
  /** 0 at the dark end, 1 at the bright one. */
  readonly at: number;
  readonly label: string;
}

export interface ColourScale {
  readonly kind: 'linear' | 'log';
  readonly min: number;
  readonly max: number;
  /** 0 for `min` and below, 1 for `max` and above; 0 for what is no number. */
  place(value: number): number;
  /** About `count` marks, never closer than 1 / (2 count). */
  ticks(count: number): ColourTick[];
}

/** A linear scale of at least some width. */
export function linearScale(min: number, max: number): ColourScale {
  const top = max > min ? max : min + 1;
  const scale = scaleLinear([min, top], [0, 1]);
  return {
    kind: 'linear',
    min,
    max: top,
    place: (value) => Math.min(1, Math.max(0, scale(value) || 0)),
    ticks(count) {
      // Few whole numbers: marks between them would suggest halves of molecules.
      const whole = Number.isInteger(min) && Number.isInteger(top) && top - min <= 5;
      const values = scale.ticks(count).filter((value) => !whole || Number.isInteger(value));
      return values.map((value) => ({ at: scale(value), label: shortNumber(value) }));
    },
  };
}

/** log(1 + x) from 0 to `max`: zero has a place, decades have equal heights. */
export function logScale(max: number): ColourScale {
  const place = (value: number) => Math.min(1, Math.max(0, Math.log1p(value) / Math.log1p(max) || 0));
  return {
    kind: 'log',
    min: 0,
    max,
    place,
    ticks(count) {
      const ticks: ColourTick[] = [];
      for (const value of [0, ...Array.from({ length: 16 }, (_, i) => 10 ** i)]) {
        if (value > max) break;
        const at = place(value);
        if (at - (ticks.at(-1)?.at ?? -1) >= 0.5 / count) ticks.push({ at, label: shortNumber(value) });
      }
      return ticks;
    },
  };
}

/** Logarithms of probabilities over some decades below `max`; what is less has the darkest colour. */
export function logProbability(max: number, decades: number): ColourScale {
  const top = max > 0 ? max : 1;
  const last = Math.ceil(Math.log10(top) - 1e-9);
  const min = 10 ** (last - decades);
  const place = (value: number) =>
    value > 0 ? Math.min(1, Math.max(0, Math.log(value / min) / Math.log(top / min))) : 0;
  return {
    kind: 'log',
    min,
    max: top,
    place,
    ticks(count) {
      const every = Math.max(1, Math.ceil(decades / count));
      return Array.from({ length: Math.floor(decades / every) + 1 }, (_, i) => last - decades + i * every)
        .filter((power) => 10 ** power <= top * (1 + 1e-9))
        .map((power) => ({
          at: place(10 ** power),
          label: power < -3 ? `1e−${-power}` : shortNumber(10 ** power),
        }));
    },
  };
}

/** Values that {@link scaleChooser} keeps of one image, to find the middle one. */
const sampled = 4096;

/** Looks at images one after the other, then says which scale shows them all. */
export interface ScaleChooser {
  take(values: Float64Array): void;
  /**
   * From 0 to the largest value (from the smallest, if negative). Logarithmic where half of the
   * non-empty pixels lie below 1/30 of the largest.
   */
  scale(): ColourScale;
}

export function scaleChooser(): ScaleChooser {
  let min = 0;
  let max = 0;
  const positive: number[] = [];
  return {
    take(values) {
      const stride = Math.ceil(values.length / sampled);
      values.forEach((value, i) => {
        if (!Number.isFinite(value)) return;
        if (value < min) min = value;
        if (value > max) max = value;
        if (value > 0 && i % stride === 0) positive.push(value);
      });
    },
    scale() {
      const middle = Float64Array.from(positive).sort()[positive.length >> 1] ?? 0;
      return min === 0 && max > 50 && middle < max / 30 ? logScale(max) : linearScale(min, max);
    },
  };
}
