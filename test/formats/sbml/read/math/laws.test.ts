import { expect, test } from 'vitest';
import {
  cell,
  level3,
  lines,
  parameters,
  reaction,
  reactions,
  read,
  refusal,
  species,
} from '../documents.ts';

const values = { k: 1, q: 2, K: 5, V: 3, minus: -1 };
const document = (equation: string, law: string, reversible: boolean): string =>
  level3(
    cell() +
      species('A=1', 'B=2', 'C=0') +
      parameters(values) +
      reactions(reaction('r', equation, law, `reversible="${reversible}"`)),
  );
const oneWay = (equation: string, law: string): string => lines(read(document(equation, law, false)))[0]!;
const bothWays = (equation: string, law: string): string[] => lines(read(document(equation, law, true)));

test.each([
  ['A + B -> C', 'B * k * A', 'r: A + B -> C @ k'],
  ['0 -> C', 'k', 'r: 0 -> C @ k'],
  ['0 -> C', '3', 'r: 0 -> C @ 3'],
  ['2 A -> C', 'k * A * (A - 1) / 2', 'r: 2 A -> C @ k'],
  ['2 A -> C', '0.5 * A * k * (A - 1)', 'r: 2 A -> C @ k'],
  ['2 A -> C', 'k * A * (A - 1)', 'r: 2 A -> C @ {2 * k * A * (A - 1) / 2}'],
  ['3 A -> C', 'k * A * (A - 1) * (A - 2) / 6', 'r: 3 A -> C @ k'],
  ['A -> C', 'k * A / K', 'r: A -> C @ {k / K * A}'],
  // Not mass action of counts: another power, another species, a species that is read and not taken.
  ['2 A -> C', 'k * A * A', 'r: 2 A -> C @ {k * A * A}'],
  ['A -> C', 'k * A * B', 'r: A -> C @ {k * A * B}'],
  ['A + B -> C', 'k * A', 'r: A + B -> C @ {k * A}'],
  ['A -> C', 'k * A / B', 'r: A -> C @ {k * A / B}'],
  ['A -> C', 'k * A * t', 'r: A -> C @ {k * A * t}'],
])('%s at %s is %s', (equation, law, wanted) => {
  expect(oneWay(equation, law)).toBe(wanted);
});

test('a law that does not vanish where something is short is told of', () => {
  expect(read(document('2 A -> C', 'k * A * A', false)).notes).toEqual([
    'A reaction that lacks what it takes does not happen, also where its law is not 0: r.',
  ]);
  expect(read(document('2 A -> C', 'k * A * (A - 1) / 2', false)).notes).toBeUndefined();
});

test.each([
  ['A -> B', 'k * A - q * B', ['r: A -> B @ k', 'r_inverse: B -> A @ q']],
  ['A -> B', '2 * (k * A - q * B)', ['r: A -> B @ {2 * k * A}', 'r_inverse: B -> A @ {2 * q * B}']],
  ['A -> B', 'k * (A - B / K)', ['r: A -> B @ k', 'r_inverse: B -> A @ {k / K * B}']],
  [
    'A -> B',
    'V * (A - B / K) / (1 + A + B)',
    ['r: A -> B @ {V * A / (1 + A + B)}', 'r_inverse: B -> A @ {V * (B / K) / (1 + A + B)}'],
  ],
  ['2 A -> B', 'k * A * (A - 1) / 2 - q * B', ['r: 2 A -> B @ k', 'r_inverse: B -> 2 A @ q']],
  ['A -> B', 'k * A + V - q * B - K', ['r: A -> B @ {k * A + V}', 'r_inverse: B -> A @ {q * B + K}']],
  ['A -> B', '-(q * B) + k * A', ['r: A -> B @ k', 'r_inverse: B -> A @ q']],
  ['A -> B', 'k * A * exp(-B)', ['r: A -> B @ {k * A * exp(-B)}']],
  ['A -> B', '-(q * B)', ['r_inverse: B -> A @ q']],
  ['A -> B', 'V * log(2 + A)', ['r: A -> B @ {V * log(2 + A)}']],
])('reversible %s at %s', (equation, law, wanted) => {
  expect(bothWays(equation, law)).toEqual(wanted);
});

test.each(['(A - k) * (B - q)', 'k * A - B * sin(A)', 'k * A - minus * B', '(A - B)^3'])(
  'a reversible law that shows no two parts is refused: %s',
  (law) => {
    expect(refusal(document('A -> B', law, true))).toMatch(
      /m\.xml, kinetic law of "r": the reaction is reversible, and its law is no difference .*: .*A.* Write two reactions/,
    );
    // Control: one way it is read as it is.
    expect(refusal(document('A -> B', law, false))).toBe('read');
  },
);
