/** What the encoder writes is what its tables say, as a public disassembler reads it. */
import { describe, expect, test } from 'vitest';
import { emitModule } from '../../src/kernels/ssa/emit-module.ts';
import { planRowTables } from '../../src/kernels/ssa/row-tables.ts';
import * as encoder from '../../src/wasm/encoder.ts';
import {
  binary,
  choose,
  type FunctionBuilder,
  f64,
  i32,
  load,
  ModuleBuilder,
  select,
  shuffle32,
  type Value,
  type ValueType,
  v128,
} from '../../src/wasm/encoder.ts';
import { egfr, epidemic } from '../support/networks.ts';
import { disassemble, instructionsOf } from './disassembly.ts';

/** A module of one function that gives nothing, over a memory. */
function moduleOf(build: (f: FunctionBuilder) => void, shared = true): Uint8Array {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1, maximum: 2, shared });
  module.function('run', [], 'void', build);
  return module.encode();
}

const read = (build: (f: FunctionBuilder) => void): string[] => instructionsOf(moduleOf(build));

const constants: readonly Value<ValueType>[] = [
  i32.const(1),
  encoder.i64.const(1n),
  encoder.f32.const(1),
  f64.const(1),
  v128.const(new Uint8Array(16)),
];
const vector = constants[4]!;
const lanes = Array.from({ length: 16 }, (_, i) => i);
/** Operands of every shape there is; of one instruction only one shape is valid. */
const operands: readonly (readonly unknown[])[] = [
  ...constants.map((a) => [a]),
  ...constants.flatMap((a) => constants.map((b) => [a, b])),
  [vector, 1],
  [vector, vector, vector],
  [vector, vector, lanes],
  ...constants.map((c) => [vector, 1, c]),
];

type Instruction = (...operands: unknown[]) => Value;

/** An instruction as the disassembler reads it, with the first operands that make it valid. */
function readBack(instruction: Instruction): string {
  for (const shape of operands)
    try {
      const value = instruction(...shape);
      const lines = read((f) => {
        if (value.type === 'void') f.do(value as Value<'void'>);
        else f.drop(value as Value<ValueType>);
      }).filter((line) => !/\.const|^drop/.test(line));
      if (lines.length === 1) return lines[0]!;
    } catch {
      // Other operands may do.
    }
  return 'never valid';
}

/** As the specification writes it: `convertI32S` of f64 is `f64.convert_i32_s`. */
function specified(type: string, name: string): string {
  const words = name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  if (words === 'atomic_notify') return 'memory.atomic.notify';
  if (/^atomic_(load|store)$/.test(words)) return `${type}.${words.replace('_', '.')}`;
  return `${type}.${words.replace('atomic_', 'atomic.rmw.').replace('exchange', 'xchg')}`;
}

const tables = Object.entries(encoder).filter(([name]) => /^([if]\d+(x\d+)?|v128)$/.test(name)) as [
  string,
  Record<string, Instruction>,
][];

describe('every instruction reads back under its own name, with its natural alignment', () => {
  test('there are tables', () => {
    expect(tables.map(([name]) => name)).toEqual(
      expect.arrayContaining(['i32', 'i64', 'f32', 'f64', 'v128', 'i8x16', 'i32x4', 'f32x4']),
    );
  });

  test.each(tables)('%s', (type, table) => {
    for (const [name, instruction] of Object.entries(table)) {
      if (name === 'const') continue;
      const line = readBack(instruction);
      expect(line.split(' ')[0]).toBe(specified(type, name));
      expect(line).not.toContain('align');
    }
  });

  test('control: wrong opcodes and alignments are seen', () => {
    const { add } = binary('f64', 'f64', { add: 0xa1 });
    expect(readBack(add as Instruction)).toBe('f64.sub');
    expect(readBack(load('f64', 0x2b, 2) as Instruction)).toContain('align=4');
    expect(readBack(binary('f64', 'f64', { add: 0xff }).add as Instruction)).toBe('never valid');
  });
});

test('constants and offsets', () => {
  const lines = read((f) => {
    f.drop(i32.const(-129));
    f.drop(i32.const(0xffffffff));
    f.drop(encoder.i64.const(-(2n ** 63n)));
    f.drop(f64.load(8, 100_000));
    f.drop(v128.const(lanes));
  });
  expect(lines.filter((line) => line !== 'drop')).toEqual([
    'i32.const -129',
    'i32.const -1',
    'i64.const -9223372036854775808',
    'i32.const 8',
    'f64.load offset=100000',
    'v128.const i32x4 0x03020100 0x07060504 0x0b0a0908 0x0f0e0d0c',
  ]);
});

test('control structures', () => {
  const lines = read((f) => {
    const n = f.local('i32', 3);
    f.block((exit) => {
      f.loop((again) => {
        f.if(
          n,
          () => f.br(exit),
          () => f.brIf(again, n),
        );
      });
    });
    f.switch(n, [() => f.return(), () => f.unreachable()]);
    f.drop(choose('i32', n, 1, 2));
    f.drop(select('i32', n, 1, 2));
    f.drop(select('v128', n, vector as Value<'v128'>, vector as Value<'v128'>));
    f.drop(shuffle32(vector as Value<'v128'>, vector as Value<'v128'>, [0, 4, 1, 5]));
  });
  expect(lines).toEqual([
    'i32.const 3',
    'local.set 0',
    ...['block', 'loop', 'local.get 0', 'if', 'br 2', 'else', 'local.get 0', 'br_if 1', 'end', 'end', 'end'],
    ...['block', 'block', 'block', 'local.get 0', 'br_table 0 1 1', 'end'],
    ...['return', 'br 1', 'end', 'unreachable', 'br 0', 'end'],
    ...['local.get 0', 'if (result i32)', 'i32.const 1', 'else', 'i32.const 2', 'end', 'drop'],
    ...['i32.const 1', 'i32.const 2', 'local.get 0', 'select', 'drop'],
    ...Array<string>(2).fill('v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000'),
    ...['local.get 0', 'select (result v128)', 'drop'],
    ...Array<string>(2).fill('v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000'),
    ...['i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23', 'drop'],
  ]);
});

test('imports, signatures and exports', () => {
  expect(disassemble(moduleOf(() => {}, true))).toContain(
    '(import "env" "memory" (memory (;0;) 1 2 shared))',
  );
  expect(disassemble(moduleOf(() => {}, false))).toContain('(import "env" "memory" (memory (;0;) 1 2))');
  const module = new ModuleBuilder();
  const note = module.importFunction('env', 'note', ['f32', 'i64'], 'void');
  const half = module.function('half', ['f64'], 'f64', (f, x) => {
    f.do(note(2, 3n));
    f.return(f64.mul(x, 0.5));
  });
  module.export('half', half);
  const text = disassemble(module.encode());
  expect(text).toMatch(/import "env" "note" \(func \$note \(type \d\)\)/);
  expect(text).toMatch(/func \$half \(type \d\) \(param f64\) \(result f64\)/);
  expect(text).toMatch(/call \$note/);
  expect(text).toContain('(export "half" (func $half))');
});

test.each([
  ['registers', egfr().network, false],
  ['registers, time-dependent', epidemic(0.2).network, false],
  ['tables', egfr().network, true],
  ['tables, time-dependent', epidemic(0.2).network, true],
] as const)('a whole module of simulation is valid: %s', (_, network, tabled) => {
  const tables = tabled ? { plan: planRowTables(network), address: 65536 } : undefined;
  const bytes = emitModule(network, { report: 8192, eventTimes: 16384, streams: 24576 }, true, tables);
  const text = disassemble(bytes);
  for (const name of ['exp', 'row', 'step']) expect(text).toContain(`(func $${name} `);
  expect(instructionsOf(bytes).length).toBeGreaterThan(700);
  const broken = bytes.slice();
  // Control: some opcode of the row turned into another. f64.lt (0x63) gives an i32, f64.neg an f64.
  const place = broken.indexOf(0x63, broken.length >> 1);
  broken[place] = 0x9a;
  expect(() => disassemble(broken)).toThrow();
});
