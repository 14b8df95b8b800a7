import { readFileSync } from 'node:fs';
import { compileRncrn, composeRncrn, crn, rncrnFromJson, scenario, ssa } from 'crn-grid';

/**
 * A beacon wakes a tissue. Nine cells in the middle emit a signal for 60 time units; it diffuses and decays. Every
 * cell rests while there is little of it, and oscillates where there is more than 2.6. The onset is abrupt: the
 * cycle is there at full size from the first, and slow (a saddle-node on an invariant circle). When the beacon is
 * dark again, all cells come to rest.
 *
 * Each cell is a recurrent neural chemical reaction network, trained on data alone: rest at the code 0.1, a circle at
 * the code 1, and a classifier of two layers that makes the code from the signal. Cells read the signal and do not
 * use it up. What is simulated are the two executive species, with the perceptrons at rest.
 *
 * `beacon(volume)` has more molecules and less noise. `--kernel ode` has none but the rounding of counts.
 *
 * Networks: A. Dack, T. E. Ouldridge & T. Plesa, arXiv 2602.02374 (weights: MIT licence).
 */
const read = (name: string) =>
  rncrnFromJson(JSON.parse(readFileSync(new URL(`models/${name}.json`, import.meta.url), 'utf8')), name);
const agent = composeRncrn(read('eq-cycle'), read('threshold'));

/** What each of nine cells emits per time unit, and until when. */
const [emission, until] = [60 / 9, 60];
/** Where an agent without signal rests. */
const rest = [0.431, 0.2472];

/** @param volume  molecules per unit of concentration */
export const beacon = (volume: number) => {
  const compiled = compileRncrn(agent, { volume, reading: 'slow-scale', parameters: [0] });
  // The signal is a field, L_1: a concentration.
  const { L_1: _, ...weights } = compiled.rates;
  return scenario({
    name: 'beacon',
    crn: crn(`
      ${compiled.network.text}
      species Lamp
      Lamp -> 0 @ {dark * Lamp * (t >= until)}
    `),
    rates: { ...weights, until, dark: 1000 },

    grid: { size: [33, 33] },
    start: ({ x, y }) => ({
      ...compiled.start(rest, [0]),
      Lamp: Math.max(Math.abs(x - 16), Math.abs(y - 16)) <= 1 ? 1 : 0,
    }),
    fields: { L_1: { diffusion: 2, decay: 0.05, from: { Lamp: emission } } },

    kernel: ssa(),
    time: { step: 0.1, until: 140 },
    record: {
      every: 5,
      observables: {
        awake: ({ fields }) => fields.L_1!.reduce((n, signal) => n + (signal > 2.596 ? 1 : 0), 0),
        X_1: ['X_1'],
      },
    },
    seed: 5,

    view: { L_1: 'signal', X_1: 'X₁', X_2: 'X₂', Lamp: 'lamp', awake: 'cells above threshold' },
  });
};

export default beacon(200);
