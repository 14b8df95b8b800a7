/** Opens the kernel of a run in one thread, in the memory that its state lies in. */
import type { Network } from '../../crn/network.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import { learnedBytes } from '../../kernels/learned.ts';
import { openKernel } from '../../kernels/open-kernel.ts';
import type { DeviceClient } from '../../tensor/device/client.ts';
import type { Setup } from '../scenario/setup.ts';
import type { SharedPlan } from './shared-state.ts';

/** What a kernel may take of the memory for itself, beside what a learned one is known to take. */
const scratchBytes = 8 * 2 ** 20;

/**
 * Bytes of a memory that kernels take: `weights` once, `each` for each that is opened.
 *
 * @param abstraction  of a learned kernel
 * @param staged       rows that a device stages at a time, where one computes the network
 */
export function kernelBytes(
  network: Network,
  abstraction: Abstraction | undefined,
  staged?: number,
): { readonly weights: number; readonly each: number } {
  if (!abstraction) return { weights: 0, each: scratchBytes };
  const { weights, kernel } = learnedBytes(network, abstraction, staged);
  return { weights, each: scratchBytes + kernel };
}

/**
 * @param abstraction  of a learned kernel
 * @param client       this thread's way to the device, where one computes the network
 */
export async function openKernelIn(
  { memory, weightsAt }: Pick<SharedPlan, 'memory' | 'weightsAt'>,
  { network, dt, kernel: spec, backend }: Pick<Setup, 'network' | 'dt' | 'kernel' | 'backend'>,
  abstraction?: Abstraction,
  client?: DeviceClient,
): Promise<Kernel> {
  const kernel = await openKernel(spec, {
    network,
    dt,
    memory,
    ...(abstraction ? { abstraction } : {}),
    ...(weightsAt === undefined ? {} : { weightsAt, relaxed: backend === 'simd-fma' }),
    ...(client ? { inference: client.open } : {}),
  });
  return client ? onDevice(kernel, client) : kernel;
}

/** Tells the device when the kernel is in a step. */
function onDevice(kernel: Kernel, client: DeviceClient): Kernel {
  return {
    spec: kernel.spec,
    tally: kernel.tally,
    step(...row) {
      client.begin();
      try {
        kernel.step(...row);
      } finally {
        client.end();
      }
    },
  };
}
