/**
 * A run whose learned kernel is computed on a device (`--backend`): the main thread owns
 * it and serves the tiles, while they settle, simulate exactly and hop.
 */
import type { Abstraction } from '../../kernels/abstraction.ts';
import { learnedGraph } from '../../kernels/learned/learned-graph.ts';
import { openMachine } from '../../tensor/backends.ts';
import { batchRows, type DeviceOwner, deviceOwner } from '../../tensor/device/owner.ts';
import type { PostBoxPlan, PostBoxSize } from '../../tensor/device/post-box.ts';
import type { Setup } from '../scenario/setup.ts';

/** Rows all tiles together stage at a time, at most: as many as a batch holds. */
const mostStaged = 65536;

/** What tiles and device exchange; undefined where every thread computes for itself. */
export function deviceSize(
  setup: Setup,
  abstraction: Abstraction | undefined,
  tiles: number,
): PostBoxSize | undefined {
  if (!abstraction || ['', 'simd', 'simd-fma'].includes(setup.backend)) return undefined;
  const { inputWidth, outputWidth } = learnedGraph(setup.network, abstraction);
  // Tiles are cut in whole rows of the grid.
  const perTile = Math.ceil(setup.lattice.height / tiles) * setup.lattice.width;
  return {
    clients: tiles,
    capacity: Math.min(Math.ceil(mostStaged / tiles), perTile),
    inputWidth,
    outputWidth,
  };
}

/** Opens the device in this thread; it is freed when it has served. @throws BackendError where it does not work here */
export async function openDevice(
  setup: Setup,
  abstraction: Abstraction,
  memory: WebAssembly.Memory,
  plan: PostBoxPlan,
): Promise<DeviceOwner> {
  const { graph, input, output } = learnedGraph(setup.network, abstraction);
  const machine = await openMachine(graph, { backend: setup.backend });
  machine.setParams(abstraction.weights);
  const rows = batchRows(setup.lattice.width * setup.lattice.height);
  const owner = deviceOwner(memory, plan, machine, { input, output }, rows);
  return { serve: () => owner.serve().finally(() => machine.dispose()), stop: owner.stop };
}
