/** Attributes and lists of SBML elements, each refused by name where it is not what it should be. */
import { ModelError } from '../../../errors.ts';
import { type Element, mathNamespace } from './document.ts';

/** Things of the core that say nothing about what a model does. */
const silent = ['notes', 'annotation'];

export function elementsOf({ children }: Element): Element[] {
  return children.filter((child) => typeof child !== 'string');
}

/** Words between the tags. */
export function textOf({ children }: Element): string {
  return children.filter((child) => typeof child === 'string').join(' ');
}

/**
 * Children in the namespace of their parent; those of packages, which a file may be read without, are left out.
 *
 * @param known  names that may stand here
 * @throws ModelError for a name that may not
 */
export function childrenOf(parent: Element, known: readonly string[], where: string): Element[] {
  const own = elementsOf(parent).filter(
    ({ space, name }) => space === parent.space && !silent.includes(name),
  );
  const stray = own.find(({ name }) => !known.includes(name));
  if (stray)
    throw new ModelError(
      where,
      `<${stray.name}> is not known in <${parent.name}>`,
      `It may hold ${known.length > 0 ? known.join(', ') : 'nothing'}.`,
    );
  return own;
}

export function childOf(parent: Element, name: string): Element | undefined {
  return elementsOf(parent).find((child) => child.space === parent.space && child.name === name);
}

/** What a list holds, such as all `species` of `listOfSpecies`. */
export function listed(
  parent: Element,
  list: string,
  item: string | readonly string[],
  where: string,
): Element[] {
  const known = typeof item === 'string' ? [item] : item;
  return elementsOf(parent)
    .filter(({ space, name }) => space === parent.space && name === list)
    .flatMap((child) => childrenOf(child, known, `${where}, ${list}`));
}

/** @throws ModelError where there is no formula */
export function mathIn(parent: Element, where: string): Element {
  const math = elementsOf(parent).find(({ name, space }) => name === 'math' && space === mathNamespace);
  if (math) return math;
  throw new ModelError(
    where,
    `<${parent.name}> has no <math> in the namespace of MathML`,
    `Give it a formula: <math xmlns="${mathNamespace}">.`,
  );
}

/** @throws ModelError where it is missing */
export function needed({ attributes, name }: Element, attribute: string, where: string): string {
  const value = attributes.get(attribute)?.trim();
  if (value) return value;
  throw new ModelError(where, `<${name}> has no attribute \`${attribute}\``, 'Add it.');
}

/** A yes or a no. @throws ModelError for other words */
export function flag(
  { attributes, name }: Element,
  attribute: string,
  fallback: boolean,
  where: string,
): boolean {
  const value = attributes.get(attribute)?.trim();
  if (value === undefined) return fallback;
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw new ModelError(where, `\`${attribute}\` of <${name}> is "${value}"`, 'Write true or false.');
}

/** A number as XML has it: `INF` and `NaN` too. @throws ModelError for what is none */
export function numberIn(
  { attributes, name }: Element,
  attribute: string,
  where: string,
): number | undefined {
  const text = attributes.get(attribute);
  if (text === undefined) return undefined;
  const value = numberFrom(text);
  if (value !== undefined) return value;
  throw new ModelError(where, `\`${attribute}\` of <${name}> is "${text}"`, 'Write a number.');
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const special: Readonly<Record<string, number>> = {
  INF: Number.POSITIVE_INFINITY,
  '+INF': Number.POSITIVE_INFINITY,
  '-INF': Number.NEGATIVE_INFINITY,
  NaN: Number.NaN,
};

/** The number that a text is, or undefined. */
export function numberFrom(text: string): number | undefined {
  const word = text.trim();
  if (decimal.test(word)) return Number(word);
  return Object.hasOwn(special, word) ? special[word] : undefined;
}
