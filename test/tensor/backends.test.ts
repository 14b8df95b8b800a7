import { expect, test } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';
import { backendNames, chooseBackend, describeBackends } from '../../src/tensor/backends.ts';
import { loadTfjs } from '../../src/tensor/tfjs/load.ts';

/** An importer to which no optional package is installed. */
const bare = (name: string): Promise<unknown> =>
  name === '@tensorflow/tfjs-backend-wasm'
    ? import('@tensorflow/tfjs-backend-wasm')
    : Promise.reject(
        Object.assign(new Error(`Cannot find package '${name}'`), { code: 'ERR_MODULE_NOT_FOUND' }),
      );

test('a named backend is taken', async () => {
  expect(await chooseBackend('cpu')).toMatchObject({ backend: 'cpu', passed: [] });
});

test('without a name the best that works is taken, and each better one has its reason and command', async () => {
  const { backend, passed } = await chooseBackend(undefined, bare);
  expect(backend).toBe('wasm');
  expect(passed.map((r) => [r.name, r.reason, r.install])).toEqual([
    ['tensorflow', '@tensorflow/tfjs-node-gpu is not installed', 'npm install @tensorflow/tfjs-node-gpu'],
    ['webgpu', 'webgpu is not installed', 'npm install webgpu @tensorflow/tfjs-backend-webgpu'],
  ]);
});

test('a name that is no backend, or does not work here, is refused with what to do', async () => {
  const unknown = await chooseBackend('cuda').catch((e: unknown) => e);
  expect(isCrnGridError(unknown, 'BackendError')).toBe(true);
  expect(String(unknown)).toContain('Choose one of tensorflow, webgpu, wasm, cpu.');
  const absent = await chooseBackend('tensorflow', bare).catch((e: unknown) => e);
  expect(isCrnGridError(absent, 'BackendError')).toBe(true);
  expect(String(absent)).toContain('npm install @tensorflow/tfjs-node-gpu');
});

test('a package that is installed but broken is reported as such, with its own words', async () => {
  const broken = () => Promise.reject(new Error('libcudart.so.11.0: cannot open shared object file\nmore'));
  const [tensorflow] = await describeBackends({}, (name) => (name.includes('gpu') ? broken() : bare(name)));
  expect(tensorflow).toMatchObject({ available: false, install: '' });
  expect(tensorflow!.reason).toBe(
    '@tensorflow/tfjs-node-gpu cannot be loaded: libcudart.so.11.0: cannot open shared object file',
  );
});

test('WebGPU without an adapter says so', async () => {
  const dawn = { globals: {}, create: () => ({ requestAdapter: async () => null }) };
  const report = await chooseBackend('webgpu', async () => dawn).catch((e: unknown) => e);
  Reflect.deleteProperty((globalThis as { navigator?: object }).navigator ?? {}, 'gpu');
  expect(String(report)).toContain('finds no graphics adapter');
});

test('every backend is described, in order', async () => {
  const reports = await describeBackends({}, bare);
  expect(reports.map((r) => r.name)).toEqual([...backendNames]);
  expect(reports.map((r) => r.available)).toEqual([false, false, true, true]);
  for (const { available, detail, reason } of reports) expect(available ? detail : reason).not.toBe('');
});

test('tfjs-node-gpu is taken first where it registers itself', async () => {
  const tf = await loadTfjs('cpu');
  await tf.setBackend('cpu');
  const importer = async (): Promise<unknown> => {
    tf.copyRegisteredKernels('cpu', 'tensorflow');
    // The library's own CPU backend under another name.
    return tf.registerBackend('tensorflow', tf.findBackendFactory('cpu'));
  };
  const { backend, passed } = await chooseBackend(undefined, importer);
  tf.removeBackend('tensorflow');
  expect(backend).toBe('tensorflow');
  expect(passed).toEqual([]);
});
