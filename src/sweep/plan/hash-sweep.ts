/** What a sweep computes, as one name: runs of another are never taken for its own. */
import { createHash } from 'node:crypto';
import type { Abstraction } from '../../kernels/abstraction.ts';
import { hashSetup, setUp } from '../../run/scenario/setup.ts';
import type { Sweep } from '../sweep.ts';

/** @param abstraction  of the scenario's kernel, where it is a learned one */
export function hashSweep(sweep: Sweep, abstraction: Abstraction | undefined): string {
  const { base, factors, design, measures, replicates, seeds, designSeed } = sweep;
  const { setup, start } = setUp(base, {});
  const written = JSON.stringify({
    base: hashSetup(setup, start, abstraction),
    until: setup.steps,
    observables: Object.entries(base.record?.observables ?? {}).map(([name, rule]) => [name, String(rule)]),
    start: typeof base.start === 'function' ? String(base.start) : '',
    factors: factors.map(({ name, values, text }) => [name, values, text]),
    measures: Object.entries(measures).map(([name, { text }]) => [name, text]),
    ...{ design, replicates, seeds, designSeed },
  });
  return createHash('sha256').update(written).digest('hex');
}
