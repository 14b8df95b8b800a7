/** The names of a network under construction, and their numbers. */
import type { Expression } from './expression.ts';
import { reservedName } from './names.ts';
import type { LineReader, Token } from './tokens.ts';

export class NameTable {
  readonly #species = new Map<string, number>();
  readonly #rates = new Map<string, number>();

  /** In order of first appearance. */
  get species(): readonly string[] {
    return [...this.#species.keys()];
  }

  /** In order of first appearance. */
  get rates(): readonly string[] {
    return [...this.#rates.keys()];
  }

  isSpecies(name: string): boolean {
    return this.#species.has(name);
  }

  /** Number of a species, a new one if the name is new. */
  speciesNumber(name: string): number {
    return numberIn(this.#species, name);
  }

  /** Number of a rate constant, a new one if the name is new. */
  rateNumber(name: string): number {
    return numberIn(this.#rates, name);
  }

  /** A name in a formula: a species if a reaction or declaration has it, else a rate constant. */
  resolve(reader: LineReader, token: Token): Expression {
    if (this.isSpecies(token.text)) return { op: 'species', index: this.speciesNumber(token.text) };
    refuseReserved(reader, token, 'rate constant');
    return { op: 'rate', index: this.rateNumber(token.text) };
  }
}

/** Takes the next token as a name that a user chose, and refuses reserved ones. */
export function takeNewName(reader: LineReader, what: string): Token {
  const token = reader.take();
  refuseReserved(reader, token, what);
  return token;
}

function refuseReserved(reader: LineReader, token: Token, what: string): void {
  const reserved = reservedName(token.text);
  if (reserved)
    throw reader.error(`${reserved}, so no ${what} can have this name`, 'Choose another name.', token);
}

function numberIn(names: Map<string, number>, name: string): number {
  const known = names.get(name);
  if (known !== undefined) return known;
  names.set(name, names.size);
  return names.size - 1;
}
