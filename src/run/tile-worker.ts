/** A thread's program: opens the shared state and the kernel, then lives as one tile. */
import type { Abstraction } from '../kernels/abstraction.ts';
import { openKernel } from '../kernels/open-kernel.ts';
import { type ActorFailure, toFailure } from '../pool/actors.ts';
import { GateAborted } from '../pool/gate.ts';
import type { Setup } from './setup.ts';
import { openSharedState, type SharedPlan } from './shared-state.ts';
import { runTile, type TileJob } from './tile.ts';

/** What is posted to a thread. Rates travel in the shared memory. */
export interface TileWork {
  readonly setup: Omit<Setup, 'rates'>;
  readonly plan: SharedPlan;
  readonly job: TileJob;
  readonly abstraction?: Abstraction;
}

/** @returns the steps taken since time 0, or how it failed */
export default async function tileWorker(work: TileWork): Promise<number | ActorFailure> {
  try {
    const state = openSharedState(work.plan, work.setup);
    const { network, dt, kernel: spec } = work.setup;
    const kernel = await openKernel(spec, {
      network,
      dt,
      memory: state.memory,
      ...(work.abstraction ? { abstraction: work.abstraction } : {}),
    });
    return runTile({ ...work.setup, rates: state.rates }, state, kernel, work.job);
  } catch (error) {
    // Let go by somebody else's failure: that one is reported.
    if (error instanceof GateAborted) return 0;
    return toFailure(error);
  }
}
