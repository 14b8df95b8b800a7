/** What pages are told of a run, from what its recording says of it. */
import type { RecordingHeader } from '../../record/format.ts';
import type { Intervention } from '../../record/intervention.ts';
import { abstractionInWords } from '../../record/recorded-abstraction.ts';
import type { Recording } from '../../record/recording.ts';
import type { SessionOptions } from '../../run/session.ts';
import { changeInWords } from '../protocol/change-words.ts';
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

/** From where to where the rates of a learned run may be set, by name; undefined where no kernel was trained. */
export function trainedRates({
  scenario,
  abstraction,
}: Pick<SessionOptions, 'scenario' | 'abstraction'>):
  | ReadonlyMap<string, readonly [number, number]>
  | undefined {
  return (
    abstraction && new Map(scenario.crn.rates.map((name, r) => [name, abstraction.domain.rates[r]!] as const))
  );
}

/** An intervention as a time line shows it. */
export function markOf(one: Intervention, run: Pick<RunFacts, 'dt' | 'species' | 'fields'>): Mark {
  return { step: one.step, time: one.step * run.dt, kind: one.kind, text: changeInWords(one, run) };
}
