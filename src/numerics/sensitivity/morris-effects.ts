/**
 * Elementary effects: how much an output changes when one factor moves, over the whole cube.
 *
 * Sources: Morris 1991, doi 10.1080/00401706.1991.10484804; μ*, Campolongo, Cariboni & Saltelli 2007,
 * doi 10.1016/j.envsoft.2006.10.004.
 */
import { ScenarioError } from '../../errors.ts';
import type { Design } from '../designs/design.ts';
import { type BootstrapOptions, bootstrap, type Estimate } from './bootstrap.ts';
import { checkOutputs, type Outputs } from './outputs.ts';

/** Effects per unit of the cube: of moving a factor over its whole range, at the pace of one move. */
export interface FactorEffects {
  /** Their mean, μ: those up and down may cancel. */
  readonly mean: Estimate;
  /** Mean of their sizes, μ*: how much the factor matters. */
  readonly size: Estimate;
  /** Their standard deviation, σ: curves and interactions. 0 for a factor that adds a straight line. */
  readonly spread: Estimate;
}

export interface MorrisEffects {
  /** One for each factor. */
  readonly factors: readonly FactorEffects[];
  /** Trajectories with all their outputs. */
  readonly trajectories: number;
  /** Trajectories left out, because a point had no output. */
  readonly dropped: number;
}

/**
 * Effects with percentile intervals, by drawing trajectories anew.
 *
 * @param design   trajectories of dimensions + 1 points each, as `morrisDesign` makes them
 * @param outputs  one for each row, in the order of the design; replicates averaged before
 * @throws ScenarioError where the design is of another kind, the number of outputs is another, an output is
 *         NaN or infinite, or fewer than two trajectories are complete
 */
export function morrisEffects(design: Design, outputs: Outputs, options: BootstrapOptions): MorrisEffects {
  const { rows, dimensions: d } = design;
  const size = d + 1;
  checkOutputs('Morris effects', outputs, rows);
  const effects = Array.from({ length: d }, (): number[] => []);
  for (let row = 0; row < rows; row += size) {
    const walked = effectsOf(design, row, outputs);
    if (walked) effects.forEach((all, f) => all.push(walked[f]!));
  }
  const n = effects[0]!.length;
  if (n < 2)
    throw new ScenarioError(
      'Morris effects',
      `${n} of ${rows / size} trajectories have all their outputs`,
      'Two are needed. Run what failed again, or with ranges where it does not.',
    );
  const measure = (times: Float64Array, out: Float64Array): boolean => {
    effects.forEach((all, f) => {
      let [sum, sizes, squares] = [0, 0, 0];
      for (let t = 0; t < n; t++) {
        sum += times[t]! * all[t]!;
        sizes += times[t]! * Math.abs(all[t]!);
      }
      for (let t = 0; t < n; t++) squares += times[t]! * (all[t]! - sum / n) ** 2;
      out[3 * f] = sum / n;
      out[3 * f + 1] = sizes / n;
      out[3 * f + 2] = Math.sqrt(squares / (n - 1));
    });
    return true;
  };
  const found = bootstrap(n, 3 * d, measure, options);
  return {
    factors: effects.map((_, f) => ({
      mean: found[3 * f]!,
      size: found[3 * f + 1]!,
      spread: found[3 * f + 2]!,
    })),
    trajectories: n,
    dropped: rows / size - n,
  };
}

/**
 * The effect of every factor on the trajectory that begins at `row`; undefined where an output is
 * missing.
 */
function effectsOf(design: Design, row: number, outputs: Outputs): Float64Array | undefined {
  const d = design.dimensions;
  const effects = new Float64Array(d);
  const moved = new Uint8Array(d);
  const [from, to] = [new Float64Array(d), new Float64Array(d)];
  let whole = true;
  design.point(row, from);
  for (let step = 1; step <= d; step++, from.set(to)) {
    design.point(row + step, to);
    const which = to.findIndex((x, f) => x !== from[f]);
    const again = to.findLastIndex((x, f) => x !== from[f]);
    if (which < 0 || which !== again || moved[which] === 1)
      throw new ScenarioError(
        'Morris effects',
        `row ${row + step} of the design does not move one factor that had not moved before`,
        'Give the design that was run: one of `morrisDesign`.',
      );
    moved[which] = 1;
    const [before, after] = [outputs[row + step - 1], outputs[row + step]];
    if (before === undefined || after === undefined) whole = false;
    else effects[which] = (after - before) / (to[which]! - from[which]!);
  }
  return whole ? effects : undefined;
}
