/** Values of a factor below an axis, as many as have room. */
import { sizes } from '../theme.ts';
import { fitted, textWidth } from '../words.ts';

/** Px between two labels, and that a word may take at least. */
const [between, leastRoom] = [6, 54];

/**
 * Words are shortened to the room of one value, numbers never; a label that would meet the one before is left out.
 *
 * @param places  where the labels are centred, px, ascending
 */
export function valueLabels(
  labels: readonly string[],
  places: readonly number[],
): { readonly at: number; readonly label: string }[] {
  const apart = places.length > 1 ? (places.at(-1)! - places[0]!) / (places.length - 1) : 2 * leastRoom;
  const room = Math.max(leastRoom, apart - between);
  let end = Number.NEGATIVE_INFINITY;
  return labels.flatMap((whole, i) => {
    const label = Number.isFinite(Number(whole)) ? whole : fitted(whole, room, sizes.tick);
    const [at, half] = [places[i]!, textWidth(label, sizes.tick) / 2];
    if (at - half < end + between) return [];
    end = at + half;
    return [{ at, label }];
  });
}
