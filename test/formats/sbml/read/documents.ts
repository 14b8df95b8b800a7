/** Small documents of SBML, made of formulas as people write them. */
import { parseExpression } from '../../../../src/crn/parse-expression.ts';
import { LineReader } from '../../../../src/crn/tokens.ts';
import type { Model } from '../../../../src/formats/model.ts';
import { readSbml } from '../../../../src/formats/sbml/read.ts';
import { mathOf } from '../../../../src/formats/sbml/write/math.ts';
import { xmlText } from '../../../../src/formats/sbml/xml.ts';

/** `<math>` of a formula; all names are identifiers, `t` is the time. */
export function math(formula: string): string {
  const names: string[] = [];
  const e = parseExpression(new LineReader(formula, 1), ({ text }) => ({
    op: 'rate',
    index: names.push(text) - 1,
  }));
  return xmlText(mathOf(e, { species: [], rates: names })).replace(/^<\?.*\?>\n/, '');
}

/** `<math>` of elements as they are. */
export const raw = (elements: string): string =>
  `<math xmlns="http://www.w3.org/1998/Math/MathML">${elements}</math>`;

export const level3 = (model: string, root = ''): string =>
  `<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"${root}><model id="m">${model}</model></sbml>`;
export const level2 = (model: string): string =>
  `<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4"><model id="m">${model}</model></sbml>`;

export const list = (name: string, ...items: readonly string[]): string =>
  items.length === 0 ? '' : `<listOf${name}>${items.join('')}</listOf${name}>`;

export const cell = (size = '1'): string =>
  list('Compartments', `<compartment id="cell" spatialDimensions="3" size="${size}" constant="true"/>`);

/** `A=3` is an amount, `A:3` a concentration; more attributes stand behind. */
export const species = (...all: readonly string[]): string =>
  list(
    'Species',
    ...all.map((one) => {
      const [, id, kind, value, more = ''] = /^(\w+)([=:])(\S*)(.*)$/.exec(one)!;
      const start =
        value === '' ? '' : kind === '=' ? `initialAmount="${value}"` : `initialConcentration="${value}"`;
      return `<species id="${id}" compartment="cell" ${start} hasOnlySubstanceUnits="${kind === '='}"${more}/>`;
    }),
  );

export const parameters = (values: Readonly<Record<string, number | string>>): string =>
  list(
    'Parameters',
    ...Object.entries(values).map(
      ([id, value]) => `<parameter id="${id}" value="${value}" constant="true"/>`,
    ),
  );

/** `A + 2 B -> C` with a kinetic law; what stands in `more` are attributes, `inside` is in the law. */
export function reaction(
  id: string,
  equation: string,
  law: string,
  more = 'reversible="false"',
  inside = '',
): string {
  const side = (text: string): string[] =>
    text
      .split('+')
      .map((term) => term.trim())
      .filter((term) => term !== '0')
      .map((term) => {
        const [, count = '1', name] = /^(?:([\d.]+) )?(\w+)$/.exec(term)!;
        return `<speciesReference species="${name}" stoichiometry="${count}" constant="true"/>`;
      });
  const [from, to] = equation.split('->') as [string, string];
  return `<reaction id="${id}" ${more}>${list('Reactants', ...side(from))}${list('Products', ...side(to))}<kineticLaw>${
    law.startsWith('<') ? law : math(law)
  }${inside}</kineticLaw></reaction>`;
}

export const reactions = (...all: readonly string[]): string => list('Reactions', ...all);

export const rule = (variable: string, formula: string, kind = 'assignmentRule'): string =>
  `<${kind} variable="${variable}">${formula.startsWith('<') ? formula : math(formula)}</${kind}>`;

export const start = (symbol: string, formula: string): string =>
  `<initialAssignment symbol="${symbol}">${math(formula)}</initialAssignment>`;

/** An event that sets `A = 1, B = A`. */
export function event(trigger: string, set: string, more = '', inside = '', attributes = ''): string {
  const settings = set.split(',').map((one) => {
    const [variable, value] = one.split('=').map((part) => part.trim()) as [string, string];
    return `<eventAssignment variable="${variable}">${math(value)}</eventAssignment>`;
  });
  return `<event ${attributes}><trigger ${more}>${trigger.startsWith('<') ? trigger : math(trigger)}</trigger>${inside}${list('EventAssignments', ...settings)}</event>`;
}

export const read = (text: string): Model => readSbml(text, 'm.xml');

/** The network's lines, without declarations. */
export const lines = ({ network }: Model): string[] =>
  network.text.split('\n').filter((line) => !/^(species|rates) /.test(line));

/** What is said of a document that is refused. */
export function refusal(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof Error && error.name === 'ModelError') return error.message.replace('\n', ' ');
    throw error;
  }
  return 'read';
}
