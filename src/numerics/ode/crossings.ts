/**
 * Where a function of the state changes its sign. It is looked at on the curve of each step, at its end and at
 * three points between, and the crossing is closed in upon to the spacing of numbers: it is as exact as the
 * curve. Two crossings within a quarter of a step are not seen.
 */
import { onCurve } from './methods/stepper.ts';

/** What to look for. */
export interface Watch {
  /** Crosses 0 where something happens. Must not change y. */
  value(t: number, y: Float64Array): number;
  /** Only crossings upwards or downwards, in the direction of the solution. Default both. */
  readonly direction?: 'up' | 'down';
  /** The solution ends there. Default false. */
  readonly terminal?: boolean;
}

/** Something that happened. */
export interface Crossing {
  /** Number in the list of watches. */
  readonly watch: number;
  readonly t: number;
  readonly state: Float64Array;
}

const parts = 4;
const mostHalvings = 200;

export class Crossings {
  readonly #watches: readonly Watch[];
  readonly #values: Float64Array;
  readonly #y: Float64Array;

  constructor(watches: readonly Watch[], size: number) {
    this.#watches = watches;
    this.#values = new Float64Array(watches.length);
    this.#y = new Float64Array(size);
  }

  /** Begins at (t, y). A value that is 0 there is no crossing. */
  begin(t: number, y: Float64Array): void {
    this.#watches.forEach((watch, w) => {
      this.#values[w] = watch.value(t, y);
    });
  }

  /** What happens in the step of length h from (t, from) to `to`, the earliest first; nothing after one that is terminal. */
  find(t: number, h: number, from: Float64Array, to: Float64Array, bend: Float64Array): Crossing[] {
    const found: (Crossing & { theta: number })[] = [];
    this.#watches.forEach((watch, w) => {
      const at = (theta: number): number => {
        onCurve(theta, from, to, bend, this.#y);
        return watch.value(t + theta * h, this.#y);
      };
      let before = this.#values[w]!;
      for (let part = 1; part <= parts; part++) {
        const value = at(part / parts);
        const up = before < 0 && value >= 0 && watch.direction !== 'down';
        const down = before > 0 && value <= 0 && watch.direction !== 'up';
        if (up || down) {
          const theta = closeIn(at, (part - 1) / parts, part / parts, before, value);
          onCurve(theta, from, to, bend, this.#y);
          found.push({ watch: w, t: t + theta * h, theta, state: this.#y.slice() });
        }
        before = value;
      }
      this.#values[w] = before;
    });
    found.sort((a, b) => a.theta - b.theta || a.watch - b.watch);
    const end = found.findIndex(({ watch }) => this.#watches[watch]!.terminal);
    return found
      .slice(0, end < 0 ? found.length : end + 1)
      .map(({ watch, t: when, state }) => ({ watch, t: when, state }));
  }
}

/** Where g, of opposite signs at a and b, is 0 or has changed its sign: regula falsi, halving where that is slow. */
function closeIn(g: (theta: number) => number, a: number, b: number, ga: number, gb: number): number {
  let [low, high, below, above] = [a, b, ga, gb];
  for (let k = 0; k < mostHalvings && above !== 0 && high - low > 2 ** -52; k++) {
    const cut = high - (above * (high - low)) / (above - below);
    // Every third time the middle: the interval shrinks whatever the function.
    const theta = k % 3 < 2 && cut > low && cut < high ? cut : (low + high) / 2;
    const value = g(theta);
    if (value !== 0 && value > 0 === below > 0) [low, below] = [theta, value];
    else [high, above] = [theta, value];
  }
  return high;
}
