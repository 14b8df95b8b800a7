/**
 * Loads TensorFlow.js when it is first needed (it takes a second), with the
 * package that brings the wanted backend. Running trained weights on the CPU
 * never comes here.
 */
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { BackendError } from '../../errors.ts';
import { type Importer, importOptional, importPackage } from '../packages.ts';
import type { Tf } from './ops.ts';

/** The packages of each backend, as npm installs them; the last one registers it. */
export const backendPackages: Readonly<Record<string, readonly string[]>> = {
  tensorflow: ['@tensorflow/tfjs-node-gpu@4.22.0'],
  webgpu: ['webgpu@0.6.2', '@tensorflow/tfjs-backend-webgpu@4.22.0'],
  wasm: ['@tensorflow/tfjs-backend-wasm@4.22.0'],
  cpu: [],
};

/** What of WebGPU is used here. */
interface Gpu {
  requestAdapter(options?: { powerPreference?: string }): Promise<{
    readonly info?: {
      vendor?: string;
      architecture?: string;
      description?: string;
      device?: string;
      isFallbackAdapter?: boolean;
    };
  } | null>;
}

let loading: Promise<Tf> | undefined;

/**
 * TensorFlow.js with the backend of that name registered, not yet started.
 *
 * @throws BackendError when a package is missing or cannot be loaded
 */
export async function loadTfjs(backend: string, importer: Importer = importPackage): Promise<Tf> {
  loading ??= importTfjs();
  const tf = await loading;
  if (tf.findBackendFactory(backend)) return tf;
  const packages = backendPackages[backend];
  if (!packages)
    throw new BackendError(
      `backend "${backend}"`,
      'no such backend',
      `Choose one of ${Object.keys(backendPackages).join(', ')}.`,
    );
  if (backend === 'tensorflow') restoreUtil();
  if (backend === 'webgpu') await provideWebGpu(importer);
  for (const name of packages.slice(-1)) await importOf(backend, name.replace(/@[\d.]+$/, ''), importer);
  if (!tf.findBackendFactory(backend))
    throw new BackendError(
      `backend "${backend}"`,
      `${packages.join(' and ')} loaded, but did not register it`,
      'Install the same version (4.22.0) of all @tensorflow packages.',
    );
  return tf;
}

async function importTfjs(): Promise<Tf> {
  // The union package: tfjs-core alone has no gradients in Node.
  const loaded = (await import('@tensorflow/tfjs')) as Tf & { default?: Tf };
  const tf = loaded.default ?? loaded;
  // Keeps its advertisement for tfjs-node off stderr.
  tf.enableProdMode();
  return tf;
}

function importOf(backend: string, name: string, importer: Importer): Promise<unknown> {
  return importOptional(name, { backend, packages: backendPackages[backend]!, importer });
}

/** tfjs-node 4.22.0 calls functions of `util` that Node 23 removed. */
function restoreUtil(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (x: unknown) => x === null || x === undefined;
  util.isArray ??= Array.isArray;
}

/** Puts Dawn's WebGPU where browsers have it, which must happen before tfjs looks for it. */
async function provideWebGpu(importer: Importer): Promise<void> {
  if (!hostGpu()) {
    // Without it the Vulkan loader complains on stderr.
    process.env.XDG_RUNTIME_DIR ??= tmpdir();
    const dawn = (await importOf('webgpu', 'webgpu', importer)) as {
      create(options: readonly string[]): Gpu;
      globals: object;
    };
    Object.assign(globalThis, dawn.globals);
    const { navigator = {} } = globalThis as { navigator?: object };
    Object.defineProperty(navigator, 'gpu', { value: dawn.create([]), configurable: true });
    // Node 20 has no navigator.
    if (!('navigator' in globalThis))
      Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  }
  if (await describeAdapter()) return;
  throw new BackendError(
    'backend "webgpu"',
    'it is installed, but finds no graphics adapter',
    'Install a Vulkan driver for your GPU, or point VK_ICD_FILENAMES at one.',
  );
}

const hostGpu = (): Gpu | undefined => (globalThis as { navigator?: { gpu?: Gpu } }).navigator?.gpu;

/** The graphics adapter that WebGPU found here, or undefined. */
export async function describeAdapter(): Promise<{ name: string; software: boolean } | undefined> {
  const adapter = await hostGpu()?.requestAdapter();
  if (!adapter) return undefined;
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info ?? {};
  const name = [vendor, architecture, description || device].filter(Boolean).join(' ') || 'unnamed adapter';
  return { name, software: isFallbackAdapter === true || /swiftshader|llvmpipe/i.test(name) };
}
