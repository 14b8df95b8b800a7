import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { submitToSlurm, tasksOf } from '../../../src/sweep/submit/slurm.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slurm-words-'));
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** A program in the place of one of Slurm's. */
async function stands(program: string, script: string): Promise<void> {
  await writeFile(join(folder, program), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, program), 0o755);
}

test.each([
  ['123', { id: '123' }],
  ['123;far', { id: '123', cluster: 'far' }],
])('%s is the number of a job', async (said, job) => {
  await stands('sbatch', `[ "$1 $2" = "--parsable a b.sh" ] && echo '${said}'`);
  expect(await submitToSlurm('a b.sh')).toEqual(job);
});

test('what sbatch says when it refuses is said; so is that it said nothing, or is not there', async () => {
  await stands('sbatch', `echo 'sbatch: error: invalid partition specified: nowhere' >&2; exit 1`);
  await expect(submitToSlurm('x.sh')).rejects.toThrow('sbatch: error: invalid partition specified: nowhere');
  await stands('sbatch', 'true');
  await expect(submitToSlurm('x.sh')).rejects.toThrow('it said nothing');
  vi.stubEnv('PATH', join(folder, 'empty'));
  await expect(submitToSlurm('x.sh')).rejects.toThrow('there is no such program on this machine');
});

test('tasks that have not ended are counted, with why they wait', async () => {
  const lines = 'PENDING|Priority\\nPENDING|None\\nRUNNING|None\\nCOMPLETING|None\\nPENDING|Priority\\n';
  await stands('squeue', `case "$*" in *--jobs=7*) printf '${lines}';; esac`);
  expect(await tasksOf({ id: '7' })).toEqual({ running: 2, waiting: 3, reasons: ['Priority'] });
  expect(await tasksOf({ id: '8' })).toEqual({ running: 0, waiting: 0, reasons: [] });
});

test('a job that is forgotten has ended; control: a controller that is away is no end', async () => {
  await stands('squeue', `echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1`);
  expect(await tasksOf({ id: '7' })).toEqual({ running: 0, waiting: 0, reasons: [] });
  await stands('squeue', `echo 'Unable to contact slurm controller (connect failure)' >&2; exit 1`);
  await expect(tasksOf({ id: '7' })).rejects.toThrow('Unable to contact slurm controller');
});
