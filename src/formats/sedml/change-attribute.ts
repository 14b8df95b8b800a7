/** What an experiment changes of a model before it runs: attributes of elements that have an id. */
import { ModelError } from '../../errors.ts';
import type { AttributeChange } from './experiment.ts';

/** Attributes of which a species has one or the other. */
const either: Readonly<Record<string, string>> = {
  initialAmount: 'initialConcentration',
  initialConcentration: 'initialAmount',
};

/** @param xml  of the model @throws ModelError where it has no such element */
export function withAttribute(
  xml: string,
  { target, attribute, value }: AttributeChange,
  where: string,
): string {
  const plain = xml.replace(/<!--[\s\S]*?-->/g, '');
  const id = `id\\s*=\\s*(["'])${escaped(target.id)}\\2`;
  const tag = new RegExp(`<((?:\\w+:)?${target.kind})\\s(?=(?:[^>]*\\s)?${id})[^>]*>`);
  const found = tag.exec(plain);
  if (!found)
    throw new ModelError(
      where,
      `there is no ${target.kind} "${target.id}" to change`,
      'Name one that the model has.',
    );
  const ruled = new RegExp(
    `<(?:\\w+:)?(initialAssignment|assignmentRule)\\s[^>]*(?:symbol|variable)\\s*=\\s*(["'])${escaped(target.id)}\\2`,
  );
  const rule = ruled.exec(plain)?.[1];
  if (rule)
    throw new ModelError(
      where,
      `"${target.id}" has an ${rule}, beside which its attributes say nothing`,
      'Change what that reads.',
    );
  const [element] = found;
  const bare = [attribute, either[attribute]].reduce(
    (text, name) => (name ? text.replace(new RegExp(`\\s${name}\\s*=\\s*("[^"]*"|'[^']*')`), '') : text),
    element,
  );
  const set = bare.replace(/\s*(\/?)>$/, (_, closed: string) => ` ${attribute}="${quoted(value)}"${closed}>`);
  return plain.slice(0, found.index) + set + plain.slice(found.index + element.length);
}

function escaped(id: string): string {
  return id.replace(/[^\w]/g, '\\$&');
}

function quoted(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
