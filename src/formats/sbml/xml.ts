/** XML as a tree, and as text: the same tree gives the same bytes. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Elements and text; text is escaped when it is written. */
  readonly children: readonly (XmlElement | string)[];
}

export function element(
  name: string,
  attributes: XmlElement['attributes'] = {},
  children: XmlElement['children'] = [],
): XmlElement {
  return { name, attributes, children };
}

/** A list as SBML has it, or nothing where it is empty. */
export function listOf(name: string, items: readonly XmlElement[]): readonly XmlElement[] {
  return items.length === 0 ? [] : [element(name, {}, items)];
}

const widest = 110;

/** A document with its declaration. Elements that fit into a line stand in one. */
export function xmlText(root: XmlElement): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  print(root, '', lines);
  return `${lines.join('\n')}\n`;
}

function print(node: XmlElement | string, indent: string, lines: string[]): void {
  const room = widest - indent.length;
  const inline = inLine(node, room);
  if (inline !== undefined || typeof node === 'string') {
    lines.push(indent + (inline ?? escaped(node as string)));
    return;
  }
  const { name, attributes, children } = node;
  const open = opening(name, attributes);
  if (children.length === 0) lines.push(`${indent}<${open}/>`);
  else if (children.every((child) => typeof child === 'string'))
    lines.push(`${indent}<${open}>${children.map(escaped).join('')}</${name}>`);
  else {
    lines.push(`${indent}<${open}>`);
    for (const child of children) print(child, `${indent}  `, lines);
    lines.push(`${indent}</${name}>`);
  }
}

/** On one line, or undefined where it is longer than `room`. */
function inLine(node: XmlElement | string, room: number): string | undefined {
  if (room < 0) return undefined;
  if (typeof node === 'string') return fits(escaped(node), room);
  const open = opening(node.name, node.attributes);
  if (node.children.length === 0) return fits(`<${open}/>`, room);
  let text = `<${open}>`;
  for (const child of node.children) {
    const inside = inLine(child, room - text.length);
    if (inside === undefined) return undefined;
    text += inside;
  }
  return fits(`${text}</${node.name}>`, room);
}

function fits(text: string, room: number): string | undefined {
  return text.length <= room ? text : undefined;
}

function opening(name: string, attributes: XmlElement['attributes']): string {
  return [
    name,
    ...Object.entries(attributes).map(
      ([key, value]) => `${key}="${escaped(value).replaceAll('"', '&quot;')}"`,
    ),
  ].join(' ');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** What XML 1.0 cannot hold at all becomes U+FFFD; ends of lines in attributes become blanks when read, and so here. */
function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/gu, '\ufffd')
      .replace(/[\t\n\r]+/g, ' ')
      .replace(/[&<>]/g, (sign) => entities[sign]!)
  );
}
