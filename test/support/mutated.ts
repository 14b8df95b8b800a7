/** Texts with faults, from a seed: for readers that must survive whatever is written. */
import { expect } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';

/** Whole numbers below n: the minimal generator of Park & Miller 1988, doi 10.1145/63039.63042. */
export function generator(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state * 48271) % 2147483647;
    return state % n;
  };
}

/** One to five changes: characters taken away, pieces put in, parts of the text said twice. */
export function mutated(text: string, pieces: readonly string[], draw: (n: number) => number): string {
  let t = text;
  for (let left = 1 + draw(5); left > 0; left--) {
    const [at, from] = [draw(t.length), draw(t.length)];
    const change = [
      () => t.slice(0, at) + t.slice(at + 1 + draw(6)),
      () => t.slice(0, at) + pieces[draw(pieces.length)]! + t.slice(at),
      () => t.slice(0, at) + t.slice(from, from + draw(40)) + t.slice(at),
    ];
    t = change[draw(3)]!();
  }
  return t;
}

/**
 * Reads many faulty texts: each is read or refused by a ModelError, within two seconds.
 *
 * @returns how many were refused
 */
export async function survives(read: (text: string) => unknown, texts: Iterable<string>): Promise<number> {
  const odd: unknown[] = [];
  let [refused, longest] = [0, 0];
  for (const text of texts) {
    const began = performance.now();
    try {
      await read(text);
    } catch (error) {
      refused++;
      if (!isCrnGridError(error, 'ModelError')) odd.push([error, text]);
    }
    longest = Math.max(longest, performance.now() - began);
  }
  expect(odd).toEqual([]);
  expect(longest).toBeLessThan(2000);
  return refused;
}
