import { expect, test } from 'vitest';
import {
  emitNormals,
  normalTableBytes,
  writeNormalTable,
} from '../../../../../src/kernels/learned/rows/draw/normal.ts';
import { normalCdf } from '../../../../../src/numerics/statistics.ts';
import { f64, i32, ModuleBuilder } from '../../../../../src/wasm/encoder.ts';
import { emitMath } from '../../../../../src/wasm/math.ts';
import { EmittedStream } from '../../../../../src/wasm/random.ts';

const tableAt = 64;
const streamAt = 32;
const out = 8192;

/** `n` normals of one stream. */
function draws(n: number): Float64Array {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1 });
  const math = emitMath(module, ['exp', 'log']);
  const draw = emitNormals(module, { table: tableAt, stream: streamAt }, math);
  module.export(
    'fill',
    module.function('fill', ['i32', 'i32'], 'void', (f, seed, count) => {
      const stream = new EmittedStream(f);
      stream.open({ seedLow: seed, seedHigh: 0, step: 0, agent: 0, purpose: 6 });
      const at = f.local('i32', out);
      const x = f.local('f64');
      f.while(count, () => {
        draw(f, stream, x);
        f.do(f64.store(at, x));
        f.set(at, i32.add(at, 8));
        f.set(count, i32.sub(count, 1));
      });
    }),
  );
  for (const name of ['exp', 'log'] as const) module.export(name, math[name]);
  const memory = new WebAssembly.Memory({ initial: Math.ceil((out + 8 * n) / 65536) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory } });
  writeNormalTable(memory.buffer, tableAt, exports as unknown as Parameters<typeof writeNormalTable>[2]);
  expect(tableAt + normalTableBytes).toBeLessThan(out);
  (exports.fill as (seed: number, n: number) => void)(11, n);
  return new Float64Array(memory.buffer, out, n);
}

const n = 2_000_000;
const x = draws(n).sort();

test('normal draws follow the normal law; control: a standard deviation 1 % off is caught', () => {
  const gap = (sigma: number): number => {
    let most = 0;
    x.forEach((value, i) => {
      most = Math.max(most, Math.abs(normalCdf(value / sigma) - (i + 0.5) / n));
    });
    return most;
  };
  const limit = Math.sqrt(Math.log(2 / 1e-9) / (2 * n)) + 1 / n;
  expect(gap(1)).toBeLessThan(limit);
  expect(gap(1.01)).toBeGreaterThan(limit);
});

test('so do both tails; control: a standard deviation 10 % off is caught', () => {
  for (const beyond of [3, 3.6541528853610088, 4]) {
    for (const side of [1, -1]) {
      const seen = x.filter((value) => side * value > beyond).length;
      const misses = (sigma: number): boolean => {
        const expected = n * normalCdf(-beyond / sigma);
        // Bernstein's bound at a chance of 1e-10 for each of the six.
        const t = Math.log(2 / 1e-10);
        return Math.abs(seen - expected) > Math.sqrt(2 * expected * t) + t;
      };
      expect(misses(1)).toBe(false);
      if (beyond < 4) expect(misses(1.1)).toBe(true);
    }
  }
});
