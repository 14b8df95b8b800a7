/** What `bees-evidence.ts` left behind, as text: learned bees and the published head against exact bees. */
import type { GridTest } from '../src/run/replicates/compare-runs.ts';

interface Head {
  readonly tests: readonly GridTest[];
  readonly failedTests: number;
  readonly violations: Readonly<Record<string, number>>;
  readonly halfEmpty: { readonly emptyCellsFilled: number; readonly beesFromNothingPerRun: number };
}

export interface Evidence {
  readonly runs: number;
  readonly chance: number;
  readonly result: { readonly counts: Head; readonly gaussian: Head };
}

export function evidenceText(evidence: Evidence): string[] {
  const { counts, gaussian } = evidence.result;
  const about = `${evidence.runs} runs of each kernel, no cell stepped exactly, false-alarm chance ${evidence.chance} in all of a kernel. \`counts\` is ours, \`gaussian\` the published head with the same network.`;
  const rows = counts.tests
    .filter((t) => t.name === 'alive' || t.name === 'pheromone')
    .map((t) => {
      const g = gaussian.tests.find((x) => x.name === t.name && x.time === t.time)!;
      const of = (x: GridTest): string =>
        `${x.learned.mean.toFixed(1)} ± ${x.learned.sd.toFixed(1)} (z ${x.z.toFixed(1)}${x.pass ? '' : ', **differs**'})`;
      return `| ${t.name} | ${t.time} | ${t.exact.mean.toFixed(1)} ± ${t.exact.sd.toFixed(1)} | ${of(t)} | ${of(g)} | ${t.detectable.toFixed(1)} |`;
    });
  const table = [
    '| observable | t | exact | counts | gaussian | finds a shift of (power 0.9) |',
    '|---|---|---|---|---|---|',
    ...rows,
  ];
  const of = (name: string, h: Head): string =>
    `- \`${name}\`: ${h.failedTests} of ${h.tests.length} tests differ; broken conservation ${h.violations.conservation}, negative counts ${h.violations.negative}, law sums from nothing ${h.violations.fromNothing}. Of the empty cells of a half-empty meadow ${(100 * h.halfEmpty.emptyCellsFilled).toFixed(1)} % are not empty at t = 50, with ${h.halfEmpty.beesFromNothingPerRun.toFixed(1)} bees from nothing per run.`;
  return [about, table.join('\n'), [of('counts', counts), of('gaussian', gaussian)].join('\n')];
}
