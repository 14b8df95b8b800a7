/** What a training will do, before it is done. */
import { checkLearnable } from '../../kernels/open-kernel.ts';
import { chooseBackend } from '../../tensor/backends.ts';
import { type Budget, fullBudget } from '../budget.ts';
import type { Crew } from '../crew.ts';
import { fullSchedule } from '../search/schedule.ts';
import { type Estimate, estimate } from '../stages/estimate.ts';
import { planData } from '../stages/plan-data.ts';
import { measureSpeeds } from '../stages/speeds.ts';
import { fitOptions, startDesign, type TrainJob } from './job.ts';

export interface PlanOptions {
  readonly crew: Crew;
  readonly budget?: Budget;
  readonly backend?: string;
  /** Cells of the grid times steps of its run, for later rounds. Default 0. */
  readonly gridSteps?: number;
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
  const { crew, gridSteps = 0, signal } = options;
  const budget = fullBudget(options.budget ?? {});
  checkLearnable(job.network, job.shape);
  const { backend } = await chooseBackend('train', options.backend);
  const design = startDesign(job, budget);
  const { body } = job.shape;
  const schedule = body.kind === 'search' ? fullSchedule(body.schedule) : undefined;
  const plan = await planData(design, budget, schedule !== undefined, crew);
  const round = (i: number) => fitOptions(job, budget, plan, i);
  const speeds = await measureSpeeds({ job, design, plan, options: round(0), backend, crew, signal });
  const epochs = Array.from({ length: budget.rounds }, (_, i) => round(i).epochs);
  return estimate({ network: job.network, plan, speeds, budget, epochs, schedule, gridSteps });
}
