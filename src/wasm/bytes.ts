/** Bytes of the WebAssembly binary format: integers, names, and cheap joining. */

/** A nested list of bytes; nesting makes joining free, {@link Writer} pays once. */
export type Bytes = readonly (number | Bytes | Uint8Array)[];

/** Unsigned LEB128 of an integer in [0, 2^53). */
export function unsigned(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
  return out;
}

/** Signed LEB128 of a 64-bit integer. */
export function signed(value: bigint): number[] {
  const out: number[] = [];
  let rest = BigInt.asIntN(64, value);
  for (;;) {
    const low = Number(rest & 127n);
    rest >>= 7n;
    // Done once the sign bit of this group says everything that is left.
    if ((rest === 0n && (low & 64) === 0) || (rest === -1n && (low & 64) !== 0)) {
      out.push(low);
      return out;
    }
    out.push(low | 128);
  }
}

/** {@link signed} of a 32-bit integer, without big integers. */
export function signed32(value: number): number[] {
  const out: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 127;
    rest >>= 7;
    if ((rest === 0 && (low & 64) === 0) || (rest === -1 && (low & 64) !== 0)) {
      out.push(low);
      return out;
    }
    out.push(low | 128);
  }
}

const scratch = new DataView(new ArrayBuffer(8));

/** Little-endian IEEE 754 single. */
export function float32(value: number): number[] {
  scratch.setFloat32(0, value, true);
  return [...new Uint8Array(scratch.buffer, 0, 4)];
}

/** Little-endian IEEE 754 double. */
export function float64(value: number): number[] {
  scratch.setFloat64(0, value, true);
  return [...new Uint8Array(scratch.buffer, 0, 8)];
}

/** A length-prefixed UTF-8 name. */
export function text(value: string): Bytes {
  const bytes = [...new TextEncoder().encode(value)];
  return [unsigned(bytes.length), bytes];
}

/** A length-prefixed vector of items. */
export function vector(items: readonly Bytes[]): Bytes {
  return [unsigned(items.length), items];
}

/** Bytes written one after the other. */
export class Writer {
  #buffer = new Uint8Array(256);
  #length = 0;

  /** Appends all bytes of a nested list. */
  push(bytes: Bytes): void {
    for (let i = 0; i < bytes.length; i++) {
      const item = bytes[i]!;
      if (typeof item === 'number') {
        if (this.#length === this.#buffer.length) this.#grow(1);
        this.#buffer[this.#length++] = item;
      } else if (item instanceof Uint8Array) {
        if (this.#length + item.length > this.#buffer.length) this.#grow(item.length);
        this.#buffer.set(item, this.#length);
        this.#length += item.length;
      } else this.push(item);
    }
  }

  /** What has been written so far. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#length);
  }

  #grow(more: number): void {
    const larger = new Uint8Array(2 * (this.#length + more));
    larger.set(this.bytes);
    this.#buffer = larger;
  }
}

/** One flat array. */
export function flatten(bytes: Bytes): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writer.push(bytes);
  return writer.bytes.slice();
}
