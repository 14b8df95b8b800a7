/** Which names a species, a rate constant or a reaction may have. */

/** Words at the start of a line that are not a species. */
export const statementWords = ['species', 'rates', 'at', 'when'] as const;

/** Functions of the expression language. */
export const functionNames = [
  'exp',
  'log',
  'sqrt',
  'abs',
  'floor',
  'ceil',
  'sin',
  'cos',
  'tanh',
  'min',
  'max',
  'pow',
  'hill',
  'mm',
  'if',
] as const;

/** Constants and variables of the expression language. */
export const builtinNames = ['t', 'pi'] as const;

const notNumbers = ['inf', 'nan', 'Inf', 'NaN', 'Infinity'];

/** Why this name may not be used, or undefined when it may. */
export function reservedName(name: string): string | undefined {
  if (name === 't') return '`t` is the time';
  if (name === 'pi') return '`pi` is 3.14159…';
  if ((statementWords as readonly string[]).includes(name))
    return `\`${name}\` starts a statement of its own`;
  if ((functionNames as readonly string[]).includes(name)) return `\`${name}\` is a function`;
  if (notNumbers.includes(name)) return `\`${name}\` is not a finite number`;
  if (/^when_\d+$/.test(name)) return `\`${name}\` is kept for the memory of a \`when\` event`;
  // Values are looked up by name in plain objects.
  if (name in {}) return `\`${name}\` is a word of JavaScript objects`;
  return undefined;
}
