/** The stages of a training, and where it is. */

/** Where a training is. */
export interface Progress {
  /** Name of the stage. */
  readonly stage: string;
  /** Share of the stage done. */
  readonly share: number;
  /** Of a fit: the epoch under way, from 1 on, and how many there are at most. */
  readonly epoch?: number;
  readonly epochs?: number;
  /** Of a fit: the held-out loss after the last epoch, nats. */
  readonly heldOut?: number;
}

export type OnProgress = (progress: Progress) => void;

/** The stages of a training, in order: names of log lines, files and progress. */
export function stageNames(rounds: number, search: boolean): string[] {
  const later = Array.from({ length: rounds - 1 }, (_, i) => [`visit-${i + 2}`, `fit-${i + 2}`]);
  return ['simulate', ...(search ? ['search'] : []), 'fit-1', ...later.flat(), 'judge', 'store'];
}

/** What a stage does, in words. */
export function stageTitle(name: string): string {
  const [kind, round] = name.split('-');
  switch (kind) {
    case 'simulate':
      return 'simulating';
    case 'search':
      return 'searching the architecture';
    case 'fit':
      return round === '1' ? 'fitting' : `fitting, round ${round}`;
    case 'visit':
      return 'running the grid, to learn from what it visits';
    case 'judge':
      return 'judging against exact simulation';
    default:
      return 'storing';
  }
}

/** Where a training is among its stages, and how long it still takes. */
export interface StageTime {
  /** Number of the stage, from 1 on, and how many there are. */
  readonly number: number;
  readonly stages: number;
  /** Seconds left of this stage at its speed so far, and of all; Infinity where nothing is known. */
  readonly left: number;
  readonly leftInAll: number;
}

/**
 * Tells the time left. A stage's own speed is believed more than its estimate once some of
 * it is done; stages to come are taken as estimated.
 *
 * @param estimates  seconds by stage, as calibrated; stages without one count as unknown
 */
export function stageClock(
  names: readonly string[],
  estimates: Readonly<Record<string, number>>,
  now: () => number = () => performance.now() / 1000,
): (progress: Progress) => StageTime {
  let stage = '';
  let began = 0;
  let from = 0;
  return (progress) => {
    if (progress.stage !== stage) {
      stage = progress.stage;
      began = now();
      from = progress.share;
    }
    const at = names.indexOf(stage);
    const done = progress.share - from;
    const spent = now() - began;
    const estimate = estimates[stage] ?? Number.POSITIVE_INFINITY;
    // Too little is done to know the stage's own speed: what was estimated is believed.
    const known = done > 0.02 ? (spent * (1 - progress.share)) / done : estimate * (1 - progress.share);
    const left = progress.share >= 1 ? 0 : known;
    const later = names.slice(at + 1).reduce((sum, name) => sum + (estimates[name] ?? Infinity), 0);
    return {
      number: at + 1,
      stages: names.length,
      left,
      leftInAll: left + later,
    };
  };
}
