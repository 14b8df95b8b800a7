import { describe, expect, test } from 'vitest';
import {
  AliasTable,
  binomial,
  Coin,
  conditionals,
  multinomial,
  smallTails,
} from '../../src/numerics/samplers.ts';
import { Purpose, Stream } from '../../src/numerics/streams.ts';
import { aliasTableBytes, drawAlias, writeAlias } from '../../src/wasm/alias.ts';
import { f64, i32, ModuleBuilder } from '../../src/wasm/encoder.ts';
import { emitMath } from '../../src/wasm/math.ts';
import { createMemory, reserve } from '../../src/wasm/memory.ts';
import { EmittedStream } from '../../src/wasm/random.ts';
import { emitSamplers, samplerTableBytes, tossCoin, writeSamplerTable } from '../../src/wasm/samplers.ts';

const weights = Float64Array.from({ length: 37 }, (_, k) => 1 / (1 + k) ** 2);
const coins = [0.003, 0.2, 0.5, 0.8, 1].map((p) => new Coin(p));

/** All samplers over one stream in memory, which `reopen` starts anew. */
function open() {
  const memory = createMemory(65536);
  const places = { stream: reserve(memory, 16), table: reserve(memory, samplerTableBytes) };
  writeSamplerTable(memory, places.table, smallTails);
  const chances = conditionals(weights);
  const chancesAt = reserve(memory, chances.byteLength);
  new Float64Array(memory.buffer, chancesAt).set(chances);
  const splitAt = reserve(memory, 4 * chances.length);
  const alias = new AliasTable(weights);
  const aliasAt = reserve(memory, aliasTableBytes(alias));
  const place = writeAlias(memory, aliasAt, alias, (k) => 1000 - 3 * k);

  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1 });
  const math = emitMath(module, ['exp', 'log']);
  const samplers = emitSamplers(module, math, places);
  module.export(
    'reopen',
    module.function('reopen', ['i32'], 'void', (f, agent) => {
      const stream = new EmittedStream(f);
      stream.open({ seedLow: 99, seedHigh: 0, step: 0, agent, purpose: Purpose.analysis });
      stream.save(places.stream);
    }),
  );
  module.export('binomial', samplers.binomial);
  module.export('multinomial', samplers.multinomial);
  module.export('log1p', samplers.log1p);
  module.export('chanceWithin', samplers.chanceWithin);
  module.export(
    'exponential',
    module.function('exponential', [], 'f64', (f) => f.return(samplers.exponential())),
  );
  module.export(
    'alias',
    module.function('alias', [], 'i32', (f) => {
      const value = f.local('i32');
      drawAlias(f, samplers, place, value);
      f.return(value);
    }),
  );
  coins.forEach((coin, i) => {
    const address = reserve(memory, Math.max(8, coin.none.byteLength));
    new Float64Array(memory.buffer, address).set(coin.none);
    const toss = module.function(`toss${i}`, ['i32'], 'i32', (f, n) => {
      const k = f.local('i32');
      tossCoin(f, samplers, { coin, address }, n, k, () =>
        f.set(k, i32.truncF64S(samplers.binomial(f64.convertI32S(n), coin.p))),
      );
      f.return(k);
    });
    module.export(`toss${i}`, toss);
  });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory } });
  const call = (name: string, ...args: number[]) => instance.exports[name]!(...args) as number;
  const split = new Int32Array(memory.buffer as ArrayBuffer, splitAt, chances.length);
  return { call, chances, chancesAt, split, splitAt, alias };
}

const { call, chances, chancesAt, split, splitAt, alias } = open();

/** Draws the same from both machines, `times` times in one stream. */
function same(agent: number, times: number, theirs: () => unknown, ours: (s: Stream) => unknown): void {
  call('reopen', agent);
  const stream = new Stream().open(99, 0, agent, Purpose.analysis);
  for (let i = 0; i < times; i++) expect(theirs()).toEqual(ours(stream));
}

describe('the same draws as numerics, from the same stream', () => {
  test.each([
    [1, 0.3],
    [1, 0.7],
    [7, 0.5],
    [40, 0.02],
    [40, 0.98],
    [1000, 0.009],
    [1000, 0.011],
    [20_000, 0.37],
    [20_000, 0.63],
    [2 ** 31, 1e-9],
    [2 ** 31, 0.4],
    [2 ** 50, 0.001],
    [5, 0],
    [5, 1],
    [0, 0.5],
  ])('binomial(%i, %f)', (n, p) => {
    same(
      n % 1000,
      3000,
      () => call('binomial', n, p),
      (s) => binomial(s, n, p),
    );
  });

  test('control: a chance off by 10 % draws otherwise', () => {
    call('reopen', 4);
    const stream = new Stream().open(99, 0, 4, Purpose.analysis);
    const differ = Array.from({ length: 100 }, () => call('binomial', 40, 0.22) - binomial(stream, 40, 0.2));
    expect(differ.some((d) => d !== 0)).toBe(true);
  });

  test.each(coins.map((coin, i) => [coin.p, i, coin] as const))('coin of %f', (_, i, coin) => {
    for (const n of [0, 1, 2, 12, 63, 64, 500])
      same(
        n,
        1000,
        () => call(`toss${i}`, n),
        (s) => coin.successes(s, n),
      );
  });

  test('multinomial', () => {
    const expected = new Int32Array(chances.length);
    for (const n of [0, 1, 30, 100_000])
      same(
        n,
        200,
        () => split.slice(0, call('multinomial', n, chancesAt, chances.length, splitAt)),
        (s) => expected.slice(0, multinomial(s, n, chances, expected)),
      );
  });

  test('alias table, with the values of its classes', () => {
    same(
      1,
      5000,
      () => call('alias'),
      (s) => 1000 - 3 * alias.draw(s),
    );
  });

  test('exponential, within 3 units in the last place', () => {
    call('reopen', 2);
    const stream = new Stream().open(99, 0, 2, Purpose.analysis);
    for (let i = 0; i < 5000; i++) {
      const x = stream.exponential();
      expect(Math.abs(call('exponential') / x - 1)).toBeLessThan(3 * 2 ** -52);
    }
  });
});

describe('log1p and 1 − exp(−x) keep their digits', () => {
  test('near 0 and far from it', () => {
    for (let i = 0; i < 4000; i++) {
      const x = 10 ** (-18 + i / 200);
      expect(Math.abs(call('log1p', x) / Math.log1p(x) - 1)).toBeLessThan(4 * 2 ** -52);
      expect(Math.abs(call('chanceWithin', x) / -Math.expm1(-x) - 1)).toBeLessThan(4 * 2 ** -52);
      if (x < 1) expect(Math.abs(call('log1p', -x) / Math.log1p(-x) - 1)).toBeLessThan(4 * 2 ** -52);
    }
    expect(call('chanceWithin', 0)).toBe(0);
    expect(call('chanceWithin', Infinity)).toBe(1);
    expect(call('log1p', -1)).toBe(-Infinity);
  });
});
