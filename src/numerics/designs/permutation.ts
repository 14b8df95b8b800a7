/**
 * Keyed permutations of 0 … n − 1 that are worked out number by number, without a table.
 *
 * Source: swap-or-not, Hoang, Morris & Rogaway, CRYPTO 2012, doi 10.1007/978-3-642-32009-5_1: in every round
 * x has the partner K − x mod n, and a bit that is a function of the pair says whether the two change places.
 * The bit is the highest of the 32-bit finaliser of MurmurHash3 (Appleby), keyed anew in every round.
 *
 * Use for designs: each round halves what is left of any correlation. It is no cipher.
 */
import type { Stream } from '../streams.ts';

/** Most numbers a {@link Permutation} is of. */
export const mostPermuted = 2 ** 31 - 1;

export class Permutation {
  readonly #n: number;
  /** Of every round: K in [0, n), and the key of its bits. */
  readonly #keys: Int32Array;

  /**
   * @param n       whole number from 1 to 2^31 − 1
   * @param stream  gives the keys
   */
  constructor(n: number, stream: Stream) {
    this.#n = n;
    this.#keys = new Int32Array(2 * roundsFor(n));
    for (let r = 0; r < this.#keys.length; r += 2) {
      this.#keys[r] = stream.integer(n);
      this.#keys[r + 1] = stream.integer(2 ** 32) | 0;
    }
  }

  /** Where `x` in [0, n) goes. */
  at(x: number): number {
    const keys = this.#keys;
    const n = this.#n;
    for (let r = 0; r < keys.length; r += 2) {
      // Without branches, which would be foretold wrongly every other time: a >> 31 is −1 below 0, else 0.
      let partner = keys[r]! - x;
      partner += n & (partner >> 31);
      const change = x ^ partner;
      const greater = x ^ (change & ((x - partner) >> 31));
      let h = greater ^ keys[r + 1]!;
      h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
      h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
      x ^= change & (h >> 31);
    }
    return x;
  }
}

/** The bound of the paper, n · 2^(−rounds/2) for where any few numbers go, is then 2^-16. */
function roundsFor(n: number): number {
  return n === 1 ? 0 : 32 + 2 * Math.ceil(Math.log2(n));
}
