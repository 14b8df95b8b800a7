import { describe, expect, test } from 'vitest';
import { Purpose, Stream } from '../../src/numerics/streams.ts';
import { f64, i32, i64, ModuleBuilder } from '../../src/wasm/encoder.ts';
import { emitMath } from '../../src/wasm/math.ts';
import { createMemory, reserve } from '../../src/wasm/memory.ts';
import { EmittedStream } from '../../src/wasm/random.ts';
import { band, continuousGap } from '../support/gap.ts';

const n = 50_000;

/** Fills memory with draws of one stream: 64 bits, uniforms, or exponentials. */
async function open(kind: 'bits' | 'uniform' | 'exponential', purpose: number) {
  const memory = createMemory(8 * n);
  const address = reserve(memory, 8 * n);
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1 });
  const { exp } = emitMath(module, ['exp']);
  const params = ['i32', 'i32', 'i32', 'i32', 'i32'] as const;
  const fill = module.function('fill', params, 'void', (f, seedLow, seedHigh, step, agent, count) => {
    const stream = new EmittedStream(f);
    stream.open({ seedLow, seedHigh, step, agent, purpose });
    const at = f.local('i32', address);
    const value = f.local('f64');
    f.while(count, () => {
      if (kind === 'bits') f.do(i64.store(at, stream.next()));
      else {
        if (kind === 'uniform') f.set(value, stream.uniform());
        else stream.exponential(value, exp);
        f.do(f64.store(at, value));
      }
      f.set(at, i32.add(at, 8));
      f.set(count, i32.sub(count, 1));
    });
  });
  module.export('fill', fill);
  const { instance } = await WebAssembly.instantiate(module.encode(), { env: { memory } });
  return {
    fill: (seed: number, step: number, agent: number, count: number) =>
      instance.exports.fill!(seed >>> 0, Math.floor(seed / 2 ** 32), step, agent, count),
    bits: new BigUint64Array(memory.buffer as ArrayBuffer, address, n),
    values: new Float64Array(memory.buffer as ArrayBuffer, address, n),
  };
}

describe('emitted streams', () => {
  test('have the bits of numerics/streams, for any name', async () => {
    const stream = new Stream();
    const dice = new Stream().open(2024, 0, 0, Purpose.analysis);
    const edges = [
      [0, 0, 0],
      [2 ** 53 - 1, 2 ** 32 - 1, 2 ** 32 - 1],
      [2 ** 32, 1, 2 ** 31],
    ] as const;
    const names = Array.from(
      { length: 500 },
      () =>
        [
          dice.integer(2 ** 32) * 2 ** 21 + dice.integer(2 ** 21),
          dice.integer(2 ** 32),
          dice.integer(2 ** 32),
        ] as const,
    );
    for (const purpose of Object.values(Purpose)) {
      const { fill, bits } = await open('bits', purpose);
      for (const [seed, step, agent] of [...edges, ...names]) {
        fill(seed, step, agent, 8);
        stream.open(seed, step, agent, purpose);
        for (let i = 0; i < 8; i++) {
          stream.next();
          if (bits[i] !== (BigInt(stream.high >>> 0) << 32n) + BigInt(stream.low >>> 0))
            expect.fail(`seed ${seed} step ${step} agent ${agent} purpose ${purpose} draw ${i}`);
        }
      }
    }
  });

  test('have the uniforms of numerics/streams', async () => {
    const { fill, values } = await open('uniform', Purpose.react);
    fill(7, 3, 11, 1000);
    const stream = new Stream().open(7, 3, 11, Purpose.react);
    for (let i = 0; i < 1000; i++) expect(values[i]).toBe(stream.uniform());
  });

  test('draw the exponential law, tail included', async () => {
    const { fill, values } = await open('exponential', Purpose.react);
    fill(1, 0, 0, n);
    const law = (x: number) => -Math.expm1(-x);
    expect(continuousGap(values, law)).toBeLessThan(band(n, 1e-9));
    // Control: a rate 10 % too high is caught.
    expect(
      continuousGap(
        values.map((x) => x / 1.1),
        law,
      ),
    ).toBeGreaterThan(band(n, 1e-9));
    // About n·exp(−tailStart) = 23 draws lie beyond the lowest layer; they follow the law as well.
    const beyond = values.filter((x) => x > 7.69711747013105).length;
    expect(Math.abs(beyond - n * Math.exp(-7.69711747013105))).toBeLessThan(6.1 * Math.sqrt(22.7));
    expect(Math.max(...values)).toBeGreaterThan(8.5);
  });
});
