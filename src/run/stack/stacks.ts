/** Stacks that stay open from call to call: who runs thousands of small runs compiles once. */
import { createHash } from 'node:crypto';
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { Setup } from '../scenario/setup.ts';
import { type OpenStack, openStack } from './open-stack.ts';
import { stackKey } from './stack-key.ts';

/** The open stacks of one thread. */
export interface Stacks {
  /** How many there are. */
  readonly size: number;
  /** That of the runs of a key, opened where it is not. @throws as {@link openStack} */
  open(setup: Setup, abstraction?: Abstraction): Promise<OpenStack>;
  /** Forgets one that is full. */
  drop(stack: OpenStack): void;
}

/** @param most  that stay open: the one that was not asked for longest goes first */
export function openStacks(most = 4): Stacks {
  /** The one asked for last comes last. */
  const open = new Map<string, OpenStack>();
  return {
    get size() {
      return open.size;
    },
    async open(setup, abstraction) {
      const key = `${stackKey(setup)} ${abstraction ? abstractionHash(abstraction) : ''}`;
      const stack = open.get(key) ?? (await openStack(setup, abstraction));
      open.delete(key);
      open.set(key, stack);
      if (open.size > most) open.delete(open.keys().next().value!);
      return stack;
    },
    drop(stack) {
      for (const [key, value] of open) if (value === stack) open.delete(key);
    },
  };
}

const hashes = new WeakMap<Abstraction, string>();

/** By what it says: threads are sent copies. */
function abstractionHash(abstraction: Abstraction): string {
  const known = hashes.get(abstraction);
  if (known !== undefined) return known;
  const { weights, provenance: _, verdict: __, ...rest } = abstraction;
  const bytes = new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength);
  const hash = createHash('sha256').update(JSON.stringify(rest)).update(bytes).digest('hex');
  hashes.set(abstraction, hash);
  return hash;
}
