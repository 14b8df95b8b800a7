/** Bytes of the WebAssembly binary format: integers, names, and cheap joining. */

/** A nested list of bytes; nesting makes joining free, {@link flatten} pays once. */
export type Bytes = readonly (number | Bytes)[];

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

/** Signed LEB128 of a 64-bit (or 32-bit, sign-extended) integer. */
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

/** Length in bytes. */
export function size(bytes: Bytes): number {
  let total = 0;
  for (const item of bytes) total += typeof item === 'number' ? 1 : size(item);
  return total;
}

/** One flat array. */
export function flatten(bytes: Bytes): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size(bytes));
  let at = 0;
  const write = (list: Bytes): void => {
    for (const item of list) {
      if (typeof item === 'number') out[at++] = item;
      else write(item);
    }
  };
  write(bytes);
  return out;
}
