/** `crn-grid sweep submit`: writes what a cluster needs to do a sweep, and hands it to Slurm. */
import { join } from 'node:path';
import { RecordingError } from '../../../errors.ts';
import { cureOf, disk, makeFolder, whyFailed } from '../../../record/files.ts';
import { quoted } from '../../../sweep/submit/shell.ts';
import { submitToSlurm } from '../../../sweep/submit/slurm.ts';
import { logsFolder } from '../../../sweep/submit/slurm-script.ts';
import { count, openTerminal } from '../../terminal.ts';
import { conclude, type Ending } from '../conclude.ts';
import { planSweep } from '../sweep-folder.ts';
import { fileFor, jobOf } from './submit-file.ts';
import { type ClusterKind, kindOf, type SubmitFlags } from './submit-options.ts';
import { waitForSlurm } from './submit-wait.ts';

/** What was written, as its JSON says it. */
interface Written {
  readonly kind: ClusterKind;
  readonly folder: string;
  readonly file: string;
  readonly shards: number;
  /** With something left to do, from 0. */
  readonly open: readonly number[];
  /** Number of the job, where it was submitted. */
  readonly job?: string;
}

export async function submitAction(given: string, flags: SubmitFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const kind = kindOf(flags);
  const planned = await planSweep(given, flags, terminal);
  const { folder, header } = planned;
  const job = await jobOf(planned, kind, flags);
  const ending: Ending = {
    terminal,
    folder,
    header,
    given,
    ...(flags.out === undefined ? {} : { out: flags.out }),
    ...(flags.json ? { json: true } : {}),
  };
  if (job.open.length === 0) {
    terminal.note('No part has anything left to do: nothing was written.');
    await conclude({ ...ending, more: { kind, shards: job.shards, open: [] } });
    return;
  }
  const { name, text, steps } = fileFor(kind, job, planned, flags);
  const file = join(folder, name);
  await write(file, text);
  const written: Written = { kind, folder, file, shards: job.shards, open: job.open };
  terminal.print(
    `wrote ${file}: ${count(job.open.length)} of ${count(job.shards)} parts have something left to do`,
  );
  if (kind === 'slurm' && !flags.dryRun) await toSlurm(written, ending, flags.wait);
  else tellNext(ending, written, steps(file));
}

async function write(file: string, text: string): Promise<void> {
  try {
    await disk.write(file, new TextEncoder().encode(text));
  } catch (cause) {
    throw new RecordingError(file, `cannot write: ${whyFailed(cause)}`, `${cureOf(cause)}.`, { cause });
  }
}

async function toSlurm(written: Written, ending: Ending, wait = false): Promise<void> {
  const { terminal, folder } = ending;
  const logs = logsFolder(folder);
  await makeFolder(logs);
  const array = await submitToSlurm(written.file);
  const submitted = { ...written, job: array.id };
  terminal.print(`submitted job ${array.id}; its tasks write to ${logs}`);
  if (!wait) {
    const sweep = ['status', 'merge'].map((verb) => `crn-grid sweep ${verb} ${quoted(folder)}`);
    tellNext(ending, submitted, [`squeue --jobs=${array.id}`, ...sweep]);
    return;
  }
  if ((await waitForSlurm(array, ending)) === 'interrupted') {
    terminal.note(`It waits no more. Job ${array.id} goes on; \`scancel ${array.id}\` ends it.`);
    process.exitCode = 130;
    return;
  }
  const { left } = await conclude({ ...ending, more: submitted });
  if (left === 0) return;
  terminal.note(`Tasks ended before their runs were done: ${logs} says why. What is done stays done:`);
  terminal.note('submit it again, and only parts with something left to do are begun.');
  process.exitCode = 1;
}

/** Says what to do now. */
function tellNext({ terminal, json }: Ending, written: Written, steps: readonly string[]): void {
  if (json) process.stdout.write(`${JSON.stringify({ ...written, next: steps }, null, 2)}\n`);
  terminal.print('Next:');
  for (const step of steps) terminal.print(`  ${step}`);
}
