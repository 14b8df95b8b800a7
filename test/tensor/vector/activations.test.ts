import { describe, expect, test } from 'vitest';
import { unaryMeaning } from '../../../src/tensor/evaluate.ts';
import type { UnaryOp } from '../../../src/tensor/graph.ts';
import {
  softplusWithSlope,
  swishWithSlope,
  type VectorFunction,
  vectorFunctions,
} from '../../../src/tensor/vector/activations.ts';
import { i32, ModuleBuilder, v128 } from '../../../src/wasm/encoder.ts';

const size = 1 << 14;
const memory = new WebAssembly.Memory({ initial: 2 });
const numbers = new Float32Array(memory.buffer, 0, size);

/** The function over all numbers, in place. */
function apply(op: VectorFunction): void {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 2 });
  const run = module.function('run', [], 'void', (f) => {
    const at = f.local('i32');
    f.while(i32.ltU(at, 4 * size), () => {
      f.do(v128.store(at, op(f, v128.load(at))));
      f.set(at, i32.add(at, 16));
    });
  });
  module.export('run', run);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory } });
  (exports.run as () => void)();
}

/** Evenly over a range, with finer and finer points towards 0. */
function sweep(low: number, high: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => {
    if (i % 2 === 0) return low + ((high - low) * i) / size;
    const tiny = 2 ** (-20 * (i / size)) * 3;
    return Math.min(high, Math.max(low, i % 4 === 1 ? tiny : -tiny));
  });
}

const ranges: [UnaryOp, number, number][] = [
  ['neg', -9, 9],
  ['abs', -9, 9],
  ['square', -9, 9],
  ['sqrt', 0, 9],
  ['reciprocal', 1e-3, 9],
  ['relu', -9, 9],
  ['exp', -87, 88.7],
  ['log', 1e-6, 8],
  ['log', 1e-6, 3e38],
  ['log', 1e-45, 1e-37],
  ['elu', -30, 9],
  ['swish', -80, 90],
  ['tanh', -20, 20],
  ['sigmoid', -80, 90],
  ['softplus', -80, 90],
];

describe('four floats at a time', () => {
  test.each(ranges)('%s is within 4e-7 from %d to %d', (op, low, high) => {
    const given = sweep(low, high);
    numbers.set(given);
    apply(vectorFunctions[op]);
    let worst = 0;
    given.forEach((x, i) => {
      const want = unaryMeaning[op](x);
      const error = want === 0 ? Math.abs(numbers[i]!) : Math.abs(numbers[i]! / want - 1);
      worst = Math.max(worst, error);
    });
    expect(worst).toBeLessThan(4e-7);
  });

  test.each([
    ['exp', -Infinity, 0],
    ['exp', -88, 0],
    ['exp', 89, Infinity],
    ['exp', Infinity, Infinity],
    ['log', 0, -Infinity],
    ['log', -1, Number.NaN],
    ['log', Infinity, Infinity],
    ['log', 1, 0],
    ['elu', -Infinity, -1],
    ['elu', Infinity, Infinity],
    ['tanh', -Infinity, -1],
    ['tanh', Infinity, 1],
    ['sigmoid', -Infinity, 0],
    ['sigmoid', Infinity, 1],
    ['softplus', -Infinity, 0],
    ['softplus', Infinity, Infinity],
    ['swish', -200, -0],
    ['reciprocal', 0, Infinity],
  ] as [UnaryOp, number, number][])('%s of %d is %d', (op, x, want) => {
    numbers.fill(x);
    apply(vectorFunctions[op]);
    expect(numbers[5]).toBe(want);
  });

  test.each(Object.keys(vectorFunctions) as UnaryOp[])('%s passes NaN on', (op) => {
    numbers.fill(Number.NaN);
    apply(vectorFunctions[op]);
    expect(numbers[0]).toBeNaN();
  });

  const sigmoid = unaryMeaning.sigmoid;
  test.each([
    ['softplus', softplusWithSlope, (x: number) => sigmoid(x)],
    ['swish', swishWithSlope, (x: number) => sigmoid(x) * (1 + x * (1 - sigmoid(x)))],
  ] as const)('%s with its slope', (op, both, slope) => {
    const given = sweep(-30, 30);
    const check = (part: 'value' | 'slope', want: (x: number) => number) => {
      numbers.set(given);
      apply((f, x) => both(f, x)[part]);
      return given.reduce(
        (worst, x, i) => Math.max(worst, Math.abs(numbers[i]! - want(x)) / (1 + Math.abs(want(x)))),
        0,
      );
    };
    expect(check('value', unaryMeaning[op])).toBeLessThan(4e-7);
    expect(check('slope', slope)).toBeLessThan(1e-6);
    // Control: the slope of a point a little to the right.
    expect(check('slope', (x) => slope(x + 1e-3))).toBeGreaterThan(1e-6);
  });
});
