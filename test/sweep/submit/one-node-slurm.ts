/** Slurm on this machine alone, as long as a test needs it: a controller and one node, without munge and systemd. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { availableParallelism, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

/** Why there can be none here; undefined where there can. */
export function whyNoSlurm(): string | undefined {
  const missing = ['slurmctld', 'slurmd', 'sbatch', 'squeue', 'scancel'].filter(
    (program) => spawnSync('sh', ['-c', `command -v ${program}`], { env: environment() }).status !== 0,
  );
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  return process.getuid?.() === 0 ? undefined : 'only root may start slurmd';
}

/** The daemons are where those of a system are. */
const environment = (): NodeJS.ProcessEnv => ({ ...process.env, PATH: `${process.env.PATH}:/usr/sbin` });

export interface OneNodeSlurm {
  /** `SLURM_CONF` of whoever talks to it. */
  readonly conf: string;
  stop(): Promise<void>;
}

/** @throws Error with what the daemons said, where the node is not there within a minute */
export async function startSlurm(): Promise<OneNodeSlurm> {
  const folder = await mkdtemp(join(tmpdir(), 'slurm-'));
  const conf = join(folder, 'slurm.conf');
  const node = hostname().split('.')[0]!;
  const [controller, daemon] = [await freePort(), await freePort()];
  await writeFile(
    conf,
    `ClusterName=test
SlurmctldHost=${node}(127.0.0.1)
SlurmUser=root
AuthType=auth/none
CredType=cred/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1
SlurmctldPort=${controller}
SlurmdPort=${daemon}
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
KillWait=2
ReturnToService=2
NodeName=${node} NodeAddr=127.0.0.1 CPUs=${availableParallelism()}
PartitionName=all Nodes=${node} Default=YES
`,
  );
  const env = { ...environment(), SLURM_CONF: conf };
  let said = '';
  const start = (program: string): ChildProcess => {
    const child = spawn(program, ['-D', '-f', conf], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
    return child;
  };
  const children = [start('slurmctld'), start('slurmd')];
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(ended));
    await rm(folder, { recursive: true, force: true });
  };
  const isThere = (): boolean => {
    const { stdout } = spawnSync('sinfo', ['--noheader', '--format=%T'], { env, encoding: 'utf8' });
    return stdout.trim() === 'idle';
  };
  await vi.waitUntil(isThere, { timeout: 60_000, interval: 200 }).catch(async () => {
    await stop();
    throw new Error(`the node does not come up:\n${said}`);
  });
  return { conf, stop };
}

function ended(child: ChildProcess): Promise<unknown> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const end = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  return end;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Runs one of Slurm's programs. @returns what it wrote */
export function slurm(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8' });
}
