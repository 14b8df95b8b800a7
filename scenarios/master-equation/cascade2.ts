import { crn, scenario } from 'crn-grid';

/** As cascade 1, but n molecules X(i−1) turn into Xi at b + km n/(k0 + n); at 0 where there is none. */
export function cascade2(length: number) {
  const lines = ['0 -> X1 @ make'];
  for (let i = 2; i <= length; i++)
    lines.push(`X${i - 1} -> X${i} @ {if(X${i - 1} > 0, b + km * X${i - 1} / (k0 + X${i - 1}), 0)}`);
  for (let i = 1; i <= length; i++) lines.push(`X${i} -> 0 @ decay`);
  return crn(lines.join('\n'));
}

/** The published rates for a chain of this length. */
export function rates(length: number) {
  const n = (1.5 * 15) / length;
  return { make: 250 / n, decay: 2.5, b: 25 / n, km: 2500 / n, k0: 100 / n };
}

/**
 * A chain of fifteen kinds of molecules that is passed down at rates which saturate: the first has some ten
 * molecules, the last twenty.
 *
 * Too many states to list: fsp solves `cascade2(3)`. The published start puts 0.01 of each species
 * elsewhere; here it is nothing at all. The laws are written out: no convention of mass action.
 *
 * cascade2 of Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023), doi 10.1038/s42256-023-00632-6.
 */
export default scenario({
  name: 'cascade2',
  crn: cascade2(15),
  rates: rates(15),
  start: {},
  time: { step: 0.1, until: 10 },
  solve: {
    times: [1, 2, 10],
    van: { model: { kind: 'nade', hidden: 32 }, fit: { samples: 100_000, updates: 1500 } },
  },
});
