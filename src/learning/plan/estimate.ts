/** What a training will do, stage by stage, and how long each will take on this machine. */

import type { Network } from '../../crn/network.ts';
import type { SearchSchedule } from '../../kernels/learned/shape/shape.ts';
import type { FullBudget } from '../budget.ts';
import { stepsPerStart } from '../data/starts.ts';
import type { DataPlan } from '../job/plan-data.ts';
import { turnsOf } from '../search/schedule.ts';
import { stageNames } from '../stages/progress.ts';
import { defaultLags } from '../verdict/sets/exact-sets.ts';
import { affordable, stepsOf } from '../verdict/sets/price.ts';
import type { Speeds } from './speeds.ts';

export interface PlannedStage {
  readonly name: string;
  /** Amounts, by what they count. */
  readonly amounts: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Present where it takes longer: not all of it is known. */
  readonly atLeast?: true;
}

export interface Estimate {
  readonly plan: DataPlan;
  readonly speeds: Speeds;
  readonly stages: readonly PlannedStage[];
  readonly seconds: number;
}

export interface EstimateJob {
  /** Bounds the size of the verdict. */
  readonly network?: Network;
  readonly plan: DataPlan;
  readonly speeds: Speeds;
  readonly budget: FullBudget;
  /** Epochs of the fit of each round. */
  readonly epochs: readonly number[];
  /** Of the architecture search; absent where there is none. */
  readonly schedule?: SearchSchedule | undefined;
  /** Cells of the grid times steps of its run: what a visit costs at least. */
  readonly gridSteps: number;
  /** States of the verdict, and trajectories from each. Default: what its price allows. */
  readonly judge?: { readonly settings?: number; readonly trajectories?: number };
  /** Are the data that are kept, and the exact trajectories of the verdict, there already? Default no. */
  readonly given?: boolean;
}

/** Steps of a verdict's trajectories. */
const longest = defaultLags.at(-1)!;
/** Of each trajectory of a set: exact ones, two sets and the long runs; learned ones, one set and the long runs. */
const steps = { exact: stepsOf(2, longest), learned: stepsOf(1, longest) };

/** Seconds of each stage, if every fit has all its epochs. */
export function estimate(job: EstimateJob): Estimate {
  const { plan, speeds, budget, epochs, schedule, gridSteps, network, judge, given = false } = job;
  const { epochsPerDraw } = plan;
  const anewEach = epochsPerDraw > 0 ? (speeds.simulate + speeds.prepare) / epochsPerDraw : 0;
  const each = { simulate: anewEach, fit: speeds.fit };
  const { settings, trajectories } = affordable(plan.eventsPerStep, longest, {
    ...judge,
    ...(network ? { network } : {}),
  });
  const exactSteps = given ? 0 : settings * trajectories * steps.exact;
  const all = plan.starts + plan.heldOut + plan.search;
  // Cheap data are not kept.
  const simulated = given && epochsPerDraw === 0 ? 0 : all;
  const stages = stageNames(budget.rounds, schedule !== undefined).map((name): PlannedStage => {
    const [kind, number = '1'] = name.split('-');
    const round = Number(number);
    switch (kind) {
      case 'simulate':
        return {
          name,
          amounts: {
            states: simulated,
            transitions: simulated * plan.each,
            events: plannedEvents(plan, simulated),
          },
          seconds: simulated * speeds.simulate + all * speeds.measure,
        };
      case 'search': {
        const { epochs: passesOver, architecture } = schedule!;
        const turns = turnsOf(schedule!);
        const passes = passesOver * plan.starts + turns * architecture * plan.search;
        const anew = passesOver * plan.starts * each.simulate;
        return { name, amounts: { epochs: passesOver, turns }, seconds: passes * speeds.search + anew };
      }
      case 'fit': {
        const starts = plan.starts + (round > 1 ? plan.visited : 0);
        const passes = epochs[round - 1]!;
        return {
          name,
          amounts: { epochs: passes, states: starts, parameters: speeds.parameters },
          seconds:
            passes * starts * (each.fit + each.simulate) + (epochsPerDraw > 0 ? 0 : starts * speeds.prepare),
        };
      }
      case 'visit': {
        const own = epochsPerDraw > 0 ? 0 : plan.visited * speeds.simulate;
        // The cheaper kernel steps the grid; where only the exact one is known, it is that one.
        const learned = speeds.judge ? speeds.judge.each / steps.learned : speeds.step;
        return {
          name,
          amounts: { cells: gridSteps },
          seconds: gridSteps * Math.min(speeds.step, learned) + own,
        };
      }
      case 'judge':
        return {
          name,
          amounts: {
            states: settings,
            trajectories: settings * trajectories,
            events: exactSteps * plan.eventsPerStep,
          },
          seconds:
            exactSteps * speeds.step +
            (speeds.judge ? speeds.judge.once + settings * trajectories * speeds.judge.each : 0),
          ...(speeds.judge ? {} : { atLeast: true }),
        };
      default:
        return { name, amounts: {}, seconds: 1 };
    }
  });
  return { plan, speeds, stages, seconds: stages.reduce((sum, { seconds }) => sum + seconds, 0) };
}

function plannedEvents(plan: DataPlan, starts: number): number {
  return plan.eventsPerStep * starts * (stepsPerStart(plan) + plan.each);
}
