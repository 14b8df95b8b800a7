/**
 * A learned kernel that leaves cheap rows to exact SSA: a row that expects fewer than
 * `exactBelow` events in a step is simulated, which is both exact and faster there.
 *
 * Use when some rows are busy and many are not. `mdn` is the same without the rule.
 */
import type { KernelSpec, LawKernel } from './kernel.ts';
import { type LearnedJob, openLearned } from './mdn.ts';

export function openHybrid(spec: Extract<KernelSpec, { kind: 'hybrid' }>, job: LearnedJob): Promise<LawKernel> {
  return openLearned(spec, job, spec.exactBelow);
}
