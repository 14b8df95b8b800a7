/** One line of a network's text, cut into words, numbers and signs. */
import { CrnSyntaxError } from '../errors.ts';

export interface Token {
  readonly kind: 'name' | 'number' | 'sign' | 'end';
  readonly text: string;
  /** 1-based column of its first character. */
  readonly column: number;
}

const wordPattern = /[A-Za-z_][A-Za-z0-9_]*/y;
const numberPattern = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
// Longest first: `<->` must not be read as `<` and `->`.
const signPattern = /<->|->|\*\*|<=|>=|==|!=|&&|\|\||[-+*/^(){},:=<>!?@∅]/y;

const hints: Readonly<Record<string, string>> = {
  ';': 'Write one statement a line.',
  '→': 'Write the arrow as `->`.',
  '⇌': 'Write the double arrow as `<->`.',
  '↔': 'Write the double arrow as `<->`.',
  '−': 'Write minus as the plain character `-`.',
  '·': 'Write multiplication as `*`.',
  '×': 'Write multiplication as `*`.',
  '&': 'Write "and" as `&&`.',
  '|': 'Write "or" as `||`.',
  '%': 'There is no remainder; `floor(x)` may help.',
  '[': 'Use ( ) for grouping and { } around a propensity.',
  ']': 'Use ( ) for grouping and { } around a propensity.',
};

/** Reads the tokens of one line from left to right and makes errors that point into it. */
export class LineReader {
  /** 1-based. */
  readonly line: number;
  readonly source: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(source: string, line: number) {
    this.line = line;
    // One blank for a tab keeps the caret under its character.
    this.source = source.replaceAll('\t', ' ').trimEnd();
    this.#tokens = this.#cut();
  }

  #cut(): Token[] {
    const comment = this.source.indexOf('#');
    const code = (comment < 0 ? this.source : this.source.slice(0, comment)).trimEnd();
    const tokens: Token[] = [];
    let at = 0;
    while (at < code.length) {
      if (/\s/.test(code[at]!)) {
        at++;
        continue;
      }
      if (code.startsWith('//', at))
        throw this.error('`//` begins no comment here', 'A comment begins with `#`.', {
          kind: 'sign',
          text: '//',
          column: at + 1,
        });
      const token =
        match(wordPattern, 'name', code, at) ??
        match(numberPattern, 'number', code, at) ??
        match(signPattern, 'sign', code, at);
      if (!token) {
        const character = String.fromCodePoint(code.codePointAt(at)!);
        const place = { kind: 'sign', text: character, column: at + 1 } as const;
        throw this.error(
          `unknown character "${character}"`,
          hints[character] ?? 'Remove it; names are made of A-Z a-z 0-9 _.',
          place,
        );
      }
      tokens.push(token);
      at += token.text.length;
    }
    tokens.push({ kind: 'end', text: '', column: code.length + 1 });
    return tokens;
  }

  /** No statement on this line: blank or a comment. */
  get blank(): boolean {
    return this.#tokens.length === 1;
  }

  get tokens(): readonly Token[] {
    return this.#tokens;
  }

  /** The next token, or the one `ahead` places after it; the end token repeats. */
  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]!;
  }

  /** Takes the next token. */
  take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  /** Is the next token this sign or word? */
  sees(text: string): boolean {
    return this.peek().text === text && this.peek().kind !== 'end';
  }

  /** Takes the next token if it is this sign or word. */
  takeIf(text: string): boolean {
    if (!this.sees(text)) return false;
    this.#at++;
    return true;
  }

  /** @throws CrnSyntaxError unless the line ends here */
  expectEnd(todo: string): void {
    const token = this.peek();
    if (token.kind !== 'end') throw this.error(`unexpected ${said(token)}`, todo, token);
  }

  /** The error that points at `from`, underlined as far as `to`; throw it. */
  error(what: string, todo: string, from: Token = this.peek(), to: Token = from): CrnSyntaxError {
    const length = Math.max(1, to.column + to.text.length - from.column);
    const place = { line: this.line, column: from.column, length, source: this.source };
    return new CrnSyntaxError(place, what, todo);
  }
}

/** `->` or `<->`. */
export function isArrow(token: Token): boolean {
  return token.text === '->' || token.text === '<->';
}

/** The token as an error message names it. */
export function said(token: Token): string {
  return token.kind === 'end' ? 'the end of the line' : `\`${token.text}\``;
}

function match(pattern: RegExp, kind: Token['kind'], code: string, at: number): Token | undefined {
  pattern.lastIndex = at;
  const text = pattern.exec(code)?.[0];
  return text === undefined ? undefined : { kind, text, column: at + 1 };
}
