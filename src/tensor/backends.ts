/**
 * What this machine can train and run large batches on, in order of preference,
 * and why not on more. For `crn-grid doctor` and the choice of a default.
 */
import { BackendError, isCrnGridError } from '../errors.ts';
import { type Graph, GraphBuilder, type NodeId } from './graph.ts';
import { initParams } from './initialise.ts';
import type { Trainer } from './machine.ts';
import { backendPackages, describeAdapter, type Importer, loadTfjs } from './tfjs/load.ts';
import { openTfjs } from './tfjs/machine.ts';
import type { Tf } from './tfjs/ops.ts';

/** The best first: CUDA, any GPU through WebGPU, SIMD on one core, plain JavaScript. */
export const backendNames = ['tensorflow', 'webgpu', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

export interface BackendReport {
  readonly name: BackendName;
  readonly available: boolean;
  /** Why it is not available, or why it is not chosen by default; empty otherwise. */
  readonly reason: string;
  /** The command that would install it; empty when nothing is missing. */
  readonly install: string;
  /** Device and version, when available. */
  readonly detail: string;
  /** Rows per second of a 4-80-80-80-54 network, when measured. */
  readonly rate?: number;
}

export interface BackendChoice {
  readonly backend: BackendName;
  readonly detail: string;
  /** The preferred ones that were passed over, with their reasons. */
  readonly passed: readonly BackendReport[];
}

/**
 * The wanted backend, or else the first that works here. A software graphics
 * adapter is only taken when asked for: it is slower than `wasm`.
 *
 * @throws BackendError when `wanted` is no backend, or does not work here
 */
export async function chooseBackend(wanted?: string, importer?: Importer): Promise<BackendChoice> {
  if (wanted !== undefined) {
    const name = backendNames.find((known) => known === wanted);
    if (!name)
      throw new BackendError(
        `backend "${wanted}"`,
        'no such backend',
        `Choose one of ${backendNames.join(', ')}.`,
      );
    return { backend: name, detail: await tryBackend(name, importer).then((r) => r.detail), passed: [] };
  }
  const passed: BackendReport[] = [];
  for (const name of backendNames) {
    const report = await reportBackend(name, importer);
    if (report.available && !report.reason) return { backend: name, detail: report.detail, passed };
    passed.push(report);
  }
  const reasons = passed.map((r) => `${r.name}: ${r.reason}`).join('; ');
  throw new BackendError('backends', `none works here (${reasons})`, 'Run `crn-grid doctor`.');
}

/**
 * Every backend, tried.
 *
 * @param measure  also time each for about a second
 */
export async function describeBackends(
  { measure = false }: { measure?: boolean } = {},
  importer?: Importer,
): Promise<BackendReport[]> {
  const reports: BackendReport[] = [];
  for (const name of backendNames) {
    const report = await reportBackend(name, importer);
    reports.push(report.available && measure ? { ...report, rate: await measureRate(name) } : report);
  }
  return reports;
}

async function reportBackend(name: BackendName, importer?: Importer): Promise<BackendReport> {
  try {
    return await tryBackend(name, importer);
  } catch (error) {
    if (!isCrnGridError(error, 'BackendError')) throw error;
    const [reason = '', todo = ''] = error.message.split('\n');
    const install = todo.startsWith('Install it: ') ? `npm install ${backendPackages[name]!.join(' ')}` : '';
    return { name, available: false, reason: reason.slice(reason.indexOf(': ') + 2), install, detail: '' };
  }
}

/** Opens a backend and computes one number with it. */
async function tryBackend(name: BackendName, importer?: Importer): Promise<BackendReport> {
  const tf = await loadTfjs(name, importer);
  const b = new GraphBuilder();
  const machine = await openTfjs(b.build({ y: b.unary('square', b.input('x', 1)) }), { backend: name });
  machine.setParams(new Float32Array(0));
  const { y } = await machine.run(1, { x: Float32Array.of(3) }).catch((cause: unknown) => {
    throw new BackendError(`backend "${name}"`, `it does not compute: ${String(cause)}`, '', { cause });
  });
  machine.dispose();
  if (y![0] !== 9)
    throw new BackendError(`backend "${name}"`, `it says that 3² is ${y![0]}`, 'Do not use it.');
  const adapter = name === 'webgpu' ? await describeAdapter() : undefined;
  const device = adapter?.name ?? deviceOf(tf, name);
  const reason = adapter?.software ? `only a software adapter is here: ${adapter.name}` : '';
  return { name, available: true, reason, install: '', detail: `${device}, tfjs ${tf.version['tfjs-core']}` };
}

function deviceOf(tf: Tf, name: BackendName): string {
  if (name === 'cpu') return 'JavaScript, one thread';
  if (name === 'wasm') return 'WebAssembly SIMD, one thread';
  const { isUsingGpuDevice } = tf.backend() as { isUsingGpuDevice?: boolean };
  return isUsingGpuDevice ? 'CUDA GPU' : 'libtensorflow on the CPU: it finds no CUDA 11 GPU';
}

/** A narrow mixture-density network: 34 880 floating-point operations per row. */
function probeNetwork(): Graph {
  const b = new GraphBuilder();
  let body: NodeId = b.input('x', 4);
  for (const name of ['one', 'two', 'three']) body = b.dense(name, body, 80, 'relu');
  return b.build({ y: b.dense('head', body, 54) });
}

/** Rows per second, with a batch large enough that one call takes a tenth of a second. */
async function measureRate(backend: BackendName): Promise<number> {
  const graph = probeNetwork();
  const machine = await openTfjs(graph, { backend });
  machine.setParams(initParams(graph, 1));
  let rows = 512;
  // The first call compiles.
  await timeOf(machine, rows);
  let seconds = await timeOf(machine, rows);
  for (; seconds < 0.1 && rows < 1 << 19; seconds = await timeOf(machine, rows)) rows *= 2;
  let best = seconds;
  for (let spent = seconds; spent < 0.8; spent += seconds) {
    seconds = await timeOf(machine, rows);
    best = Math.min(best, seconds);
  }
  machine.dispose();
  return Math.round(rows / best);
}

async function timeOf(machine: Trainer, rows: number): Promise<number> {
  const x = new Float32Array(4 * rows).fill(0.5);
  const start = performance.now();
  await machine.run(rows, { x });
  return (performance.now() - start) / 1000;
}
