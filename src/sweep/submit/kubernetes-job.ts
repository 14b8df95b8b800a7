/** A sweep as an Indexed Job of Kubernetes: https://kubernetes.io/docs/concepts/workloads/controllers/job/ */
import { type SweepJob, shardCommand } from './job.ts';
import { toYaml } from './yaml.ts';

export interface KubernetesJob extends SweepJob {
  /** Of the sweep, as its header has it: jobs of two plans have two names. */
  readonly hash: string;
  /** With Node in it. */
  readonly image: string;
  /** PersistentVolumeClaim that holds the sweep's folder and script. */
  readonly claim: string;
  /** Absolute path where the claim is mounted; the sweep's folder lies below it. */
  readonly mount: string;
  /** Absolute path below it where the command is called. */
  readonly workingDir: string;
}

/** How often a shard is begun again before it counts as failed; going on costs little. */
const attemptsMore = 3;

/**
 * The text of a file for `kubectl apply`. Every shard has an index, as those of an Indexed Job go from 0 without gaps;
 * one with nothing left to do ends at once.
 */
export function kubernetesJob(job: KubernetesJob): string {
  const { shards, threads, atOnce = shards, memory, image, claim, mount, workingDir } = job;
  const size = memory === undefined ? undefined : `${memory}Mi`;
  return toYaml({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobName(job),
      labels: { 'app.kubernetes.io/name': 'crn-grid', 'app.kubernetes.io/component': 'sweep' },
    },
    spec: {
      completionMode: 'Indexed',
      completions: shards,
      parallelism: Math.min(atOnce, shards),
      backoffLimitPerIndex: attemptsMore,
      // One pod at a time on a shard: the next begins when the one before has ended, not while it is ending.
      podReplacementPolicy: 'Failed',
      podFailurePolicy: {
        // A node that was drained is no failure of a shard.
        rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
      },
      template: {
        spec: {
          restartPolicy: 'Never',
          ...(job.seconds === undefined ? {} : { activeDeadlineSeconds: job.seconds }),
          containers: [
            {
              name: 'shard',
              image,
              workingDir,
              command: [
                'sh',
                '-c',
                unexpanded(`exec ${shardCommand(job)} --shards ${shards} --threads ${threads}`),
              ],
              resources: {
                requests: { cpu: String(threads), ...(size ? { memory: size } : {}) },
                ...(size ? { limits: { memory: size } } : {}),
              },
              volumeMounts: [{ name: 'sweep', mountPath: mount }],
            },
          ],
          volumes: [{ name: 'sweep', persistentVolumeClaim: { claimName: claim } }],
        },
      },
    },
  });
}

/** Kubernetes itself puts variables in the place of `$(NAME)`; two dollars are one that it leaves alone. */
function unexpanded(text: string): string {
  return text.replaceAll('$(', () => '$$(');
}

/** Longest name of a host (RFC 1123). */
const longestLabel = 63;

/** A DNS label that leaves room for `-<index>`, which the names of its pods have. */
export function jobName({ name, hash, shards }: Pick<KubernetesJob, 'name' | 'hash' | 'shards'>): string {
  const end = `-${hash.slice(0, 8)}`;
  const room = longestLabel - end.length - `-${shards - 1}`.length;
  const label = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, room)
    .replace(/-$/, '');
  return `${label || 'sweep'}${end}`;
}
