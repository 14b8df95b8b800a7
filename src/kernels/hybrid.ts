/**
 * A learned kernel that leaves cheap rows to exact SSA: a row that expects fewer than
 * `exactBelow` events in a step is simulated, which is both exact and faster there.
 *
 * Use when some rows are busy and many are not. `mdn` is the same without the rule.
 */
import type { KernelSpec } from './kernel.ts';
import { type LearnedJob, type LearnedRowKernel, openLearned } from './learned.ts';

export function openHybrid(
  spec: Extract<KernelSpec, { kind: 'hybrid' }>,
  job: LearnedJob,
): Promise<LearnedRowKernel> {
  return openLearned(spec, job, spec.exactBelow);
}
