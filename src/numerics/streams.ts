/**
 * Random streams that do not depend on threads, tiles or batches.
 *
 * A stream is xoroshiro128++ whose 128-bit state is one Philox block of
 * (seed; purpose, agent, step): every draw is a function of the seed, the step,
 * the agent, the purpose and its own number in the stream. The WebAssembly
 * kernels run the same generator, bit for bit.
 *
 * Sources: philox.ts; Blackman & Vigna, ACM TOMS 47(4) 2021, doi 10.1145/3460772.
 */
import { philox } from './philox.ts';

/** What a stream is used for: streams of different purpose never share bits. */
export const Purpose = {
  react: 0,
  hopBefore: 1,
  hopAfter: 2,
  learned: 3,
  start: 4,
  /** The order of examples in a fit. */
  training: 5,
  analysis: 6,
  /** First weights of a network. */
  initialise: 7,
  /** Simulated steps that a kernel learns from, and the states they start from. */
  transitions: 8,
  trainingStarts: 9,
  /** Noise on the inputs of a fit. */
  noise: 10,
  /** Gates and cells of an architecture search. */
  search: 11,
  /** Leaps over many events. */
  leap: 12,
  /** How far a law is off. */
  check: 13,
  /** Designs of experiments: which points of a parameter space are run. */
  design: 14,
  /** What has been run, drawn anew with replacement; what a statistic would be by chance. */
  bootstrap: 15,
  /** Parameters proposed for data, particles and chains. */
  inference: 16,
} as const;
export type Purpose = (typeof Purpose)[keyof typeof Purpose];

/** Numbers that name the streams of one call: plain data, crosses threads. */
export interface RowStreams {
  /** Any integer in [0, 2^53). */
  readonly seed: number;
  /** Step of the run, unsigned 32 bit. */
  readonly step: number;
  /** Agent number of row 0 of the call: row r draws from agent `firstAgent + r`. */
  readonly firstAgent: number;
}

const block = new Int32Array(4);

/** One xoroshiro128++ stream, reused from row to row with {@link Stream.open}. */
export class Stream {
  // State words s0 (a high, b low) and s1 (c high, d low), as signed 32-bit integers: those stay unboxed.
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;

  /** Moves this stream to the start of (seed, step, agent, purpose); makes no object. */
  open(seed: number, step: number, agent: number, purpose: Purpose): this {
    philox(0, purpose, agent, step, seed | 0, Math.floor(seed / 4294967296) | 0, block);
    this.#b = block[0]!;
    this.#a = block[1]!;
    this.#d = block[2]!;
    // The all-zero state is the generator's one fixed point.
    this.#c = (block[0]! | block[1]! | block[2]! | block[3]!) === 0 ? 1 : block[3]!;
    return this;
  }

  /** The next 64 bits, left in `high` and `low` as signed 32-bit integers. */
  high = 0;
  low = 0;
  next(): void {
    const a = this.#a;
    const b = this.#b;
    let c = this.#c;
    let d = this.#d;
    // result = rotl(s0 + s1, 17) + s0; a low word below what was added to it has carried.
    let low = (b + d) | 0;
    let high = (a + c + (carries(low, b) ? 1 : 0)) | 0;
    const rotatedHigh = (high << 17) | (low >>> 15);
    const rotatedLow = (low << 17) | (high >>> 15);
    this.low = (rotatedLow + b) | 0;
    this.high = (rotatedHigh + a + (carries(this.low, b) ? 1 : 0)) | 0;
    // s1 ^= s0; s0 = rotl(s0, 49) ^ s1 ^ (s1 << 21); s1 = rotl(s1, 28)
    c ^= a;
    d ^= b;
    // rotl 49 = swap words, then rotl 17
    high = (b << 17) | (a >>> 15);
    low = (a << 17) | (b >>> 15);
    this.#a = high ^ c ^ ((c << 21) | (d >>> 11));
    this.#b = low ^ d ^ (d << 21);
    this.#c = (c << 28) | (d >>> 4);
    this.#d = (d << 28) | (c >>> 4);
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(): number {
    this.next();
    return ((this.high >>> 0) * 2097152 + (this.low >>> 11)) * 1.1102230246251565e-16;
  }

  /** Uniform integer in [0, n), n ≤ 2^32; multiply–shift, bias below n / 2^53. */
  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -Math.log1p(-this.uniform());
  }

  /** Standard normal (polar method, one of the pair is dropped). */
  normal(): number {
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
    }
  }
}

/** Whether the unsigned sum `low` of `part` and something has wrapped around. */
function carries(low: number, part: number): boolean {
  return (low ^ 0x80000000) < (part ^ 0x80000000);
}
