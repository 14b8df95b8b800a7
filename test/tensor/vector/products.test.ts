/** Products of planes: forward, and the sums that the gradient of the weights is made of. */
import { describe, expect, test } from 'vitest';
import { emitDense, packWeights } from '../../../src/tensor/vector/dense.ts';
import { emitOuter, emitUnpack, sumBytes } from '../../../src/tensor/vector/outer.ts';
import { emitPackAcross, emitPackAlong, emitPanels } from '../../../src/tensor/vector/transpose.ts';
import { type FunctionBuilder, ModuleBuilder } from '../../../src/wasm/encoder.ts';
import { hasRelaxedSimd } from '../../../src/wasm/features.ts';
import { largestError } from '../../support/graph-oracle.ts';
import { normals } from '../../support/graphs.ts';

const tile = 24;
const floats = new Float32Array(1 << 16);

/** Runs code over a memory that begins with `floats`, and reads the memory back. */
function run(build: (f: FunctionBuilder) => void): void {
  const memory = new WebAssembly.Memory({ initial: 8 });
  new Float32Array(memory.buffer).set(floats);
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 8 });
  module.export('run', module.function('run', [], 'void', build));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory } });
  exports.run!();
  floats.set(new Float32Array(memory.buffer, 0, floats.length));
}

/** Places in `floats`, and so quarters of byte addresses. */
const at = { x: 0, y: 4096, weights: 8192, bias: 16384, sums: 20480, out: 28672 };
const sizes: [inner: number, width: number][] = [
  [1, 1],
  [3, 5],
  [4, 12],
  [7, 23],
  [9, 30],
];

describe.each(sizes)('%d inputs, %d outputs', (inner, width) => {
  const x = normals(inner * tile, 1);
  const y = normals(width * tile, 2);
  const w = normals(inner * width, 3);
  const sum = (count: number, term: (k: number) => number) =>
    Array.from({ length: count }, (_, k) => term(k)).reduce((a, b) => a + b, 0);

  const relaxed = hasRelaxedSimd() ? [false, true] : [false];
  test.each(relaxed)('x · W + bias, and not a plane more (fused: %s)', (fused) => {
    floats.fill(7);
    floats.set(x, at.x);
    packWeights(w, inner, width, floats.subarray(at.weights, at.weights + 4 * inner * Math.ceil(width / 4)));
    floats.set(normals(width, 4), at.bias);
    const layer = { x: { offset: 0 }, out: { offset: 4 * at.y, width }, inner, weights: 4 * at.weights };
    run((f) => emitDense(f, { ...layer, bias: 4 * at.bias }, tile, f.local('i32'), f.local('i32'), fused));
    const bias = normals(width, 4);
    const want = Float32Array.from({ length: width * tile }, (_, i) => {
      const [o, r] = [Math.floor(i / tile), i % tile];
      return bias[o]! + sum(inner, (k) => x[k * tile + r]! * w[k * width + o]!);
    });
    expect(largestError(floats.subarray(at.y, at.y + width * tile), want)).toBeLessThan(1e-5);
    expect(floats[at.y + width * tile]).toBe(7);
    run((f) => emitDense(f, { ...layer, add: true }, tile, f.local('i32'), f.local('i32'), fused));
    const twice = want.map((v, i) => 2 * v - bias[Math.floor(i / tile)]!);
    expect(largestError(floats.subarray(at.y, at.y + width * tile), twice)).toBeLessThan(1e-5);
  });

  test('packing along and across lines are the packing of a matrix and its transpose', () => {
    floats.fill(0);
    floats.set(w, at.x);
    const lines = { base: 0, offset: 4 * at.x, stride: 4 * width, lines: inner, length: width };
    run((f) => {
      emitPackAlong(f, lines, 0, 4 * at.weights);
      emitPackAcross(f, lines, 0, 4 * at.out);
    });
    const check = (place: number, matrix: Float32Array, from: number, to: number) => {
      const want = new Float32Array(4 * from * Math.ceil(to / 4));
      packWeights(matrix, from, to, want);
      // Beyond the last output anything may lie.
      const meant = (i: number) => Math.floor(i / (4 * from)) * 4 + (i % 4) < to;
      const got = floats.subarray(place, place + want.length).map((v, i) => (meant(i) ? v : 0));
      expect(got).toEqual(want);
    };
    check(at.weights, w, inner, width);
    const transposed = w.map((_, i) => w[(i % inner) * width + Math.floor(i / inner)]!);
    check(at.out, transposed, width, inner);
  });

  test.each([tile, 5])('the sum of x times y over %d rows, by rows and by columns', (rows) => {
    floats.fill(0);
    floats.set(x, at.x);
    floats.set(y, at.y);
    floats.fill(1, at.sums, at.sums + sumBytes(inner, width) / 4);
    const planes = (offset: number, columns: number) => ({
      offset: 4 * offset,
      stride: 4 * tile,
      width: columns,
    });
    run((f) => {
      const base = f.local('i32');
      emitPanels(f, base, planes(at.y, width), 4 * at.weights);
      const product = { x: planes(at.x, inner), panels: 4 * at.weights, width, rows, sums: 4 * at.sums };
      emitOuter(f, product, base, 0, false);
      const from = { base: 0, offset: 4 * at.sums };
      emitUnpack(f, inner, width, from, { base: 0, offset: 4 * at.out, down: 4 * width, right: 4 }, false);
      emitUnpack(f, inner, width, from, { base: 0, offset: 4 * at.bias, down: 4, right: 4 * tile }, true);
    });
    const want = (k: number, n: number) => 1 + sum(rows, (r) => x[k * tile + r]! * y[n * tile + r]!);
    const byRow = Array.from({ length: inner * width }, (_, i) => want(Math.floor(i / width), i % width));
    expect(largestError(floats.subarray(at.out, at.out + inner * width), byRow)).toBeLessThan(1e-5);
    for (const [k, n] of [
      [0, 0],
      [inner - 1, width - 1],
    ] as const)
      expect(floats[at.bias + n * tile + k]).toBeCloseTo(want(k, n), 4);
  });
});
