import { crn, scenario } from 'crn-grid';

/** As cascade 1, but the last of the chain holds back the making of the first. */
export function cascade3(length: number) {
  const lines = [`0 -> X1 @ {base + most / (half + X${length})}`];
  for (let i = 2; i <= length; i++) lines.push(`X${i - 1} -> X${i} @ turn`);
  for (let i = 1; i <= length; i++) lines.push(`X${i} -> 0 @ decay`);
  return crn(lines.join('\n'));
}

export const rates = { base: 1, most: 100, half: 10, turn: 5, decay: 1 };

/**
 * A chain of fifteen kinds of molecules whose end product inhibits its beginning.
 *
 * Too many states to list: fsp solves `cascade3(3)`. The published start puts 0.01 of each species
 * elsewhere; here it is nothing at all. The law of inhibition is written out, all others have one reactant:
 * both conventions of mass action are the same.
 *
 * cascade3 of Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023), doi 10.1038/s42256-023-00632-6.
 */
export default scenario({
  name: 'cascade3',
  crn: cascade3(15),
  rates,
  start: {},
  time: { step: 0.1, until: 10 },
  solve: {
    times: [1, 2, 10],
    van: { model: { kind: 'nade', hidden: 32 }, fit: { samples: 200_000, updates: 1500 } },
  },
});
