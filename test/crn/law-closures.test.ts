import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { evaluate } from '../../src/crn/evaluate.ts';
import {
  type BinaryFunction,
  binaryFunctions,
  type Expression,
  unaryFunctions,
} from '../../src/crn/expression.ts';
import { compileLaw } from '../../src/crn/law-closures.ts';

const a: Expression = { op: 'species', index: 1 };
const b: Expression = { op: 'rate', index: 0 };
const t: Expression = { op: 'time' };
const all: Expression[] = [
  { op: 'number', value: 2.5 },
  a,
  b,
  t,
  { op: 'if', a, b, c: t },
  ...unaryFunctions.map((op): Expression => ({ op, a })),
  ...unaryFunctions.map((op): Expression => ({ op, a: b })),
  ...binaryFunctions.flatMap((op: BinaryFunction): Expression[] => [
    { op, a, b },
    { op, a: b, b: t },
    { op, a: t, b: t },
  ]),
  crn('A + 2 B -> C @ {k * A * B * (B - 1) / (1 + (C / K) ^ 2) + min(A, 3) - t}').reactions[0]!.law,
];

describe('closures mean what the tree means, bit for bit', () => {
  for (const law of all)
    test(JSON.stringify(law).slice(0, 80), () => {
      for (const counts of [
        [0, 0, 0],
        [3, 1, 2],
        [9, 40, 7],
      ])
        for (const rates of [
          [0, 1],
          [-1.5, 2],
          [0.3, 10],
        ])
          expect(compileLaw(law)([7, ...counts], 1, [7, 7, ...rates], 2, 1.25)).toBe(
            evaluate(law, counts, rates, 1.25),
          );
    });
});
