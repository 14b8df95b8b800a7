/** The stage that draws the data, and measures what a head must know of them. */
import { AbstractionError } from '../../errors.ts';
import type { Domain, Scaling } from '../../kernels/abstraction.ts';
import type { TrainJob } from '../job/job.ts';
import { type DataPlan, heldOutShare } from '../job/plan-data.ts';
import { domainOf, scalingOf } from '../scaling.ts';
import type { TrainingData } from './data.ts';
import type { OnProgress } from './progress.ts';

/** What the simulated data say. */
export interface Simulated {
  readonly domain: Domain;
  readonly scaling: Scaling;
  /** Starts and transitions of the first epoch, and held-out transitions. */
  readonly states: number;
  readonly transitions: number;
  readonly heldOut: number;
}

export interface SimulateJob {
  readonly job: TrainJob;
  readonly seed: number;
  readonly plan: DataPlan;
  readonly data: TrainingData;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: OnProgress;
}

/** With fewer transitions than this nothing can be fitted. */
const leastTransitions = 200;

/** @throws AbstractionError where there is next to nothing to learn */
export async function simulateStage({
  job,
  seed,
  plan,
  data,
  signal,
  onProgress,
}: SimulateJob): Promise<Simulated> {
  const { network, dt, shape, steps = [dt, dt] } = job;
  const watch = (from: number, to: number) => ({
    signal,
    onProgress: (share: number) => onProgress({ stage: 'simulate', share: from + share * (to - from) }),
  });
  const border = plan.starts / (plan.starts + plan.heldOut);
  const { starts, transitions } = await data.epoch(0, watch(0, border));
  const heldOut = await data.heldOut(watch(border, 1));
  if (Math.min(transitions.rows, heldOut.transitions.rows / heldOutShare) < leastTransitions)
    throw new AbstractionError(
      'training',
      `only ${transitions.rows} steps of two events or more came from ${starts.rows} starting states`,
      'Widen `train.ranges`, take another step, or use the kernel ssa.',
    );
  const domain = domainOf(network, starts.counts, starts.rates, steps);
  const scaling = scalingOf({ network, dt, shape, domain, seed }, transitions);
  return {
    domain,
    scaling,
    states: starts.rows,
    transitions: transitions.rows,
    heldOut: heldOut.transitions.rows,
  };
}
