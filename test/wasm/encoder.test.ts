import { describe, expect, test } from 'vitest';
import { signed, signed32, unsigned } from '../../src/wasm/bytes.ts';
import {
  choose,
  type FunctionBuilder,
  f32,
  f32x4,
  f64,
  i8x16,
  i32,
  i32x4,
  i64,
  type Local,
  ModuleBuilder,
  select,
  shuffle32,
  type ValueType,
  v128,
} from '../../src/wasm/encoder.ts';
import { hasRelaxedSimd } from '../../src/wasm/features.ts';

type Call = (...args: (number | bigint)[]) => unknown;

/** Compiles one function over a fresh page of memory. */
async function open<const P extends readonly ValueType[], R extends ValueType | 'void'>(
  params: P,
  result: R,
  build: (f: FunctionBuilder, ...params: { [I in keyof P]: Local<P[I]> }) => void,
): Promise<{ run: Call; memory: WebAssembly.Memory }> {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1, maximum: 1, shared: true });
  module.export('run', module.function('run', params, result, build));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const bytes = module.encode();
  expect(WebAssembly.validate(bytes)).toBe(true);
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  return { run: instance.exports.run!, memory };
}

describe('integers of the binary format', () => {
  test.each([
    [0n, [0x00]],
    [1n, [0x01]],
    [63n, [0x3f]],
    [64n, [0xc0, 0x00]],
    [127n, [0xff, 0x00]],
    [128n, [0x80, 0x01]],
    [-1n, [0x7f]],
    [-64n, [0x40]],
    [-65n, [0xbf, 0x7f]],
    [-128n, [0x80, 0x7f]],
    [-2147483648n, [0x80, 0x80, 0x80, 0x80, 0x78]],
    [2147483647n, [0xff, 0xff, 0xff, 0xff, 0x07]],
    [-9223372036854775808n, [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f]],
    [9223372036854775807n, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00]],
  ])('signed %s', (value, bytes) => {
    expect(signed(value)).toEqual(bytes);
    if (BigInt.asIntN(32, value) === value) expect(signed32(Number(value))).toEqual(bytes);
  });

  test.each([
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 1]],
    [624485, [0xe5, 0x8e, 0x26]],
    [4294967295, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('unsigned %s', (value, bytes) => {
    expect(unsigned(value)).toEqual(bytes);
  });

  test('constants survive the way to the machine', async () => {
    for (const value of [0, 63, 64, -64, -65, 0x7fffffff, -0x80000000, 0xffffffff]) {
      const { run } = await open([], 'i32', (f) => f.return(i32.const(value)));
      expect(run()).toBe(value | 0);
    }
    for (const value of [0n, -1n, 1n << 62n, -(1n << 63n), (1n << 63n) - 1n, 0xffffffffffffffffn]) {
      const { run } = await open([], 'i64', (f) => f.return(i64.const(value)));
      expect(run()).toBe(BigInt.asIntN(64, value));
    }
    for (const value of [0, -0, 0.1, Number.MIN_VALUE, Number.MAX_VALUE, -Infinity, Number.NaN]) {
      const { run } = await open([], 'f64', (f) => f.return(f64.const(value)));
      expect(run()).toBe(value);
    }
  });
});

describe('statements', () => {
  test('the example of the docstring: a sum over memory', async () => {
    const { run, memory } = await open(['i32', 'i32'], 'f64', (f, p, n) => {
      const total = f.local('f64');
      f.while(n, () => {
        f.set(total, f64.add(total, f64.load(p)));
        f.set(p, i32.add(p, 8));
        f.set(n, i32.sub(n, 1));
      });
      f.return(total);
    });
    new Float64Array(memory.buffer, 16, 3).set([1, 20, 300]);
    expect(run(16, 3)).toBe(321);
    expect(run(16, 0)).toBe(0);
  });

  test('blocks, loops and branches reach the label they name', async () => {
    // Counts pairs (i, j), j < i < n, and stops for good at the first i·j = 12.
    const { run } = await open(['i32'], 'i32', (f, n) => {
      const i = f.local('i32');
      const j = f.local('i32');
      const pairs = f.local('i32');
      f.block((exit) => {
        f.loop((nextI) => {
          f.brIf(exit, i32.geS(i, n));
          f.set(j, 0);
          f.block((rowDone) => {
            f.loop((nextJ) => {
              f.brIf(rowDone, i32.geS(j, i));
              f.if(i32.eq(i32.mul(i, j), 12), () => f.br(exit));
              f.set(pairs, i32.add(pairs, 1));
              f.set(j, i32.add(j, 1));
              f.br(nextJ);
            });
          });
          f.set(i, i32.add(i, 1));
          f.br(nextI);
        });
      });
      f.return(pairs);
    });
    expect(run(4)).toBe(6);
    expect(run(100)).toBe(9);
  });

  test('a switch runs one case', async () => {
    const { run } = await open(['i32'], 'i32', (f, k) => {
      const out = f.local('i32', 7);
      f.switch(
        k,
        [10, 20, 30].map((value) => () => f.set(out, i32.add(out, value))),
      );
      f.return(out);
    });
    expect([0, 1, 2].map((k) => run(k))).toEqual([17, 27, 37]);
  });

  test('if and else, select and choose', async () => {
    const { run } = await open(['i32'], 'i32', (f, k) => {
      const out = f.local('i32');
      f.if(
        i32.gtS(k, 5),
        () => f.set(out, 1),
        () => f.set(out, 2),
      );
      // `choose` must not divide by zero, `select` would.
      f.set(out, i32.add(out, choose('i32', k, i32.mul(10, i32.divS(100, k)), 0)));
      f.return(select('i32', i32.eq(k, 1), -1, out));
    });
    expect([0, 1, 4, 10].map((k) => run(k))).toEqual([2, -1, 252, 101]);
  });

  test('setAll sees the old values', async () => {
    const { run } = await open(['i32', 'i64'], 'i64', (f, a, b) => {
      f.setAll([
        [a, i32.wrapI64(b)],
        [b, i64.extendI32S(a)],
      ]);
      f.return(i64.add(i64.mul(i64.extendI32S(a), 1000n), b));
    });
    expect(run(7, 9n)).toBe(9007n);
  });

  test('functions call imports, themselves and each other', async () => {
    const module = new ModuleBuilder();
    const seen: unknown[] = [];
    const note = module.importFunction('env', 'note', ['f64'], 'void');
    const square = module.function('square', ['f64'], 'f64', (f, x) => f.return(f64.mul(x, x)));
    const twice = module.function('twice', ['f64'], 'f64', (f, x) => {
      f.do(note(square(x)));
      f.return(f64.mul(2, square(f64.add(x, 1))));
    });
    module.export('twice', twice);
    const { instance } = await WebAssembly.instantiate(module.encode(), {
      env: { note: (x: number) => seen.push(x) },
    });
    expect(instance.exports.twice!(3)).toBe(32);
    expect(seen).toEqual([9]);
  });

  test('a value of the wrong type is refused by the compiler', () => {
    const module = new ModuleBuilder();
    module.function('bad', ['i32'], 'f64', (f, x) => {
      // @ts-expect-error an i32 is no f64
      f.return(f64.add(x, 1));
    });
    expect(WebAssembly.validate(module.encode())).toBe(false);
  });

  test('traps name the function', async () => {
    const module = new ModuleBuilder();
    module.export(
      'run',
      module.function('deepThought', [], 'void', (f) => f.unreachable()),
    );
    const { instance } = await WebAssembly.instantiate(module.encode());
    try {
      instance.exports.run!();
      expect.unreachable();
    } catch (error) {
      expect((error as Error).stack).toContain('deepThought');
    }
  });
});

describe('memory', () => {
  test('loads and stores of every width', async () => {
    const { run, memory } = await open(['i32'], 'i32', (f, p) => {
      f.do(
        i32.store8(p, 0xfe),
        i32.store16(p, 0xfffd, 2),
        i64.store32(p, 0xfffffffcn, 4),
        f32.store(p, 1.5, 8),
      );
      const sum = i32.add(i32.load8S(p), i32.add(i32.load16S(p, 2), i32.wrapI64(i64.load32S(p, 4))));
      f.return(i32.add(sum, i32.truncF64S(f64.promoteF32(f32.mul(2, f32.load(p, 8))))));
    });
    expect(run(64)).toBe(-2 - 3 - 4 + 3);
    expect([...new Uint8Array(memory.buffer, 64, 8)]).toEqual([0xfe, 0, 0xfd, 0xff, 0xfc, 0xff, 0xff, 0xff]);
  });

  test('atomics on shared memory', async () => {
    const { run, memory } = await open(['i32'], 'i32', (f, p) => {
      f.do(i32.atomicStore(p, 40));
      f.drop(i32.atomicAdd(p, 2));
      f.return(i32.atomicLoad(p));
    });
    expect(run(8)).toBe(42);
    expect(Atomics.load(new Int32Array(memory.buffer), 2)).toBe(42);
  });
});

describe('SIMD', () => {
  test('four floats at once', async () => {
    const { run, memory } = await open(['i32'], 'void', (f, p) => {
      const x = f.local('v128', v128.load(p));
      const y = f32x4.add(f32x4.mul(x, f32x4.splat(2)), f32x4.const(1, 2, 3, 4));
      f.do(v128.store(p, f32x4.max(y, f32x4.splat(0)), 16));
      f.do(v128.store(p, v128.bitselect(x, y, f32x4.lt(x, f32x4.const(0))), 32));
      f.do(v128.store(p, shuffle32(x, y, [3, 4, 0, 7]), 48));
      f.do(f32.store(p, f32x4.extractLane(f32x4.replaceLane(x, 2, 9), 2), 64));
      f.return();
    });
    new Float32Array(memory.buffer, 0, 4).set([-1, -5, 0.5, 2]);
    run(0);
    const out = new Float32Array(memory.buffer, 16, 13);
    expect([...out]).toEqual([0, 0, 4, 8, -1, -5, 4, 8, 2, -1, -1, 8, 9]);
  });

  test('four integers at once', async () => {
    const { run } = await open(['i32'], 'i32', (f, n) => {
      const v = f.local('v128', i32x4.add(i32x4.splat(n), i32x4.replaceLane(i32x4.splat(0), 3, 1)));
      f.set(v, i32x4.shl(i32x4.mul(v, v), 1));
      const bytes = i8x16.shuffle(v, v, [12, 13, 14, 15, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]);
      f.return(i32.sub(i32x4.extractLane(bytes, 0), i32x4.extractLane(bytes, 1)));
    });
    expect(run(10)).toBe(242 - 200);
  });

  test('relaxed SIMD is asked for, not assumed', () => {
    expect(typeof hasRelaxedSimd()).toBe('boolean');
  });
});
