import { readFileSync } from 'node:fs';
import { compileRncrn, crn, rncrnFromJson, scenario, ssa } from 'crn-grid';

/**
 * A walker wipes a memory. Every cell is a switch that begins high. A walker crosses the grid along its middle row,
 * a quarter of a time unit in each cell, and leaves a pheromone that diffuses and soon decays. Where there is ever
 * more than 0.006 of it, the high state vanishes (a fold), the cell falls, and stays low when the pheromone is gone:
 * a corridor seven cells wide, as far as the walker went.
 *
 * Each cell is a recurrent neural chemical reaction network, trained to hold 2 or 8 without pheromone and only 5
 * with much of it; nothing in between was prescribed. Cells read the pheromone and do not use it up. What is
 * simulated is the executive species, with the perceptrons at rest.
 *
 * `eraser(volume)` has more molecules and less noise; below 100 a cell forgets by itself now and then. `--kernel ode`
 * has no noise but the rounding of counts.
 *
 * Network: A. Dack, T. E. Ouldridge & T. Plesa, arXiv 2602.02374 (weights: MIT licence).
 */
const agent = rncrnFromJson(
  JSON.parse(readFileSync(new URL('models/uni-bi.json', import.meta.url), 'utf8')),
  'uni-bi',
);

/** The high state without pheromone, and the border below which a cell falls to the low one. */
export const [high, border] = [7.726, 5.118];
/** What the walker leaves per time unit, and how long it is in a cell. */
const [emission, stay] = [4, 0.25];
const [width, row] = [33, 16];

/** @param volume  molecules per unit of concentration */
export const eraser = (volume: number) => {
  const compiled = compileRncrn(agent, { volume, reading: 'slow-scale', parameters: [0] });
  // The pheromone is a field, L_1: a concentration.
  const { L_1: _, ...weights } = compiled.rates;
  return scenario({
    name: 'eraser',
    // A cell's walker comes and goes at the times of that cell, at once.
    crn: crn(`
      ${compiled.network.text}
      species Walker
      0      -> Walker @ {swift * max(0, 1 - Walker) * (t >= arrives) * (t < arrives + stay)}
      Walker -> 0      @ {swift * Walker * (t >= arrives + stay)}
    `),
    rates: {
      ...weights,
      swift: 1000,
      stay,
      // Never, in the other rows.
      arrives: ({ x, y }) => (y === row ? stay * x : 1e9),
    },

    grid: { size: [width, width] },
    start: compiled.start([high], [0]),
    fields: { L_1: { diffusion: 2, decay: 2, from: { Walker: emission } } },

    kernel: ssa(),
    time: { step: 0.05, until: 12 },
    record: {
      every: 5,
      observables: {
        erased: ({ counts }) => {
          // Columns of counts: X_1, Walker.
          let n = 0;
          for (let i = 0; i < counts.length; i += 2) if (counts[i]! < border * volume) n++;
          return n;
        },
      },
    },
    seed: 6,

    view: { X_1: 'memory', L_1: 'pheromone', erased: 'erased cells' },
  });
};

export default eraser(200);
