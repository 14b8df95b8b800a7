/** Reads the YAML that has blocks, plain words, whole numbers and texts in double quotes, and nothing else. */

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** @throws Error for anything else */
export function readYaml(text: string): unknown {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line): Line => ({ indent: line.search(/\S/), text: line.trim() }));
  const value = readBlock(lines, lines[0]!.indent);
  if (lines.length > 0) throw new Error(`left over: ${lines[0]!.text}`);
  return value;
}

function readBlock(lines: Line[], indent: number): unknown {
  if (lines[0]!.text.startsWith('- ')) return readList(lines, indent);
  const map: Record<string, unknown> = {};
  while (lines[0]?.indent === indent) {
    const match = /^("(?:[^"\\]|\\.)*"|[^\s":]+):(?: (.+))?$/.exec(lines.shift()!.text);
    if (!match) throw new Error('it is no entry of a map');
    const key = String(readScalar(match[1]!));
    if (Object.hasOwn(map, key)) throw new Error(`"${key}" is there twice`);
    map[key] = match[2] === undefined ? readBlock(lines, deeper(lines, indent)) : readScalar(match[2]);
  }
  return map;
}

function readList(lines: Line[], indent: number): unknown[] {
  const list: unknown[] = [];
  while (lines[0]?.indent === indent && lines[0].text.startsWith('- ')) {
    const text = lines[0].text.slice(2);
    if (/^("(?:[^"\\]|\\.)*"|[^\s":]+):( |$)/.test(text)) {
      lines[0] = { indent: indent + 2, text };
      list.push(readBlock(lines, indent + 2));
    } else {
      lines.shift();
      list.push(readScalar(text));
    }
  }
  return list;
}

function deeper(lines: Line[], indent: number): number {
  const next = lines[0]?.indent ?? 0;
  if (next <= indent) throw new Error('an entry has no value');
  return next;
}

function readScalar(text: string): string | number {
  if (text.startsWith('"')) return JSON.parse(text) as string;
  if (/^-?\d+$/.test(text)) return Number(text);
  if (!/^[A-Za-z][\w./-]*$/.test(text) || /^(true|false|null|yes|no|on|off|y|n)$/i.test(text))
    throw new Error(`${text} is no plain word`);
  return text;
}
