import { expect, test } from 'vitest';
import { decay } from '../../../src/tensor/vector/decay.ts';
import { i32, ModuleBuilder, v128 } from '../../../src/wasm/encoder.ts';

const size = 1 << 14;
const memory = new WebAssembly.Memory({ initial: 2 });
const numbers = new Float32Array(memory.buffer, 0, size);

/** One of the two of all numbers. */
function applied(part: 'left' | 'lost', given: Float32Array): Float32Array {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 2 });
  const run = module.function('run', [], 'void', (f) => {
    const at = f.local('i32');
    f.while(i32.ltU(at, 4 * size), () => {
      f.do(v128.store(at, decay(f, v128.load(at))[part]));
      f.set(at, i32.add(at, 16));
    });
  });
  module.export('run', run);
  numbers.set(given);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory } });
  (exports.run as () => void)();
  return numbers.slice();
}

/** From 0 to 87, evenly and towards 0. */
const given = Float32Array.from({ length: size }, (_, i) =>
  i % 2 === 0 ? (87 * (i + 1)) / size : 87 * 2 ** ((-60 * i) / size),
);

test('e^−x is 5e-7 off at most, and so is its complement, relative to itself', () => {
  const [left, lost] = [applied('left', given), applied('lost', given)];
  let [worst, worstLost] = [0, 0];
  given.forEach((x, i) => {
    worst = Math.max(worst, Math.abs(left[i]! - Math.exp(-x)));
    worstLost = Math.max(worstLost, Math.abs(lost[i]! / -Math.expm1(-x) - 1));
  });
  expect(worst).toBeLessThan(5e-7);
  expect(worstLost).toBeLessThan(6e-7);
  // Control: the difference of 1 and e^−x has lost the digits of small ones.
  const rough = given.some((x, i) => Math.abs((1 - left[i]!) / -Math.expm1(-x) - 1) > 1e-3);
  expect(rough).toBe(true);
});

test('NaN is passed on', () => {
  const bad = new Float32Array(size).fill(Number.NaN);
  for (const part of ['left', 'lost'] as const) expect(applied(part, bad)[0]).toBeNaN();
});
