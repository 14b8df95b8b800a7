/** How figures write numbers and names, and how wide that is. */

/**
 * Advance widths of DejaVu Sans 2.37, in 1/2048 em, from U+0020 to U+007E. Verdana, the usual
 * replacement, is within 2 % of them.
 */
const regular = [
  651, 821, 942, 1716, 1303, 1946, 1597, 563, 799, 799, 1024, 1716, 651, 739, 651, 690, 1303, 1303, 1303,
  1303, 1303, 1303, 1303, 1303, 1303, 1303, 690, 690, 1716, 1716, 1716, 1087, 2048, 1401, 1405, 1430, 1577,
  1294, 1178, 1587, 1540, 604, 604, 1343, 1141, 1767, 1532, 1612, 1235, 1612, 1423, 1300, 1251, 1499, 1401,
  2025, 1403, 1251, 1403, 799, 690, 799, 1716, 1024, 1024, 1255, 1300, 1126, 1300, 1260, 721, 1300, 1298, 569,
  569, 1186, 569, 1995, 1298, 1253, 1300, 1300, 842, 1067, 803, 1298, 1212, 1675, 1212, 1212, 1075, 1303, 690,
  1303, 1716,
];

/** Width of a line of text in px. Bold is 12 % wider; other letters count as an `o`, wide ones as two. */
export function textWidth(words: string, size: number, bold = false): number {
  let units = 0;
  for (const letter of words) {
    const code = letter.codePointAt(0)!;
    units += regular[code - 32] ?? (code >= 0x1100 ? 2048 : 1300);
  }
  return (units / 2048) * size * (bold ? 1.12 : 1);
}

/** The text, or as much of it as fits `width` px, with `…` at the end. */
export function fitted(words: string, width: number, size: number, bold = false): string {
  if (textWidth(words, size, bold) <= width) return words;
  const letters = [...words];
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size, bold) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

const prefixes: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** A number for an axis: at most `digits` significant ones, 120k and 3.4M from a hundred thousand on. */
export function shortNumber(value: number, digits = 4): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) return value.toPrecision(2).replace(/\.?0+e/, 'e');
  const [unit, letter] = size >= 1e5 ? prefixes.find(([unit]) => size >= unit)! : [1, ''];
  return `${Number((value / unit).toPrecision(digits))}${letter}`.replace('-', '−');
}

const pluralised = /^(second|minute|hour|day|week|month|year|generation|step)$/;

/** `3 hours`, `1 hour`, `2.5 s`, `7`. */
export function withUnit(value: number, unit: string): string {
  const number = shortNumber(value, 4);
  if (unit === '') return number;
  return `${number} ${unit}${pluralised.test(unit) && value !== 1 ? 's' : ''}`;
}

/** The title of a time axis: `time (hours)`. */
export function timeTitle(unit: string): string {
  if (unit === '') return 'time';
  return `time (${unit}${pluralised.test(unit) ? 's' : ''})`;
}
