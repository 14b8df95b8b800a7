/** Which learned kernel made a recording: enough to find it again, and to tell whether to believe it. */

export interface RecordedAbstraction {
  /** Name of its folder; absent where it came from none. */
  readonly folder?: string;
  /** SHA-256 of its weights, as its `abstraction.json` has it. */
  readonly weights: string;
  /** What had been said of it when the run began. */
  readonly verdict: 'pass' | 'fail' | 'none';
  /** Limits of that verdict beyond the usual ones, by name; absent where there are none. */
  readonly widerLimits?: Readonly<Record<string, number>>;
  /** Hash of all that decided its training, as its `training.json` has it; absent where that is not there. */
  readonly training?: string;
}

const verdicts = ['pass', 'fail', 'none'] as const;

/** Is it what a header says of an abstraction? */
export function isRecordedAbstraction(value: unknown): value is RecordedAbstraction {
  if (typeof value !== 'object' || value === null) return false;
  const { folder, weights, verdict, widerLimits, training } = value as Readonly<Record<string, unknown>>;
  return (
    typeof weights === 'string' &&
    verdicts.some((known) => known === verdict) &&
    [folder, training].every((text) => text === undefined || typeof text === 'string') &&
    (widerLimits === undefined || (typeof widerLimits === 'object' && widerLimits !== null))
  );
}

/** `bees-a0acf7814913, verdict passed`; without a folder the weights name it. */
export function abstractionInWords({ folder, weights, verdict, widerLimits }: RecordedAbstraction): string {
  const said = { pass: 'verdict passed', fail: 'verdict FAILED', none: 'not judged' }[verdict];
  return `${folder ?? `weights ${weights.slice(0, 12)}`}, ${said}${widerLimits ? ' by wider limits' : ''}`;
}
