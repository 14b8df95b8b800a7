/** What a training will do, before it is done. */
import { checkLearnable } from '../../kernels/open-kernel.ts';
import { chooseBackend } from '../../tensor/backends.ts';
import { type Budget, fullBudget } from '../budget.ts';
import type { Crew } from '../crew.ts';
import { fitOptions, plannedForSearch, startDesign, type TrainJob } from '../job/job.ts';
import { planData } from '../job/plan-data.ts';
import { fullSchedule } from '../search/schedule.ts';
import { type Estimate, type EstimateJob, estimate } from './estimate.ts';
import { measureSpeeds, type Speeds } from './speeds.ts';

export interface PlanOptions {
  readonly crew: Crew;
  readonly budget?: Budget;
  readonly backend?: string;
  /** Cells of the grid times steps of its run, for later rounds. Default 0. */
  readonly gridSteps?: number;
  /**
   * Are data and exact trajectories kept for several bodies, and if so, does this training make them, or are
   * they given? Default: they are its own.
   */
  readonly shared?: 'made' | 'given';
  /** As in {@link EstimateJob}. */
  readonly judge?: EstimateJob['judge'];
  /** As measured for a network like this one. Default: they are measured now. */
  readonly speeds?: Speeds | undefined;
  readonly signal?: AbortSignal;
}

/**
 * The stages of a training and how long each takes on this machine, if every fit has all
 * its epochs; measures for some seconds.
 *
 * @throws KernelError   for a network that cannot be learned
 * @throws BackendError  for a backend that does not train
 */
export async function planTraining(job: TrainJob, options: PlanOptions): Promise<Estimate> {
  const { crew, gridSteps = 0, shared, signal } = options;
  const budget = fullBudget(options.budget ?? {});
  checkLearnable(job.network, job.shape);
  const { backend } = await chooseBackend('train', options.backend);
  const design = startDesign(job, budget);
  const { body } = job.shape;
  const schedule = body.kind === 'search' ? fullSchedule(body.schedule) : undefined;
  const plan = await planData(design, budget, plannedForSearch(job, shared !== undefined), crew);
  const round = (i: number) => fitOptions(job, budget, plan, i);
  const speeds =
    options.speeds ?? (await measureSpeeds({ job, design, plan, options: round(0), backend, crew, signal }));
  const epochs = Array.from({ length: budget.rounds }, (_, i) => round(i).epochs);
  const { network } = job;
  const given = shared === 'given';
  const { judge } = options;
  return estimate({
    ...{ network, plan, speeds, budget, epochs, schedule, gridSteps, given },
    ...(judge ? { judge } : {}),
  });
}
