/** Patterns as they are written: `L(r!1).R(l!1,a~P!?)`. */
import type { Refuse } from './lines.ts';

export interface SiteText {
  readonly name: string;
  readonly state?: string;
  /** A bond's label, `+`, `?`, or left out where the site is free. */
  readonly bond?: string;
  readonly tag?: string;
}

export interface MoleculeText {
  readonly name: string;
  readonly sites: readonly SiteText[];
  readonly tag?: string;
}

export interface PatternText {
  readonly molecules: readonly MoleculeText[];
  /** Written with `$` before it: its count never changes. */
  readonly clamped: boolean;
  /** Written with `{MatchOnce}` before it. */
  readonly once: boolean;
}

/** Complexes of more molecules are hardly meant, and would overflow the stack of searches. */
const maxMolecules = 300;
const maxSites = 1000;
const maxPatterns = 10;

/** Reads patterns from left to right and stops where asked. */
export class PatternReader {
  readonly text: string;
  readonly #refuse: Refuse;
  at = 0;

  constructor(text: string, refuse: Refuse) {
    this.text = text;
    this.#refuse = refuse;
  }

  /** What is left, without blanks before it. */
  get rest(): string {
    this.#blanks();
    return this.text.slice(this.at);
  }

  /** Takes what the expression matches right here; it must be sticky. */
  take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text);
    if (!found) return undefined;
    this.at = expression.lastIndex;
    return found;
  }

  /** Complexes joined by `+`, or none for `0`. */
  side(): PatternText[] {
    this.#blanks();
    if (this.take(/0(?![\w.])/y)) return [];
    const patterns: PatternText[] = [];
    do {
      if (patterns.length >= maxPatterns)
        throw this.#refuse(
          `a side of a rule has more than ${maxPatterns} complexes`,
          'Split the rule into steps.',
        );
      patterns.push(this.pattern());
    } while (this.take(/\s*\+/y));
    return patterns;
  }

  pattern(): PatternText {
    this.#blanks();
    let [clamped, once] = [false, false];
    for (;;) {
      if (this.take(/\$\s*/y)) clamped = true;
      else if (this.take(/\{\s*MatchOnce\s*(?:=\s*1\s*)?\}\s*/iy)) once = true;
      else if (this.take(/%\w+::?\s*/y)) throw this.#local();
      else break;
    }
    if (this.text[this.at] === '@') throw this.#compartment();
    if (this.text[this.at] === '{')
      throw this.#refuse(
        'an attribute of a pattern that is not known',
        'Of attributes, {MatchOnce} is read.',
      );
    const molecules: MoleculeText[] = [];
    let sites = 0;
    do {
      molecules.push(this.#molecule());
      sites += molecules.at(-1)!.sites.length;
      if (molecules.length > maxMolecules || sites > maxSites)
        throw this.#refuse(
          `a pattern has more than ${maxMolecules} molecules or ${maxSites} sites`,
          'Make it smaller.',
        );
    } while (this.take(/\s*\.\s*/y));
    return { molecules, clamped, once };
  }

  #molecule(): MoleculeText {
    const name = this.#word('the name of a molecule');
    let tag = this.take(/%(\w+)/y)?.[1];
    if (this.text[this.at] === '@') throw this.#compartment();
    const sites: SiteText[] = [];
    if (this.take(/\(\s*/y)) {
      while (!this.take(/\s*\)/y)) {
        // Commas may be left out, and one too many does no harm.
        if (this.take(/\s*,/y)) continue;
        this.#blanks();
        sites.push(this.#site());
      }
    }
    tag ??= this.take(/%(\w+)/y)?.[1];
    if (this.text[this.at] === '@') throw this.#compartment();
    return { name, sites, ...(tag === undefined ? {} : { tag }) };
  }

  #site(): SiteText {
    const name = this.#word('the name of a site, or `)`');
    const site: { name: string; state?: string; bond?: string; tag?: string } = { name };
    for (;;) {
      const [, kind, word] = this.take(/\s*([~!%])\s*(\w+|\+|\?)/y) ?? [];
      if (kind === undefined) return site;
      if (kind === '~') {
        if (site.state !== undefined)
          throw this.#refuse(`the site \`${name}\` has two states here`, 'Keep one.');
        site.state = word!;
      } else if (kind === '!') {
        if (site.bond !== undefined)
          throw this.#refuse(`the site \`${name}\` has two bonds`, 'A site has one bond at most.');
        site.bond = word!;
      } else {
        site.tag = word!;
      }
    }
  }

  #word(what: string): string {
    const word = this.take(/[A-Za-z_]\w*/y)?.[0];
    if (word !== undefined) return word;
    const found = this.text.slice(this.at, this.at + 20);
    throw this.#refuse(
      found ? `expected ${what}, found \`${found}\`` : `expected ${what}, found the end of the line`,
      'A pattern is written `A(site~state!1).B(site!1)`.',
    );
  }

  #blanks(): void {
    this.take(/\s*/y);
  }

  #local(): Error {
    return this.#refuse(
      'a pattern is named for use in a local function',
      'Local functions are not read: write one rule for each case.',
    );
  }

  #compartment(): Error {
    return this.#refuse(
      'a pattern names a compartment',
      'Compartments are not read: write the place as a site with states, `A(loc~EC)`.',
    );
  }
}
