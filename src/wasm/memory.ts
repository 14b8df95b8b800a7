/**
 * How a memory is laid out, so that modules of different kernels and threads can
 * work on the same one: a header, the constant tables, then whatever is reserved.
 *
 *     16  magic            20  first free byte / 16     64  ziggurat of the exponential
 *
 * The size is given up front and never grows: views of the buffer stay valid.
 */
import { KernelError } from '../errors.ts';
import { zigguratTable } from './ziggurat.ts';

const magicAt = 16 / 4;
const topAt = 20 / 4;
const magic = 0x63726e31;
/** Byte address of the ziggurat table of `ziggurat.ts`. */
export const zigguratAddress = 64;
const page = 65536;
/** The largest memory WebAssembly addresses with 32 bits. */
const most = 65536 * page;

export interface MemoryOptions {
  /** Seen by all threads (a SharedArrayBuffer). Default false. */
  readonly shared?: boolean;
}

/**
 * A memory with its tables written and at least `bytes` to {@link reserve}.
 * Pages cost nothing until they are touched.
 *
 * @throws KernelError  beyond 4 GiB, or where the machine has no room
 */
export function createMemory(bytes: number, options: MemoryOptions = {}): WebAssembly.Memory {
  const table = zigguratTable();
  const first = align(zigguratAddress + table.byteLength, 16);
  const pages = Math.ceil((first + bytes) / page);
  if (!(bytes >= 0) || pages * page > most) {
    const what = `${bytes} bytes do not fit the 4 GiB that WebAssembly can address`;
    throw new KernelError('memory', what, 'Use a smaller grid, or fewer species.');
  }
  const memory = allocate(pages, options.shared ?? false);
  new Float64Array(memory.buffer, zigguratAddress, table.length).set(table);
  const header = new Int32Array(memory.buffer, 0, 16);
  Atomics.store(header, topAt, first / 16);
  Atomics.store(header, magicAt, magic);
  return memory;
}

function allocate(pages: number, shared: boolean): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  } catch (cause) {
    const what = `this machine has no room for ${pages * page} bytes`;
    throw new KernelError('memory', what, 'Use a smaller grid, or a machine with more memory.', { cause });
  }
}

/** Whether {@link createMemory} made this memory. */
export function isPrepared(memory: WebAssembly.Memory): boolean {
  return memory.buffer.byteLength >= page && new Int32Array(memory.buffer, 0, 16)[magicAt] === magic;
}

/**
 * Takes `bytes` of the memory, for good; safe from several threads at once.
 *
 * @param alignment  a power of two, at least 16
 * @returns the byte address, filled with zeros
 * @throws KernelError  when the memory is full
 */
export function reserve(memory: WebAssembly.Memory, bytes: number, alignment = 16): number {
  const header = new Int32Array(memory.buffer, 0, 16);
  const units = Math.ceil((bytes + alignment - 16) / 16);
  const start = Atomics.add(header, topAt, units) * 16;
  if ((start / 16 + units) * 16 > memory.buffer.byteLength) {
    Atomics.sub(header, topAt, units);
    const free = memory.buffer.byteLength - start;
    throw new KernelError('memory', `${bytes} bytes asked, ${free} left`, 'Give createMemory a larger size.');
  }
  return align(start, alignment);
}

/** Bytes that are still free. */
export function freeBytes(memory: WebAssembly.Memory): number {
  return memory.buffer.byteLength - Atomics.load(new Int32Array(memory.buffer, 0, 16), topAt) * 16;
}

function align(address: number, alignment: number): number {
  return Math.ceil(address / alignment) * alignment;
}
