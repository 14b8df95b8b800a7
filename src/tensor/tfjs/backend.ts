/** The backends that TensorFlow.js brings, as the choice of a backend sees them. */
import type { Backend, Device } from '../backend.ts';
import type { Importer } from '../packages.ts';
import { backendPackages, describeAdapter, loadTfjs } from './load.ts';
import { openTfjs } from './machine.ts';
import type { Tf } from './ops.ts';

export function tfjsBackend(name: 'tensorflow' | 'webgpu' | 'wasm' | 'cpu'): Backend {
  const open: NonNullable<Backend['openTrainer']> = (graph, { importer }) =>
    openTfjs(graph, { backend: name, ...(importer ? { importer } : {}) });
  return {
    name,
    packages: backendPackages[name]!,
    probe: (importer) => probe(name, importer),
    openMachine: open,
    openTrainer: open,
  };
}

async function probe(name: string, importer?: Importer): Promise<Device> {
  const tf = await loadTfjs(name, importer);
  const library = `tfjs ${tf.version['tfjs-core']}`;
  if (name === 'cpu') return { device: `JavaScript, one thread, ${library}`, caution: '' };
  if (name === 'wasm') return { device: `WebAssembly SIMD, one thread, ${library}`, caution: '' };
  if (name === 'tensorflow') return tensorflowDevice(tf, library);
  const adapter = await describeAdapter();
  return {
    device: `${adapter?.name}, ${library}`,
    caution: adapter?.software ? `only a software adapter is here: ${adapter.name}` : '',
  };
}

async function tensorflowDevice(tf: Tf, library: string): Promise<Device> {
  // Whether it has a GPU is known once it has started; a failure to start is told when it is opened.
  await tf.setBackend('tensorflow').catch(() => false);
  const { isUsingGpuDevice } = tf.backend() as { isUsingGpuDevice?: boolean };
  return isUsingGpuDevice
    ? { device: `CUDA GPU, ${library}`, caution: '' }
    : { device: `libtensorflow on the CPU, ${library}`, caution: 'it finds no CUDA 11 GPU' };
}
