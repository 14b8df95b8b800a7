/** What `sweep submit` writes for each kind of cluster, and what its user does with it. */
import { isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScenarioError } from '../../../errors.ts';
import { compiled } from '../../../pool/actors.ts';
import { readStandings } from '../../../sweep/results/read-results.ts';
import { openShards, type SweepJob } from '../../../sweep/submit/job.ts';
import { jobName, kubernetesJob } from '../../../sweep/submit/kubernetes-job.ts';
import { nextflowPipeline } from '../../../sweep/submit/nextflow-pipeline.ts';
import { quoted } from '../../../sweep/submit/shell.ts';
import { slurmScript } from '../../../sweep/submit/slurm-script.ts';
import type { PlannedSweep } from '../sweep-folder.ts';
import type { ClusterKind, SubmitFlags } from './submit-options.ts';

/** A file for a cluster. */
export interface SubmitFile {
  /** In the sweep's folder. */
  readonly name: string;
  readonly text: string;
  /** Commands that put it to work, up to the table in the end; `file` is where it lies. */
  readonly steps: (file: string) => readonly string[];
}

/** Parts that a sweep is dealt to where nobody says. */
const usualShards = 10;

/** @throws RecordingError where its results cannot be read */
export async function jobOf(
  { folder, header }: PlannedSweep,
  kind: ClusterKind,
  flags: SubmitFlags,
): Promise<SweepJob> {
  const shards = flags.shards ?? Math.min(usualShards, header.runs);
  const verb = flags.retry ? 'retry' : 'run';
  return {
    name: header.name,
    folder: resolve(folder),
    ...{ shards, verb },
    open: openShards((await readStandings(folder, header.runs)).standing, shards, verb),
    command: flags.command ?? (kind === 'kubernetes' ? 'npx crn-grid' : thisProgram()),
    threads: flags.threads ?? 1,
    ...(flags.atOnce === undefined ? {} : { atOnce: flags.atOnce }),
    ...(flags.time === undefined ? {} : { seconds: flags.time }),
    ...(flags.memory === undefined ? {} : { memory: flags.memory }),
  };
}

/** Whatever `PATH` there is where it is called. */
function thisProgram(): string {
  const main = fileURLToPath(compiled(new URL('../../main.ts', import.meta.url)));
  return `${quoted(process.execPath)} ${quoted(main)}`;
}

/** @throws ScenarioError for Kubernetes, where the sweep does not lie on the volume */
export function fileFor(
  kind: ClusterKind,
  job: SweepJob,
  planned: PlannedSweep,
  flags: SubmitFlags,
): SubmitFile {
  const merge = `crn-grid sweep merge ${quoted(planned.folder)}`;
  switch (kind) {
    case 'slurm': {
      const { partition, sbatch } = flags;
      const more = { ...(partition ? { partition } : {}), ...(sbatch ? { more: sbatch } : {}) };
      const text = slurmScript({ ...job, ...more });
      return { name: 'slurm.sh', text, steps: (file) => [`sbatch ${quoted(file)}`, merge] };
    }
    case 'kubernetes': {
      const there = { ...job, ...volumeOf(job, planned, flags), hash: planned.header.hash };
      const wait = `kubectl wait --for=condition=complete --timeout=-1s job/${jobName(there)}`;
      const steps = (file: string) => [`kubectl apply -f ${quoted(file)}`, wait, merge];
      return { name: 'kubernetes.yaml', text: kubernetesJob(there), steps };
    }
    case 'nextflow':
      return {
        ...{ name: 'main.nf', text: nextflowPipeline(job) },
        steps: (file) => [`nextflow run ${quoted(file)}`],
      };
  }
}

/** Folders are there where they are here: the claim is mounted at the root of both. */
function volumeOf({ folder }: SweepJob, { file }: PlannedSweep, flags: SubmitFlags) {
  const mount = resolve(flags.mount ?? '.');
  for (const path of [folder, file])
    if (!isBelow(mount, path))
      throw new ScenarioError(
        '--mount',
        `${path} does not lie below ${mount}, where the volume is mounted`,
        'Give a folder above the script and the sweep, which is the root of the volume.',
      );
  const here = resolve('.');
  return {
    image: flags.image ?? `node:${process.versions.node}-slim`,
    claim: flags.claim ?? 'crn-grid',
    mount,
    workingDir: isBelow(mount, here) ? here : mount,
  };
}

function isBelow(above: string, path: string): boolean {
  const way = relative(above, path);
  return way !== '..' && !way.startsWith('../') && !isAbsolute(way);
}
