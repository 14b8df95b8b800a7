/** Whether the means of a network have followed those of the draws that it was fitted to. */
import type { VanModel } from '../model/model.ts';

/** Share of each class of each variable among states of shape [draws, width]; shape [classes of all]. */
export function sharesOf({ variables }: VanModel, states: Int32Array, width: number): Float64Array {
  const { species, offset } = variables;
  const share = new Float64Array(variables.width);
  for (let at = 0; at < states.length; at += width)
    species.forEach((s, i) => {
      share[offset[i]! + states[at + s]!]! += width / states.length;
    });
  return share;
}

/**
 * How far the means of draws of a network are from those of its target, in standard errors; the worst species.
 *
 * @param target   shares of so many
 * @param samples  draws, as {@link sharesOf} gives them
 * @param states   draws of the network, shape [draws, width]
 */
export function drift(
  { variables }: VanModel,
  target: Float64Array,
  samples: number,
  states: Int32Array,
  width: number,
): number {
  const { classes, offset, species } = variables;
  const draws = states.length / width;
  let worst = 0;
  classes.forEach((n, i) => {
    let [mean, square, now] = [0, 0, 0];
    for (let c = 0; c < n; c++) {
      mean += c * target[offset[i]! + c]!;
      square += c * c * target[offset[i]! + c]!;
    }
    for (let at = 0; at < states.length; at += width) now += states[at + species[i]!]! / draws;
    const variance = Math.max(0, square - mean * mean) * (1 / draws + 1 / samples);
    if (variance > 0) worst = Math.max(worst, Math.abs(now - mean) / Math.sqrt(variance));
  });
  return worst;
}
