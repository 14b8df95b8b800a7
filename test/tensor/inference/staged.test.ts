import { expect, test } from 'vitest';
import { isCrnGridError } from '../../../src/errors.ts';
import { evaluate } from '../../../src/tensor/evaluate.ts';
import { type Graph, GraphBuilder } from '../../../src/tensor/graph.ts';
import { openInference } from '../../../src/tensor/inference/inference.ts';
import { openStaged, shareWeights, stagedBytes } from '../../../src/tensor/inference/staged.ts';
import { initParams } from '../../../src/tensor/initialise.ts';
import { hasRelaxedSimd } from '../../../src/wasm/features.ts';
import { createMemory, freeBytes } from '../../../src/wasm/memory.ts';
import { largestError } from '../../support/graph-oracle.ts';
import { randomInputs } from '../../support/graphs.ts';

function network(width: number, out: number): Graph {
  const b = new GraphBuilder();
  return b.build({ y: b.dense('out', b.dense('in', b.input('x', width), 21, 'swish'), out) });
}

/** Widths around the four columns that are moved at a time. */
const sizes = [
  [1, 1],
  [4, 8],
  [6, 3],
  [23, 30],
] as const;

test.each(sizes)('rows staged in memory give what copied rows give (%i in, %i out)', (width, outs) => {
  const graph = network(width, outs);
  const params = initParams(graph, 2);
  const rows = 101;
  const inputs = randomInputs(graph, rows, 4);
  const memory = createMemory(1 << 20);
  const staged = openStaged(graph, params, memory, { relaxed: false });
  expect(staged.backend).toBe('simd');
  new Float32Array(memory.buffer, staged.inputAt, rows * width).set(inputs.x!);
  staged.run(rows);
  const got = new Float32Array(memory.buffer, staged.outputAt, rows * outs);
  const copied = { y: new Float32Array(rows * outs) };
  openInference(graph, params, { relaxed: false }).run(inputs, rows, copied);
  expect(got).toEqual(copied.y);
});

const unfused = hasRelaxedSimd() ? '' : ', skipped: this Node has none';
test.skipIf(unfused !== '')(`fused multiply–add gives the same but for the last bits${unfused}`, () => {
  const graph = network(23, 30);
  const params = initParams(graph, 2);
  const memory = createMemory(1 << 20);
  const staged = openStaged(graph, params, memory);
  expect(staged.backend).toBe('simd-fma');
  const inputs = randomInputs(graph, 9, 4);
  new Float32Array(memory.buffer, staged.inputAt, inputs.x!.length).set(inputs.x!);
  staged.run(9);
  const want = evaluate(graph, 9, inputs, params).y!.data;
  expect(largestError(new Float32Array(memory.buffer, staged.outputAt, want.length), want)).toBeLessThan(
    2e-5,
  );
});

test('threads share weights; it takes the bytes it says', () => {
  const graph = network(4, 8);
  const params = initParams(graph, 2);
  const bytes = stagedBytes(graph);
  const memory = createMemory(1 << 20, { shared: true });
  const free = freeBytes(memory);
  const weightsAt = shareWeights(graph, params, memory);
  const none = new Float32Array(0);
  const two = [0, 1].map(() => openStaged(graph, none, memory, { weightsAt, relaxed: false }));
  expect(free - freeBytes(memory)).toBeLessThanOrEqual(bytes.weights + 2 * bytes.scratch);
  const alone = openStaged(graph, params, memory, { relaxed: false });
  const outputs = [...two, alone].map((staged, i) => {
    const x = new Float32Array(memory.buffer, staged.inputAt, staged.capacity * 4);
    x.forEach((_, k) => {
      x[k] = Math.sin(k);
    });
    staged.run(staged.capacity - i);
    return new Float32Array(memory.buffer, staged.outputAt, 8 * (staged.capacity - 3)).slice();
  });
  expect(outputs[1]).toEqual(outputs[0]);
  expect(outputs[2]).toEqual(outputs[0]);
});

test('graphs of several inputs are refused', () => {
  const b = new GraphBuilder();
  const graph = b.build({ y: b.binary('add', b.input('a', 2), b.input('b', 2)) });
  try {
    openStaged(graph, new Float32Array(0), createMemory(1 << 16));
    expect.unreachable();
  } catch (error) {
    expect(isCrnGridError(error, 'KernelError')).toBe(true);
  }
});
