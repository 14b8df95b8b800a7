/**
 * Runs of two kernels beside each other: two-sample tests of every observable at every time, and
 * counts of what must never happen.
 */
import { shareOf } from '../../learning/verdict/readings.ts';
import {
  detectableShift,
  kolmogorovSmirnov,
  kolmogorovSmirnovLimit,
  mean,
  standardDeviation,
  zTest,
} from '../../numerics/statistics.ts';
import type { Frame } from '../../record/frame.ts';
import { setUp } from '../scenario/setup.ts';
import type { Scenario } from '../scenario.ts';
import type { Replicates } from './replicates.ts';

/** One observable at one time. */
export interface GridTest {
  readonly name: string;
  readonly time: number;
  readonly exact: { readonly mean: number; readonly sd: number };
  readonly learned: { readonly mean: number; readonly sd: number };
  /** Difference of means over its standard error (Welch), and what chance alone may give. */
  readonly z: number;
  readonly zLimit: number;
  /** Greatest distance of the two cumulative laws, and what chance alone may give. */
  readonly ks: number;
  readonly ksLimit: number;
  /** A shift of the mean that these runs would find nine times in ten. */
  readonly detectable: number;
  readonly pass: boolean;
}

export interface GridComparison {
  readonly tests: readonly GridTest[];
  readonly violations: {
    /** Cells, over all runs and times, that break a law their species cannot carry away. */
    readonly conservation: number;
    readonly negative: number;
    /** Of those that break a law, cells that held nothing it counts, and do now: something came from nothing. */
    readonly fromNothing: number;
  };
  readonly tally: Replicates['tally'];
}

/**
 * Each observable has two tests at each time, of the mean and of the whole law; the chance is shared out
 * evenly over all of them.
 *
 * @param exact    as many runs as of the other, at the same times, with seeds of their own
 * @param chance   that an exact kernel fails any of the tests, in (0, 1)
 */
export function compareRuns(
  exact: Replicates,
  learned: Replicates,
  scenario: Scenario,
  chance: number,
): GridComparison {
  const first = exact.runs[0]!;
  const names = Object.keys(first[0]!.scalars);
  const each = shareOf(chance, 2 * names.length * first.length);
  const tests = names.flatMap((name) =>
    first.map(({ time }, t) => {
      const of = (r: Replicates): number[] => r.runs.map((frames) => frames[t]!.scalars[name]!);
      return testOne(name, time, of(exact), of(learned), each);
    }),
  );
  return { tests, violations: violationsOf(learned, scenario), tally: learned.tally };
}

function testOne(name: string, time: number, exact: number[], learned: number[], chance: number): GridTest {
  const z = zTest(exact, learned, chance);
  const ks = kolmogorovSmirnov(exact, learned);
  const ksLimit = kolmogorovSmirnovLimit(exact.length, learned.length, chance);
  return {
    name,
    time,
    exact: { mean: mean(exact), sd: standardDeviation(exact) },
    learned: { mean: mean(learned), sd: standardDeviation(learned) },
    z: z.z,
    zLimit: z.limit,
    ks,
    ksLimit,
    detectable: detectableShift(z.standardError, chance, 0.9),
    pass: !z.differ && ks <= ksLimit,
  };
}

/** What the support of a law forbids, counted cell by cell. */
function violationsOf(r: Replicates, scenario: Scenario): GridComparison['violations'] {
  const { setup } = setUp(scenario);
  const { network, lattice } = setup;
  const moving = new Set([...setup.hops, ...setup.maxes].map((rule) => rule.species));
  const laws = network.laws.filter((law) => law.coefficients.every((c, s) => c === 0 || !moving.has(s)));
  const width = network.species.length;
  const cells = lattice.width * lattice.height;
  const sum = (counts: Int32Array, cell: number, law: (typeof laws)[number]): number =>
    law.coefficients.reduce((total, c, s) => total + c * counts[cell * width + s]!, 0);
  let conservation = 0;
  let negative = 0;
  let fromNothing = 0;
  r.runs.forEach((frames, i) => {
    const start = r.starts[i]!;
    frames.forEach((frame: Frame) => {
      for (const n of frame.counts) if (n < 0) negative++;
      for (let cell = 0; cell < cells; cell++)
        for (const law of laws) {
          const [before, after] = [sum(start, cell, law), sum(frame.counts, cell, law)];
          if (after !== before) conservation++;
          if (before === 0 && after !== 0) fromNothing++;
        }
    });
  });
  return { conservation, negative, fromNothing };
}
