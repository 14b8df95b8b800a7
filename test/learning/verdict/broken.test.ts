import { expect, test } from 'vitest';
import { KernelError, WorkerError } from '../../../src/errors.ts';
import { BrokenKernel, noteBroken } from '../../../src/learning/verdict/broken.ts';
import { toFailure } from '../../../src/pool/actors.ts';

test('a kernel that cannot go on is broken, on this thread and on another', () => {
  const own = new KernelError('mdn kernel', 'it drew 3e9 molecules of X', 'Train it on a wider range.');
  expect(() => noteBroken(own)).toThrow(BrokenKernel);
  const far = new WorkerError('a thread', own.message, '', { cause: toFailure(own) });
  expect(() => noteBroken(far)).toThrow(new BrokenKernel('mdn kernel: it drew 3e9 molecules of X'));
});

test('control: whatever else goes wrong is thrown as it is', () => {
  const dead = new WorkerError('a thread', 'out of memory', '', { cause: new Error('out of memory') });
  expect(() => noteBroken(dead)).toThrow(dead);
  const stop = new Error('enough');
  expect(() => noteBroken(stop)).toThrow(stop);
});
