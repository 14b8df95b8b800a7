import { expect, test } from 'vitest';
import { fieldLoss } from '../../../../src/learning/rncrn/field/loss.ts';
import { FreeWeights } from '../../../../src/learning/rncrn/train/free-weights.ts';
import { initialModel } from '../../../../src/learning/rncrn/train/initial.ts';
import { NormalEquations } from '../../../../src/learning/rncrn/train/normal-equations.ts';
import type { FitProblem } from '../../../../src/learning/rncrn/train/problem.ts';
import { differences, farthest, shapes, uniforms } from '../random-models.ts';
import { problemFor } from './problems.ts';

/** More rows than are worked on at a time, and no multiple of it. */
const rows = 150;
const lagging = problemFor(shapes['one layer with parameters']!, rows);
const problems: Record<string, FitProblem> = {
  ...Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, problemFor(shape, rows)])),
  'relative loss': { ...problemFor(shapes['one layer']!, rows), loss: 'relative', betaPenalty: 0.3 },
  'perceptrons that lag': { ...lagging, lag: { mu: 0.3, flow: uniforms(rows * 3, -1, 1, 11) } },
};

test.each(Object.entries(problems))('%s: cost, gradient and JᵀJ', (_, problem) => {
  const free = new FreeWeights(initialModel(problem, 1, 0));
  const equations = new NormalEquations(problem, free);
  const cost = equations.build();
  expect(equations.cost()).toBeCloseTo(cost, 12);
  const values = free.values;
  const slope = differences(
    (at, out) => {
      free.set(at);
      out[0] = equations.cost();
    },
    values.slice(),
    1,
  );
  expect(
    farthest(
      equations.gradient.map((half) => 2 * half),
      slope,
    ),
  ).toBeLessThan(1e-6);
  // A step of Gauss and Newton: JᵀJ foretells the second order of the cost where residuals are small.
  const n = free.length;
  for (let a = 0; a < n; a++) expect(equations.matrix[a * n + a]!).toBeGreaterThanOrEqual(0);
  // Control: the gradient of another start is another.
  free.set(new FreeWeights(initialModel(problem, 1, 1)).values);
  equations.build();
  expect(
    farthest(
      equations.gradient.map((half) => 2 * half),
      slope,
    ),
  ).toBeGreaterThan(1e-3);
});

test('without a penalty the cost is the loss', () => {
  for (const loss of ['field', 'relative'] as const) {
    const problem: FitProblem = { ...problemFor(shapes['two layers']!, rows), betaPenalty: 0, loss };
    const free = new FreeWeights(initialModel(problem, 1, 0));
    const cost = new NormalEquations(problem, free).cost();
    expect(cost).toBeCloseTo(fieldLoss(free.weights, problem.data, loss), 10);
  }
});

test('JᵀJ is the sum over all values of the products of their derivatives', () => {
  const problem = problems['one layer with parameters']!;
  const free = new FreeWeights(initialModel(problem, 1, 0));
  const equations = new NormalEquations(problem, free);
  equations.build();
  const [n, step] = [free.length, 1e-4];
  const here = free.values;
  // With targets equal to the present values, the cost of a small step is dᵀ(JᵀJ)d.
  const perfect = problemFor(shapes['one layer with parameters']!, rows, free.weights.model());
  const other = new FreeWeights(initialModel(problem, 1, 0));
  const flat = new NormalEquations({ ...perfect, betaPenalty: 0 }, other);
  const bare = new NormalEquations({ ...problem, betaPenalty: 0 }, free);
  bare.build();
  const d = uniforms(n, -step, step, 12);
  other.set(here.map((value, k) => value + d[k]!));
  let form = 0;
  for (let a = 0; a < n; a++)
    for (let b = 0; b < n; b++) form += d[a]! * d[b]! * bare.matrix[Math.max(a, b) * n + Math.min(a, b)]!;
  expect(flat.cost() / form).toBeCloseTo(1, 2);
});
