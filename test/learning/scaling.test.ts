import { expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { domainOf } from '../../src/learning/scaling.ts';

/** Copies of a gene, their product, and what is thrown away, which no rate reads. */
const network = crn(`
  species On, Off, P, Waste
  On <-> Off   @ f, b
  On -> On + P @ make
  P  -> Waste  @ decay
`);
const rates = [1, 1, 1, 1];
const domain = (rows: readonly (readonly number[])[]) =>
  domainOf(network, Int32Array.from(rows.flat()), Float64Array.from(rows.flatMap(() => rates)), [1, 1]);

test('a conserved sum that all starts share is part of the domain; control: one that varies is not', () => {
  const shared = [
    [4, 0, 10, 0],
    [1, 3, 200, 5],
    [0, 4, 0, 1],
  ];
  expect(domain(shared)).toMatchObject({
    counts: [[0, 4], [0, 4], [0, 200], { 0: 0 }],
    totals: [{ coefficients: [1, 1, 0, 0], is: 4 }],
  });
  expect(domain([...shared, [3, 3, 10, 0]]).totals).toBeUndefined();
});

test('a sum with a species that nothing reads is no bound', () => {
  const decay = crn('A -> B @ k');
  const { totals } = domainOf(decay, Int32Array.of(3, 1, 2, 2), Float64Array.of(1, 1), [1, 1]);
  expect(decay.laws.length).toBe(1);
  expect(totals).toBeUndefined();
});
