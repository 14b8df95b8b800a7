/** Opens the kernel of a run in one thread, in the memory that its state lies in. */
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import { openKernel } from '../../kernels/open-kernel.ts';
import type { DeviceClient } from '../../tensor/device/client.ts';
import type { Setup } from '../scenario/setup.ts';
import type { SharedPlan } from './shared-state.ts';

/**
 * @param abstraction  of a learned kernel
 * @param client       this thread's way to the device, where one computes the network
 */
export async function openKernelIn(
  { memory, weightsAt }: SharedPlan,
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
