/** What the runs of one key are stepped with: a kernel, and the grids of as many runs as step together. */
import { isCrnGridError, ScenarioError } from '../../errors.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import { shareLearnedWeights } from '../../kernels/learned.ts';
import { stacks } from '../../kernels/step-block.ts';
import { createMemory, reserve } from '../../wasm/memory.ts';
import type { Setup } from '../scenario/setup.ts';
import { deviceSize } from '../tile/device.ts';
import { bytesOf, type GridArrays, gridArrays, openGrid, type Place, viewsOf } from '../tile/grid-arrays.ts';
import { kernelBytes, openKernelIn } from '../tile/kernel-in.ts';
import { openTransport, type Transport, transportBytes } from '../tile/transport.ts';

/** Rows that step together, where the kernel gains by it: more gain little, and leave the cache. */
const rowsTogether = 4096;
/** Runs that do: a run takes its share of each step however few its rows are. */
const mostRuns = 1024;
/** Ways to hop and to diffuse that a stack has room for, if all are as large as its first. */
const mostTransports = 64;
/** Bytes for them, at most; one has what it takes. */
const transportRoom = 2 ** 28;

export interface OpenStack {
  readonly memory: WebAssembly.Memory;
  readonly kernel: Kernel;
  /** One for each run that steps at the same time. */
  readonly grids: readonly GridArrays[];
  /**
   * What moves the molecules and fields of a run; the same for runs that move alike.
   *
   * @returns undefined where the stack has no room for another: open it anew
   * @throws ScenarioError where nothing can move like that
   */
  transportOf(setup: Setup): Transport | undefined;
}

/**
 * Opens a stack in this thread.
 *
 * @throws ScenarioError where a device computes the network; KernelError and AbstractionError as `openKernel`
 */
export async function openStack(setup: Setup, abstraction?: Abstraction): Promise<OpenStack> {
  const learned = setup.backend && abstraction ? abstraction : undefined;
  if (deviceSize(setup, learned, 1))
    throw new ScenarioError(
      `backend "${setup.backend}"`,
      'runs that are stacked are computed by the threads that run them',
      'Leave `backend` out, or use `run` for a device.',
    );
  const runs = Math.min(mostRuns, Math.ceil(rowsTogether / (setup.lattice.width * setup.lattice.height)));
  const arrays = gridArrays(setup);
  const kernelTakes = kernelBytes(setup.network, learned);
  const transport = transportBytes(setup);
  const memory = createMemory(
    arrays.reduce((sum, array) => sum + runs * bytesOf(array) + 16, 0) +
      kernelTakes.weights +
      kernelTakes.each +
      Math.max(transport, Math.min(mostTransports * transport, transportRoom)),
  );
  const weights = learned ? { weightsAt: shareLearnedWeights(setup.network, learned, memory) } : {};
  const kernel = await openKernelIn({ memory, ...weights }, setup, abstraction);
  const transports = new Map<string, Transport>();
  return {
    memory,
    kernel,
    grids: layGrids(setup, memory, stacks(kernel) ? runs : 1),
    transportOf(of) {
      const key = transportKey(of);
      const known = transports.get(key);
      if (known) return known;
      if (transports.size === mostTransports) return undefined;
      try {
        const opened = openTransport(of, memory);
        transports.set(key, opened);
        return opened;
      } catch (error) {
        // No room: but for the first there always is.
        if (transports.size > 0 && isCrnGridError(error, 'KernelError')) return undefined;
        throw error;
      }
    },
  };
}

/** The arrays of all grids, each after that of the grid before. */
function layGrids(setup: Setup, memory: WebAssembly.Memory, runs: number): GridArrays[] {
  const first: Record<string, Place> = {};
  for (const array of gridArrays(setup)) {
    const [name, type, length] = array;
    first[name] = { type, length, offset: reserve(memory, runs * bytesOf(array)) };
  }
  const places = Object.entries(first);
  return Array.from({ length: runs }, (_, run) => {
    const own = places.map(([name, place]) => {
      const bytes = bytesOf([name, place.type, place.length]);
      return [name, { ...place, offset: place.offset + run * bytes }] as const;
    });
    return openGrid(viewsOf(memory.buffer, Object.fromEntries(own)), setup.fields.length);
  });
}

function transportKey({ hops, fields, split }: Setup): string {
  const rules = hops.map(({ species, rate }) => [species, typeof rate === 'number' ? rate : [...rate]]);
  return JSON.stringify([rules, fields, split]);
}
