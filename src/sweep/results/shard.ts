/** Which part of a sweep one process takes: every n-th run. */
import { ScenarioError } from '../../errors.ts';

export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly of: number;
}

export const wholeSweep: Shard = { index: 0, of: 1 };

const environment = ['SLURM_ARRAY_TASK_ID', 'JOB_COMPLETION_INDEX'] as const;

/** `2/4`: the second of four. @throws ScenarioError */
export function parseShard(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match && index >= 1 && index <= of) return { index: index - 1, of };
  throw new ScenarioError('--shard', `"${text}" is no shard`, 'Write 1/4 for the first of four, up to 4/4.');
}

/**
 * The shard whose number a cluster has put in the environment, where the first is 0.
 *
 * @throws ScenarioError where there is none, or it is beyond them
 */
export function shardFromEnvironment(of: number, env: NodeJS.ProcessEnv): Shard {
  const name = environment.find((one) => env[one] !== undefined);
  if (name === undefined)
    throw new ScenarioError(
      '--shards',
      `neither ${environment.join(' nor ')} is set`,
      'It is for jobs of Slurm or Kubernetes; elsewhere say which one with --shard 1/4.',
    );
  const index = Number(env[name]);
  if (Number.isInteger(index) && index >= 0 && index < of) return { index, of };
  throw new ScenarioError(
    '--shards',
    `${name} is ${env[name]}, and there are ${of} shards, from 0 to ${of - 1}`,
    `Start the jobs with --array=0-${of - 1}, or .spec.completions: ${of}.`,
  );
}

/** Name of its file. */
export function shardName({ index, of }: Shard): string {
  return `shard-${index + 1}-of-${of}`;
}

/** Its runs, in order. */
export function* runsOf({ index, of }: Shard, runs: number): Generator<number> {
  for (let run = index; run < runs; run += of) yield run;
}
