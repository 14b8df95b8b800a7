/** A sweep as a job array of Slurm: https://slurm.schedmd.com/job_array.html */
import { join } from 'node:path';
import { type SweepJob, shardCommand } from './job.ts';

export interface SlurmJob extends SweepJob {
  readonly partition?: string;
  /** More options of `sbatch`, as one would type them: `--account=bio --qos=long`. */
  readonly more?: string;
}

/** Where the tasks write what they say. */
export const logsFolder = (folder: string): string => join(folder, 'logs');

/** The text of a script for `sbatch`: a task for every open shard, whose number is the task's. */
export function slurmScript(job: SlurmJob): string {
  const { name, folder, shards, open, threads, seconds, memory, partition, atOnce, more } = job;
  const log = `${logsFolder(folder).replaceAll('%', '%%')}/%A_%a.log`;
  const options = [
    `--job-name=${name}`,
    `--array=${ranges(open)}${atOnce === undefined ? '' : `%${atOnce}`}`,
    `--output=${directiveWord(log)}`,
    // A task that is begun again adds to what it said before.
    '--open-mode=append --requeue',
    `--nodes=1 --ntasks=1 --cpus-per-task=${threads}`,
    ...(seconds === undefined ? [] : [`--time=${clock(seconds)}`]),
    ...(memory === undefined ? [] : [`--mem=${memory}M`]),
    ...(partition === undefined ? [] : [`--partition=${directiveWord(partition)}`]),
    ...(more === undefined ? [] : [more]),
  ];
  return `#!/bin/sh
${options.map((option) => `#SBATCH ${option}`).join('\n')}

# Runs that are done stay done: whatever was killed goes on where it was.
exec ${shardCommand(job)} --shards ${shards} --threads ${threads}
`;
}

/** Numbers ascending, as `--array` has them: `0-3,5`. */
export function ranges(numbers: readonly number[]): string {
  const parts: [first: number, last: number][] = [];
  for (const n of numbers) {
    const part = parts.at(-1);
    if (part?.[1] === n - 1) part[1] = n;
    else parts.push([n, n]);
  }
  return parts.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/** One word of a line of options, which sbatch reads itself: quotes, and backslashes within them. */
function directiveWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** `1-02:03:04`: days, hours, minutes, seconds. */
function clock(seconds: number): string {
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  return `${days > 0 ? `${days}-` : ''}${two((seconds / 3600) % 24)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}
