import { expect, test } from 'vitest';
import { type FittingOptions, fittingOf, fullFitting } from '../../../src/learning/fit/fitting.ts';

test('by default nothing is penalised, constrained or blurred', () => {
  expect(fullFitting({})).toEqual({
    optimiser: 'adam',
    strategy: { kind: 'cosine' },
    noise: 0,
    average: 0.99,
    regularisers: {},
    constraints: {},
  });
});

test('only its own entries are taken out of more', () => {
  const more: FittingOptions & { epochs: number } = { epochs: 3, noise: 0.01 };
  expect(fittingOf(more)).toEqual({ noise: 0.01 });
});

test.each<[FittingOptions, RegExp]>([
  [{ optimiser: 'rmsprop' as 'adam' }, /`optimiser` is "rmsprop"\nThere are: 'adam', 'sgd'/],
  [{ strategy: 'steps' as 'cosine' }, /`strategy` is "steps"/],
  [{ strategy: { kind: 'exp-decay', decay: -1 } }, /`strategy.decay` is -1/],
  [{ noise: -0.1 }, /`noise` is -0.1/],
  [{ average: 1 }, /`average` is 1/],
  [{ regularisers: { body: { kernel: 'l3' as 'l2' } } }, /`regularisers.body.kernel` is "l3"/],
  [{ regularisers: { sigma: 'l2' } as object }, /`regularisers` is "sigma"/],
  [{ regularisers: { head: { activity: 'l2' } as object } }, /`regularisers.head` is "activity"/],
  [{ constraints: { tail: {} } as object }, /`constraints` is "tail"/],
  [{ constraints: { head: { bias: 'norm' as 'maxnorm' } } }, /`constraints.head.bias` is "norm"/],
])('%j is refused', (given, message) => {
  expect(() => fullFitting(given)).toThrow(message);
});
