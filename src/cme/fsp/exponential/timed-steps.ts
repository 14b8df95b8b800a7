/**
 * The law under rates that move: commutator-free Magnus steps, each a product of
 * exponentials of generators frozen at a mean of moments, with step doubling.
 *
 * Order 4: two exponentials (Blanes & Moan, Appl. Numer. Math. 56 (2006),
 * doi 10.1016/j.apnum.2005.11.004). Order 2, one exponential: taken where rates jump so that
 * a mean of order 4 is no generator.
 */
import type { Generator, Moment } from '../generator.ts';
import type { ExponentialAction } from './action.ts';

/** A factor of a step of length 1: over how much of it, frozen at which mean. */
interface Factor {
  readonly part: number;
  readonly moments: readonly Moment[];
}

/** Two factors of half a step; the second looks at the moments the other way round. */
function twoHalves(...moments: readonly Moment[]): readonly Factor[] {
  const mirrored = moments.map(({ time, share }) => ({ time: 1 - time, share }));
  return [
    { part: 0.5, moments },
    { part: 0.5, moments: mirrored },
  ];
}

type Scheme = Readonly<Record<2 | 4, readonly Factor[]>>;

const third = Math.sqrt(3) / 3;

/** On the Gauss moments, inside the step. */
const inside: Scheme = {
  4: twoHalves({ time: 0.5 - third / 2, share: 0.5 + third }, { time: 0.5 + third / 2, share: 0.5 - third }),
  2: [{ part: 1, moments: [{ time: 0.5, share: 1 }] }],
};

/** On Simpson's moments, with both ends: a jump of the rates that falls between is seen by one or the other. */
const ends: Scheme = {
  4: twoHalves({ time: 0, share: 1 / 2 }, { time: 0.5, share: 2 / 3 }, { time: 1, share: -1 / 6 }),
  2: [
    {
      part: 1,
      moments: [
        { time: 0, share: 0.5 },
        { time: 1, share: 0.5 },
      ],
    },
  ],
};

/** Steps of one solve: it remembers how long they may be. */
export class TimedSteps {
  readonly #action: ExponentialAction;
  #step = 0;

  constructor(action: ExponentialAction) {
    this.#action = action;
  }

  /**
   * The law at `from + duration`.
   *
   * @param p          law at `from`, shape [n]; not changed
   * @param tolerance  error in l1 that the moving rates may cause over this duration
   * @returns the law, and an estimate of its error that is not lost mass
   */
  advance(
    generator: Generator,
    p: Float64Array,
    from: number,
    duration: number,
    tolerance: number,
  ): { p: Float64Array; error: number } {
    const end = from + duration;
    let law = p;
    let error = 0;
    let h = this.#step > 0 ? this.#step : duration / 8;
    for (let time = from; time < end; ) {
      const step = end - time < 1.01 * h ? end - time : h;
      // Rounding makes two ways differ too: below that no step is too long.
      const allowed = Math.max(1e-14, (tolerance * step) / duration);
      const whole = this.#best(ends, generator, law, time, step, allowed);
      const first = this.#best(inside, generator, law, time, step / 2, allowed / 2);
      const second = this.#best(inside, generator, first.p, time + step / 2, step / 2, allowed / 2);
      const order = Math.min(whole.order, first.order, second.order);
      let apart = 0;
      for (let i = 0; i < law.length; i++) apart += Math.abs(whole.p[i]! - second.p[i]!);
      const made = apart / (2 ** order - 1);
      // No shorter than this, so that a jump of the rates is stepped over.
      const shortest = 1e-12 * Math.max(1, Math.abs(end), duration);
      const grow = 0.8 * (allowed / Math.max(made, 1e-16)) ** (1 / order);
      if (made <= allowed || step <= shortest) {
        law = second.p;
        error += made + first.error + second.error;
        time = step === end - time ? end : time + step;
        if (step >= h || grow < 1) h = Math.max(shortest, step * Math.min(4, Math.max(0.3, grow)));
      } else h = Math.max(shortest, step * Math.min(0.7, Math.max(0.1, grow)));
    }
    this.#step = h;
    return { p: law, error };
  }

  /** One step of order 4, or of order 2 where that would need a rate below 0. */
  #best(
    scheme: Scheme,
    generator: Generator,
    p: Float64Array,
    from: number,
    step: number,
    tolerance: number,
  ) {
    const run = (order: 2 | 4) => this.#product(scheme, order, generator, p, from, step, tolerance);
    return run(4) ?? run(2)!;
  }

  #product(
    scheme: Scheme,
    order: 2 | 4,
    generator: Generator,
    p: Float64Array,
    from: number,
    step: number,
    tolerance: number,
  ): { p: Float64Array; error: number; order: number } | undefined {
    let law = p;
    let error = 0;
    for (const { part, moments } of scheme[order]) {
      if (!generator.freeze(moments.map(({ time, share }) => ({ time: from + time * step, share }))))
        return undefined;
      const next = this.#action.apply(generator, law, part * step, tolerance * 0.1);
      law = next.p;
      error += next.error;
    }
    return { p: law, error, order };
  }
}
