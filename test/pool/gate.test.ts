import { describe, expect, test } from 'vitest';
import { Gate, GateAborted } from '../../src/pool/gate.ts';

const words = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * Gate.words));

describe('a gate', () => {
  test('of one thread never waits', () => {
    const gate = new Gate(words(), 1);
    for (let i = 0; i < 5; i++) gate.wait();
  });

  test('that is aborted lets nobody through in peace', () => {
    const state = words();
    const gate = new Gate(state, 2);
    gate.abort();
    expect(() => gate.wait()).toThrow(GateAborted);
    expect(() => gate.check()).toThrow(GateAborted);
  });

  test('is seen alike by two views of one memory', () => {
    const state = words();
    new Gate(state, 3).abort();
    expect(() => new Gate(state, 3).check()).toThrow(GateAborted);
  });
});
