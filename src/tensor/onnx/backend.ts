/** onnxruntime as the choice of a backend sees it. */
import type { Backend } from '../backend.ts';
import { openOnnx } from './machine.ts';
import { bestProvider, loadOrt, onnxPackages } from './runtime.ts';

const devices = { cuda: 'CUDA GPU', webgpu: 'GPU through WebGPU', cpu: 'CPU, native code' } as const;

export const onnxBackend: Backend = {
  name: 'onnx',
  packages: onnxPackages,
  async probe(importer) {
    const ort = await loadOrt(importer);
    const provider = await bestProvider(ort);
    const version = ort.env.versions?.node ?? ort.env.versions?.common ?? '';
    return {
      device: `${devices[provider]}, onnxruntime ${version}`.trim(),
      caution: provider === 'cpu' ? 'it finds no GPU' : '',
    };
  },
  openMachine: openOnnx,
};
