/** A thread's program: opens the shared state and the kernel, then lives as one tile. */
import type { Abstraction } from '../../kernels/abstraction.ts';
import { type ActorFailure, toFailure } from '../../pool/actors.ts';
import { GateAborted } from '../../pool/gate.ts';
import { deviceClient } from '../../tensor/device/client.ts';
import type { Setup } from '../scenario/setup.ts';
import { openKernelIn } from './kernel-in.ts';
import { openSharedState, type SharedPlan } from './shared-state.ts';
import { runTile, type TileJob } from './tile.ts';
import { openTransport } from './transport.ts';

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
    const { postBox } = work.plan;
    const client = postBox
      ? deviceClient(state.memory, postBox, work.job.number, () => state.control.gate.check())
      : undefined;
    const kernel = await openKernelIn(work.plan, work.setup, work.abstraction, client);
    const setup = { ...work.setup, rates: state.rates };
    return runTile(setup, state, { kernel, transport: openTransport(setup, state.memory) }, work.job);
  } catch (error) {
    // Let go by somebody else's failure: that one is reported.
    if (error instanceof GateAborted) return 0;
    return toFailure(error);
  }
}
