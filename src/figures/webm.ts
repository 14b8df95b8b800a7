/**
 * A WebM file around encoded pictures. Sources: EBML, RFC 8794; Matroska, RFC 9559; the WebM subset,
 * https://www.webmproject.org/docs/container/
 */

/** One encoded picture. */
export interface EncodedPicture {
  readonly bytes: Uint8Array;
  /** When it is shown, in ms. */
  readonly at: number;
  /** Whether it can be decoded without those before. */
  readonly key: boolean;
}

export interface EncodedFilm {
  readonly width: number;
  readonly height: number;
  /** `V_VP8` or `V_VP9`. */
  readonly codec: string;
  /** In ms. */
  readonly duration: number;
  /** In order; the first can be decoded by itself. */
  readonly pictures: readonly EncodedPicture[];
}

type Content = Uint8Array | readonly Uint8Array[];

/** A length as EBML writes it, in eight bytes. */
function sizeOf(length: number): Uint8Array {
  const out = Buffer.alloc(8);
  out.writeBigUInt64BE(BigInt(length));
  out[0] = 1;
  return out;
}

function element(id: number, content: Content): Uint8Array {
  const digits = id.toString(16);
  const body = content instanceof Uint8Array ? content : Buffer.concat(content);
  return Buffer.concat([Buffer.from(digits, 'hex'), sizeOf(body.length), body]);
}

function whole(id: number, value: number): Uint8Array {
  const out = Buffer.alloc(8);
  out.writeBigUInt64BE(BigInt(Math.round(value)));
  return element(id, out);
}

function real(id: number, value: number): Uint8Array {
  const out = Buffer.alloc(8);
  out.writeDoubleBE(value);
  return element(id, out);
}

const text = (id: number, value: string): Uint8Array => element(id, Buffer.from(value, 'ascii'));

const program = 'crn-grid';

/** Milliseconds from the start of a cluster that its pictures can tell: 16 bits with a sign. */
const longestCluster = 30_000;

function block({ bytes, at, key }: EncodedPicture, from: number): Uint8Array {
  const head = Buffer.alloc(4);
  // Track 1.
  head[0] = 0x81;
  head.writeInt16BE(Math.round(at) - from, 1);
  head[3] = key ? 0x80 : 0;
  return element(0xa3, [head, bytes]);
}

/** Pictures by cluster: a new one at a key picture, or when time would no longer fit. */
function clusters(pictures: readonly EncodedPicture[]): Uint8Array[] {
  const out: Uint8Array[] = [];
  let [from, blocks]: [number, Uint8Array[]] = [0, []];
  const close = (): void => {
    if (blocks.length > 0) out.push(element(0x1f43b675, [whole(0xe7, from), ...blocks]));
  };
  for (const picture of pictures) {
    const at = Math.round(picture.at);
    if (picture.key || at - from > longestCluster) {
      close();
      [from, blocks] = [at, []];
    }
    blocks.push(block(picture, from));
  }
  close();
  return out;
}

/** The bytes of a WebM file. */
export function webmBytes({ width, height, codec, duration, pictures }: EncodedFilm): Uint8Array {
  const head = element(0x1a45dfa3, [
    whole(0x4286, 1), // EBMLVersion
    whole(0x42f7, 1), // EBMLReadVersion
    whole(0x42f2, 4), // EBMLMaxIDLength
    whole(0x42f3, 8), // EBMLMaxSizeLength
    text(0x4282, 'webm'), // DocType
    whole(0x4287, 4), // DocTypeVersion
    whole(0x4285, 2), // DocTypeReadVersion
  ]);
  const info = element(0x1549a966, [
    whole(0x2ad7b1, 1_000_000), // nanoseconds of a tick
    real(0x4489, duration),
    text(0x4d80, program), // MuxingApp
    text(0x5741, program), // WritingApp
  ]);
  const video = element(0xe0, [whole(0xb0, width), whole(0xba, height)]);
  const track = element(0xae, [
    whole(0xd7, 1), // TrackNumber
    whole(0x73c5, 1), // TrackUID
    whole(0x83, 1), // TrackType: video
    text(0x86, codec),
    video,
  ]);
  const segment = element(0x18538067, [info, element(0x1654ae6b, track), ...clusters(pictures)]);
  return Buffer.concat([head, segment]);
}
