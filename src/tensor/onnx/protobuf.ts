/**
 * Protocol-buffer messages, written only: as much of the wire format as ONNX needs.
 * Source: https://protobuf.dev/programming-guides/encoding/.
 */

/** A field: its number in the message; a whole number ≥ 0, a text, or bytes (a message is bytes too). */
export type Field = readonly [field: number, value: number | string | Uint8Array];

const text = new TextEncoder();

/** The bytes of a message. Fields of one number given several times are a repeated field. */
export function message(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const parts = fields.flatMap(([field, value]) => {
    if (typeof value === 'number') return [varint(field * 8), varint(value)];
    const bytes = typeof value === 'string' ? text.encode(value) : value;
    return [varint(field * 8 + 2), varint(bytes.length), bytes];
  });
  return joined(parts);
}

/** Several whole numbers ≥ 0 in one field. */
export function packed(values: readonly number[]): Uint8Array {
  return joined(values.map(varint));
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Seven bits a byte, the lowest first; exact to 2^53. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  bytes.push(left);
  return Uint8Array.from(bytes);
}
