/** A thread's program: jobs of an inference. The script is read here, as its functions cannot be posted. */
import { ScenarioError } from '../../errors.ts';
import { type ActorFailure, toFailure } from '../../pool/actors.ts';
import { type Hands, openHands } from '../../sweep/infer/engine/jobs.ts';
import type { InferDone, InferWork } from '../../sweep/infer/engine/threads.ts';
import { openInference } from './open-inference.ts';

/** What this thread has open. */
const open = new Map<string, Promise<Hands>>();

export default async function inferWorker(work: InferWork): Promise<InferDone | ActorFailure> {
  try {
    const key = `${work.hash} ${work.script}`;
    const hands = open.get(key) ?? openFor(work);
    open.set(key, hands);
    const { job } = work;
    return job.kind === 'simulate' ? await (await hands).simulate(job) : await (await hands).advance(job);
  } catch (error) {
    return toFailure(error);
  }
}

async function openFor({ script, hash, seed }: InferWork): Promise<Hands> {
  const opened = await openInference(script, seed);
  if (opened.hash !== hash)
    throw new ScenarioError(script, 'it was changed while it was at work', 'Give the same command again.');
  return openHands(opened.inference, opened.find);
}
