/**
 * Reactions of a network out of those of a file. A kinetic law is the amount that reacts per unit of time, so with
 * amounts that are molecules it is the propensity; a reversible one is two reactions.
 */
import type { Expression } from '../../../crn/expression.ts';
import { isNumber } from '../../../crn/formulas.ts';
import { reservedName } from '../../../crn/names.ts';
import type { MassAction, Term } from '../../../crn/network.ts';
import { inverse } from '../../../crn/parse-reaction.ts';
import { printExpression } from '../../../crn/print-expression.ts';
import { vanishesWhereShort } from '../../../crn/propensity.ts';
import { ModelError } from '../../../errors.ts';
import { freeName, type ReactionDraft } from '../../network-of.ts';
import type { Declarations, ReactionElement, Reference, Source } from './declarations.ts';
import { differenceOf, massActionConstant, plainConstant, unguarded } from './math/laws.ts';
import { said } from './order.ts';
import type { Symbols } from './symbols.ts';

/** What a network can say of mass action, and of a side. */
const maxTaken = 10;
const maxCount = 1_000_000;

/** One side of a reaction: what it changes, and what the reaction leaves as it is. */
interface Side {
  readonly terms: readonly Term[];
  readonly kept: readonly Term[];
}

/** @throws ModelError for amounts that are not whole, and reversible laws whose form does not show two parts */
export function reactionDrafts(
  declared: Declarations,
  symbols: Symbols,
  massAction: MassAction,
  source: Source,
): ReactionDraft[] {
  const guarded: string[] = [];
  const drafts = [...declared.reactions.values()].flatMap((reaction) => {
    const from = sideOf(reaction.reactants, declared, symbols);
    const to = sideOf(reaction.products, declared, symbols);
    const label = labelOf(reaction, symbols, source);
    const ways = waysOf(reaction, symbols).map(([law, forward]): ReactionDraft => {
      const [a, b] = forward ? [from, to] : [to, from];
      const draft = draftOf(a, b, law, source.own ? massAction : undefined);
      const { rate } = draft;
      symbols.math.usable('law' in rate ? rate.law : rate.constant, reaction.law.where);
      if ('law' in rate && !draft.reactants.every((term) => vanishesWhereShort(rate.law, term)))
        guarded.push(reaction.id);
      const name = label === undefined || forward ? label : freeName(inverse(label), symbols.taken);
      return name === undefined ? draft : { label: name, ...draft };
    });
    return ways;
  });
  if (guarded.length > 0 && !source.own)
    source.notes.push(
      `A reaction that lacks what it takes does not happen, also where its law is not 0: ${said([...new Set(guarded)])}.`,
    );
  return drafts;
}

/** Our own files have names that can be labels, or the equation where there was no label. */
function labelOf({ id, name }: ReactionElement, { taken }: Symbols, { own }: Source): string | undefined {
  if (!own) return freeName(id, taken);
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && reservedName(name) === undefined ? name : undefined;
}

/** The laws of a reaction, and whether each is of its forward way. */
function waysOf(
  { id, reversible, law: { where } }: ReactionElement,
  symbols: Symbols,
): [Expression, boolean][] {
  const law = symbols.math.usable(symbols.laws.get(id)!, where);
  if (!reversible) return [[law, true]];
  const parts = differenceOf(law, symbols.values);
  if (parts === undefined)
    throw new ModelError(
      where,
      `the reaction is reversible, and its law is no difference of a forward and a backward part: ${shown(law, symbols)}`,
      'Write two reactions with reversible="false".',
    );
  const { plus, minus } = parts;
  const ways: [Expression, boolean][] = [
    [plus, true],
    [minus, false],
  ];
  const real = ways.filter(([part]) => !isNumber(part, 0));
  return real.length > 0 ? real : [[law, true]];
}

/** A law as messages show it. */
function shown(law: Expression, symbols: Symbols): string {
  const text = printExpression(law, symbols);
  return text.length > 300 ? `${text.slice(0, 300)} …` : text;
}

/** @param own  the mass action of a file of ours, where no other form is wanted than what was written */
function draftOf(from: Side, to: Side, law: Expression, own: MassAction | undefined): ReactionDraft {
  const reactants = from.terms;
  const products = to.terms;
  const whole = unguarded(law, reactants);
  const plain = { reactants, products, rate: { law: whole } };
  const allowed = (terms: readonly Term[]): boolean => terms.every(({ count }) => count <= maxTaken);
  if (!allowed(reactants)) return plain;
  const constant = own ? plainConstant(whole, reactants, own) : massActionConstant(whole, reactants);
  if (constant) return { reactants, products, rate: { constant } };
  // What a reaction reads and leaves as it is stands on both sides where this says the same.
  const taken = joined(reactants, from.kept);
  if (own || from.kept.length === 0 || !allowed(taken)) return plain;
  const catalysed = massActionConstant(whole, taken);
  return catalysed
    ? { reactants: taken, products: joined(products, from.kept), rate: { constant: catalysed } }
    : plain;
}

function sideOf(references: readonly Reference[], declared: Declarations, symbols: Symbols): Side {
  const terms: Term[] = [];
  const kept: Term[] = [];
  for (const reference of references) {
    const { species: id, where } = reference;
    const species = declared.species.get(id);
    if (species === undefined) throw new ModelError(where, 'there is no such species', 'Declare it.');
    const count = countOf(reference, species.conversion, symbols);
    const column = symbols.columns.get(id);
    if (column === undefined && !species.boundary)
      throw new ModelError(
        where,
        'reactions cannot change it: it is constant, or a rule sets it',
        'Say boundaryCondition="true", or leave it out of the reaction.',
      );
    if (column !== undefined && count > 0) (species.boundary ? kept : terms).push({ species: column, count });
  }
  return { terms: joined(terms, []), kept: joined(kept, []) };
}

function countOf(reference: Reference, conversion: string | undefined, symbols: Symbols): number {
  const { id, where, math, stoichiometry } = reference;
  const given = symbols.multiples.get(id) ?? (math ? symbols.fixed({ math, where }) : stoichiometry);
  if (given === undefined)
    throw new ModelError(where, 'its stoichiometry is not given', 'Add stoichiometry="1".');
  const factor = conversion === undefined ? 1 : symbols.valueOf(conversion, where);
  const count = given * factor;
  if (Number.isInteger(count) && count >= 0 && count <= maxCount) return count;
  const by = factor === 1 ? '' : `, with its conversion factor ${factor}`;
  throw new ModelError(
    where,
    `its stoichiometry is ${given}${by}: no count of molecules`,
    `Write a whole number from 0 to ${maxCount}, and multiply the law instead.`,
  );
}

/** Each species once, in the order of the first. */
function joined(a: readonly Term[], b: readonly Term[]): Term[] {
  const counts = new Map<number, number>();
  for (const { species, count } of [...a, ...b]) counts.set(species, (counts.get(species) ?? 0) + count);
  return [...counts].map(([species, count]) => ({ species, count }));
}
