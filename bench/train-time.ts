/**
 * From a scenario to a judged abstraction with the scenario's own budget: the seconds that `--plan`
 * foretells, and the seconds it takes, stage by stage; beside the minutes that Repin & Petrov (2021,
 * doi 10.1016/j.ic.2021.104788) trained for.
 *
 *   npm run build && node --import jiti/register bench/train-time.ts
 *   … bench/train-time.ts x16 --transitions=4000 --epochs=2      a quick look
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCrew } from '../src/learning/crew.ts';
import { stageTitle } from '../src/learning/stages/progress.ts';
import { wanted } from './flags.ts';
import { learned, type TrainingTime } from './learned.ts';
import { markdownTable, saveText } from './markdown.ts';
import { saveResult } from './measure.ts';
import { trained } from './trained.ts';

/** Minutes: what is asked for on two threads, and what the paper's training alone took. */
const limits = { x16: [15, 49], gene: [20, 25], egfr: [45, 213] } as const;
type Name = keyof typeof limits;

const results: { readonly name: Name; readonly pass: boolean; readonly time: TrainingTime }[] = [];
let threads = 0;
for (const name of wanted(Object.keys(limits) as Name[])) {
  const { scenario, spec } = await trained(name);
  const crew = await openCrew({ network: scenario.crn });
  threads = crew.threads;
  const directory = mkdtempSync(join(tmpdir(), 'crn-grid-train-time-'));
  try {
    const { abstraction, time } = await learned({ scenario, spec, crew, directory });
    results.push({ name, pass: abstraction.verdict.pass, time: time! });
  } finally {
    rmSync(directory, { recursive: true, force: true });
    await crew.close();
  }
}

const minutes = (seconds: number): string => `${(seconds / 60).toFixed(1)} min`;
const against = ({ foretold, taken }: Pick<TrainingTime, 'foretold' | 'taken'>): string =>
  `${(foretold / taken).toFixed(2)} ×`;
saveResult('train-time', { threads, limits, results });
saveText('train-time', [
  '# How long it takes to learn a kernel',
  `Simulating, fitting, visiting, judging and storing, on ${threads} threads. A fit that stops getting better ends before its last epoch, which nobody can foretell.`,
  markdownTable(
    ['network', 'foretold', 'taken', 'foretold / taken', 'asked for', 'paper, training alone', 'verdict'],
    results.map(({ name, pass, time }) => [
      name,
      minutes(time.foretold),
      minutes(time.taken),
      against(time),
      `at most ${limits[name][0]} min${time.taken > 60 * limits[name][0] ? ': **NOT MET**' : ''}`,
      `${limits[name][1]} min`,
      pass ? 'pass' : 'fail',
    ]),
  ),
  markdownTable(
    ['network', 'stage', 'foretold', 'taken', 'foretold / taken'],
    results.flatMap(({ name, time }) =>
      time.stages.map((stage) => [
        name,
        stageTitle(stage.name),
        `${stage.foretold.toFixed(1)} s`,
        `${stage.taken.toFixed(1)} s`,
        against(stage),
      ]),
    ),
  ),
]);
