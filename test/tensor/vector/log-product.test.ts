import { expect, test } from 'vitest';
import { LogProduct } from '../../../src/tensor/vector/log-product.ts';
import { i32, ModuleBuilder, v128 } from '../../../src/wasm/encoder.ts';
import { normals } from '../../support/graphs.ts';

const count = 300;
const memory = new WebAssembly.Memory({ initial: 1 });
const numbers = new Float32Array(memory.buffer, 0, 4 * count);

/** The logarithms of four products of `count` factors each, the factors of one product in one lane. */
function logsOf(factors: Float32Array): number[] {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1 });
  const run = module.function('run', [], 'void', (f) => {
    const at = f.local('i32');
    const product = new LogProduct(f);
    product.clear();
    f.while(i32.ltU(at, 16 * count), () => {
      product.times(v128.load(at));
      f.set(at, i32.add(at, 16));
    });
    f.do(v128.store(0, product.log()));
  });
  module.export('run', run);
  numbers.set(factors);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory } });
  (exports.run as () => void)();
  return [...numbers.subarray(0, 4)];
}

test('products far beyond what a float can hold', () => {
  for (const scale of [0.01, 3, 25]) {
    const factors = normals(4 * count, 7, scale).map((x) => Math.exp(Math.max(-80, Math.min(80, x - scale))));
    const want = [0, 1, 2, 3].map((lane) =>
      factors.reduce((sum, x, i) => (i % 4 === lane ? sum + Math.log(x) : sum), 0),
    );
    const got = logsOf(factors);
    got.forEach((x, lane) => {
      expect(Math.abs(x - want[lane]!)).toBeLessThan(1e-6 * Math.abs(want[lane]!) + 3e-5);
    });
    // Control: one factor 1 % off is seen.
    factors[0]! *= 1.01;
    if (scale < 1) expect(Math.abs(logsOf(factors)[0]! - want[0]!)).toBeGreaterThan(1e-3);
  }
});

test('the empty product’s logarithm is 0, and that of a power of two exact', () => {
  expect(logsOf(new Float32Array(4 * count).fill(1))).toEqual([0, 0, 0, 0]);
  const halves = new Float32Array(4 * count).fill(0.5);
  expect(logsOf(halves)[2]).toBeCloseTo(-count * Math.LN2, 4);
});
