/** What the commands of `sweep` print. */
import { isBetween } from '../../sweep/factors/values.ts';
import type { SweepHeader } from '../../sweep/plan/header.ts';
import { readStandings } from '../../sweep/results/read-results.ts';
import { quoted } from '../../sweep/submit/shell.ts';
import { count, percent, type Terminal } from '../terminal.ts';

/** How a sweep stands, in sums. */
export interface SweepStanding {
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

export async function standingOf(folder: string, { name, runs }: SweepHeader): Promise<SweepStanding> {
  const { done, failures, shards } = await readStandings(folder, runs);
  const errors = new Map<string, { runs: number; first: number }>();
  for (const [run, { name: kind, message }] of failures) {
    const error = `${kind}: ${message}`;
    const before = errors.get(error);
    errors.set(error, { runs: (before?.runs ?? 0) + 1, first: before?.first ?? run });
  }
  return {
    ...{ name, folder, runs, done, failed: failures.size, left: runs - done - failures.size, shards },
    errors: [...errors].map(([error, of]) => ({ error, ...of })).sort((a, b) => b.runs - a.runs),
  };
}

const mostErrors = 5;

export function printStanding(
  terminal: Terminal,
  standing: SweepStanding,
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
  const next = nextStep(standing, given);
  if (next !== '') terminal.print(next);
}

/** What to do now; empty where all is done. */
function nextStep({ failed, left }: SweepStanding, given: Given): string {
  const { part } = given;
  const command = (verb: string, flags = ''): string => `crn-grid sweep ${verb} ${again(given)}${flags}`;
  if (part && part.failed > 0)
    return `${count(part.failed)} of them in this part. Try them again: ${command('retry', part.flags)}`;
  if (part && part.left === 0 && left > 0) return `This part is done. When all are: ${command('merge')}`;
  if (failed > 0) return `Try the failed ones again: ${command('retry')}`;
  return left > 0 ? `Go on: ${command('run', part?.flags)}` : '';
}

/** What a user gave to a command. */
export interface Given {
  /** The script, or the folder of a sweep. */
  readonly given: string;
  readonly out?: string;
  readonly part?: Part;
}

/** The part of a sweep that a command did. */
export interface Part {
  /** They ask for it again. */
  readonly flags: string;
  readonly failed: number;
  /** Neither done nor failed so far. */
  readonly left: number;
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
