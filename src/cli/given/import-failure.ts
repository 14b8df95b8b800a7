/** Why a scenario file could not be loaded, in words: what it imports and is not there, or where it cannot be read. */
import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { cwd } from 'node:process';

export interface ImportFailure {
  readonly what: string;
  readonly todo: string;
}

/**
 * @param error  what importing the file has thrown
 * @param file   absolute path of the file that was imported
 */
export function importFailure(error: unknown, file: string): ImportFailure {
  const message = error instanceof Error ? error.message : String(error);
  return (
    missingImport(error, message, file) ??
    hashComment(message) ?? {
      what: `it cannot be loaded: ${message}`,
      todo: 'Mend the file; `--debug` shows the stack.',
    }
  );
}

function missingImport(error: unknown, message: string, file: string): ImportFailure | undefined {
  const [, name] = /^Cannot find (?:module|package) '([^']+)'/.exec(message) ?? [];
  if (name === undefined) return undefined;
  const { requireStack: [by] = [] } = error as { requireStack?: readonly string[] };
  const inside = by === undefined || resolve(by) === file ? '' : ` in ${relative(cwd(), by)}`;
  const what = `it cannot be loaded: the import of '${name}'${inside} leads nowhere`;
  const ofFile = /^[./]|^file:/.test(name);
  if (ofFile)
    return { what, todo: 'There is no such file: mend the path of the import, from the file it stands in.' };
  return { what, todo: `Install the package (npm install ${packageOf(name)}), or leave the import out.` };
}

/** `@scope/name` or `name`, without what is imported from within. */
function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

/** A line of TypeScript that begins as a comment of Python. */
function hashComment(message: string): ImportFailure | undefined {
  const [, file = '', line = ''] = /^\s*(\S.*):(\d+):\d+\s*$/m.exec(message) ?? [];
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8').split('\n')[Number(line) - 1] ?? '';
  if (!text.trimStart().startsWith('#')) return undefined;
  return {
    what: `it cannot be loaded: line ${line} is no TypeScript`,
    todo: 'A comment begins with `//` here; with `#` inside the text of a network.',
  };
}
