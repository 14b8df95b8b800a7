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
  const tag = new RegExp(
    `<((?:\\w+:)?${target.kind})\\s(?=[^>]*\\bid\\s*=\\s*(["'])${escaped(target.id)}\\2)[^>]*>`,
  );
  const found = tag.exec(xml);
  if (!found)
    throw new ModelError(
      where,
      `there is no ${target.kind} "${target.id}" to change`,
      'Name one that the model has.',
    );
  const [element] = found;
  const bare = [attribute, either[attribute]].reduce(
    (text, name) => (name ? text.replace(new RegExp(`\\s${name}\\s*=\\s*("[^"]*"|'[^']*')`), '') : text),
    element,
  );
  const set = bare.replace(/\s*(\/?)>$/, (_, closed: string) => ` ${attribute}="${quoted(value)}"${closed}>`);
  return xml.slice(0, found.index) + set + xml.slice(found.index + element.length);
}

function escaped(id: string): string {
  return id.replace(/[^\w]/g, '\\$&');
}

function quoted(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
