/** Marginal laws of a network's species, at several times over each other. */
import type { CurveKind } from '../legend.ts';
import type { PanelCurve, Panels } from '../panels.ts';
import { withUnit } from '../words.ts';

export interface Marginals {
  /** Rising. */
  readonly times: readonly number[];
  /** '' for none. */
  readonly timeUnit: string;
  readonly species: readonly {
    readonly name: string;
    /** One for each time: P(species = n) at [n]. */
    readonly laws: readonly ArrayLike<number>[];
  }[];
}

/** What another way, such as simulation, says of the same laws. */
export interface Compared extends Marginals {
  /** What the laws are called, and what they are compared with. */
  readonly names: readonly [law: string, other: string];
  /** As `species`, in the same order. */
  readonly others: readonly (readonly ArrayLike<number>[])[];
  /** Behind the time in the title of each panel, shape [species][times]. */
  readonly notes: readonly (readonly string[])[];
}

/** Times and species worth drawing: with more a figure says less. */
const mostTimes = 6;
const mostSpecies = 12;

/** Numbers of at most `most` of `n`, the last among them. */
export function someOf(n: number, most: number): number[] {
  if (n <= most) return Array.from({ length: n }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.floor(((i + 1) * n) / most) - 1);
}

/** One panel for each of the first species, one curve for each of some times. */
export function marginalPanels({ times, timeUnit, species }: Marginals): Panels {
  const shown = someOf(times.length, mostTimes);
  return {
    kinds: shown.map((i, k): CurveKind => ({ name: `t = ${withUnit(times[i]!, timeUnit)}`, colour: k })),
    panels: species.slice(0, mostSpecies).map(({ name, laws }) => {
      const drawn = shown.map((i) => laws[i]!);
      const range = rangeOf(drawn);
      return { title: name, curves: drawn.map((law, k) => stairs(k, law, range)) };
    }),
    columns: species.length === 4 ? 2 : Math.min(3, species.length),
    xTitle: 'molecules',
    whole: true,
    yTitle: 'probability',
    ...(species.length > 1 ? {} : { size: [560, 220] as const }),
  };
}

/** Species downwards, times to the right: the law filled, the other as a line. */
export function comparedPanels(figure: Compared): Panels {
  const { times, timeUnit, species, others, names, notes } = figure;
  const shown = someOf(times.length, 4);
  return {
    kinds: [
      { name: names[0], colour: 0, filled: true },
      { name: names[1], colour: 1, width: 1.25 },
    ],
    panels: species.slice(0, mostSpecies).flatMap(({ name, laws }, s) =>
      shown.map((i) => {
        const both = [laws[i]!, others[s]![i]!];
        const range = rangeOf(both);
        const when = withUnit(times[i]!, timeUnit);
        const note = notes[s]![i]!;
        return {
          title: `${name}, t = ${when}${note ? `: ${note}` : ''}`,
          curves: both.map((law, k) => stairs(k, law, range)),
        };
      }),
    ),
    columns: shown.length,
    xTitle: 'molecules',
    whole: true,
    yTitle: 'probability',
  };
}

/** Least and greatest count that can be seen beside the most likely one of any law. */
function rangeOf(laws: readonly ArrayLike<number>[]): readonly [number, number] {
  let top = 0;
  for (const law of laws) for (let n = 0; n < law.length; n++) top = Math.max(top, law[n]!);
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const law of laws)
    for (let n = 0; n < law.length; n++)
      if (law[n]! > 2e-3 * top) [low, high] = [Math.min(low, n), Math.max(high, n)];
  return low <= high ? [low, high] : [0, 0];
}

function stairs(kind: number, law: ArrayLike<number>, [low, high]: readonly [number, number]): PanelCurve {
  const n = high - low + 1;
  return {
    kind,
    x: Array.from({ length: n + 1 }, (_, i) => low + i - 0.5),
    y: Array.from({ length: n }, (_, i) => law[low + i] ?? 0),
    form: 'steps',
  };
}
