/** Hands scripts to Slurm, and asks what became of them; by the commands that every cluster with Slurm has. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { WorkerError } from '../../errors.ts';

/** A job array that Slurm has taken. */
export interface SlurmArray {
  /** `12345` */
  readonly id: string;
  /** Where there are several. */
  readonly cluster?: string;
}

/** Tasks of a job array that have not ended. */
export interface SlurmTasks {
  readonly running: number;
  readonly waiting: number;
  /** Why tasks wait, in the words of Slurm: `Priority`. */
  readonly reasons: readonly string[];
}

/** @throws WorkerError with what `sbatch` said */
export async function submitToSlurm(script: string): Promise<SlurmArray> {
  const said = await call('sbatch', ['--parsable', script]);
  const [, id, cluster] = /^(\d+)(?:;(\S+))?$/m.exec(said) ?? [];
  if (id !== undefined) return { id, ...(cluster === undefined ? {} : { cluster }) };
  throw new WorkerError(
    'sbatch',
    `it gave no number of a job: ${said.trim() || 'it said nothing'}`,
    'Look with `squeue --me` whether the job is there.',
  );
}

/** @throws WorkerError with what `squeue` said, where it cannot be asked */
export async function tasksOf({ id, cluster }: SlurmArray): Promise<SlurmTasks> {
  const where = cluster === undefined ? [] : [`--clusters=${cluster}`];
  const args = ['--noheader', '--array', `--jobs=${id}`, '--format=%T|%r', ...where];
  const said = await call('squeue', args).catch((error: WorkerError) => {
    // A job that ended minutes ago is forgotten.
    if (/invalid job id/i.test(error.message)) return '';
    throw error;
  });
  const tasks = [...said.matchAll(/^(\w+)\|(.*)$/gm)].map(([, state, reason]) => ({
    state,
    reason: reason!,
  }));
  const waiting = tasks.filter(({ state }) => state === 'PENDING');
  return {
    running: tasks.length - waiting.length,
    waiting: waiting.length,
    reasons: [...new Set(waiting.map(({ reason }) => reason))].filter((reason) => reason !== 'None'),
  };
}

const run = promisify(execFile);

async function call(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(program, args)).stdout;
  } catch (cause) {
    const { code, stderr = '', message } = cause as Error & { code?: unknown; stderr?: string };
    if (code === 'ENOENT')
      throw new WorkerError(
        program,
        'there is no such program on this machine',
        'Submit from where Slurm is, such as a login node; --dry-run writes the script alone.',
        { cause },
      );
    throw new WorkerError(
      program,
      stderr.trim() || message,
      'It is Slurm that says so: check the options, or change the script and submit it yourself.',
      { cause },
    );
  }
}
