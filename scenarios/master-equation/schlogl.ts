import { crn, scenario } from 'crn-grid';

/**
 * The reactions of one voxel, for the species of this name. With `powers` the published propensities hold
 * down to one molecule, where mass action proper would need two or three: hence written out.
 */
export function voxel(massAction: 'powers' | 'falling', X: string): string {
  const square = massAction === 'powers' ? `${X} * ${X}` : `${X} * (${X} - 1)`;
  const cube = massAction === 'powers' ? `${X} * ${X} * ${X}` : `${X} * (${X} - 1) * (${X} - 2)`;
  return `
    ${X} -> 2 ${X} @ {c1 * ${square}}
    ${X} -> 0      @ {c2 * ${cube}}
    0 -> ${X}      @ c3
    ${X} -> 0      @ c4
  `;
}

export const schlogl = (massAction: 'powers' | 'falling' = 'powers') => crn(voxel(massAction, 'X'));

export const rates = { c1: 2.676, c2: 0.04, c3: 108.102, c4: 37.881 };

/**
 * Schlögl's reactions, which leave a voxel with few molecules or with many, and switch seldom.
 *
 * Published with powers of counts (n² and n³), as here; with falling factorials the most likely counts are
 * 2 and 46 instead of 3 and 43. The start is 50 molecules; published, 0.001 of it lies elsewhere.
 *
 * One voxel of Schlögl of Tang et al., arXiv 2512.10309; `schlogl-line.ts` has eight of them.
 */
export default scenario({
  name: 'schlogl',
  crn: schlogl(),
  rates,
  start: { X: 50 },
  time: { step: 0.01, until: 1 },
  solve: { times: [0.05, 0.1, 0.2, 0.5, 1] },
});
