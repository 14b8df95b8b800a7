import { expect, test } from 'vitest';
import { leastGap, logBell } from '../../../src/tensor/bells.ts';
import { emitBell } from '../../../src/tensor/vector/bells.ts';
import { LogProduct } from '../../../src/tensor/vector/log-product.ts';
import { i32, ModuleBuilder, v128 } from '../../../src/wasm/encoder.ts';
import { normals } from '../../support/graphs.ts';

const bend = 5;
const size = 1 << 12;
const memory = new WebAssembly.Memory({ initial: 2 });
const names = ['low', 'high', 'rate', 'centre', 'half'] as const;
type Given = Record<(typeof names)[number], Float32Array>;
const plane = (k: number) => new Float32Array(memory.buffer, 4 * size * k, size);

const module = new ModuleBuilder();
module.importMemory('env', 'memory', { pages: 2 });
const run = module.function('run', [], 'void', (f) => {
  const at = f.local('i32');
  const product = new LogProduct(f);
  f.while(i32.ltU(at, 4 * size), () => {
    const [low, high, rate, centre, half] = names.map((_, k) => f.local('v128', v128.load(at, 4 * size * k)));
    const bell = emitBell(f, { low: low!, high: high!, rate: rate!, centre: centre!, half: half!, bend });
    product.clear();
    product.times(bell.factor);
    const fall = f.local('v128', bell.fall);
    const { byHigh, byBoth } = bell.slopes();
    f.do(v128.store(at, byHigh, 4 * size * 5), v128.store(at, byBoth, 4 * size * 6));
    f.do(v128.store(at, product.log(), 0), v128.store(at, fall, 4 * size));
    f.set(at, i32.add(at, 16));
  });
});
module.export('run', run);
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory } });

function computed(given: Given) {
  for (const [k, name] of names.entries()) plane(k).set(given[name]);
  (exports.run as () => void)();
  const [log, fall] = [plane(0), plane(1)];
  return { value: log.map((x, i) => x - fall[i]!), byHigh: plane(5).slice(), byBoth: plane(6).slice() };
}

/** The slopes by u, and by both edges, in double precision; `turn` finds them without cancellation. */
function slopes(low: number, high: number, rate: number, centre: number, half: number) {
  const [l, u] = [low * rate - centre - half, high * rate - centre + half];
  const [a, b] = [Math.sqrt(bend + l * l), Math.sqrt(bend + u * u)];
  const known = 0.5 * ((high - low) * rate + 2 * half) * (a + b + (l + u) ** 2 / (a + b));
  const gain = known > leastGap ? 1 / Math.expm1(known) : 0;
  const push = (g: number) => 1 / (1 + Math.exp(-g));
  const steep = (x: number, s: number) => s + (x * x) / s;
  const byHigh = (gain + push(-u * b)) * steep(u, b);
  const byLow = -(gain + push(l * a)) * steep(l, a);
  return { byHigh, byBoth: byHigh + byLow };
}

/** The largest error relative to 1 plus the size of what is expected. */
function worst(given: Given, got: Float32Array, want: (...bell: number[]) => number): number {
  let most = 0;
  got.forEach((x, i) => {
    const expected = want(...names.map((name) => given[name][i]!));
    const error = Math.abs(x - expected) / (1 + Math.abs(expected));
    if (!(error <= most)) most = Number.isNaN(error) ? Infinity : error;
  });
  return most;
}

const value = (...[low, high, rate, centre, half]: number[]) =>
  logBell(low!, high!, rate!, centre!, half!, bend);
const byHigh = (...bell: number[]) => slopes(...(bell as Parameters<typeof slopes>)).byHigh;
const byBoth = (...bell: number[]) => slopes(...(bell as Parameters<typeof slopes>)).byBoth;

/** Places and widths of every size; some ends far away. */
function bells(spread: number): Given {
  const low = normals(size, 1, spread);
  const high = low.map((x, i) => (i % 3 === 0 ? x + i / size : x));
  for (let i = 0; i < size; i += 7) low[i] = -1e6;
  for (let i = 0; i < size; i += 5) high[i] = 1e6;
  return {
    low,
    high,
    rate: normals(size, 2).map((x) => Math.exp(x)),
    centre: normals(size, 3, spread),
    half: normals(size, 4, 1.5).map((x) => Math.exp(x)),
  };
}

test('values and slopes are those of the referee, wherever the bell and its edges are', () => {
  for (const spread of [0.1, 1, 4, 30]) {
    const given = bells(spread);
    const got = computed(given);
    expect(worst(given, got.value, value)).toBeLessThan(1e-5);
    expect(worst(given, got.byHigh, byHigh)).toBeLessThan(1e-5);
    expect(worst(given, got.byBoth, byBoth)).toBeLessThan(2e-5);
    // Control: centres a thousandth off.
    const moved = { ...given, centre: given.centre.map((x) => x + 1e-3) };
    expect(worst(moved, got.value, value)).toBeGreaterThan(1e-4);
    expect(worst(moved, got.byHigh, byHigh)).toBeGreaterThan(1e-4);
  }
});

test('slivers: digits of the value, and of the slope by both edges, are not lost', () => {
  const given = bells(1);
  given.high.set(given.low);
  given.half.fill(1e-6);
  const got = computed(given);
  expect(worst(given, got.value, value)).toBeLessThan(1e-5);
  expect(worst(given, got.byHigh, byHigh)).toBeLessThan(1e-5);
  // The two edges pull a hundred thousand times as hard as the sum of the two.
  expect(got.byHigh[1]).toBeGreaterThan(1e5);
  expect(worst(given, got.byBoth, byBoth)).toBeLessThan(1e-3);
});

test('nothing is infinite or not a number, however far, wide or narrow', () => {
  const halves = [0, 1e-6, 1e-3, 1, 1e3, 1e6];
  const ends = [-1e6, -1e3, 0, 1e-3, 1, 1e6];
  const all = ends.flatMap((low) =>
    ends
      .filter((high) => high >= low)
      .flatMap((high) =>
        [1e-4, 1, 1e3].flatMap((rate) =>
          [-1e4, 0, 3].flatMap((centre) => halves.map((half) => ({ low, high, rate, centre, half }))),
        ),
      ),
  );
  const given = Object.fromEntries(
    names.map((name) => [name, Float32Array.from({ length: size }, (_, i) => all[i % all.length]![name])]),
  ) as Given;
  const got = computed(given);
  for (const numbers of Object.values(got)) expect(numbers.every(Number.isFinite)).toBe(true);
  expect(worst(given, got.value, value)).toBeLessThan(1e-4);
});

test('an edge that is far away does not pull at all', () => {
  const given = bells(1);
  given.low.fill(-1e6);
  const got = computed(given);
  expect(got.byBoth).toEqual(got.byHigh);
  given.high.fill(1e6);
  expect(computed(given).byHigh.every((x) => x === 0)).toBe(true);
});

test('not-a-number in is not-a-number out', () => {
  for (const name of names) {
    const given = bells(1);
    given[name].fill(Number.NaN);
    expect(computed(given).value.every(Number.isNaN)).toBe(true);
  }
});
