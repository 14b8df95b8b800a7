/** Where a master equation starts, as listed states. */
import { checkNames, written } from '../../crn/check-names.ts';
import { ScenarioError } from '../../errors.ts';
import { ListedLaw } from '../listed-law.ts';
import { StateTable } from '../state-table.ts';
import { poissonWeights } from './exponential/poisson-weights.ts';

/** Every species its own Poisson law; those left out are 0. */
export interface PoissonStart {
  readonly kind: 'poisson';
  readonly mean: Readonly<Record<string, number>>;
}

/** States with weights that sum to 1. */
export interface ListedStart {
  readonly kind: 'listed';
  /** Shape [states, species]. */
  readonly states: Int32Array;
  /** Shape [states]. */
  readonly probability: Float64Array;
  /** When these hold. Default 0. */
  readonly time?: number;
}

/** Counts of the one state to start from (species left out are 0), a Poisson law, or a list such as a law solved before. */
export type Start = Readonly<Record<string, number>> | PoissonStart | ListedStart;

/**
 * The law of a start. A Poisson law is cut where the rest holds less than `tail` in all.
 *
 * @throws ScenarioError for names that are no species, counts that are none, weights that do not sum to at most 1
 */
export function startLaw(
  where: string,
  start: Start,
  species: readonly string[],
  tail: number,
  maxStates: number,
): ListedLaw {
  if (isKind(start, 'listed')) return listed(where, start, species);
  if (isKind(start, 'poisson')) return poisson(where, start.mean, species, tail, maxStates);
  checkNames(where, 'start', start, species, 'species of the network');
  const counts = species.map((name) => (start as Record<string, number>)[name] ?? 0);
  counts.forEach((count, s) => isCount(count) || refuse(where, `start.${species[s]}`, count));
  return new ListedLaw({
    time: 0,
    species,
    states: Int32Array.from(counts),
    probability: Float64Array.of(1),
    error: 0,
  });
}

function isKind<K extends 'poisson' | 'listed'>(start: Start, kind: K): start is Extract<Start, { kind: K }> {
  return (start as { kind?: unknown })?.kind === kind;
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31;
}

function refuse(where: string, entry: string, value: unknown): never {
  throw new ScenarioError(where, `\`${entry}\` is ${written(value)}`, 'Give a whole number, 0 or more.');
}

/** Equal states are put together. */
function listed(where: string, start: ListedStart, species: readonly string[]): ListedLaw {
  const { states, probability, time = 0 } = start;
  const width = species.length;
  const bad = (what: string, todo: string): never => {
    throw new ScenarioError(where, what, todo);
  };
  if (states?.length !== probability?.length * width || probability.length === 0)
    bad(
      `\`start\` lists ${states?.length} counts for ${probability?.length} states of ${width} species`,
      'Give `states` of shape [states, species] and `probability` of shape [states].',
    );
  const table = new StateTable(width, probability.length);
  const merged = new Float64Array(probability.length);
  let total = 0;
  for (let i = 0; i < probability.length; i++) {
    const p = probability[i]!;
    for (let s = 0; s < width; s++)
      if (!isCount(states[i * width + s])) refuse(where, 'start.states', states[i * width + s]);
    if (!(p >= 0)) bad(`\`start.probability\` has ${p}`, 'Give numbers of 0 or more.');
    merged[table.add(states, i * width)]! += p;
    total += p;
  }
  if (!(total > 0) || total > 1 + 1e-9)
    bad(`\`start.probability\` sums to ${total}`, 'Divide it by its sum. Less than 1 counts as lost.');
  return new ListedLaw({
    time,
    species,
    states: table.rows.slice(0, table.size * width),
    probability: merged.slice(0, table.size),
    error: 1 - total,
  });
}

function poisson(
  where: string,
  mean: PoissonStart['mean'],
  species: readonly string[],
  tail: number,
  maxStates: number,
): ListedLaw {
  checkNames(where, 'start.mean', mean, species, 'species of the network');
  const laws = species.map((name) => {
    const m = mean[name] ?? 0;
    if (!(m >= 0) || !Number.isFinite(m))
      throw new ScenarioError(
        where,
        `\`start.mean.${name}\` is ${written(m)}`,
        'Give a number of 0 or more.',
      );
    return poissonLaw(m, tail / species.length);
  });
  const count = laws.reduce((n, law) => n * law.p.length, 1);
  if (count > maxStates)
    throw new ScenarioError(
      where,
      `the Poisson start has ${count} states, \`maxStates\` is ${maxStates}`,
      'Raise `maxStates`, or start fewer species from a Poisson law.',
    );
  const width = species.length;
  const states = new Int32Array(count * width);
  const probability = new Float64Array(count).fill(1);
  let held = 0;
  for (let i = 0; i < count; i++) {
    let rest = i;
    for (let s = width - 1; s >= 0; s--) {
      const { from, p } = laws[s]!;
      states[i * width + s] = from + (rest % p.length);
      probability[i]! *= p[rest % p.length]!;
      rest = Math.floor(rest / p.length);
    }
    held += probability[i]!;
  }
  return new ListedLaw({ time: 0, species, states, probability, error: Math.max(0, 1 - held) });
}

/** Poisson probabilities of `from`, `from` + 1, …, together at least 1 − tail. */
function poissonLaw(mean: number, tail: number): { from: number; p: Float64Array } {
  if (mean === 0) return { from: 0, p: Float64Array.of(1) };
  const { from, weights } = poissonWeights(mean, tail);
  return { from, p: weights };
}
