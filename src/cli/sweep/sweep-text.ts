/** What the commands of `sweep` print. */
import { isBetween } from '../../sweep/factors/values.ts';
import type { SweepHeader } from '../../sweep/plan/header.ts';
import { eachResult, Standing } from '../../sweep/results/read-results.ts';
import { hasFailed } from '../../sweep/results/run-result.ts';
import { quoted } from '../../sweep/submit/shell.ts';
import { count, percent, type Terminal } from '../terminal.ts';

/** How a sweep stands. */
export interface Standings {
  readonly name: string;
  readonly folder: string;
  readonly runs: number;
  readonly done: number;
  readonly failed: number;
  readonly left: number;
  /** Runs done by the file of their shard. */
  readonly shards: Readonly<Record<string, number>>;
  /** Errors with how many runs had them, the most frequent first. */
  readonly errors: readonly { readonly error: string; readonly runs: number; readonly first: number }[];
}

export async function standingOf(folder: string, { name, runs }: SweepHeader): Promise<Standings> {
  const standing = new Uint8Array(runs);
  const failed = new Map<number, string>();
  const shards: Record<string, number> = {};
  await eachResult(folder, (result, file) => {
    if (result.run >= runs || standing[result.run] === Standing.done) return;
    if (hasFailed(result)) {
      standing[result.run] = Standing.failed;
      failed.set(result.run, `${result.failed.name}: ${result.failed.message}`);
      return;
    }
    standing[result.run] = Standing.done;
    failed.delete(result.run);
    const shard = file.replace(/\.jsonl$/, '');
    shards[shard] = (shards[shard] ?? 0) + 1;
  });
  const done = Object.values(shards).reduce((sum, n) => sum + n, 0);
  const errors = new Map<string, { runs: number; first: number }>();
  for (const [run, error] of [...failed].sort(([a], [b]) => a - b)) {
    const before = errors.get(error);
    errors.set(error, { runs: (before?.runs ?? 0) + 1, first: before?.first ?? run });
  }
  return {
    ...{ name, folder, runs, done, failed: failed.size, left: runs - done - failed.size, shards },
    errors: [...errors].map(([error, of]) => ({ error, ...of })).sort((a, b) => b.runs - a.runs),
  };
}

const mostErrors = 5;

export function printStanding(
  terminal: Terminal,
  standing: Standings,
  files: readonly string[],
  given: Given,
): void {
  const { name, runs, done, failed, left, shards, errors } = standing;
  terminal.print(
    `${name}: ${count(done)} of ${count(runs)} runs done (${percent(done, runs)})${failed > 0 ? `, ${count(failed)} failed` : ''}${left > 0 ? `, ${count(left)} left` : ''}`,
  );
  const names = Object.keys(shards);
  if (names.length > 1)
    for (const shard of names) terminal.print(`  ${shard}: ${count(shards[shard]!)} done`);
  for (const { error, runs: n, first } of errors.slice(0, mostErrors))
    terminal.print(`  ${count(n)} failed, first run ${first}: ${error.split('\n')[0]}`);
  if (errors.length > mostErrors) terminal.print(`  and ${errors.length - mostErrors} other errors`);
  for (const file of files) terminal.print(`wrote ${file}`);
  if (failed > 0) terminal.print(`Try the failed ones again: crn-grid sweep retry ${again(given)}`);
  else if (left > 0 && given.wholePart)
    terminal.print(`This part is done. When all are: crn-grid sweep merge ${again(given)}`);
  else if (left > 0) terminal.print(`Go on: crn-grid sweep run ${again(given)}${given.part ?? ''}`);
}

/** What a user gave to a command. */
export interface Given {
  /** The script, or the folder of a sweep. */
  readonly given: string;
  readonly out?: string;
  /** The flags of one part, and whether all of it is done. */
  readonly part?: string;
  readonly wholePart?: boolean;
}

/** The same sweep for another command. */
function again({ given, out }: Given): string {
  return out === undefined ? quoted(given) : `${quoted(given)} --out ${quoted(out)}`;
}

export function printPlan(terminal: Terminal, header: SweepHeader, folder: string, given: Given): void {
  const { factors, points, replicates, runs, design, seeds, measures } = header;
  terminal.print(`${header.name}: ${header.scenario}, ${design.kind} design, ${count(points)} points`);
  const width = Math.max(0, ...factors.map(({ name }) => name.length));
  for (const { name, values } of factors)
    terminal.print(
      `  ${name.padEnd(width)}  ${isBetween(values) ? `${values.low} to ${values.high}${values.scale === 'log' ? ', logarithmic' : ''}` : values.join(', ')}`,
    );
  terminal.print(
    `${count(runs)} runs: ${count(replicates)} of each point, ${seeds ? 'with the same seeds at every point' : 'each with a seed of its own'}`,
  );
  terminal.print(`keeps of each: ${measures.join(', ')}`);
  terminal.print(`wrote ${folder}/plan.jsonl`);
  terminal.print(`Run it: crn-grid sweep run ${again(given)}`);
}
