/** What is followed: a family of autonomous equations x' = f(x; p). Nothing else lives here. */

export interface Family {
  /** Variables; the length of x. */
  readonly size: number;
  /** The length of p: the one or two parameters that are varied. */
  readonly parameters: number;
  /** Overwrites `out`, shape [size], with f(x; p). */
  rate(x: Float64Array, p: ArrayLike<number>, out: Float64Array): void;
  /** Overwrites `out`, shape [size, size], row-major, with ∂f_i/∂x_j at i·size + j. Default: central differences. */
  jacobian?(x: Float64Array, p: ArrayLike<number>, out: Float64Array): void;
  /** Do some variables relax far faster than is of interest, so that explicit steps would be short? Default no. */
  readonly stiff?: boolean;
}

/** From least to greatest. */
export type Range = readonly [least: number, greatest: number];

/** A family of two parameters with the second held at a value. */
export function held(family: Family, second: number): Family {
  const at = new Float64Array(2);
  const both = (p: ArrayLike<number>): Float64Array => {
    at[0] = p[0]!;
    at[1] = second;
    return at;
  };
  const { size, stiff = false } = family;
  return {
    ...{ size, parameters: 1, stiff },
    rate: (x, p, out) => family.rate(x, both(p), out),
    ...(family.jacobian ? { jacobian: (x, p, out) => family.jacobian!(x, both(p), out) } : {}),
  };
}

/** Derivatives of a family, its own or by differences over a small share of given sizes. */
export class Derivatives {
  readonly #family: Family;
  readonly #sizes: Float64Array;
  readonly #up: Float64Array;
  readonly #down: Float64Array;
  readonly #x: Float64Array;
  readonly #p: Float64Array;

  /** @param sizes  of each variable, then of each parameter */
  constructor(family: Family, sizes: Float64Array) {
    this.#family = family;
    this.#sizes = sizes;
    this.#up = new Float64Array(family.size);
    this.#down = new Float64Array(family.size);
    this.#x = new Float64Array(family.size);
    this.#p = new Float64Array(family.parameters);
  }

  /** ∂f/∂x, shape [size, size]. */
  byState(x: Float64Array, p: ArrayLike<number>, out: Float64Array): void {
    if (this.#family.jacobian) {
      this.#family.jacobian(x, p, out);
      return;
    }
    const n = this.#family.size;
    this.#x.set(x);
    for (let j = 0; j < n; j++) {
      const h = share * this.#sizes[j]!;
      this.#x[j] = x[j]! + h;
      this.#family.rate(this.#x, p, this.#up);
      this.#x[j] = x[j]! - h;
      this.#family.rate(this.#x, p, this.#down);
      this.#x[j] = x[j]!;
      for (let i = 0; i < n; i++) out[i * n + j] = (this.#up[i]! - this.#down[i]!) / (2 * h);
    }
  }

  /** ∂f/∂p of one parameter, written to `out` at `at`, `at + stride`, … */
  byParameter(
    x: Float64Array,
    p: ArrayLike<number>,
    which: number,
    out: Float64Array,
    at = 0,
    stride = 1,
  ): void {
    const h = share * this.#sizes[this.#family.size + which]!;
    this.#p.set(p as number[]);
    this.#p[which] = p[which]! + h;
    this.#family.rate(x, this.#p, this.#up);
    this.#p[which] = p[which]! - h;
    this.#family.rate(x, this.#p, this.#down);
    for (let i = 0; i < this.#family.size; i++)
      out[at + i * stride] = (this.#up[i]! - this.#down[i]!) / (2 * h);
  }
}

/** About the third root of the spacing of numbers: truncation and rounding are then alike. */
const share = 2 ** -17;
