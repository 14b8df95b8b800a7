/**
 * The text of a file as a tree of elements in their namespaces. What could harm is refused: files of great length
 * or depth, and documents that define entities of their own.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { ModelError } from '../../../errors.ts';

export interface Element {
  /** Without its prefix. */
  readonly name: string;
  /** Address of its namespace; empty where it has none. */
  readonly space: string;
  /** Those without a prefix by their names; others as `{namespace}name`. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Elements and text that is more than blanks. */
  readonly children: readonly (Element | string)[];
}

/** Annotations of other programs are not looked into. */
export const ownNamespace = 'https://github.com/crn-grid/crn-grid';
export const mathNamespace = 'http://www.w3.org/1998/Math/MathML';

const maxLength = 64 * 1024 * 1024;
const maxDepth = 500;
const maxPrefixes = 100;

type Prefixes = ReadonlyMap<string, string>;
/** What the parser gives: `{ tag: children, ':@': attributes }` or `{ '#text': … }`, in the order of the file. */
type Ordered = Readonly<Record<string, unknown>>;

interface Work {
  readonly nodes: readonly Ordered[];
  readonly into: (Element | string)[];
  readonly prefixes: Prefixes;
  readonly annotation: boolean;
}

/**
 * @param where  the file's name, for messages
 * @returns the root element
 * @throws ModelError for what is no well-formed XML (with line and column), too long, too deep or has a DOCTYPE
 */
export function readDocument(text: string, where: string): Element {
  if (text.length > maxLength)
    throw new ModelError(
      where,
      `${text.length} characters are too many`,
      `Up to ${maxLength} are read; take notes and annotations out.`,
    );
  if (/<!(DOCTYPE|ENTITY)/i.test(text))
    throw new ModelError(
      where,
      'documents with a DOCTYPE or entities are not read',
      'Remove the declaration; SBML needs none.',
    );
  const plain = text.replace(/^\ufeff/, '');
  const fault = XMLValidator.validate(plain);
  if (fault !== true)
    throw new ModelError(
      `${where}, line ${fault.err.line}, column ${fault.err.col ?? 1}`,
      `not well-formed XML: ${fault.err.msg}`,
      'Give a whole XML file.',
    );
  const roots: (Element | string)[] = [];
  const work: Work[] = [
    { nodes: ordered(plain, where), into: roots, prefixes: new Map(), annotation: false },
  ];
  for (let next = work.pop(); next; next = work.pop())
    for (const node of next.nodes) addNode(node, next, work, where);
  const root = roots.find((child) => typeof child !== 'string');
  if (root === undefined) throw new ModelError(where, 'no element', 'Give an SBML file.');
  return root;
}

function ordered(text: string, where: string): readonly Ordered[] {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    cdataPropName: '#cdata',
    maxNestedTags: maxDepth,
  });
  try {
    return parser.parse(text) as readonly Ordered[];
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new ModelError(
      where,
      `XML that cannot be read: ${what}`,
      `Up to ${maxDepth} elements may be nested.`,
      { cause },
    );
  }
}

function addNode(node: Ordered, { into, prefixes, annotation }: Work, work: Work[], where: string): void {
  const tag = Object.keys(node).find((key) => key !== ':@');
  if (tag === undefined) throw new ModelError(where, 'an element whose name is not read', 'Rename it.');
  if (tag === '#text') {
    if (!annotation) into.push(decoded(String(node[tag]), where));
    return;
  }
  const nodes = node[tag] as readonly Ordered[];
  if (tag === '#cdata') {
    if (!annotation) into.push(String(nodes[0]?.['#text'] ?? ''));
    return;
  }
  const given = Object.entries((node[':@'] ?? {}) as Readonly<Record<string, string>>);
  const inside = withPrefixes(prefixes, given);
  if (inside.size > maxPrefixes)
    throw new ModelError(where, `more than ${maxPrefixes} namespaces`, 'Remove those that nothing uses.');
  const [prefix, name] = parted(tag);
  const space = inside.get(prefix) ?? '';
  if (prefix !== '' && space === '' && !annotation)
    throw new ModelError(where, `the prefix of <${tag}> has no namespace`, `Declare xmlns:${prefix}.`);
  if (annotation && space !== ownNamespace) return;
  const attributes = new Map<string, string>();
  for (const [key, value] of given) {
    const [own, local] = parted(key);
    if (key === 'xmlns' || own === 'xmlns') continue;
    attributes.set(own === '' ? local : `{${inside.get(own) ?? own}}${local}`, decoded(value, where));
  }
  const children: (Element | string)[] = [];
  into.push({ name, space, attributes, children });
  if (name !== 'notes')
    work.push({
      ...{ nodes, into: children, prefixes: inside },
      annotation: annotation || name === 'annotation',
    });
}

function parted(tag: string): readonly [prefix: string, name: string] {
  const colon = tag.indexOf(':');
  return colon < 0 ? ['', tag] : [tag.slice(0, colon), tag.slice(colon + 1)];
}

function withPrefixes(outside: Prefixes, given: readonly (readonly [string, string])[]): Prefixes {
  const own = given.filter(([key]) => key === 'xmlns' || key.startsWith('xmlns:'));
  if (own.length === 0) return outside;
  return new Map([...outside, ...own.map(([key, value]) => [key.slice(6), value] as const)]);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** With the five entities of XML, and characters by their numbers. */
function decoded(text: string, where: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#[xX]?[0-9a-fA-F]+|[\w.-]+);/g, (whole, name: string) => {
    const code = name.startsWith('#') ? Number(name.replace(/^#/, '').replace(/^[xX]/, '0x')) : Number.NaN;
    if (code <= 0x10ffff) return String.fromCodePoint(code);
    if (Object.hasOwn(entities, name)) return entities[name]!;
    throw new ModelError(where, `unknown entity ${whole}`, 'XML has &amp; &lt; &gt; &quot; and &apos;.');
  });
}
