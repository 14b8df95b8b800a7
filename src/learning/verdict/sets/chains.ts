/** Who draws trajectories for a verdict: a crew with a kernel, or a stand-in for it. */
import type { Abstraction } from '../../../kernels/abstraction.ts';
import type { KernelSpec } from '../../../kernels/kernel.ts';
import type { ChainsJob, Crew } from '../../crew.ts';

/** What is asked for; the kernel is the drawer's own, and so is the length of a step where none is given. */
export type DrawJob = Omit<ChainsJob, 'spec' | 'abstraction' | 'dt' | 'relaxed'> & { readonly dt?: number };

/** Counts after each lag, shape [starts, trajectories, species]; decided by the job alone. */
export type DrawChains = (
  job: DrawJob,
  onProgress?: (share: number) => void,
  signal?: AbortSignal,
) => Promise<Int32Array[]>;

/**
 * Chains of one kernel, drawn by a crew.
 *
 * @param relaxed  learned kernels: fused multiply–add; default: where the machine has it
 */
export function crewChains(
  crew: Crew,
  spec: KernelSpec,
  dt: number,
  abstraction?: Abstraction,
  relaxed?: boolean,
): DrawChains {
  const own = {
    spec,
    dt,
    ...(abstraction ? { abstraction } : {}),
    ...(relaxed === undefined ? {} : { relaxed }),
  };
  return (job, onProgress, signal) => crew.chains({ ...own, ...job }, onProgress, signal);
}
