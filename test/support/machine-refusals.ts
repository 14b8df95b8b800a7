/** What every tensor machine must refuse, checked on one that is freshly opened. */
import { expect } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';
import type { Graph } from '../../src/tensor/graph.ts';
import { initParams } from '../../src/tensor/initialise.ts';
import type { Machine } from '../../src/tensor/machine.ts';
import { randomInputs } from './graphs.ts';

/** @param mixture  a `mixtureDensity`: its `means` need the input `x`, its loss `target` too */
export async function refusesMisfits(machine: Machine, mixture: Graph, rows: number): Promise<void> {
  const { x, target } = randomInputs(mixture, rows, 1) as { x: Float32Array; target: Float32Array };
  const early = await machine.run(rows, { x }, ['means']).catch((e: unknown) => e);
  machine.setParams(initParams(mixture, 1));
  // Control: what fits is computed.
  expect((await machine.run(rows, { x }, ['means'])).means).toHaveLength(rows * 6);
  const errors = [
    early,
    await machine.run(rows, { x }).catch((e: unknown) => e),
    await machine.run(rows, { x, target: target.subarray(1) }).catch((e: unknown) => e),
    await machine.run(0, { x, target }).catch((e: unknown) => e),
    await machine.run(rows, { x, target }, ['nothing']).catch((e: unknown) => e),
  ];
  expect(errors.map((e) => isCrnGridError(e, 'KernelError'))).toEqual(errors.map(() => true));
  expect(() => machine.setParams(new Float32Array(3))).toThrow('These weights belong to another model.');
  machine.dispose();
}
