/**
 * The one door to what this machine can train and run large batches on: which backends
 * there are, in order of preference, why not more, and the best or the wanted one opened.
 */
import { BackendError, isCrnGridError } from '../errors.ts';
import { type Backend, type BackendName, backendNames, type OpenOptions } from './backend.ts';
import { type Graph, GraphBuilder } from './graph.ts';
import type { Machine, Trainer } from './machine.ts';
import { runningRate, trainingRate } from './measure.ts';
import { onnxBackend } from './onnx/backend.ts';
import { type Importer, installLine } from './packages.ts';
import { tfjsBackend } from './tfjs/backend.ts';
import { simdBackend } from './trainer/backend.ts';

export { type BackendName, backendNames } from './backend.ts';

const backends: Readonly<Record<BackendName, Backend>> = {
  tensorflow: tfjsBackend('tensorflow'),
  webgpu: tfjsBackend('webgpu'),
  onnx: onnxBackend,
  'simd-fma': simdBackend('simd-fma'),
  simd: simdBackend('simd'),
  wasm: tfjsBackend('wasm'),
  cpu: tfjsBackend('cpu'),
};

/** Those that can train, in order of preference. */
export const trainingBackends = backendNames.filter((name) => backends[name].openTrainer);

/** What a backend is wanted for. */
export type BackendUse = 'train' | 'run';

export interface BackendReport {
  readonly name: BackendName;
  readonly available: boolean;
  /** Can it train, or does it only run what was trained? */
  readonly trains: boolean;
  /** Device and version, when available. */
  readonly device: string;
  /** Why it is not available, or why it is not chosen by default; empty otherwise. */
  readonly reason: string;
  /** The command that would install it; empty when nothing is missing. */
  readonly install: string;
  /** Rows per second through a 4-80-80-80-54 network, when measured. */
  readonly rate?: number;
  /** Samples per second of its training, when measured. */
  readonly trainingRate?: number;
}

export interface BackendChoice {
  readonly backend: BackendName;
  readonly device: string;
  /** The preferred ones that were passed over, with their reasons. */
  readonly passed: readonly BackendReport[];
}

/**
 * The wanted backend, or else the first that works here. A software graphics adapter, or a
 * GPU library without a GPU, is only taken when asked for: what comes later is faster.
 *
 * @throws BackendError when `wanted` is no backend, cannot do this, or does not work here
 */
export async function chooseBackend(
  use: BackendUse,
  wanted?: string,
  importer?: Importer,
): Promise<BackendChoice> {
  const able = use === 'train' ? trainingBackends : backendNames;
  if (wanted !== undefined) {
    const name = backendNames.find((known) => known === wanted);
    if (!name)
      throw new BackendError(`backend "${wanted}"`, 'no such backend', `Choose one of ${able.join(', ')}.`);
    if (!able.includes(name))
      throw new BackendError(`backend "${name}"`, 'it cannot train', `Choose one of ${able.join(', ')}.`);
    const { device } = await tryBackend(backends[name], importer);
    return { backend: name, device, passed: [] };
  }
  const passed: BackendReport[] = [];
  for (const name of able) {
    const report = await reportBackend(name, importer);
    if (report.available && !report.reason) return { backend: name, device: report.device, passed };
    passed.push(report);
  }
  const reasons = passed.map((r) => `${r.name}: ${r.reason}`).join('; ');
  throw new BackendError('backends', `none works here (${reasons})`, 'Run `crn-grid doctor`.');
}

/** As {@link chooseBackend}, for a graph. */
export interface OpenBackend extends OpenOptions {
  /** One of {@link backendNames}; default: the best that works here. */
  readonly backend?: string;
}

/** Opens a graph for running. @throws BackendError as {@link chooseBackend} */
export async function openMachine(graph: Graph, { backend, ...options }: OpenBackend = {}): Promise<Machine> {
  const choice = await chooseBackend('run', backend, options.importer);
  return backends[choice.backend].openMachine(graph, options);
}

/** Opens a graph with an output `loss` for training. @throws BackendError as {@link chooseBackend} */
export async function openTrainer(graph: Graph, { backend, ...options }: OpenBackend = {}): Promise<Trainer> {
  const choice = await chooseBackend('train', backend, options.importer);
  return backends[choice.backend].openTrainer!(graph, options);
}

/**
 * Every backend, tried.
 *
 * @param measure  also time each for about a second, or two where it trains
 */
export async function describeBackends(
  { measure = false }: { measure?: boolean } = {},
  importer?: Importer,
): Promise<BackendReport[]> {
  const reports: BackendReport[] = [];
  for (const name of backendNames) {
    const report = await reportBackend(name, importer);
    reports.push(report.available && measure ? { ...report, ...(await measured(name, importer)) } : report);
  }
  return reports;
}

async function measured(
  name: BackendName,
  importer?: Importer,
): Promise<Pick<BackendReport, 'rate' | 'trainingRate'>> {
  const options = importer ? { importer } : {};
  const { openMachine: run, openTrainer: train } = backends[name];
  const rate = await runningRate((graph) => run(graph, options));
  return train ? { rate, trainingRate: await trainingRate((graph) => train(graph, options)) } : { rate };
}

async function reportBackend(name: BackendName, importer?: Importer): Promise<BackendReport> {
  const backend = backends[name];
  const trains = backend.openTrainer !== undefined;
  try {
    const { device, caution } = await tryBackend(backend, importer);
    return { name, available: true, trains, device, reason: caution, install: '' };
  } catch (error) {
    if (!isCrnGridError(error, 'BackendError')) throw error;
    const [reason = '', todo = ''] = error.message.split('\n');
    const install = todo.startsWith('Install it: ') ? installLine(backend.packages) : '';
    const told = reason.slice(reason.indexOf(': ') + 2);
    return { name, available: false, trains, device: '', reason: told, install };
  }
}

/** Finds a backend's device and computes one number with it. */
async function tryBackend(backend: Backend, importer?: Importer) {
  const found = await backend.probe(importer);
  const b = new GraphBuilder();
  const graph = b.build({ y: b.unary('square', b.input('x', 1)) });
  const machine = await backend.openMachine(graph, importer ? { importer } : {});
  machine.setParams(new Float32Array(0));
  const { y } = await machine.run(1, { x: Float32Array.of(3) }).catch((cause: unknown) => {
    throw new BackendError(
      `backend "${backend.name}"`,
      `it does not compute: ${String(cause)}`,
      'Take another one: `crn-grid doctor` shows them.',
      {
        cause,
      },
    );
  });
  machine.dispose();
  if (y![0] !== 9)
    throw new BackendError(`backend "${backend.name}"`, `it says that 3² is ${y![0]}`, 'Do not use it.');
  return found;
}
