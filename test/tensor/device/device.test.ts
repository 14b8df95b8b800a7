/** Threads hand rows to a device and get theirs back, whoever else is in the batch. */
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, test } from 'vitest';
import { batchRows, deviceOwner } from '../../../src/tensor/device/owner.ts';
import { planPostBox, postBoxBytes } from '../../../src/tensor/device/post-box.ts';
import { evaluate } from '../../../src/tensor/evaluate.ts';
import { GraphBuilder } from '../../../src/tensor/graph.ts';
import { initParams } from '../../../src/tensor/initialise.ts';
import type { Machine } from '../../../src/tensor/machine.ts';
import { openTfjs } from '../../../src/tensor/tfjs/machine.ts';
import { createMemory } from '../../../src/wasm/memory.ts';
import { normals } from '../../support/graphs.ts';

const g = new GraphBuilder();
const graph = g.build({ y: g.dense('out', g.dense('hidden', g.input('x', 3), 8, 'tanh'), 2) });
const params = initParams(graph, 1);
const names = { input: 'x', output: 'y' };

/** A thread that stages its rows in blocks of the capacity, and reports what came back. */
const clientProgram = `
  import { parentPort, workerData } from 'node:worker_threads';
  const { memory, plan, client, rows } = workerData;
  const { deviceClient } = await import(workerData.module);
  const stop = new Int32Array(workerData.stop);
  const device = deviceClient(memory, plan, client, () => {
    if (Atomics.load(stop, 0)) throw new Error('let go');
  });
  const { capacity, inputAt, outputAt, run } = device.open();
  const out = [];
  try {
    device.begin();
    for (let first = 0; first < rows.length / 3; first += capacity) {
      const block = rows.subarray(3 * first, 3 * (first + capacity));
      new Float32Array(memory.buffer, inputAt, block.length).set(block);
      run(block.length / 3);
      out.push(...new Float32Array(memory.buffer, outputAt, (2 * block.length) / 3));
    }
    device.end();
    parentPort.postMessage(Float32Array.from(out));
  } catch (error) {
    parentPort.postMessage(String(error));
  }
`;
const workers: Worker[] = [];
afterAll(() => Promise.all(workers.map((w) => w.terminate())));

/** What each client gets back for its rows. */
async function exchange(
  machine: Machine,
  parts: readonly Float32Array[],
  batch: number,
  stop = new SharedArrayBuffer(4),
): Promise<{ results: (Float32Array | string)[]; served: Promise<void> }> {
  const size = { clients: parts.length, capacity: 16, inputWidth: 3, outputWidth: 2 };
  const memory = createMemory(postBoxBytes(size), { shared: true });
  const plan = planPostBox(memory, size);
  const owner = deviceOwner(memory, plan, machine, names, batch);
  const served = owner.serve();
  served.catch(() => Atomics.store(new Int32Array(stop), 0, 1));
  const module = new URL('../../../dist/tensor/device/client.js', import.meta.url).href;
  const results = await Promise.all(
    parts.map((rows, client) => {
      const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(clientProgram)}`), {
        workerData: { memory, plan, client, rows, module, stop },
      });
      workers.push(worker);
      return new Promise<Float32Array | string>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      });
    }),
  );
  owner.stop();
  return { results, served };
}

describe('a device of another thread', () => {
  const all = normals(3 * 100, 5);
  const cut = (...at: number[]): Float32Array[] =>
    [0, ...at].map((from, i) => all.slice(3 * from, 3 * (at[i] ?? 100)));
  /** With a count of the batches it has computed. */
  const open = async (): Promise<Machine & { batches: number }> => {
    const machine = await openTfjs(graph, { backend: 'cpu' });
    machine.setParams(params);
    const counting = {
      backend: 'cpu',
      batches: 0,
      setParams: () => {},
      run: (...args: Parameters<Machine['run']>) => {
        counting.batches++;
        return machine.run(...args);
      },
      dispose: () => machine.dispose(),
    };
    return counting;
  };

  test('computes what the graph says, the same bits for any number of clients', async () => {
    const machine = await open();
    const want = evaluate(graph, 100, { x: all }, params).y!.data;
    const runs = [cut(), cut(50), cut(10, 11, 90), cut(33, 66)];
    const got: Float32Array[] = [];
    for (const parts of runs) {
      const { results, served } = await exchange(machine, parts, 32);
      await served;
      got.push(Float32Array.from(results.flatMap((r) => [...(r as Float32Array)])));
    }
    expect(Math.max(...got[0]!.map((y, i) => Math.abs(y - want[i]!)))).toBeLessThan(1e-5);
    for (const other of got.slice(1)) expect(other).toEqual(got[0]);
    machine.dispose();
  });

  test('cuts rows that do not fit one batch', async () => {
    const [few, many] = [await open(), await open()];
    const [small, large] = [await exchange(many, cut(50), 4), await exchange(few, cut(50), 64)];
    expect(many.batches).toBeGreaterThan(few.batches);
    const error = (a: Float32Array, b: Float32Array): number =>
      Math.max(...a.map((y, i) => Math.abs(y - b[i]!)));
    small.results.forEach((r, i) => {
      expect(error(r as Float32Array, large.results[i] as Float32Array)).toBeLessThan(1e-6);
    });
    few.dispose();
    many.dispose();
  });

  test('lets its clients go when the machine fails', async () => {
    const machine = await open();
    const broken: Machine = {
      backend: 'broken',
      setParams: () => {},
      run: () => Promise.reject(new Error('out of memory')),
      dispose: () => {},
    };
    const { results, served } = await exchange(broken, cut(50), 32);
    await expect(served).rejects.toThrow('out of memory');
    expect(results).toEqual(['Error: let go', 'Error: let go']);
    machine.dispose();
  });
});

test('batches have the size of a power of two', () => {
  expect([0, 1, 5, 64, 100, 1e6].map(batchRows)).toEqual([1, 1, 8, 64, 128, 65536]);
});
