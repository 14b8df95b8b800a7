/**
 * The names in a network's text, found by the type checker.
 *
 * Everything works on unions: the text is cut into a union of lines, the lines into
 * a union of words, one delimiter after the other. So equal words are met once, no
 * recursion is deeper than the number of pieces of one string, and a text of a
 * thousand reactions still checks. The run-time truth is `parse.ts`; here a text with
 * a mistake may give any names.
 */
import type { builtinNames, functionNames, statementWords } from './names.ts';
import type { Network } from './network.ts';

/** The species in a literal text, as a union; `string` for a text not known in full. */
export type SpeciesIn<Text extends string> = IsLiteral<Text> extends true ? SpeciesOf<Lines<Text>> : string;

/** The rate constants in a literal text, as a union; `string` for a text not known in full. */
export type RatesIn<Text extends string> = IsLiteral<Text> extends true ? RatesOf<Lines<Text>> : string;

declare const names: unique symbol;

/** A network whose species and rate constants the type checker knows; at run time a plain {@link Network}. */
export interface TypedNetwork<Species extends string = string, Rates extends string = string>
  extends Network {
  readonly [names]?: { readonly species: Species; readonly rates: Rates };
}

/** The species of a network as a union of names; `string` where they are not known. */
export type SpeciesNames<N> = N extends TypedNetwork<infer S, string> ? S : string;

/** The rate constants of a network as a union of names; `string` where they are not known. */
export type RateNames<N> = N extends TypedNetwork<string, infer R> ? R : string;

/** A count for any of the species; the others start at 0. */
export type StartFor<N> = Readonly<Partial<Record<SpeciesNames<N>, number>>>;

type Reserved =
  | (typeof functionNames)[number]
  | (typeof builtinNames)[number]
  | (typeof statementWords)[number];

// A text with an unknown part, such as `a${string}`, makes Record an index signature.
type IsLiteral<Text extends string> = Record<never, never> extends Record<Text, 1> ? false : true;

/** The lines without their comments. */
type Lines<Text extends string> = Bare<Split<Text, '\n'>>;
type Bare<Line extends string> = Line extends `${infer Code}#${string}` ? Code : Line;

type SpeciesOf<Line extends string> = Uncounted<Words<SpeciesText<Line>>>;
type RatesOf<Line extends string> = Exclude<NotNumber<Words<RateText<Line>>>, SpeciesOf<Line> | Reserved>;

/** The parts of a line in which every name is a species. */
type SpeciesText<Line extends string> = Line extends `${infer Left}->${infer Right}`
  ? WithoutLabel<Left> | BeforeRate<Right>
  : Line extends `${infer Indent}species${Blank}${infer List}`
    ? Split<Split<Indent, ' '>, '\t'> extends ''
      ? List
      : never
    : never;
type WithoutLabel<Left extends string> = Left extends `${string}:${infer Side}` ? Side : Left;
type BeforeRate<Right extends string> = Right extends `${infer Side}@${string}` ? Side : Right;
type Blank = ' ' | '\t';

/** The parts of a line in which a name is a rate constant unless it is a species. */
type RateText<Line extends string> = Line extends `${string}->${infer Right}`
  ? Right extends `${string}@${infer Rate}`
    ? Rate
    : never
  : Line;

/** Pieces between delimiters: names, numbers and the empty text. */
type Words<Text extends string> = SplitAll<
  Text,
  [
    ' ',
    '+',
    ',',
    '{',
    '}',
    '*',
    '/',
    '-',
    '(',
    ')',
    '^',
    '<',
    '>',
    '=',
    '!',
    '&',
    '|',
    '?',
    ':',
    '∅',
    '\t',
    '\r',
  ]
>;

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

/** `2Honey` and `Honey` are Honey; a bare number is nothing. */
type Uncounted<Word extends string> = Word extends `${Digit}${infer Rest}`
  ? Uncounted<Rest>
  : Word extends ''
    ? never
    : Word;

// `1e-5` has been cut into `1e` and `5`.
type NotNumber<Word extends string> = Word extends '' | `${Digit | '.'}${string}` ? never : Word;

type SplitAll<Text extends string, Delimiters extends readonly string[]> = Delimiters extends readonly [
  infer First extends string,
  ...infer Rest extends readonly string[],
]
  ? SplitAll<Split<Text, First>, Rest>
  : Text;

/** Four pieces a turn: the checker stops at a thousand turns. */
type Split<
  Text extends string,
  By extends string,
  Done extends string = never,
> = Text extends `${infer A}${By}${infer B}${By}${infer C}${By}${infer D}${By}${infer Rest}`
  ? Split<Rest, By, Done | A | B | C | D>
  : Text extends `${infer A}${By}${infer Rest}`
    ? Split<Rest, By, Done | A>
    : Done | Text;
