/** A thread's program for tests of the pool: does as it is told. */
export default async function actor({ kind, value, words }) {
  if (kind === 'return') return value;
  if (kind === 'throw') throw new TypeError(value);
  if (kind === 'fail') return { failed: true, name: 'KernelError', message: value, stack: '' };
  if (kind === 'exit') process.exit(7);
  // Waits as at a gate of two threads (see gate.ts), until somebody aborts it.
  const generation = Atomics.load(words, 1);
  if (!Atomics.load(words, 2)) Atomics.wait(words, 1, generation);
  return 'let go';
}
