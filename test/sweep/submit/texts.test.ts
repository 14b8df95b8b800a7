import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Standing } from '../../../src/sweep/results/read-results.ts';
import { openShards, type SweepJob } from '../../../src/sweep/submit/job.ts';
import { jobName, kubernetesJob } from '../../../src/sweep/submit/kubernetes-job.ts';
import { nextflowPipeline } from '../../../src/sweep/submit/nextflow-pipeline.ts';
import { quoted } from '../../../src/sweep/submit/shell.ts';
import { ranges, slurmScript } from '../../../src/sweep/submit/slurm-script.ts';
import { toYaml, type Yaml } from '../../../src/sweep/submit/yaml.ts';
import { readYaml } from '../../support/yaml-reader.ts';

const folder = `/my sweeps/it's 100% "$HOME"`;
const job: SweepJob = {
  ...{
    name: 'bees-sweep',
    folder,
    shards: 4,
    open: [1, 3],
    verb: 'run',
    command: 'npx crn-grid',
    threads: 2,
  },
};
/** Words that a shell makes of a line. */
const words = (line: string): string[] =>
  execFileSync('sh', ['-c', `for word in ${line}; do printf '%s\\n' "$word"; done`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');
const args = ['npx', 'crn-grid', 'sweep', 'run', folder, '--shards', '4', '--threads', '2'];

test('what a shell is told is one word, whatever is in it', () => {
  expect(quoted('/plain/path-1.2')).toBe('/plain/path-1.2');
  for (const text of [folder, '', '*', '~', 'a\\b', '$(echo no)', '`no`', ';'])
    expect(words(`x ${quoted(text)}`)).toEqual(['x', ...(text === '' ? [] : [text])]);
});

test('a shard is open while a run of it is not done', () => {
  const { planned, done, failed } = Standing;
  const standing = Uint8Array.from([done, done, done, failed, done, planned, done]);
  expect(openShards(standing, 3, 'run')).toEqual([2]);
  expect(openShards(standing, 3, 'retry')).toEqual([0, 2]);
  expect(openShards(standing, 2, 'run')).toEqual([1]);
  // More shards than runs: the last have none.
  expect(openShards(new Uint8Array(2), 4, 'run')).toEqual([0, 1]);
});

test('numbers of an array are what they were', () => {
  expect(ranges([0, 1, 2, 3, 5, 7, 8])).toBe('0-3,5,7-8');
  const all = (text: string) =>
    text.split(',').flatMap((part) => {
      const [first, last = first] = part.split('-').map(Number);
      return Array.from({ length: last! - first! + 1 }, (_, i) => first! + i);
    });
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60), { minLength: 1 }), (numbers) => {
      const sorted = numbers.toSorted((a, b) => a - b);
      expect(all(ranges(sorted))).toEqual(sorted);
    }),
    { seed: 1 },
  );
});

describe('Slurm', () => {
  const options = (script: string) => [...script.matchAll(/^#SBATCH (.+)$/gm)].map(([, option]) => option);

  test('an array of the open shards, and a command that a shell reads as it was meant', () => {
    const script = slurmScript({ ...job, atOnce: 1, seconds: 93_784, memory: 2048, partition: 'long' });
    expect(script).toMatch(/^#!\/bin\/sh\n#SBATCH /);
    expect(options(script)).toEqual([
      '--job-name=bees-sweep',
      '--array=1,3%1',
      `--output="/my sweeps/it's 100%% \\"$HOME\\"/logs/%A_%a.log"`,
      '--open-mode=append --requeue',
      '--nodes=1 --ntasks=1 --cpus-per-task=2',
      '--time=1-02:03:04',
      '--mem=2048M',
      '--partition=long',
    ]);
    expect(words(script.trimEnd().split('\n').at(-1)!)).toEqual(['exec', ...args]);
  });

  test('what is not asked for is left to the cluster, and more is added as it is', () => {
    const script = slurmScript({ ...job, more: '--account=bio --qos=long' });
    expect(script).not.toMatch(/--time|--mem|--partition|%1$/m);
    expect(options(script).at(-1)).toBe('--account=bio --qos=long');
  });
});

describe('Kubernetes', () => {
  const there = {
    ...{ ...job, hash: 'd41d8cd98f00b204', image: 'node:22-slim', claim: 'shared' },
    ...{ mount: '/my sweeps', workingDir: '/my sweeps' },
  };

  test('an Indexed Job with an index for every shard', () => {
    const { spec, ...rest } = readYaml(kubernetesJob({ ...there, memory: 512, seconds: 60, atOnce: 3 })) as {
      spec: { template: { spec: { containers: { command: string[] }[] } } };
    };
    expect(rest).toMatchObject({ apiVersion: 'batch/v1', kind: 'Job' });
    expect(rest).toMatchObject({ metadata: { name: 'bees-sweep-d41d8cd9' } });
    expect(spec).toMatchObject({
      ...{ completionMode: 'Indexed', completions: 4, parallelism: 3, backoffLimitPerIndex: 3 },
      podReplacementPolicy: 'Failed',
      template: {
        spec: {
          ...{ restartPolicy: 'Never', activeDeadlineSeconds: 60 },
          volumes: [{ name: 'sweep', persistentVolumeClaim: { claimName: 'shared' } }],
          containers: [
            {
              ...{ image: 'node:22-slim', workingDir: '/my sweeps' },
              resources: { requests: { cpu: '2', memory: '512Mi' }, limits: { memory: '512Mi' } },
              volumeMounts: [{ name: 'sweep', mountPath: '/my sweeps' }],
            },
          ],
        },
      },
    });
    const [shell, flag, line] = spec.template.spec.containers[0]!.command;
    expect([shell, flag, ...words(line!)]).toEqual(['sh', '-c', 'exec', ...args]);
  });

  test('what looks like a variable of its own is left alone', () => {
    const text = kubernetesJob({ ...there, folder: '/my sweeps/$(id)' });
    expect(text).toContain("'/my sweeps/$$(id)' --shards");
  });

  test.each([
    ['Bees_2.0', 'bees-2-0-d41d8cd9'],
    ['._-', 'sweep-d41d8cd9'],
    ['x'.repeat(80), `${'x'.repeat(50)}-d41d8cd9`],
    [`${'x'.repeat(49)}-y`, `${'x'.repeat(49)}-d41d8cd9`],
  ])('%s: its pods have names that are DNS labels', (name, expected) => {
    const of = { ...there, name, shards: 1000 };
    expect(jobName(of)).toBe(expected);
    expect(`${jobName(of)}-999`).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
  });
});

test('YAML says what it was told; control: text that reads as something else has quotes', () => {
  const data: Yaml = {
    a: ['b', { c: 1, 'd e': ['f: g', '# no', "it's"] }],
    no: 'yes',
    n: { m: '12', on: 'x\ny' },
  };
  expect(readYaml(toYaml(data))).toEqual(data);
  expect(toYaml(data)).toContain('"no": "yes"');
  expect(() => readYaml('no: yes\n')).toThrow('no plain word');
});

describe('Nextflow', () => {
  test('a process for every open shard, counted from 1, and the table after them', () => {
    const text = nextflowPipeline({ ...job, seconds: 60, memory: 512, atOnce: 3 });
    expect(text).toContain('mergeShards(shard(channel.fromList([2, 4])).toList())');
    for (const directive of ['cpus 2', "memory '512 MB'", "time '60s'", 'maxForks 3'])
      expect(text).toContain(`\n    ${directive}\n`);
    const [run, merge] = [...text.matchAll(/"""\n\s*(.+)\n\s*"""/g)].map(([, line]) => fromGroovy(line!));
    expect(words(run!)).toEqual([...args.slice(0, 5), '--shard', '2/4', '--threads', '2']);
    expect(words(merge!)).toEqual(['npx', 'crn-grid', 'sweep', 'merge', folder]);
  });

  /** What Groovy makes of a line between three quotes, for the second part. */
  const fromGroovy = (line: string): string =>
    line.replace(/\\(.)|\$\{([\w.]+)\}/g, (_, escaped: string, name: string) =>
      name === undefined ? escaped : name === 'part' ? '2' : '2',
    );
});
