import { expect, test } from 'vitest';
import { bandOrder } from '../../../../src/cme/fsp/exponential/band-order.ts';
import { leaving } from '../../../../src/cme/fsp/stationary/chain.ts';
import { closedClasses } from '../../../../src/cme/fsp/stationary/closed-classes.ts';
import { anyOrder, eliminated } from '../../../../src/cme/fsp/stationary/elimination.ts';
import { multilevelStationary } from '../../../../src/cme/fsp/stationary/multilevel.ts';
import { SolverError } from '../../../../src/errors.ts';
import { opened } from '../../../support/chains.ts';
import { toggle } from '../../../support/published-networks.ts';

const { generator } = opened({ ...toggle(), limits: { Px: 24, Py: 24 } }, true);

test('elimination balances every state, whatever the order', () => {
  const law = eliminated(generator, bandOrder(generator));
  const out = leaving(generator);
  const { n, start, source, value } = generator;
  for (let i = 0; i < n; i++) {
    let inflow = 0;
    for (let e = start[i]!; e < start[i + 1]!; e++) inflow += value[e]! * law[source[e]!]!;
    expect(inflow / (out[i]! * law[i]!)).toBeCloseTo(1, 11);
  }
  const small = opened({ ...toggle(), limits: { Px: 5, Py: 5 } }, true).generator;
  eliminated(small, anyOrder(small.n)).forEach((p, i) =>
    expect(eliminated(small, bandOrder(small))[i]! / p).toBeCloseTo(1, 12),
  );
});

test('many levels agree with elimination', () => {
  const exact = eliminated(generator, bandOrder(generator));
  const flat = new Float64Array(generator.n).fill(1 / generator.n);
  multilevelStationary('test', generator, flat).forEach((p, i) =>
    expect(Math.abs(p - exact[i]!)).toBeLessThan(1e-11),
  );
});

test('says so where it cannot', () => {
  const flat = new Float64Array(generator.n).fill(1 / generator.n);
  expect(() => multilevelStationary('test', generator, flat, 0)).toThrow(SolverError);
});

test('closed classes of a chain with a way in and two ends, one of them a cycle', () => {
  // 0 → 1, 0 → 2, 2 → 3, 3 → 2; jumps are listed by target.
  const chain = {
    n: 4,
    start: Int32Array.of(0, 0, 1, 3, 4),
    source: Int32Array.of(0, 0, 3, 2),
    value: Float64Array.of(1, 1, 1, 1),
  };
  const classes = closedClasses(chain).map((members) => Array.from(members));
  expect(classes.sort((a, b) => a[0]! - b[0]!)).toEqual([[1], [2, 3]]);
});
