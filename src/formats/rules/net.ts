/**
 * `.net`, the network that BioNetGen makes of a BNGL file: species, reactions and groups by number.
 *
 * A reaction's rate there is times n(n-1)… over its reactants: the factor 0.5 of like reactants is written out.
 */

import type { Model } from '../model.ts';
import { type AssembledReaction, assembleModel } from './bngl/assemble.ts';
import { Definitions } from './bngl/definitions.ts';
import { type Formula, parseFormula } from './bngl/text/formula.ts';
import { readBlocks, refuseAt, type Statement } from './bngl/text/lines.ts';

/**
 * Reads a network.
 *
 * @param where  what errors begin with: the path of the file
 * @throws ModelError with line and text where it cannot be read
 */
export function readNet(text: string, where: string): Model {
  const { blocks } = readBlocks(text, where);
  const block = (name: string): readonly Statement[] => blocks.get(name) ?? [];
  const groups = block('groups').map((statement) => groupOf(statement, where));
  const names = groups.map(({ name }) => name);
  const definitions = new Definitions(block('parameters'), block('functions'), names, where);
  const species = block('species').map((statement, s) => speciesOf(statement, s, definitions, where));
  const reactions = block('reactions').map((statement) =>
    reactionOf(statement, species.length, definitions, where),
  );
  for (const { terms, statement } of groups)
    checkIndices(
      terms.map(([s]) => s),
      species.length,
      statement,
      where,
    );
  const observables = new Map(groups.map(({ name, terms }) => [name, terms]));
  return assembleModel({ species, definitions, reactions, observables, notes: [] }, where);
}

function speciesOf(statement: Statement, s: number, definitions: Definitions, where: string) {
  const refuse = refuseAt(where, statement);
  const [, number, dollar, text, start] = /^(\d+)\s+(\$)?(\S+)\s+(\S.*)$/.exec(statement.text) ?? [];
  // The sign of a clamped species may also stand after its compartment.
  if (text === undefined || !/[A-Za-z_]/.test(text))
    throw refuse('this is no species', 'Write `1 A(b) 100`.');
  if (Number(number) !== s + 1)
    throw refuse(`species ${number} stands at place ${s + 1}`, 'Number them from 1 without gaps.');
  const value = definitions.number(parseFormula(start!, refuse), refuse);
  if (!(value >= 0)) throw refuse(`${value} molecules at the start`, 'Write a number that is not negative.');
  return { text: text.replace('$', ''), start: value, clamped: dollar !== undefined || text.includes('$') };
}

function reactionOf(
  statement: Statement,
  speciesCount: number,
  definitions: Definitions,
  where: string,
): AssembledReaction {
  const refuse = refuseAt(where, statement);
  const [, left, right, rest] = /^\d+\s+(\d+(?:,\d+)*)\s+(\d+(?:,\d+)*)\s+(\S.*)$/.exec(statement.text) ?? [];
  if (rest === undefined)
    throw refuse('this is no reaction', 'Write `1 1,2 3 k`: number, reactants, products, rate.');
  if (/^(Sat|MM|Hill|FunctionProduct|Arrhenius)\s/.test(rest))
    throw refuse(
      `the rate law \`${rest.split(/\s/, 1)[0]}\` is not read`,
      'Write the rate as a function of groups.',
    );
  const formula = parseFormula(rest, refuse);
  definitions.check(formula, refuse);
  const [reactants, products] = [left!, right!].map((side) =>
    side
      .split(',')
      .map(Number)
      .filter((n) => n > 0)
      .map((n) => n - 1),
  );
  checkIndices([...reactants!, ...products!], speciesCount, statement, where);
  const { factor, rate } = factored(formula);
  return { reactants: reactants!, products: products!, rate, multiplicity: factor, refuse };
}

/** `0.5*k` as a factor and what it is a factor of. */
function factored(formula: Formula): { factor: number; rate: Formula } {
  const [number, rest] = formula.kind === 'call' && formula.name === '*' ? formula.args : [];
  if (number?.kind === 'number' && rest) return { factor: number.value, rate: rest };
  return { factor: 1, rate: formula };
}

function groupOf(statement: Statement, where: string) {
  const refuse = refuseAt(where, statement);
  const [, name, list] = /^\d+\s+([A-Za-z_]\w*)\s*(.*)$/.exec(statement.text) ?? [];
  if (name === undefined) throw refuse('this is no group', 'Write `1 name 1,2*3`.');
  const terms = list!
    .split(',')
    .filter((term) => term.trim())
    .map((term): [number, number] => {
      const [, weight, species] = /^\s*(?:(\d+(?:\.\d*)?)\*)?(\d+)\s*$/.exec(term) ?? [];
      if (species === undefined)
        throw refuse(`\`${term}\` is no part of a group`, 'Write `3`, or `2*3` for twice species 3.');
      return [Number(species) - 1, Number(weight ?? 1)];
    });
  return { name, terms, statement };
}

function checkIndices(indices: readonly number[], count: number, statement: Statement, where: string): void {
  const wrong = indices.find((s) => s < 0 || s >= count);
  if (wrong !== undefined)
    throw refuseAt(where, statement)(`there is no species ${wrong + 1}`, `The file has ${count}.`);
}
