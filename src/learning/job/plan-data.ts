/**
 * How much data a training simulates. It follows from the number of events that a step
 * holds, estimated from seeded pilot steps: what a step costs is known before the first
 * minute is spent, and no clock decides a result.
 */
import type { FullBudget } from '../budget.ts';
import type { Crew } from '../crew.ts';
import type { StartDesign } from '../data/starts.ts';
import { chainedShare, stepsPerStart } from '../data/starts.ts';

export interface DataPlan {
  /** Mean events of one step from the starts. */
  readonly eventsPerStep: number;
  /** Starts of an epoch. */
  readonly starts: number;
  /** Outcomes drawn from each start; more where few events are likely. */
  readonly each: number;
  /** Some starts are first run for 1 to so many steps. */
  readonly longestChain: number;
  /** And this share of them is. */
  readonly chained: number;
  /** Epochs that share a draw of data, where new ones cost no more than the fit; 0: all share one. */
  readonly epochsPerDraw: number;
  /** Held-out starts: to choose the epoch, and to search the architecture on; 0 without a search. */
  readonly heldOut: number;
  readonly search: number;
  /** Starts that the grid visited, at most, in each later round. */
  readonly visited: number;
}

/** Held-out starts, as shares of those of an epoch. */
export const heldOutShare = 0.1;
export const searchShare = 0.25;
/** Below so many events per step data are drawn anew. */
const cheapEvents = 300;
/** Epochs that share a draw: as many as there are so many events in a step. Simulating these costs about what a fit does. */
const eventsPerEpoch = 50;
/** Fewer outcomes are drawn of each start before there are fewer starts than this. */
const enoughStarts = 3000;
const fewestOutcomes = 2;
const longestChains = { cheap: 12, dear: 3 };
/** Starts of the pilot, as many as hold so many events together. */
const pilots = [4, 12, 48];
const pilotEvents = 1e8;
/** Numbers of the pilot's starts, which no data set uses. */
const firstPilot = 2 ** 31 + 2 ** 29;

/** Plans the data of a training. */
export async function planData(
  design: Omit<StartDesign, 'network'>,
  budget: FullBudget,
  search: boolean,
  crew: Crew,
): Promise<DataPlan> {
  const eventsPerStep = await meanEvents(design, crew);
  const redraws = eventsPerStep < cheapEvents;
  const epochsPerDraw = redraws ? Math.max(1, Math.ceil(eventsPerStep / eventsPerEpoch)) : 0;
  const sets = 1 + heldOutShare + (search ? searchShare : 0) + (budget.rounds - 1);
  const steps = budget.events / sets / Math.max(eventsPerStep, 1);
  const chained = chainedShare(design);
  const dear =
    !redraws &&
    steps <
      budget.transitions * (1 + stepsPerStart({ longestChain: longestChains.cheap, chained }) / budget.each);
  const longestChain = dear ? longestChains.dear : longestChains.cheap;
  const startsWith = (each: number): number =>
    Math.min(
      Math.ceil(budget.transitions / each),
      redraws ? Infinity : Math.max(1, Math.floor(steps / (stepsPerStart({ longestChain, chained }) + each))),
    );
  let { each } = budget;
  const enough = Math.min(enoughStarts, startsWith(each === 1 ? 1 : fewestOutcomes));
  while (dear && each > fewestOutcomes && startsWith(each) < enough) each = Math.ceil(each / 2);
  const starts = startsWith(each);
  return {
    eventsPerStep,
    starts,
    each,
    longestChain,
    chained,
    epochsPerDraw,
    heldOut: Math.ceil(starts * heldOutShare),
    search: search ? Math.ceil(starts * searchShare) : 0,
    visited: starts,
  };
}

/** Mean events of a step from training starts, of as many as are quickly simulated. */
async function meanEvents(design: Omit<StartDesign, 'network'>, crew: Crew): Promise<number> {
  let rows = 0;
  let events = 0;
  for (const upTo of pilots) {
    const first = firstPilot + rows;
    const starts = await crew.starts({ ...design, longestChain: 1 }, upTo - rows, first);
    events += await crew.events(starts, design.dt, design.seed, first);
    rows = upTo;
    if (events > pilotEvents) break;
  }
  return events / rows;
}
