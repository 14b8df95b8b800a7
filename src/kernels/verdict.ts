/** What is said of a learned kernel by those who judged it, as plain data. */

/** Distance of learned from exact histograms for one species after `lag` steps. */
export interface LagDistance {
  readonly species: string;
  readonly lag: number;
  /** Mean over starting states of Σ|p − q|, 0 to 2; and of 1 − Σmin/Σmax, 0 to 1. */
  readonly l1: number;
  readonly iou: number;
  /** The same distances between two independent exact sets of the same size. */
  readonly l1Floor: number;
  readonly iouFloor: number;
  /** What l1 may be, by the scenario's limit and by chance; and the least true distance expected to exceed it. */
  readonly limit: number;
  readonly seen: number;
}

/** The same by our rule: a bin for every number, up to the published number of bins. */
export interface OwnDistance extends LagDistance {
  /** 95 % interval of l1 / l1Floor, by drawing the starting states anew (bootstrap); null where the floor is 0. */
  readonly ratio: readonly [low: number, high: number] | null;
  /** Mean over starting states of |difference of means| in units of the exact standard deviation. */
  readonly meanShift: number;
  readonly meanShiftFloor: number;
}

/** By the published rule: equal bins over the range of all data. */
export interface PublishedDistance extends LagDistance {
  /** First half of an exact set against its second half, √2 above the fair floor. */
  readonly l1Self: number;
  readonly iouSelf: number;
}

/** Kinds of what a verdict checks; `learning/verdict/readings.ts` says what the numbers of each are. */
export type FamilyName =
  | 'distance'
  | 'pair'
  | 'transition'
  | 'mean'
  | 'sd'
  | 'skewness'
  | 'conditional mean'
  | 'conditional spread'
  | 'tail'
  | 'excess'
  | 'surprise'
  | 'dwell'
  | 'visits';

/** One number that was checked. */
export interface Check {
  readonly what: string;
  /** Steps after which; 0 where it is of no one lag. */
  readonly lag: number;
  readonly value: number;
  /** The same for two exact sets. */
  readonly floor: number;
  /** What the scenario's limit lets it be off by; where chance may do more, chance decides. */
  readonly tolerance: number;
  /** What was applied: above the floor; below it where a value below its floor is as wrong as one above. */
  readonly limit: number;
  /** What chance alone may add to the floor. */
  readonly byChance: number;
  /** How much of what is allowed was used; above 1 it failed. */
  readonly severity: number;
}

/** All checks of one kind. */
export interface CheckFamily {
  readonly name: FamilyName;
  readonly tested: number;
  readonly failed: number;
  /** Those that chance decides: the sets are too small to see what the scenario's limit forbids. */
  readonly unresolved: number;
  /** The worst ones, worst first. */
  readonly worst: readonly Check[];
}

/** What hardly any trajectories tell, and so was not judged, of one kind. */
export interface NotJudged {
  readonly name: FamilyName;
  /** Comparisons left out, of so many: of a species or a condition, from one state, after one lag. */
  readonly left: number;
  readonly of: number;
  /** Readings that nothing is left of, and the first of them by name. */
  readonly whole: number;
  readonly first: readonly string[];
}

/** How long trajectories stay in one basin of a multimodal law, in steps. */
export interface DwellTimes {
  readonly species: string;
  /** The basin: counts from `low` to `high`, and the exact share of time in it. */
  readonly low: number;
  readonly high: number;
  readonly mass: number;
  /** Visits, their mean length, and the share of them longer than 0, 1, 2, … steps. */
  readonly exact: Dwell;
  readonly learned: Dwell;
  /** Greatest distance of the two cumulative laws. */
  readonly gap: number;
}

export interface Dwell {
  readonly visits: number;
  readonly mean: number;
  readonly survival: readonly number[];
}

/** How far a learned kernel is from exact: a plain pass or fail against named limits. */
export interface Verdict {
  readonly pass: boolean;
  /** Why not, one line each, worst first; empty when passed. */
  readonly failures: readonly string[];
  /** The rule that decides about histograms. */
  readonly rule: 'ours' | 'published';
  readonly bins: number;
  readonly distances: readonly OwnDistance[];
  readonly published: readonly PublishedDistance[];
  readonly checks: readonly CheckFamily[];
  readonly dwells: readonly DwellTimes[];
  /** Excess negative log-likelihood per step over the exact law, nats; absent where it cannot be estimated. */
  readonly excess?: number;
  /** How often an exact identity was broken; all must be 0. */
  readonly violations: {
    readonly support: number;
    readonly conservation: number;
    readonly negative: number;
    readonly absorbing: number;
  };
  /** Learned states that were held against the one before on their trajectory. */
  readonly transitions: number;
  /** Those of them that came after a state that nothing can leave. */
  readonly atRest: number;
  /** Share of chains that have left the training domain after each lag. */
  readonly outside: readonly { readonly lag: number; readonly learned: number; readonly exact: number }[];
  readonly limits: Readonly<Record<string, number>>;
  readonly lags: readonly number[];
  /** Starting states compared; absorbing ones are checked besides. */
  readonly states: number;
  /** Starting states that were wanted. */
  readonly asked: number;
  readonly trajectories: number;
  readonly seed: number;
  /** False where it was cut short. */
  readonly complete: boolean;
  /** What was left out for lack of trajectories; absent in verdicts stored before this was counted. */
  readonly notJudged?: readonly NotJudged[];
  /** Present where chance decides too much: samples that would settle it. */
  readonly wanted?: WantedSamples;
}

/** Either number is enough, with the other as it was; null where no number is. */
export interface WantedSamples {
  readonly states: number | null;
  readonly trajectories: number | null;
}

/** Share of the limits that chance may decide before a verdict says less than it seems to. */
export const mostByChance = 0.25;

/** How many limits a verdict has, and how many of them chance decides, since its samples are too small. */
export function chanceIn({ checks }: Pick<Verdict, 'checks'>): { limits: number; byChance: number } {
  return {
    limits: checks.reduce((n, f) => n + f.tested, 0),
    byChance: checks.reduce((n, f) => n + f.unresolved, 0),
  };
}

/** Does chance decide so much that a pass is one as far as these samples can tell, and no more? */
export function isDoubtful(verdict: Pick<Verdict, 'checks'>): boolean {
  const { limits, byChance } = chanceIn(verdict);
  return byChance > mostByChance * limits;
}
