/** Points whose runs fall in two groups: where a mean stands for nothing that happens. */
import {
  type Bimodality,
  bimodality,
  type UniformDips,
  uniformDips,
} from '../../numerics/sensitivity/bimodality.ts';
import type { SweepData } from './sweep-data.ts';

export interface TwoHumps {
  readonly point: number;
  /** One of its runs. */
  readonly run: number;
  readonly found: Bimodality;
}

/** Fewer runs than these cannot show two humps. */
export const leastRuns = 15;

const seed = 1;

/**
 * Tests every point by the dip of its runs, at a chance of a false alarm of `chance` over all points together.
 *
 * @returns undefined where points have too few runs to tell
 */
export function humpsOf(data: SweepData, measure: number, chance = 0.01): readonly TwoHumps[] | undefined {
  const { points, replicates } = data.header;
  if (replicates < leastRuns) return undefined;
  const outputs = data.outputs[measure]!;
  const [rough, fine] = [dipsBySize(), dipsBySize()];
  const found: TwoHumps[] = [];
  for (let point = 0; point < points; point++) {
    const sample = outputs
      .slice(point * replicates, (point + 1) * replicates)
      .flatMap((value) => value ?? []);
    const n = sample.length;
    if (n < leastRuns || new Set(sample).size < 2) continue;
    // Small chances take many draws: they are made where there is something to look at.
    if (!bimodality(sample, { seed, chance: roughly, uniform: rough(n, fewDraws) }).two) continue;
    const one = bimodality(sample, {
      ...{ seed, chance: chance / points, uniform: fine(n, draws(chance / points, n)) },
    });
    if (one.two) found.push({ point, run: point * replicates, found: one });
  }
  return found;
}

/** Dips by chance, made once for samples of one size. */
function dipsBySize(): (values: number, draws: number) => UniformDips {
  const known = new Map<number, UniformDips>();
  return (values, draws) => {
    const dips = known.get(values) ?? uniformDips(values, seed, draws);
    known.set(values, dips);
    return dips;
  };
}

const fewDraws = 2000;
const roughly = 0.02;

/** As many as it takes to tell so small a chance; of large samples fewer, each of which costs more. */
function draws(chance: number, values: number): number {
  const most = Math.max(50_000, Math.min(500_000, 2e7 / values));
  return Math.ceil(Math.min(most, Math.max(fewDraws, 1 / chance)));
}
