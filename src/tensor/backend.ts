/** What a tensor backend is to `backends.ts`; its siblings live in `tfjs/`, `onnx/` and `trainer/`. */
import type { Graph } from './graph.ts';
import type { Machine, Trainer } from './machine.ts';
import type { Importer } from './packages.ts';

/** The best first. */
export const backendNames = ['tensorflow', 'webgpu', 'onnx', 'simd-fma', 'simd', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

export interface OpenOptions {
  /** Threads to use, where the backend can choose; never changes a result. */
  readonly threads?: number;
  /** How optional packages are imported; a test gives its own. */
  readonly importer?: Importer;
}

/** What a backend finds on this machine. */
export interface Device {
  /** What computes, and the version of the library: for people. */
  readonly device: string;
  /** Why it is only taken when asked for: it works, but what comes later is faster. Empty otherwise. */
  readonly caution: string;
}

export interface Backend {
  readonly name: BackendName;
  /** The optional packages it needs, as npm installs them. */
  readonly packages: readonly string[];

  /** @throws BackendError where it is not installed or does not start */
  probe(importer?: Importer): Promise<Device>;

  /** @throws BackendError as `probe` */
  openMachine(graph: Graph, options: OpenOptions): Promise<Machine>;

  /** Absent where it only runs what was trained elsewhere. */
  readonly openTrainer?: (graph: Graph, options: OpenOptions) => Promise<Trainer>;
}
