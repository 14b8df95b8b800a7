/** Writes what a sweep will do: `sweep.json`, and `plan.jsonl` with a line for every run. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RecordingError } from '../../errors.ts';
import { cureOf, disk, makeFolder, whyFailed } from '../../record/files.ts';
import { headerPath, type SweepHeader } from './header.ts';
import type { Runs } from './point-of-run.ts';

export const planPath = (folder: string): string => join(folder, 'plan.jsonl');

/**
 * The lines come first and the header last: a folder with a header has a whole plan.
 *
 * @param onRun  told how many lines are written, now and then
 * @throws RecordingError where the disk fails
 */
export async function writePlan(
  folder: string,
  header: SweepHeader,
  runs: Runs,
  onRun: (written: number) => void = () => {},
): Promise<void> {
  const path = planPath(folder);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await makeFolder(folder);
    await writeLines(temporary, runs, onRun);
    await rename(temporary, path);
    await disk.write(headerPath(folder), new TextEncoder().encode(`${JSON.stringify(header, null, 2)}\n`));
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new RecordingError(path, `cannot write: ${whyFailed(cause)}`, `${cureOf(cause)}.`, { cause });
  }
}

/** Lines that are put together before they are written. */
const together = 1000;

async function writeLines(path: string, runs: Runs, onRun: (written: number) => void): Promise<void> {
  const file = createWriteStream(path, { flush: true });
  const failed = once(file, 'error').then(([error]) => {
    throw error;
  });
  const writes = (async () => {
    for (let from = 0; from < runs.runs; from += together) {
      let text = '';
      for (let run = from; run < Math.min(runs.runs, from + together); run++)
        text += `${JSON.stringify(runs.planned(run))}\n`;
      if (!file.write(text)) await once(file, 'drain');
      onRun(Math.min(runs.runs, from + together));
    }
    file.end();
    await once(file, 'close');
  })();
  await Promise.race([writes, failed]);
}
