/** The public door: a network from its text, with its names in the types. */
import { ScenarioError } from '../errors.ts';
import type { RatesIn, SpeciesIn, TypedNetwork } from './names-in-text.ts';
import type { MassAction, Network } from './network.ts';
import { parseNetwork } from './parse.ts';

export interface CrnOptions {
  /** What `m A -> … @ k` means with n molecules: k·C(n, m) unless said otherwise. */
  readonly massAction?: MassAction;
}

const conventions: readonly MassAction[] = ['combinations', 'falling', 'powers'];

/**
 * Reads a chemical reaction network from text, one statement a line:
 *
 *     Bee + P -> BeeA + P @ alarm           # mass action, a named rate constant
 *     2 Honey -> Bee      @ 0.5             # multiplicity, a number
 *     A + B <-> C         @ k_on, k_off     # both directions
 *     0 -> X              @ {V / (1 + X)}   # braces: the whole propensity; `t` is the time
 *     at 5: P = 10, Bee = Bee + 5           # event at a set time
 *     when P > 20: P = 0                    # event when a condition becomes true
 *     species A, B                          # optional: order of the columns
 *     rates k_on, k_off                     # optional: order of the rate constants
 *
 * Species are the names in reactions and `species` lines; all other names in rates
 * and formulas are rate constants. Both are found in the types too, when the text is
 * a literal argument; as a tagged template, crn`…`, names are not known to the types.
 *
 * @returns a deeply frozen network, plain data
 * @throws CrnSyntaxError  with line, column and a caret under the mistake
 * @throws ScenarioError   for an unknown mass-action convention or a value in a template
 *                         that is neither text nor a finite number
 */
export function crn<const Text extends string>(
  text: Text,
  options?: CrnOptions,
): TypedNetwork<SpeciesIn<Text>, RatesIn<Text>>;
export function crn(text: TemplateStringsArray, ...values: readonly (string | number)[]): TypedNetwork;
export function crn(text: string | TemplateStringsArray, ...rest: readonly unknown[]): Network {
  if (typeof text !== 'string') return parseNetwork(filledIn(text, rest));
  const { massAction = 'combinations' } = (rest[0] ?? {}) as CrnOptions;
  if (!conventions.includes(massAction))
    throw new ScenarioError(
      'crn options',
      `unknown mass-action convention "${String(massAction)}"`,
      `Choose one of ${conventions.join(', ')}.`,
    );
  return parseNetwork(text, massAction);
}

function filledIn(strings: TemplateStringsArray, values: readonly unknown[]): string {
  return strings.reduce((text, part, i) => {
    const value = values[i - 1];
    if (typeof value !== 'string' && !(typeof value === 'number' && Number.isFinite(value)))
      throw new ScenarioError(
        'crn`…`',
        `value ${i} of the template is ${String(value)}`,
        'Put in text or a finite number.',
      );
    return text + value + part;
  });
}
