import { expect, test } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';
import {
  backendNames,
  chooseBackend,
  describeBackends,
  openMachine,
  openTrainer,
  trainingBackends,
} from '../../src/tensor/backends.ts';
import { GraphBuilder } from '../../src/tensor/graph.ts';
import { loadTfjs } from '../../src/tensor/tfjs/load.ts';
import { hasRelaxedSimd } from '../../src/wasm/features.ts';

/** An importer to which no optional package is installed. */
const bare = (name: string): Promise<unknown> =>
  name === '@tensorflow/tfjs-backend-wasm'
    ? import('@tensorflow/tfjs-backend-wasm')
    : Promise.reject(
        Object.assign(new Error(`Cannot find package '${name}'`), { code: 'ERR_MODULE_NOT_FOUND' }),
      );

/** The best of the CPU, by what this Node.js knows. */
const onCpu = hasRelaxedSimd() ? 'simd-fma' : 'simd';

/** A runtime that squares, as far as a probe can see. */
const runtime = {
  env: { versions: { node: '1.30.0' } },
  Tensor: class {},
  InferenceSession: {
    create: async () => ({ run: async () => ({ y: { data: Float32Array.of(9) } }), release: async () => {} }),
  },
};

test('a named backend is taken', async () => {
  expect(await chooseBackend('train', 'cpu')).toMatchObject({ backend: 'cpu', passed: [] });
  expect(await chooseBackend('run', 'onnx', async () => runtime)).toMatchObject({
    backend: 'onnx',
    device: expect.stringContaining('onnxruntime 1.30.0'),
  });
});

test('without a name the best that works is taken, and each better one has its reason and command', async () => {
  const { backend, passed } = await chooseBackend('train', undefined, bare);
  expect(backend).toBe(onCpu);
  expect(passed.slice(0, 2).map((r) => [r.name, r.reason, r.install])).toEqual([
    [
      'tensorflow',
      '@tensorflow/tfjs-node-gpu is not installed',
      'npm install @tensorflow/tfjs-node-gpu@4.22.0',
    ],
    ['webgpu', 'webgpu is not installed', 'npm install webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0'],
  ]);
  const { passed: forRunning } = await chooseBackend('run', undefined, bare);
  expect(forRunning.map((r) => r.install)).toContain('npm install onnxruntime-node@1.30.0');
});

test('a name that is no backend, or does not work here, is refused with what to do', async () => {
  const unknown = await chooseBackend('run', 'cuda').catch((e: unknown) => e);
  expect(isCrnGridError(unknown, 'BackendError')).toBe(true);
  expect(String(unknown)).toContain(`Choose one of ${backendNames.join(', ')}.`);
  const absent = await chooseBackend('train', 'tensorflow', bare).catch((e: unknown) => e);
  expect(isCrnGridError(absent, 'BackendError')).toBe(true);
  expect(String(absent)).toContain('npm install @tensorflow/tfjs-node-gpu');
});

test('a backend that only runs is no choice for training', async () => {
  const refused = await chooseBackend('train', 'onnx', async () => runtime).catch((e: unknown) => e);
  expect(isCrnGridError(refused, 'BackendError')).toBe(true);
  expect(String(refused)).toContain(`it cannot train\nChoose one of ${trainingBackends.join(', ')}.`);
  expect(trainingBackends).not.toContain('onnx');
});

test('a package that is installed but broken is reported as such, with its own words', async () => {
  const broken = () => Promise.reject(new Error('libcudart.so.11.0: cannot open shared object file\nmore'));
  const [tensorflow] = await describeBackends({}, (name) => (name.includes('gpu') ? broken() : bare(name)));
  expect(tensorflow).toMatchObject({ available: false, install: '' });
  expect(tensorflow!.reason).toBe(
    '@tensorflow/tfjs-node-gpu cannot be loaded: libcudart.so.11.0: cannot open shared object file',
  );
});

test('a backend that computes nonsense is not available', async () => {
  const wrong = { ...(await runtime.InferenceSession.create()), run: async () => ({ y: { data: [8] } }) };
  const importer = async () => ({ ...runtime, InferenceSession: { create: async () => wrong } });
  const error = await chooseBackend('run', 'onnx', importer).catch((e: unknown) => e);
  expect(String(error)).toContain('it says that 3² is 8');
});

test('WebGPU without an adapter says so', async () => {
  const dawn = { globals: {}, create: () => ({ requestAdapter: async () => null }) };
  const report = await chooseBackend('run', 'webgpu', async () => dawn).catch((e: unknown) => e);
  Reflect.deleteProperty((globalThis as { navigator?: object }).navigator ?? {}, 'gpu');
  expect(String(report)).toContain('finds no graphics adapter');
});

test('every backend is described, in order', async () => {
  const reports = await describeBackends({}, bare);
  expect(reports.map((r) => r.name)).toEqual([...backendNames]);
  const absent = ['tensorflow', 'webgpu', 'onnx', ...(onCpu === 'simd' ? ['simd-fma'] : [])];
  expect(reports.filter((r) => !r.available).map((r) => r.name)).toEqual(absent);
  expect(reports.filter((r) => !r.trains).map((r) => r.name)).toEqual(['onnx']);
  for (const { available, device, reason } of reports) expect(available ? device : reason).not.toBe('');
});

/** tfjs-node-gpu as far as the choice can see: the library's own CPU backend under its name. */
async function fakeTensorflow(isUsingGpuDevice: boolean) {
  const tf = await loadTfjs('cpu');
  await tf.setBackend('cpu');
  const importer = async (): Promise<unknown> => {
    tf.copyRegisteredKernels('cpu', 'tensorflow');
    return tf.registerBackend('tensorflow', () => {
      const backend = tf.findBackendFactory('cpu')() as ReturnType<typeof tf.backend>;
      return Object.assign(backend, { isUsingGpuDevice });
    });
  };
  return { importer, remove: () => tf.removeBackend('tensorflow') };
}

test('tfjs-node-gpu is taken first where it finds a GPU', async () => {
  const { importer, remove } = await fakeTensorflow(true);
  const { backend, passed, device } = await chooseBackend('train', undefined, importer);
  remove();
  expect(backend).toBe('tensorflow');
  expect(device).toContain('CUDA GPU');
  expect(passed).toEqual([]);
});

test('tfjs-node-gpu without a GPU is there, but only taken when asked for', async () => {
  const { importer, remove } = await fakeTensorflow(false);
  const only = (name: string) => (name === '@tensorflow/tfjs-node-gpu' ? importer() : bare(name));
  const [report] = await describeBackends({}, only);
  const { backend } = await chooseBackend('train', undefined, only);
  remove();
  expect(report).toMatchObject({ available: true, reason: 'it finds no CUDA 11 GPU' });
  expect(backend).toBe(onCpu);
});

test('a graph opens on the backend that was named, to run and to train', async () => {
  const b = new GraphBuilder();
  const y = b.unary('square', b.input('x', 1));
  const graph = b.build({ y, loss: b.mean(y) });
  const machine = await openMachine(graph, { backend: 'cpu' });
  machine.setParams(new Float32Array(0));
  expect((await machine.run(2, { x: Float32Array.of(2, 3) }, ['y'])).y).toEqual(Float32Array.of(4, 9));
  machine.dispose();
  const trainer = await openTrainer(graph, { backend: 'cpu' });
  trainer.setParams(new Float32Array(0));
  expect((await trainer.lossAndGradient(2, { x: Float32Array.of(2, 3) })).loss).toBe(6.5);
  trainer.dispose();
});
