import { expect, test } from 'vitest';
import { webmBytes } from '../../src/figures/webm.ts';

interface Element {
  readonly id: string;
  readonly content: Uint8Array;
}

/** Elements one after the other, by the rules of RFC 8794, read without the writer's help. */
function elements(bytes: Uint8Array): Element[] {
  const out: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const idLength = Math.clz32(bytes[at]! << 24) + 1;
    const id = Buffer.from(bytes.subarray(at, at + idLength)).toString('hex');
    at += idLength;
    const sizeLength = Math.clz32(bytes[at]! << 24) + 1;
    let size = bytes[at]! & (0xff >> sizeLength);
    for (let i = 1; i < sizeLength; i++) size = size * 256 + bytes[at + i]!;
    at += sizeLength;
    out.push({ id, content: bytes.subarray(at, at + size) });
    at += size;
  }
  return out;
}

const inside = (all: readonly Element[], id: string): Uint8Array[] =>
  all.filter((one) => one.id === id).map(({ content }) => content);
const number = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);

const pictures = Array.from({ length: 100 }, (_, i) => ({
  bytes: Uint8Array.of(i, 7, 7),
  at: 1000 * i,
  key: i % 48 === 0,
}));

test('every picture is found again, at its time, in clusters that begin with one that stands alone', () => {
  const file = elements(webmBytes({ width: 64, height: 48, codec: 'V_VP9', duration: 1e5, pictures }));
  expect(file.map(({ id }) => id)).toEqual(['1a45dfa3', '18538067']);
  const segment = elements(file[1]!.content);
  const track = elements(elements(inside(segment, '1654ae6b')[0]!)[0]!.content);
  expect(Buffer.from(inside(track, '86')[0]!).toString()).toBe('V_VP9');
  expect(elements(inside(track, 'e0')[0]!).map(({ content }) => number(content))).toEqual([64, 48]);
  const found = inside(segment, '1f43b675').flatMap((cluster) => {
    const [start, ...blocks] = elements(cluster);
    const from = number(start!.content);
    return blocks.map(({ content }) => ({
      bytes: Uint8Array.from(content.subarray(4)),
      at: from + Buffer.from(content).readInt16BE(1),
      key: content[3] === 0x80,
    }));
  });
  expect(found).toEqual(pictures);
});
