/** RESULTS.md, made from results/*.json: edit neither by hand. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { GridTest } from '../src/run/compare-grids.ts';
import type { Spread } from './measure.ts';

interface Machine {
  readonly processor: string;
  readonly threads: number;
  readonly node: string;
  readonly load: number;
  readonly calibrationNs: number;
  readonly commit: string;
  readonly date: string;
}

function result<T>(name: string): (T & { machine: Machine }) | undefined {
  const file = new URL(`./results/${name}.json`, import.meta.url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T & { machine: Machine }) : undefined;
}

const lines: string[] = [
  '# Results',
  '',
  'Made by `npm run bench`. Ratios are the point: the machines are shared and noisy.',
  '',
];
const say = (...text: string[]): void => {
  lines.push(...text, '');
};
const on = (m: Machine): string =>
  `${m.processor}, ${m.threads} threads, Node ${m.node}, load ${m.load.toFixed(1)}, calibration ${m.calibrationNs.toFixed(2)} ns a multiplication, commit ${m.commit}, ${m.date}.`;

const peers = result<{ result: Record<string, Record<string, Spread & { ratio: number }>> }>('ssa-peers');
if (peers) {
  say('## Exact simulation, reaction events per second of processor time, one thread', on(peers.machine));
  const names = [...new Set(Object.values(peers.result).flatMap((r) => Object.keys(r)))];
  const rows = Object.entries(peers.result).map(([model, r]) => {
    const cells = names.map((who) => {
      const s = r[who];
      if (!s) return 'absent';
      const rate = `${(s.median / 1e6).toFixed(1)} M (${(s.worst / 1e6).toFixed(1)} to ${(s.best / 1e6).toFixed(1)})`;
      return who === 'crn-grid' ? rate : `${rate}, ours ${s.ratio.toFixed(1)}×`;
    });
    return `| ${model} | ${cells.join(' | ')} |`;
  });
  say([`| model | ${names.join(' | ')} |`, `|---|${names.map(() => '---').join('|')}|`, ...rows].join('\n'));
}

const grid = result<{
  bees: { secondsPerRun: Spread };
  million: {
    cellStepsPerSecond: Record<string, Spread>;
    twoThreadsOverOne: number;
    bytesPerCell: number;
    bytesPerCellWithFrames: number;
    shareOfWall: Record<string, number>;
  };
}>('grid');
if (grid) {
  const { bees, million } = grid;
  const m = million.cellStepsPerSecond;
  say('## Whole grids', on(grid.machine));
  say(
    `- The published 10×10 bees to t = 100, exactly, one thread: **${(1000 * bees.secondsPerRun.median).toFixed(1)} ms** a run (${(1000 * bees.secondsPerRun.best).toFixed(1)} to ${(1000 * bees.secondsPerRun.worst).toFixed(1)}). The paper: more than 10 h exactly, less than 2 s with its abstraction.`,
    `- A meadow of 1000×1000 cells, 20 million bees that hop: ${(m['1']!.median / 1e6).toFixed(2)} M cell-steps a second on one thread, ${(m['2']!.median / 1e6).toFixed(2)} M on two (${million.twoThreadsOverOne.toFixed(2)}×).`,
    `- Of that time hopping takes ${(100 * million.shareOfWall['1: transport']!).toFixed(0)} %, reacting ${(100 * million.shareOfWall['1: react']!).toFixed(0)} %: hopping is plain JavaScript so far, and the next thing to speed up.`,
    `- ${million.bytesPerCell.toFixed(0)} bytes per cell (4 species, 2 that hop), ${million.bytesPerCellWithFrames.toFixed(0)} with two frames waiting to be recorded.`,
  );
}

interface Head {
  readonly tests: GridTest[];
  readonly failedTests: number;
  readonly violations: Record<string, number>;
  readonly halfEmpty: { emptyCellsFilled: number; beesFromNothingPerRun: number };
}
const evidence = result<{ runs: number; chance: number; result: { counts: Head; gaussian: Head } }>(
  'bees-evidence',
);
if (evidence) {
  const { counts, gaussian } = evidence.result;
  say('## Learned bees against exact bees', on(evidence.machine));
  say(
    `${evidence.runs} runs of each kernel, no cell stepped exactly, false-alarm chance ${evidence.chance} per test. \`counts\` is ours, \`gaussian\` the published head with the same network.`,
  );
  const rows = counts.tests
    .filter((t) => t.name === 'alive' || t.name === 'pheromone')
    .map((t) => {
      const g = gaussian.tests.find((x) => x.name === t.name && x.time === t.time)!;
      const of = (x: GridTest): string =>
        `${x.learned.mean.toFixed(1)} ± ${x.learned.sd.toFixed(1)} (z ${x.z.toFixed(1)}${x.pass ? '' : ', **differs**'})`;
      return `| ${t.name} | ${t.time} | ${t.exact.mean.toFixed(1)} ± ${t.exact.sd.toFixed(1)} | ${of(t)} | ${of(g)} | ${t.detectable.toFixed(1)} |`;
    });
  say(
    [
      '| observable | t | exact | counts | gaussian | finds a shift of (power 0.9) |',
      '|---|---|---|---|---|---|',
      ...rows,
    ].join('\n'),
  );
  const of = (name: string, h: Head): string =>
    `- \`${name}\`: ${h.failedTests} of ${h.tests.length} tests differ; broken conservation ${h.violations.conservation}, negative counts ${h.violations.negative}, law sums from nothing ${h.violations.fromNothing}. Of the empty cells of a half-empty meadow ${(100 * h.halfEmpty.emptyCellsFilled).toFixed(1)} % are not empty at t = 50, with ${h.halfEmpty.beesFromNothingPerRun.toFixed(1)} bees from nothing per run.`;
  say([of('counts', counts), of('gaussian', gaussian)].join('\n'));
}

writeFileSync(new URL('./RESULTS.md', import.meta.url), `${lines.join('\n').trimEnd()}\n`);
process.stdout.write('wrote bench/RESULTS.md\n');
