/** A thread's program: runs of a sweep by their numbers. The script is read here, as its functions cannot be posted. */
import { ScenarioError } from '../../errors.ts';
import { type ActorFailure, toFailure } from '../../pool/actors.ts';
import type { SweepWork } from '../../sweep/engine/run-shard.ts';
import { openWorkshop, type Workshop } from '../../sweep/engine/work.ts';
import type { RunResult } from '../../sweep/results/run-result.ts';
import { openSweep } from './open-sweep.ts';

/** What this thread has open: scripts by their path and name. */
const open = new Map<string, Promise<Workshop>>();

export default async function sweepWorker(work: SweepWork): Promise<RunResult[] | ActorFailure> {
  try {
    const key = `${work.hash} ${work.script}`;
    const workshop = open.get(key) ?? openFor(work);
    open.set(key, workshop);
    return await (await workshop).perform(work.runs);
  } catch (error) {
    return toFailure(error);
  }
}

async function openFor({ script, hash }: SweepWork): Promise<Workshop> {
  const opened = await openSweep(script);
  if (opened.hash !== hash)
    throw new ScenarioError(
      script,
      'it was changed while its sweep was running',
      'Plan it again: crn-grid sweep plan',
    );
  return openWorkshop(opened.sweep, hash, opened.find);
}
