/**
 * Loads onnxruntime-node, where it is installed, and finds out what it can compute on:
 * a CUDA GPU, any GPU through WebGPU, or the CPU.
 */
import { existsSync } from 'node:fs';
import { BackendError } from '../../errors.ts';
import { GraphBuilder } from '../graph.ts';
import { type Importer, importOptional, importPackage } from '../packages.ts';
import { graphToOnnx } from './from-graph.ts';

/** What it is installed by; the version whose behaviour is tested. */
export const onnxPackages = ['onnxruntime-node@1.30.0'] as const;

export type Provider = 'cuda' | 'webgpu' | 'cpu';

export interface OrtTensor {
  readonly data: Float32Array;
}

export interface OrtSession {
  run(
    feeds: Readonly<Record<string, OrtTensor>>,
    fetches: readonly string[],
  ): Promise<Readonly<Record<string, OrtTensor>>>;
  release(): Promise<void>;
}

/** What of onnxruntime is used here. */
export interface Ort {
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: {
        executionProviders: readonly Provider[];
        intraOpNumThreads?: number;
        logSeverityLevel?: number;
      },
    ): Promise<OrtSession>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OrtTensor;
  readonly env: { readonly versions?: { readonly node?: string; readonly common?: string } };
}

/** Fatal errors only: what goes wrong reaches us as an exception too. */
export const quiet = { logSeverityLevel: 4 } as const;

/** @throws BackendError when it is missing or cannot be loaded */
export async function loadOrt(importer: Importer = importPackage): Promise<Ort> {
  const loaded = (await importOptional('onnxruntime-node', {
    backend: 'onnx',
    packages: onnxPackages,
    importer,
  })) as Ort & { default?: Ort };
  return loaded.default ?? loaded;
}

/** The first provider that opens a model. A software graphics adapter is not tried: the CPU is faster. */
export async function bestProvider(ort: Ort): Promise<Provider> {
  const b = new GraphBuilder();
  const graph = b.build({ y: b.unary('square', b.input('x', 1)) });
  const model = graphToOnnx(graph, new Float32Array(0), { name: 'probe' });
  const wanted: Provider[] = [
    ...(hasNvidia() ? ['cuda' as const] : []),
    ...(hasGpu() ? ['webgpu' as const] : []),
  ];
  for (const provider of wanted) {
    const session = await ort.InferenceSession.create(model, {
      executionProviders: [provider],
      ...quiet,
    }).catch(() => undefined);
    if (!session) continue;
    await session.release();
    return provider;
  }
  return 'cpu';
}

/** Libraries asked for a device that is not there complain on stderr: Linux shows devices as files. */
const hasNvidia = (): boolean => onLinux(['/dev/nvidiactl', '/dev/dxg'], process.platform === 'win32');
const hasGpu = (): boolean => onLinux(['/dev/nvidiactl', '/dev/dxg', '/dev/dri/renderD128'], true);

function onLinux(devices: readonly string[], elsewhere: boolean): boolean {
  return process.platform === 'linux' ? devices.some((file) => existsSync(file)) : elsewhere;
}

/** @throws BackendError when the provider cannot run the model */
export async function openSession(
  ort: Ort,
  model: Uint8Array,
  provider: Provider,
  threads?: number,
): Promise<OrtSession> {
  return ort.InferenceSession.create(model, {
    executionProviders: [provider],
    ...quiet,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
  }).catch((cause: unknown) => {
    throw new BackendError(
      'backend "onnx"',
      `onnxruntime does not open the model on ${provider}: ${String(cause).split('\n')[0]}`,
      'Run `crn-grid doctor`.',
      { cause },
    );
  });
}
