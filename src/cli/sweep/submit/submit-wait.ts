/** Waits for a job array of Slurm, and shows how far the sweep is. */
import { setTimeout } from 'node:timers/promises';
import type { SweepHeader } from '../../../sweep/plan/header.ts';
import { type SlurmArray, type SlurmTasks, tasksOf } from '../../../sweep/submit/slurm.ts';
import { onInterrupt } from '../../interrupt.ts';
import { count, type Terminal } from '../../terminal.ts';
import { standingOf } from '../sweep-text.ts';

/** Between two questions, milliseconds: soon at first, then seldom enough for a busy controller. */
const [soonest, seldomest] = [1000, 30_000];
/** So many questions in a row that nobody answers, some ten minutes long, are the end of waiting. */
const mostUnanswered = 24;

/**
 * @returns why it waits no more: no task is left, or somebody interrupted
 * @throws WorkerError where Slurm cannot be asked for minutes
 */
export async function waitForSlurm(
  array: SlurmArray,
  {
    terminal,
    folder,
    header,
  }: { readonly terminal: Terminal; readonly folder: string; readonly header: SweepHeader },
): Promise<'ended' | 'interrupted'> {
  const stopping = new AbortController();
  const stopListening = onInterrupt(() => stopping.abort());
  let unanswered = 0;
  try {
    for (let pause = soonest; ; pause = Math.min(seldomest, 1.5 * pause)) {
      await setTimeout(pause, undefined, { signal: stopping.signal });
      const tasks = await tasksOf(array).catch((error: Error) => {
        // A controller is away now and then; its jobs go on.
        if (++unanswered >= mostUnanswered) throw error;
        return undefined;
      });
      if (!tasks) continue;
      unanswered = 0;
      if (tasks.running + tasks.waiting === 0) return 'ended';
      const { done, failed, runs } = await standingOf(folder, header);
      terminal.progress(done + failed, runs, labelOf(done, failed, tasks));
    }
  } catch (error) {
    if (stopping.signal.aborted) return 'interrupted';
    throw error;
  } finally {
    terminal.endProgress();
    stopListening();
  }
}

function labelOf(done: number, failed: number, { running, waiting, reasons }: SlurmTasks): string {
  const why = reasons.length > 0 ? ` (${reasons.join(', ')})` : '';
  return [
    `${count(done)} done`,
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
    `${count(running)} tasks running`,
    ...(waiting > 0 ? [`${count(waiting)} waiting${why}`] : []),
  ].join(', ');
}
