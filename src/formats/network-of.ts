/**
 * A network out of what a model file says. It is written as text and read again, so that every network, wherever it
 * comes from, has a text that says all of it: that is what is imported, recorded and shown.
 */
import type { Expression } from '../crn/expression.ts';
import { reservedName } from '../crn/names.ts';
import type { MassAction, Network, Term } from '../crn/network.ts';
import { parseNetwork } from '../crn/parse.ts';
import { printEquation, printTrigger } from '../crn/print.ts';
import { printExpression } from '../crn/print-expression.ts';
import { massActionLaw } from '../crn/propensity.ts';

export interface ReactionDraft {
  /** A name, unlike those of other reactions. */
  readonly label?: string;
  readonly reactants: readonly Term[];
  readonly products: readonly Term[];
  /** The constant of mass action, or the whole propensity. */
  readonly rate: { readonly constant: Expression } | { readonly law: Expression };
}

export interface EventDraft {
  /** One of the two, as a `NetworkEvent` has it. */
  readonly at?: number;
  readonly when?: Expression;
  readonly set: readonly { readonly species: number; readonly to: Expression }[];
}

/** Indices are those of `species` and `rates`; both are names that {@link freeName} gave. */
export interface NetworkDraft {
  readonly species: readonly string[];
  readonly rates: readonly string[];
  readonly reactions: readonly ReactionDraft[];
  readonly events: readonly EventDraft[];
  readonly massAction: MassAction;
}

/**
 * Reactions that change nothing are left out: they cannot be seen.
 *
 * @throws CrnSyntaxError where the network has no species, a reaction takes more than ten of one kind, or an event's
 *         condition reads the time
 */
export function networkOf(draft: NetworkDraft): Network {
  return parseNetwork(textOf(draft), draft.massAction);
}

function textOf(draft: NetworkDraft): string {
  const { species, rates, reactions, events } = draft;
  const declared = (word: string, names: readonly string[]): string[] =>
    names.length > 0 ? [`${word} ${names.join(', ')}`] : [];
  return [
    ...declared('species', species),
    ...declared('rates', rates),
    ...reactions.filter(changes).map((reaction) => reactionLine(reaction, draft)),
    ...events.map((event) => {
      const set = event.set.map(({ species: s, to }) => `${species[s]} = ${printExpression(to, draft)}`);
      return `${printTrigger(event, draft)}: ${set.join(', ')}`;
    }),
  ].join('\n');
}

function reactionLine({ label, reactants, products, rate }: ReactionDraft, draft: NetworkDraft): string {
  const equation = printEquation(reactants, products, draft.species);
  return `${label === undefined ? '' : `${label}: `}${equation} @ ${rateText(rate, reactants, draft)}`;
}

/** A number or a name is a constant of mass action; a formula is the whole propensity, in braces. */
function rateText(rate: ReactionDraft['rate'], reactants: readonly Term[], draft: NetworkDraft): string {
  if ('law' in rate) return `{${printExpression(rate.law, draft)}}`;
  const { constant } = rate;
  if (constant.op === 'rate' || (constant.op === 'number' && constant.value >= 0))
    return printExpression(constant, draft);
  return `{${printExpression(massActionLaw(constant, reactants, draft.massAction), draft)}}`;
}

function changes({ reactants, products }: ReactionDraft): boolean {
  const net = new Map<number, number>();
  for (const { species, count } of products) net.set(species, (net.get(species) ?? 0) + count);
  for (const { species, count } of reactants) net.set(species, (net.get(species) ?? 0) - count);
  return [...net.values()].some((count) => count !== 0);
}

/**
 * A name that a network may have, as near to the wanted one as can be, and added to `taken`.
 *
 * @param taken  names of species, rate constants and reactions so far
 */
export function freeName(wanted: string, taken: Set<string>): string {
  const plain = wanted.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^(?=\d)/, '_') || '_';
  const base = reservedName(plain) === undefined ? plain : `${plain}_`;
  let name = base;
  for (let n = 2; taken.has(name); n++) name = `${base}_${n}`;
  taken.add(name);
  return name;
}
