import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readHeader } from '../../../../src/sweep/plan/header.ts';
import { readPlan } from '../../../../src/sweep/plan/read-plan.ts';
import { readYaml } from '../../../support/yaml-reader.ts';
import { say } from '../../say.ts';

let folder = '';
let script = '';
let out = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'submit-'));
  script = join(folder, 'births.sweep.ts');
  out = join(folder, 'a sweep');
  await copyFile(join(import.meta.dirname, '../../../sweep/submit/births.sweep.ts'), script);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});
const submit = (...more: string[]) => say('sweep', 'submit', script, '--out', out, '--quiet', ...more);

/** As a shard that has done some runs leaves them. */
async function have(done: (run: number) => boolean): Promise<void> {
  const header = (await readHeader(out))!;
  const { id } = await readPlan(out, header);
  const lines = Array.from({ length: header.runs }, (_, run) => run)
    .filter(done)
    .map((run) => `${JSON.stringify({ run, id: id[run], values: header.measures.map(() => run) })}\n`);
  await mkdir(join(out, 'results'), { recursive: true });
  await writeFile(join(out, 'results', 'shard-1-of-1.jsonl'), lines.join(''));
}

async function stands(program: string, text: string): Promise<void> {
  await writeFile(join(folder, program), `#!/bin/sh\n${text}\n`);
  await chmod(join(folder, program), 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
}

test('the sweep is planned, the script written, and nothing submitted where that is not wanted', async () => {
  await stands('sbatch', 'exit 9');
  const { code, out: said } = await submit('--slurm', '--dry-run', '--time', '02:00:00', '--memory', '4G');
  expect(code).toBe(0);
  expect(said).toContain(`sbatch '${join(out, 'slurm.sh')}'`);
  const text = await readFile(join(out, 'slurm.sh'), 'utf8');
  for (const line of ['--array=0-9', '--time=02:00:00', '--mem=4096M'])
    expect(text).toContain(`#SBATCH ${line}\n`);
  expect(text).toMatch(
    /^exec \S*node\S* \S+\/dist\/cli\/main\.js sweep run '.*\/a sweep' --shards 10 --threads 1$/m,
  );
});

test('the job is submitted and its number told; parts that are done are left out', async () => {
  await stands('sbatch', 'echo 41');
  const first = await submit('--slurm', '--shards', '4', '--json');
  expect(JSON.parse(first.out)).toMatchObject({ kind: 'slurm', job: '41', shards: 4, open: [0, 1, 2, 3] });
  await have((run) => run % 4 === 0 || run % 4 === 2);
  const second = await submit('--slurm', '--shards', '4', '--json');
  expect(JSON.parse(second.out)).toMatchObject({ open: [1, 3] });
  expect(await readFile(join(out, 'slurm.sh'), 'utf8')).toContain('#SBATCH --array=1,3\n');
});

test('whoever waits gets the table, and a code that says whether it is whole', async () => {
  await stands('sbatch', 'echo 41');
  await stands('squeue', 'true');
  const short = await submit('--slurm', '--shards', '2', '--wait', '--json');
  expect({ code: short.code, end: JSON.parse(short.out) }).toMatchObject({
    code: 1,
    end: { job: '41', left: 200 },
  });
  await have((run) => run > 0);
  await stands(
    'sbatch',
    `cp '${join(folder, 'rest')}' '${join(out, 'results', 'shard-1-of-2.jsonl')}'; echo 42`,
  );
  const { id } = await readPlan(out, (await readHeader(out))!);
  await writeFile(join(folder, 'rest'), `${JSON.stringify({ run: 0, id: id[0], values: [0, 0] })}\n`);
  const whole = await submit('--slurm', '--shards', '2', '--wait', '--json');
  expect({ code: whole.code, end: JSON.parse(whole.out) }).toMatchObject({
    code: 0,
    end: { job: '42', done: 200 },
  });
  expect((await readFile(join(out, 'runs.csv'), 'utf8')).trim().split('\n')).toHaveLength(201);
});

test('for Kubernetes all that the job needs lies on its volume', async () => {
  const { code, out: said } = await submit('--kubernetes', '--mount', folder, '--shards', '3');
  expect(code).toBe(0);
  const job = readYaml(await readFile(join(out, 'kubernetes.yaml'), 'utf8')) as {
    metadata: { name: string };
  };
  expect(job).toMatchObject({ spec: { completions: 3 } });
  expect(said).toContain(`job/${job.metadata.name}`);
  const apart = await submit('--kubernetes', '--mount', join(folder, 'elsewhere'));
  expect(apart).toMatchObject({ code: 1, err: expect.stringContaining('does not lie below') });
});

test('for Nextflow a pipeline', async () => {
  expect((await submit('--nextflow', '--shards', '3')).out).toContain('nextflow run');
  expect(await readFile(join(out, 'main.nf'), 'utf8')).toContain('channel.fromList([1, 2, 3])');
});

test.each([
  [[], 'to what kind of cluster?'],
  [['--slurm', '--nextflow'], 'cannot be used with'],
  [['--nextflow', '--wait'], '--wait: it says nothing to --nextflow'],
  [['--slurm', '--image', 'x'], '--image: it says nothing to --slurm'],
  [['--slurm', '--wait', '--dry-run'], 'nothing is submitted'],
  [['--slurm', '--sbatch', 'a\nb'], 'more than one line'],
  [['--slurm', '--time', '90'], 'hours:minutes:seconds'],
  [['--slurm', '--memory', '4'], '4G'],
  [['--slurm', '--shards', '0'], 'from 1 to 1000000'],
])('%j is told to be wrong', async (args, words) => {
  expect(await submit(...args)).toMatchObject({ code: 1, err: expect.stringContaining(words) });
});
