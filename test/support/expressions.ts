/** Random formulas over two species, one rate constant and the time. */
import fc from 'fast-check';
import { binaryFunctions, type Expression, unaryFunctions } from '../../src/crn/expression.ts';

const smoothUnary = ['neg', 'exp', 'log', 'sqrt', 'abs', 'sin', 'cos', 'tanh'] as const;
const smoothBinary = ['add', 'sub', 'mul', 'div', 'pow', 'min', 'max'] as const;
const stepUnary = unaryFunctions.filter((op) => ['neg', 'not', 'abs', 'floor', 'ceil'].includes(op));
const stepBinary = binaryFunctions.filter((op) => op !== 'div' && op !== 'pow');

/** Smooth ones compare within rounding; the others (steps, logic, integers) exactly. */
export function expressions({ smooth }: { smooth: boolean }): fc.Arbitrary<Expression> {
  const number = smooth ? fc.double({ min: -3, max: 3, noNaN: true }) : fc.integer({ min: -3, max: 9 });
  const leaf: fc.Arbitrary<Expression> = fc.oneof(
    number.map((value) => ({ op: 'number' as const, value })),
    fc.nat(1).map((index) => ({ op: 'species' as const, index })),
    fc.constant({ op: 'rate' as const, index: 0 }),
    fc.constant({ op: 'time' as const }),
  );
  const unary = fc.constantFrom(...(smooth ? smoothUnary : stepUnary));
  const binary = fc.constantFrom(...(smooth ? smoothBinary : stepBinary));
  const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5, depthSize: 'medium', withCrossShrink: true },
      leaf,
      fc.record({ op: unary, a: tie('tree') }),
      fc.record({ op: binary, a: tie('tree'), b: tie('tree') }),
      fc.record({ op: binary, a: tie('tree'), b: tie('tree') }),
      ...(smooth
        ? []
        : [fc.record({ op: fc.constant('if' as const), a: tie('tree'), b: tie('tree'), c: tie('tree') })]),
    ),
  }));
  return tree;
}
