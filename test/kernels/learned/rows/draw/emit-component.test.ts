import { expect, test } from 'vitest';
import { emitComponent } from '../../../../../src/kernels/learned/rows/draw/emit-component.ts';
import { layOut, record } from '../../../../../src/kernels/learned/rows/layout.ts';
import { ModuleBuilder } from '../../../../../src/wasm/encoder.ts';
import { birthDeath } from '../../../../support/networks.ts';

const outputAt = 1024;

/** Chooses a component of one row by the uniform number that a stream in this state gives first. */
function choose(logits: readonly number[], state: readonly [bigint, bigint]): number {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1 });
  const sizes = { rank: 1, mixtures: logits.length, inputs: 0, width: 1, closureWords: 1, tableBytes: 0 };
  const layout = layOut({ network: birthDeath.network, ...sizes, capacity: 4 }, 16384);
  const outputs = { outputAt, outputWidth: logits.length + 3 };
  module.export('choose', emitComponent(module, logits.length, layout, outputs));
  const memory = new WebAssembly.Memory({ initial: Math.ceil(layout.end / 65536) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory } });
  new Float32Array(memory.buffer, outputAt, logits.length).set(logits);
  new BigUint64Array(memory.buffer, layout.records + record.stream, 2).set(state);
  expect((exports.choose as (staged: number) => number)(1)).toBe(1);
  return new DataView(memory.buffer).getInt32(layout.records + record.component, true);
}

/** States of a stream whose first draw is u: the first 64 bits are rotl(s0 + s1, 17) + s0. */
const stateFor = (u: number): [bigint, bigint] => {
  const bits = BigInt(Math.floor(u * 2 ** 53)) << 11n;
  return [0n, BigInt.asUintN(64, (bits >> 17n) | (bits << 47n))];
};

test('a share of the weights chooses its component', () => {
  const logits = [0, Math.log(2), -1000, Math.log(4), 0];
  // Shares end at 1/8, 3/8, 3/8, 7/8 and 1.
  const at = (u: number) => choose(logits, stateFor(u));
  expect([0, 0.12, 0.13, 0.37, 0.38, 0.87, 0.88, 0.999].map(at)).toEqual([0, 0, 1, 1, 3, 3, 4, 4]);
});

test.each([1 - 2 ** -26, 1 - 2 ** -53])('a component without weight is not chosen by a draw of %f', (u) => {
  // In single precision these draws are 1.
  expect(Math.fround(u)).toBe(1);
  for (const logits of [
    [0, -1000],
    [0, 3, -1000, -1000, -1000],
  ])
    expect(choose(logits, stateFor(u))).toBe(logits.indexOf(-1000) - 1);
  // Control: it is where it has a weight.
  expect(choose([0, 0], stateFor(u))).toBe(1);
});
