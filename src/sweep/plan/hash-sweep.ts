/** What a sweep computes, as one name: runs of another are never taken for its own. */
import { createHash } from 'node:crypto';
import type { Abstraction } from '../../kernels/abstraction.ts';
import { hashSetup, setUp } from '../../run/scenario/setup.ts';
import type { Sweep } from '../sweep.ts';

/**
 * @param abstractions  what the kernels of the sweep have learned: of the scenario's own, then of each of a factor;
 *                      undefined for exact ones
 */
export function hashSweep(sweep: Sweep, abstractions: readonly (Abstraction | undefined)[]): string {
  const { base, factors, design, measures, replicates, seeds, designSeed } = sweep;
  const { setup, start } = setUp(base, {});
  const written = JSON.stringify({
    base: hashSetup(setup, start, abstractions[0]),
    weights: abstractions.slice(1).map((one) => one && hashSetup(setup, start, one)),
    until: setup.steps,
    observables: Object.entries(base.record?.observables ?? {}).map(([name, rule]) => [name, String(rule)]),
    start: typeof base.start === 'function' ? String(base.start) : '',
    factors: factors.map(({ name, values, text }) => [name, values, text]),
    measures: Object.entries(measures).map(([name, { text }]) => [name, text]),
    ...{ design, replicates, seeds, designSeed },
  });
  return createHash('sha256').update(written).digest('hex');
}
