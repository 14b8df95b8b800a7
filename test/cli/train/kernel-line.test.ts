import { expect, test } from 'vitest';
import { kernelLine, kernelText } from '../../../src/cli/train/kernel-line.ts';
import type { LearnedSpec } from '../../../src/kernels/learned.ts';
import { bodyA, bodyB, gaussian, hybrid, mdn, recurrent, search, van } from '../../../src/kernels/specs.ts';

const specs: readonly LearnedSpec[] = [
  mdn(),
  mdn({ mixtures: 16, hidden: [32, 32] }),
  mdn({ mixtures: 16, body: search({ latency: 0.01 }) }),
  mdn({ body: search({ cells: 3, operations: ['relu', 'none'] }), outside: 'learned' }),
  mdn({ rateInputs: ['a', 'b'], stepInput: true, body: bodyB({ block: 'c', batchNorm: true }) }),
  mdn({ past: 3, body: recurrent({ block: 'gru' }) }),
  mdn({ body: { kind: 'dense', hidden: [8], activation: 'elu' } }),
  mdn({ head: 'gaussian', mixtures: 3, hidden: [5] }),
  mdn({ head: gaussian({ components: ['normal-tril', 'log-normal-diag'], hidden: 4 }), body: bodyA() }),
  van(),
  van({ components: 3, decoder: 16, hidden: [8], outside: 'error' }),
  hybrid({ exactBelow: 12, outside: 'error' }),
  hybrid({ head: 'van', mixtures: 4 }),
  hybrid(),
];

test.each(specs.map((spec) => [kernelText(spec), spec] as const))('%s makes the spec again', (text, spec) => {
  const names = { bodyA, bodyB, gaussian, hybrid, mdn, recurrent, search, van };
  const made = new Function(...Object.keys(names), `return ${text};`)(...Object.values(names));
  expect(made).toEqual(spec);
});

test('reads as one would write it', () => {
  expect(kernelLine(specs[1]!)).toBe('kernel: mdn({ mixtures: 16, hidden: [32, 32] })');
  expect(kernelLine(specs[2]!)).toBe('kernel: mdn({ mixtures: 16, body: search({ latency: 0.01 }) })');
});
