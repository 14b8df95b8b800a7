/** Points whose runs fall in two groups: where a mean stands for nothing that happens. */
import {
  type Bimodality,
  bimodality,
  type UniformDips,
  uniformDips,
} from '../../../numerics/sensitivity/bimodality.ts';
import { commonStep, differentValues } from '../../../numerics/sensitivity/common-step.ts';
import type { SweepHeader } from '../../plan/header.ts';
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

/** At which chances points are tested, each by itself. */
export interface HumpTest {
  /** Of a false alarm at one point, of one measure. */
  readonly each: number;
  /** Of a false alarm at any point, of any measure. */
  readonly together: number;
}

/** More than this, and alarms are as likely false as not. */
const mostTogether = 0.5;

/**
 * Points and measures share the chance of a false alarm. Where the share of one is less than can be told, each is
 * tested at the least chance that can.
 *
 * @param chance  of a false alarm over all points and measures together
 * @returns why it is not done, where points have too few runs, or are so many that alarms would tell nothing
 */
export function humpTest(
  { points, replicates, measures }: Pick<SweepHeader, 'points' | 'replicates' | 'measures'>,
  chance = 0.01,
): HumpTest | 'few runs' | 'many points' {
  if (replicates < leastRuns) return 'few runs';
  const tests = points * measures.length;
  const each = Math.max(chance / tests, 1 / (1 + mostDraws(replicates)));
  const together = Math.max(chance, each * tests);
  return together > mostTogether ? 'many points' : { each, together };
}

/**
 * Tests every point by the dip of its runs.
 *
 * @returns undefined where {@link humpTest} says why not
 */
export function humpsOf(data: SweepData, measure: number): readonly TwoHumps[] | undefined {
  const { points, replicates } = data.header;
  const test = humpTest(data.header);
  if (typeof test === 'string') return undefined;
  const outputs = data.outputs[measure]!;
  const step = commonStep(differentValues(outputs.filter((value) => value !== undefined)));
  const [rough, fine] = [dipsBySize(), dipsBySize()];
  const found: TwoHumps[] = [];
  for (let point = 0; point < points; point++) {
    const sample = outputs
      .slice(point * replicates, (point + 1) * replicates)
      .flatMap((value) => value ?? []);
    const n = sample.length;
    if (n < leastRuns || new Set(sample).size < 2) continue;
    const options = { seed, ...(step === undefined ? {} : { step }) };
    // Small chances take many draws: they are made where there is something to look at.
    if (!bimodality(sample, { ...options, chance: roughly, uniform: rough(n, fewDraws) }).two) continue;
    const uniform = fine(n, Math.max(fewDraws, Math.ceil(1 / test.each)));
    const one = bimodality(sample, { ...options, chance: test.each, uniform });
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

/** Of large samples fewer, each of which costs more. */
function mostDraws(values: number): number {
  return Math.floor(Math.max(50_000, Math.min(500_000, 2e7 / values)));
}
