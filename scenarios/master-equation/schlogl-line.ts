import { crn, scenario } from 'crn-grid';
import { rates as reactionRates, voxel } from './schlogl.ts';

/** A line of voxels, a species in each; hops to the neighbours are reactions. */
export function schloglLine(voxels: number, massAction: 'powers' | 'falling' = 'powers') {
  const lines = Array.from({ length: voxels }, (_, i) => voxel(massAction, `X${i + 1}`));
  for (let i = 1; i < voxels; i++) lines.push(`X${i} <-> X${i + 1} @ hop, hop`);
  return crn(lines.join('\n'));
}

export const rates = { ...reactionRates, hop: 8.2207 };

/** As many molecules in each voxel. */
export const start = (voxels: number, each = 50): Record<string, number> =>
  Object.fromEntries(Array.from({ length: voxels }, (_, i) => [`X${i + 1}`, each]));

/**
 * Eight voxels with Schlögl's reactions in a line: together they switch from many molecules to few. One
 * network of eight species, so that its joint law can be asked for.
 *
 * Too many states to list: fsp solves `schloglLine(2)`. Convention and start are those of `schlogl.ts`.
 *
 * Schlögl on a line of Tang et al., arXiv 2512.10309.
 */
export default scenario({
  name: 'schlogl-line',
  crn: schloglLine(8),
  rates,
  start: start(8),
  time: { step: 0.01, until: 1 },
  solve: {
    times: [0.1, 0.5, 1],
    pair: ['X4', 'X5'],
    // Of two thousand lines none had more than 95 in a voxel.
    limits: start(8, 120),
    van: { model: { kind: 'nade', hidden: 64 }, fit: { samples: 40_000, updates: 1500 } },
  },
});
