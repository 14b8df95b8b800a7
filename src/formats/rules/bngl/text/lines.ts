/** Files of blocks: `begin parameters` … `end parameters`, one statement a line. */
import { ModelError } from '../../../../errors.ts';

export interface Statement {
  /** 1-based, of the statement's first line. */
  readonly line: number;
  /** Without comment and blanks around. */
  readonly text: string;
}

export interface BlockFile {
  /** Statements of each block by its name: lower case, words with one blank between. */
  readonly blocks: ReadonlyMap<string, readonly Statement[]>;
  /** What stands outside of blocks, or in a block of its own. */
  readonly actions: readonly Statement[];
}

/** Makes the error for a place in a file; throw it. */
export type Refuse = (what: string, todo: string) => ModelError;

export function refuseAt(where: string, { line, text }: Statement): Refuse {
  const shown = text.length > 120 ? `${text.slice(0, 117)}...` : text;
  return (what, todo) => new ModelError(`${where}, line ${line}`, what, `    ${shown}\n${todo}`);
}

/** Blocks of things to be done. */
const ofActions = new Set(['actions', 'protocol']);

/** @throws ModelError where a block is not closed, or closed and never opened */
export function readBlocks(text: string, where: string): BlockFile {
  const blocks = new Map<string, Statement[]>();
  const actions: Statement[] = [];
  let open: { readonly name: string; readonly start: Statement } | undefined;
  for (const statement of statementsOf(text)) {
    const refuse = refuseAt(where, statement);
    const [, word, rest] = /^(begin|end)\s+([A-Za-z].*)$/.exec(statement.text) ?? [];
    const name = rest
      ?.trim()
      .toLowerCase()
      .split(/[\s_]+/)
      .join(' ');
    // `begin model` holds the other blocks.
    if (name === 'model') continue;
    if (word === 'begin') {
      if (open)
        throw refuse(`the block \`${open.name}\` is still open`, `Write \`end ${open.name}\` before.`);
      open = { name: name!, start: statement };
      if (!blocks.has(open.name)) blocks.set(open.name, []);
    } else if (word === 'end') {
      if (open?.name !== name) {
        const todo = open ? `The block that is open is \`${open.name}\`.` : 'Remove the line.';
        throw refuse(`no block \`${name}\` is open`, todo);
      }
      open = undefined;
    } else if (open && !ofActions.has(open.name)) {
      blocks.get(open.name)!.push(statement);
    } else {
      actions.push(statement);
    }
  }
  if (open)
    throw refuseAt(where, open.start)(`the block \`${open.name}\` has no end`, `Write \`end ${open.name}\`.`);
  return { blocks, actions };
}

function statementsOf(text: string): Statement[] {
  const statements: Statement[] = [];
  let held: { line: number; text: string } | undefined;
  for (const [i, source] of text.split(/\r\n|\n|\r/).entries()) {
    const code = source.split('#', 1)[0]!.trim();
    held = held ? { line: held.line, text: `${held.text} ${code}` } : { line: i + 1, text: code };
    if (code.endsWith('\\')) {
      held.text = held.text.slice(0, -1).trim();
      continue;
    }
    if (held.text.trim()) statements.push({ line: held.line, text: held.text.trim() });
    held = undefined;
  }
  if (held?.text.trim()) statements.push({ line: held.line, text: held.text.trim() });
  return statements;
}

/** The statement without the number that some programs write before it. */
export function withoutIndex(text: string): string {
  return text.replace(/^\d+\s+(?=[A-Za-z_$%{@0])/, '');
}

/** Parts between commas that stand in no bracket. */
export function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '(' || c === '{') depth++;
    else if (c === ')' || c === '}') depth--;
    else if (c === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}
