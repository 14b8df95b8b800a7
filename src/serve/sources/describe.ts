/** What pages are told of a run, from what its recording says of it. */
import type { RecordingHeader } from '../../record/format.ts';
import type { Intervention } from '../../record/intervention.ts';
import { abstractionInWords } from '../../record/recorded-abstraction.ts';
import type { Recording } from '../../record/recording.ts';
import { routes } from '../protocol/frames.ts';
import type { Mark, Named, RateInfo, RunFacts } from '../protocol/run-info.ts';

/** Everything of a run's info that its header holds. */
export function describeHeader(header: RecordingHeader): Omit<RunFacts, 'id' | 'source'> {
  const named = (name: string): Named => ({ name, ...header.view?.[name] });
  const of = header.abstraction ? `, ${abstractionInWords(header.abstraction)}` : '';
  return {
    name: header.scenario,
    width: header.width,
    height: header.height,
    species: header.species.map(named),
    fields: header.fields.map(named),
    observables: header.observables.map(named),
    dt: header.dt,
    timeUnit: header.timeUnit,
    seed: header.seed,
    kernel: `${header.kernel.kind}${of}`,
    rates: ratesAfter(header, []),
    network: header.network,
    command: header.command,
    // A version to come may know more ways: what they mean is not for this one to say.
    overlays: header.routes?.every((name, i) => name === routes[i]) ? ['route'] : [],
  };
}

/** A recording that nobody runs. @param id  names it in messages */
export function describeRecording(
  { header, path }: Pick<Recording, 'header' | 'path'>,
  id: string,
): RunFacts {
  return {
    ...describeHeader(header),
    id,
    source: 'recording',
    path,
  };
}

/**
 * Rates of a run as its interventions have left them.
 *
 * @param trained  of a learned kernel: from where to where it was trained
 */
export function ratesAfter(
  header: RecordingHeader,
  interventions: readonly Intervention[],
  trained?: ReadonlyMap<string, readonly [number, number]>,
): RateInfo[] {
  const now = new Map(
    interventions.flatMap((one) => (one.kind === 'rate' ? [[one.name, one.value] as const] : [])),
  );
  return Object.entries(header.rates).map(([name, value]) => {
    const set = now.get(name) ?? value;
    const [low, high] = trained?.get(name) ?? [0, Number.POSITIVE_INFINITY];
    const fixed =
      low < high
        ? {}
        : {
            fixed: `The ${header.kernel.kind} kernel was trained for this value: run with \`--kernel ssa\` to change it.`,
          };
    return typeof set === 'number' ? { name, value: set, ...fixed } : { name };
  });
}

/** An intervention as a time line shows it. */
export function markOf(one: Intervention, dt: number): Mark {
  return { step: one.step, time: one.step * dt, kind: one.kind, text: inWords(one) };
}

function inWords(one: Intervention): string {
  if (one.kind === 'rate') return `${one.name} = ${one.value}`;
  const where = one.cells.length === 1 ? 'one cell' : `${one.cells.length} cells`;
  const each = (amounts: Readonly<Record<string, number>>, sign: (n: number) => string): string =>
    Object.entries(amounts)
      .map(([name, n]) => `${name} ${sign(n)}`)
      .join(', ');
  return 'add' in one
    ? `${each(one.add, (n) => (n < 0 ? `− ${-n}` : `+ ${n}`))} in ${where}`
    : `${each(one.set, (n) => `= ${n}`)} in ${where}`;
}
