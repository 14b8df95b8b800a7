import { describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../../../src/errors.ts';
import { Crew } from '../../../../src/tensor/trainer/program/crew.ts';
import { control } from '../../../../src/tensor/trainer/program/slices.ts';
import { i32, ModuleBuilder } from '../../../../src/wasm/encoder.ts';

const slices = 5;
const sliceRows = 10;
const slicesAt = 1024;

/** A program whose slices count their rows; `broken`: one that traps. */
function program(broken: boolean) {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const builder = new ModuleBuilder();
  builder.importMemory('env', 'memory', { pages: 1, maximum: 1, shared: true });
  const clear = builder.function('clear', ['i32'], 'void', (f, slice) => f.do(i32.store(slice, 0)));
  const arguments_ = ['i32', 'i32', 'i32', 'i32', 'i32'] as const;
  const rows = builder.function('rows', arguments_, 'void', (f, _scratch, slice, from, to) => {
    if (broken) f.unreachable();
    f.do(i32.store(slice, i32.sub(to, from)));
  });
  builder.export('clear', clear);
  builder.export('rows', rows);
  const words = new Int32Array(memory.buffer, 0, control.words);
  words[control.rows] = slices * sliceRows - 3;
  words[control.sliceRows] = sliceRows;
  const module = new WebAssembly.Module(builder.encode());
  const job = { memory, module, controlAt: 0, scratchAt: 0, slicesAt, sliceBytes: 4 };
  return { words, crew: new Crew([job, job], words), memory };
}

const send = (words: Int32Array, crew: Crew): Promise<void> => {
  Atomics.store(words, control.done, 0);
  Atomics.store(words, control.left, slices);
  crew.wake(2);
  return crew.wait(slices);
};

describe('threads that help', () => {
  test('do all slices of a batch, and of the next one', async () => {
    const { words, crew, memory } = program(false);
    const counts = new Int32Array(memory.buffer, slicesAt, slices);
    for (let batch = 0; batch < 3; batch++) {
      counts.fill(-1);
      await send(words, crew);
      expect([...counts]).toEqual([10, 10, 10, 10, 7]);
    }
    crew.dispose();
  });

  test('that fail fail the batch', async () => {
    const { words, crew } = program(true);
    const error = await send(words, crew).catch((e: unknown) => e);
    expect(isCrnGridError(error, 'WorkerError')).toBe(true);
    expect((error as Error).message).toMatch(/^trainer, thread [23] of 3: unreachable/);
    crew.dispose();
  });
});
