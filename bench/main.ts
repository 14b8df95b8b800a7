/**
 * Runs groups of measurements and writes RESULTS.md from all results there are.
 *
 *   npm run bench                    everything that takes minutes
 *   npm run bench -- training        one group, or several, by name; `report` writes RESULTS.md only
 *   npm run bench -- --rounds=1      another number of process starts
 *   npm run bench:full               more rounds, longer slices, and what takes long
 */
import type { Effort, Group } from './group.ts';
import { exact } from './groups/exact.ts';
import { firstEvent } from './groups/first-event.ts';
import { gridExact } from './groups/grid-exact.ts';
import { heads } from './groups/heads.ts';
import { learnedStep } from './groups/learned-step.ts';
import { stencil } from './groups/stencil.ts';
import { threads } from './groups/threads.ts';
import { training } from './groups/training.ts';
import { wholeRun } from './groups/whole-run.ts';
import { isAbsent } from './interleave.ts';
import { saveResult } from './measure.ts';
import { writeReport } from './report.ts';

const groups: readonly Group[] = [
  exact,
  firstEvent,
  gridExact,
  learnedStep,
  heads,
  training,
  stencil,
  threads,
  wholeRun,
];

const given = process.argv.slice(2);
const full = given.includes('--full');
const rounds = Number(given.find((word) => /^--rounds=[1-9]\d*$/.test(word))?.slice(9) ?? (full ? 9 : 5));
const wanted = given.filter((word) => word !== '--full' && word !== `--rounds=${rounds}`);
const unknown = wanted.find((name) => name !== 'report' && !groups.some((g) => g.name === name));
if (unknown !== undefined) {
  process.stderr.write(`no group "${unknown}"; there are ${groups.map((g) => g.name).join(', ')}, report\n`);
  process.exit(1);
}

const effort: Effort = { rounds, seconds: full ? 2 : 0.4, full };
for (const group of groups) {
  if (wanted.length > 0 && !wanted.includes(group.name)) continue;
  const begun = performance.now();
  process.stdout.write(`${group.title}\n`);
  const rows = await group.measure(effort).catch((error: unknown) => {
    process.stderr.write(`  ${group.name} failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
    return undefined;
  });
  if (!rows) continue;
  for (const row of rows)
    for (const [who, entry] of Object.entries(row.entries)) {
      const numbers = isAbsent(entry)
        ? entry.absent
        : `${entry.median.toPrecision(4)} ${row.unit} (best ${entry.best.toPrecision(4)})`;
      process.stdout.write(`  ${row.name.padEnd(16)} ${who.padEnd(28)} ${numbers}\n`);
    }
  const seconds = Math.round((performance.now() - begun) / 1000);
  saveResult(group.name, { effort, seconds, rows });
  process.stdout.write(`  ${seconds} s\n`);
}
if (full && wanted.length === 0) await import('./bees-evidence.ts');
writeReport(groups);
