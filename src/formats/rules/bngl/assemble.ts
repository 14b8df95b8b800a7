/** The model out of species, reactions and formulas, however they were come by. */
import type { Expression } from '../../../crn/expression.ts';
import { binary, constant } from '../../../crn/formulas.ts';
import type { Network, Term } from '../../../crn/network.ts';
import { CrnSyntaxError, ModelError } from '../../../errors.ts';
import type { Model } from '../../model.ts';
import { freeName, type NetworkDraft, networkOf, type ReactionDraft } from '../../network-of.ts';
import type { Definitions } from './definitions.ts';
import { weightedSum } from './observables.ts';
import type { Formula } from './text/formula.ts';
import type { Refuse } from './text/lines.ts';

export interface AssembledReaction {
  readonly label?: string;
  /** Species by index, one that is taken twice named twice. */
  readonly reactants: readonly number[];
  readonly products: readonly number[];
  /** The propensity is this times {@link multiplicity} times n(n-1)… over the reactants. */
  readonly rate: Formula;
  /** Left out where the rate is the whole propensity. */
  readonly multiplicity?: number;
  readonly refuse: Refuse;
}

export interface Parts {
  readonly species: readonly { readonly text: string; readonly start: number; readonly clamped: boolean }[];
  readonly definitions: Definitions;
  readonly reactions: readonly AssembledReaction[];
  /** How much each species adds to it. */
  readonly observables: ReadonlyMap<string, Iterable<readonly [species: number, weight: number]>>;
  readonly notes: readonly string[];
}

/** Longer names of species are given up for a number; the labels tell what they are. */
const longestName = 24;

export function assembleModel(
  { species, definitions, reactions, observables, notes }: Parts,
  where: string,
): Model {
  const used = definitions.parametersIn(reactions.map(({ rate }) => rate));
  const rateOf = new Map(used.map((name, index) => [name, { op: 'rate', index } as const]));
  const counts = new Map([...observables].map(([name, weights]) => [name, weightedSum(weights)]));
  const expression = definitions.expressions((name) => rateOf.get(name) ?? counts.get(name));
  const drafts = reactions.map((reaction) =>
    draftOf(reaction, expression(reaction.rate, reaction.refuse), species),
  );
  const ofFunctions = definitions.functions.map((name) => ({
    name,
    of: expression({ kind: 'name', name }, () => new ModelError(where, `\`${name}\` is not known`, '')),
  }));
  const taken = new Set<string>();
  const rates = used.map((name) => freeName(name, taken));
  const names = species.map(({ text }, s) => freeName(shortName(text) ?? `s${s + 1}`, taken));
  const network = built(
    {
      species: names,
      rates,
      reactions: labelled(drafts, taken),
      events: [],
      massAction: 'combinations',
    },
    where,
  );
  const numbers = used.map((name) =>
    definitions.value(name, () => new ModelError(where, `\`${name}\` is not known`, '')),
  );
  const fractions = species.some(({ start }) => !Number.isInteger(start));
  return {
    name: where.replace(/^.*[\\/]/, '').replace(/\.\w+$/, ''),
    network,
    rates: Object.fromEntries(rates.map((name, i) => [name, numbers[i]!])),
    start: Object.fromEntries(species.flatMap(({ start }, s) => (start === 0 ? [] : [[names[s]!, start]]))),
    observables: [...[...counts].map(([name, of]) => ({ name, of })), ...ofFunctions],
    labels: Object.fromEntries(
      species.flatMap(({ text }, s) => (text.replace(/\(\)$/, '') === names[s] ? [] : [[names[s]!, text]])),
    ),
    notes: fractions ? [...notes, 'Some species start with a number of molecules that is not whole.'] : notes,
  };
}

function draftOf(
  { label, reactants, products, multiplicity }: AssembledReaction,
  rate: Expression,
  species: Parts['species'],
): ReactionDraft {
  const taken = termsOf(reactants);
  // Our constant is per group of molecules, not per order of them.
  const orders = taken.reduce((product, { count }) => product * factorial(count), 1);
  const clamped = taken.filter((term) => species[term.species]!.clamped);
  const made = termsOf(products).filter((term) => !species[term.species]!.clamped);
  return {
    ...(label === undefined ? {} : { label }),
    reactants: taken,
    // What never changes comes out as it went in.
    products: [...made, ...clamped],
    rate:
      multiplicity === undefined
        ? { law: rate }
        : { constant: binary('mul', constant(multiplicity * orders), rate) },
  };
}

function termsOf(species: readonly number[]): Term[] {
  const counts = new Map<number, number>();
  for (const s of species) counts.set(s, (counts.get(s) ?? 0) + 1);
  return [...counts].map(([s, count]) => ({ species: s, count }));
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

/** `R1` where the rule has one reaction, else `R1_1`, `R1_2`, … */
function labelled(drafts: readonly ReactionDraft[], taken: Set<string>): ReactionDraft[] {
  const sizes = new Map<string, number>();
  for (const { label } of drafts) if (label !== undefined) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const numbers = new Map<string, number>();
  return drafts.map((draft) => {
    const { label } = draft;
    if (label === undefined) return draft;
    const n = (numbers.get(label) ?? 0) + 1;
    numbers.set(label, n);
    return { ...draft, label: freeName(sizes.get(label) === 1 ? label : `${label}_${n}`, taken) };
  });
}

/** Molecules with their states: `L_R_P` for `L(r!1).R(l!1,a~P)`; nothing where that is long. */
function shortName(text: string): string | undefined {
  const parts = [
    ...text.replace(/^@\w+::?/, '').matchAll(/([A-Za-z_]\w*)(?:\(([^()]*)\))?(?:@\w+)?(?:\.|$)/g),
  ];
  const name = parts
    .flatMap(([, molecule, sites]) => [
      molecule!,
      ...[...(sites ?? '').matchAll(/~(\w+)/g)].map(([, state]) => state!),
    ])
    .join('_');
  return name.length > 0 && name.length <= longestName ? name : undefined;
}

function built(draft: NetworkDraft, where: string): Network {
  if (draft.species.length === 0)
    throw new ModelError(where, 'it has no species', 'Add a block `seed species`.');
  try {
    return networkOf(draft);
  } catch (error) {
    if (!(error instanceof CrnSyntaxError)) throw error;
    const source = error.place.source;
    throw new ModelError(
      where,
      `it gives a network that cannot be written: ${error.message.split('\n', 1)[0]}`,
      `    ${source.length > 120 ? `${source.slice(0, 117)}...` : source}\nMake the formula of this reaction simpler.`,
      { cause: error },
    );
  }
}
