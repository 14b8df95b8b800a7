import { describe, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { evaluate, propensities } from '../../../src/crn/evaluate.ts';
import { smoothLaw } from '../../../src/kernels/ode/smooth-law.ts';
import { bees, egfr, sir, toggle, x47 } from '../../support/networks.ts';

describe('a law for amounts between whole numbers', () => {
  test.each([
    ['bees', bees],
    ['sir', sir],
    ['toggle, of powers', toggle],
    ['x47, of falling products', x47],
    ['EGFR, a square in braces', egfr()],
  ])('is the propensity where counts are whole: %s', (_, { network, rates }) => {
    const width = network.species.length;
    for (let k = 0; k < 60; k++) {
      const counts = Array.from({ length: width }, (_, s) => (k * (s + 3) + 7 * s) % (k % 4 === 0 ? 2 : 5));
      // As everywhere: 0/0 of an empty cell is for exact simulation to refuse.
      if (counts.every((n) => n === 0)) continue;
      const exact = propensities(network, counts, rates, 0.3);
      network.reactions.forEach((reaction, r) =>
        expect(evaluate(smoothLaw(reaction, 'molecules'), counts, rates, 0.3)).toBeCloseTo(exact[r]!, 12),
      );
    }
  });

  test('rises from 0 between too few molecules and enough, where it would not vanish', () => {
    const law = (text: string, n: number) =>
      evaluate(smoothLaw(crn(text as '0 -> A @ 1').reactions[0]!, 'molecules'), [n], [], 0);
    expect([-0.5, 0, 0.25, 1, 3].map((n) => law('A -> 0 @ {8}', n))).toEqual([0, 0, 2, 8, 8]);
    expect([0.5, 1, 1.5, 2].map((n) => law('2 A -> 0 @ {8}', n))).toEqual([0, 0, 4, 8]);
    expect([0.5, 1, 1.5, 4].map((n) => law('2 A -> 0 @ 2', n))).toEqual([0, 0, 0.75, 12]);
    // A law that vanishes by itself goes on as it is.
    expect([-0.1, 0.5, 2].map((n) => law('A -> 0 @ 3', n))).toEqual(
      [-0.3, 1.5, 6].map((v) => expect.closeTo(v, 12)),
    );
  });

  test('of concentrations is the law as written', () => {
    for (const { law, ...rest } of egfr().network.reactions)
      expect(smoothLaw({ ...rest, law }, 'concentrations')).toBe(law);
  });
});
