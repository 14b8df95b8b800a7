/** A thread's program: whole runs of one scenario, stacked, each looked at now and then. */
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { RowTally } from '../../kernels/kernel.ts';
import { addTally, noRows } from '../../kernels/step-block.ts';
import { type ActorFailure, toFailure } from '../../pool/actors.ts';
import type { Setup, Start } from '../scenario/setup.ts';
import { runStack, type StackRun } from '../stack/run-stack.ts';
import { openStacks } from '../stack/stacks.ts';

export interface Replica {
  readonly seed: number;
  readonly start: Start;
}

export interface ReplicaWork {
  readonly setup: Setup;
  readonly replicas: readonly Replica[];
  /** Steps at which to look, ascending. */
  readonly steps: readonly number[];
  readonly abstraction?: Abstraction;
}

export interface ReplicaResult {
  /** Shape [replicas][steps] of counts [cells, species]. */
  readonly counts: readonly (readonly Int32Array[])[];
  readonly tally: RowTally;
  readonly seconds: number;
}

/** From job to job of this thread. */
const stacks = openStacks(1);

export default async function replicaWorker(work: ReplicaWork): Promise<ReplicaResult | ActorFailure> {
  try {
    return await runReplicas(work);
  } catch (error) {
    return toFailure(error);
  }
}

/** The same without a thread. @throws the error of the first replica that failed, and as `runStack` */
export async function runReplicas(work: ReplicaWork): Promise<ReplicaResult> {
  const { steps, abstraction } = work;
  const setup = { ...work.setup, steps: steps.at(-1)!, every: steps.reduce(commonDivisor) };
  const looked = new Set(steps);
  const runs = work.replicas.map(({ seed, start }) => {
    const counts: Int32Array[] = [];
    const run: StackRun = {
      setup: { ...setup, seed },
      start,
      observe: () => ({}),
      onFrame(frame) {
        if (looked.has(frame.step)) counts.push(frame.counts);
        return undefined;
      },
    };
    return { run, counts };
  });
  await stacks.open(setup, abstraction);
  const begun = performance.now();
  const ended = await runStack(
    runs.map(({ run }) => run),
    { stacks, ...(abstraction ? { abstraction } : {}) },
  );
  const seconds = (performance.now() - begun) / 1000;
  const failed = ended.find(({ status }) => status === 'failed');
  if (failed) throw failed.error;
  const tally = noRows();
  for (const one of ended) addTally(one.tally, tally);
  return { counts: runs.map(({ counts }) => counts), tally, seconds };
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
