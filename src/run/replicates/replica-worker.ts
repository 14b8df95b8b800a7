/** A thread's program: whole runs, one after the other, each a grid of one tile. */

import { ScenarioError } from '../../errors.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { RowTally } from '../../kernels/kernel.ts';
import { type ActorFailure, toFailure } from '../../pool/actors.ts';
import type { Setup, Start } from '../scenario/setup.ts';
import { openKernelIn } from '../tile/kernel-in.ts';
import { openSharedState, planSharedState } from '../tile/shared-state.ts';
import { runTile } from '../tile/tile.ts';
import { openTransport } from '../tile/transport.ts';

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

export default async function replicaWorker(work: ReplicaWork): Promise<ReplicaResult | ActorFailure> {
  try {
    return await runReplicas(work);
  } catch (error) {
    return toFailure(error);
  }
}

/** The same without a thread. */
export async function runReplicas(work: ReplicaWork): Promise<ReplicaResult> {
  const { setup } = work;
  const plan = planSharedState(setup, 1, work.abstraction);
  if (plan.postBox)
    throw new ScenarioError(
      `backend "${setup.backend}"`,
      'replicates are computed by the threads that run them',
      'Leave `backend` out, or use `run` for a device.',
    );
  const state = openSharedState(plan, setup);
  const kernel = await openKernelIn(plan, setup, work.abstraction);
  const machines = { kernel, transport: openTransport(setup, state.memory) };
  const tile = { first: 0, last: setup.lattice.width * setup.lattice.height };
  const begun = performance.now();
  const counts = work.replicas.map(({ seed, start }) => {
    state.counts.set(start.counts);
    state.past.known.fill(0);
    state.rates.set(setup.rates);
    start.fields.forEach((field, f) => state.fields[f]!.set(field));
    let from = 0;
    return work.steps.map((to) => {
      // One frame at the end of each leg, which nobody reads: the slot is always free.
      if (to > from)
        runTile({ ...setup, seed, steps: to, every: to }, state, machines, { number: 0, tile, from });
      from = to;
      return state.counts.slice();
    });
  });
  return { counts, tally: { ...kernel.tally }, seconds: (performance.now() - begun) / 1000 };
}
