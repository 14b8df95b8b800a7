/** What `sweep submit` is told: which kind of cluster, and what each shard may have there. */
import { InvalidArgumentError, Option } from 'commander';
import { ScenarioError } from '../../../errors.ts';
import { threadCount } from '../../../pool/actors.ts';
import { whole } from '../../given/options.ts';

export interface SubmitFlags {
  out?: string;
  slurm?: boolean;
  kubernetes?: boolean;
  nextflow?: boolean;
  shards?: number;
  atOnce?: number;
  threads?: number;
  retry?: boolean;
  /** Seconds. */
  time?: number;
  /** MiB. */
  memory?: number;
  command?: string;
  partition?: string;
  sbatch?: string;
  image?: string;
  claim?: string;
  mount?: string;
  dryRun?: boolean;
  wait?: boolean;
  quiet?: boolean;
  json?: boolean;
}

const kinds = ['slurm', 'kubernetes', 'nextflow'] as const;
export type ClusterKind = (typeof kinds)[number];

export function submitOptions(): Option[] {
  const kind = (name: ClusterKind, what: string): Option =>
    new Option(`--${name}`, what).conflicts(kinds.filter((other) => other !== name));
  return [
    kind('slurm', 'a job array of Slurm, submitted with sbatch'),
    kind('kubernetes', 'an Indexed Job for kubectl'),
    kind('nextflow', 'a pipeline for nextflow'),
    new Option('--shards <n>', 'parts to deal the runs to (default: 10, or the number of runs)').argParser(
      positive,
    ),
    new Option('--at-once <n>', 'parts at work at a time, at most (default: all)').argParser(positive),
    new Option('--threads <n>', 'of each part').argParser((text) => threadCount(whole(text))).default(1),
    new Option('--retry', 'do the failed runs once more, too'),
    new Option('--time <hh:mm:ss>', 'that each part may take, as 02:00:00 or 1-12:00:00').argParser(duration),
    new Option('--memory <size>', 'of each part, as 4G or 512M').argParser(memory),
    new Option(
      '--command <text>',
      'how crn-grid is called there (default: this very program; for Kubernetes npx crn-grid)',
    ),
    new Option('--partition <name>', 'Slurm: where to queue'),
    new Option('--sbatch <options>', 'Slurm: more options of sbatch, as --sbatch="--account=bio"'),
    new Option('--dry-run', 'write the file, and submit nothing'),
    new Option('--wait', 'Slurm: wait for the end, and put the results together'),
    new Option(
      '--image <name>',
      'Kubernetes: image with Node (default: node of the same version, from Docker Hub)',
    ),
    new Option('--claim <name>', 'Kubernetes: volume claim that holds the sweep (default: crn-grid)'),
    new Option('--mount <folder>', 'Kubernetes: where it is mounted, there as here (default: this folder)'),
  ];
}

/** Which options are of one kind alone. */
const belongs: Readonly<Partial<Record<keyof SubmitFlags, ClusterKind>>> = {
  partition: 'slurm',
  sbatch: 'slurm',
  wait: 'slurm',
  image: 'kubernetes',
  claim: 'kubernetes',
  mount: 'kubernetes',
};

/** What to do there where an option is of another kind. */
const instead: Readonly<Record<ClusterKind, string>> = {
  slurm: 'leave it out',
  kubernetes: 'kubectl submits the file, and waits',
  nextflow: 'queue, container and executor are of nextflow.config',
};

/** @throws ScenarioError where no kind is named, or an option is of another */
export function kindOf(flags: SubmitFlags): ClusterKind {
  const kind = kinds.find((one) => flags[one]);
  if (!kind)
    throw new ScenarioError(
      'sweep submit',
      'to what kind of cluster?',
      'Add --slurm, --kubernetes or --nextflow.',
    );
  for (const [flag, only] of Object.entries(belongs) as [keyof SubmitFlags, ClusterKind][])
    if (flags[flag] !== undefined && only !== kind)
      throw new ScenarioError(
        `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
        `it says nothing to --${kind}`,
        `It is for --${only}; ${instead[kind]}.`,
      );
  if (flags.wait && flags.dryRun)
    throw new ScenarioError('--wait', 'with --dry-run nothing is submitted', 'Take one of the two.');
  if (flags.sbatch !== undefined && /[\r\n]/.test(flags.sbatch))
    throw new ScenarioError('--sbatch', 'it has more than one line', 'Write the options in one line.');
  return kind;
}

function positive(text: string): number {
  const n = whole(text);
  if (n < 1 || n > 1e6) throw new InvalidArgumentError('It is not a whole number from 1 to 1000000.');
  return n;
}

/** Reads `02:00:00`, with days before it or without. @returns seconds @throws InvalidArgumentError */
function duration(text: string): number {
  const match = /^(?:(\d+)-)?(\d+):([0-5]\d):([0-5]\d)$/.exec(text);
  const [days, hours, minutes, seconds] = (match?.slice(1) ?? []).map((part) => Number(part ?? 0));
  const total = ((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!;
  if (total > 0) return total;
  throw new InvalidArgumentError('Write it as hours:minutes:seconds, e.g. 02:00:00.');
}

/** Reads `4G`. @returns MiB @throws InvalidArgumentError */
function memory(text: string): number {
  const match = /^(\d+)([MGT])(?:i?B)?$/i.exec(text);
  const size = Number(match?.[1]) * ({ M: 1, G: 1024, T: 1024 ** 2 }[match?.[2]?.toUpperCase() ?? ''] ?? 0);
  if (size > 0) return size;
  throw new InvalidArgumentError('Write it as 4G, or 512M.');
}
