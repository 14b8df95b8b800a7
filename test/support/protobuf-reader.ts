/** Reads protocol-buffer messages without knowing what they mean: the other side of `protobuf.ts`. */

/** Per field number its values, in order: varints as numbers, the rest as bytes. */
export type Message = ReadonlyMap<number, readonly (number | Uint8Array)[]>;

/** @throws where the bytes are no message */
export function readMessage(bytes: Uint8Array): Message {
  const fields = new Map<number, (number | Uint8Array)[]>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      if (at >= bytes.length) throw new Error('cut off');
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const [field, wire] = [key >> 3, key & 7];
    let value: number | Uint8Array;
    if (wire === 0) value = varint();
    else if (wire === 2) {
      const length = varint();
      if (at + length > bytes.length) throw new Error('cut off');
      value = bytes.subarray(at, at + length);
      at += length;
    } else throw new Error(`wire type ${wire}`);
    fields.set(field, [...(fields.get(field) ?? []), value]);
  }
  return fields;
}

/** The messages in a field. */
export function messagesIn(message: Message, field: number): Message[] {
  return (message.get(field) ?? []).map((bytes) => readMessage(bytes as Uint8Array));
}

/** The texts in a field. */
export function textsIn(message: Message, field: number): string[] {
  return (message.get(field) ?? []).map((bytes) => new TextDecoder().decode(bytes as Uint8Array));
}
