/** A thread's program for tests of the pool: does as it is told. */
export default async function actor({ kind, value, words }) {
  if (kind === 'return') return value;
  if (kind === 'throw') throw new TypeError(value);
  if (kind === 'fail') return { failed: true, name: 'KernelError', message: value, stack: '' };
  if (kind === 'exit') process.exit(7);
  if (kind === 'eat') return eat(value);
  while (kind === 'spin') {}
  // Waits as at a gate of two threads (see gate.ts), until somebody aborts it.
  const generation = Atomics.load(words, 1);
  if (!Atomics.load(words, 2)) Atomics.wait(words, 1, generation);
  return 'let go';
}

/** Keeps so many megabytes of small objects at once. */
function eat(megabytes) {
  const all = [];
  for (let mb = 0; mb < megabytes; mb++) all.push(Array.from({ length: 2 ** 15 }, (_, i) => ({ i })));
  return all.length;
}
