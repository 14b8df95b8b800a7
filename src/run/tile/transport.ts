/** What moves molecules and fields in one thread: compiled once, beside the kernel. */
import { type Field, openField } from '../../grid/fields.ts';
import { type Hopper, openHop } from '../../grid/hopping.ts';
import { createMemory, freeBytes } from '../../wasm/memory.ts';
import type { Setup } from '../scenario/setup.ts';

/** Pages cost nothing until they are touched. */
const roomToTry = 2 ** 30;

export interface Transport {
  readonly hopper: Hopper;
  /** In the order of `setup.fields`. */
  readonly fields: readonly Field[];
}

/** @param memory  that the state of the run lies in */
export function openTransport(
  { lattice, hops, fields, split, dt }: Pick<Setup, 'lattice' | 'hops' | 'fields' | 'split' | 'dt'>,
  memory: WebAssembly.Memory,
): Transport {
  const tau = split === 'lie' ? dt : dt / 2;
  return {
    hopper: openHop(lattice, hops).compile(memory, tau),
    fields: fields.map((rule) => openField(lattice, rule, memory, tau)),
  };
}

/** Bytes of a memory that {@link openTransport} takes, found by opening it once; far more than any is there to try. */
export function transportBytes(setup: Parameters<typeof openTransport>[0]): number {
  const memory = createMemory(roomToTry);
  const before = freeBytes(memory);
  openTransport(setup, memory);
  return before - freeBytes(memory) + 64;
}
