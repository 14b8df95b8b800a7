/** The words of memory through which a hopper and its emitted functions speak. */
import { f64, i32, type Operand, type Value } from '../../wasm/encoder.ts';
import { fourStreamsBytes } from '../../wasm/four-streams.ts';

/** i32 words: what a hopper's `send` is called with, byte addresses for arrays. */
export const callWords = [
  'counts',
  'stride',
  'arrivals',
  'mail',
  'first',
  'last',
  'seedLow',
  'seedHigh',
  'step',
  'purpose',
] as const;

/** i32 words of the cell at hand: its number, and how many of its molecules end in it. */
const cellWords = ['origin', 'stay'] as const;

export type Word = (typeof callWords)[number] | (typeof cellWords)[number];

const stream = 0;
const lost = 16;
const words = 24;
const names: readonly Word[] = [...callWords, ...cellWords];
const streams = words + 8 * Math.ceil(names.length / 2);

export const deskBytes = streams + fourStreamsBytes;

/** The desk at one address: JavaScript writes the call, emitted code reads and writes all of it. */
export class Desk {
  readonly #address: number;
  readonly #call: Int32Array;
  readonly #lost: Float64Array;

  constructor(memory: WebAssembly.Memory, address: number) {
    this.#address = address;
    this.#call = new Int32Array(memory.buffer, address + words, callWords.length);
    this.#lost = new Float64Array(memory.buffer, address + lost, 1);
  }

  /** Byte address of the state of the stream at hand. */
  get stream(): number {
    return this.#address + stream;
  }
  /** Byte address of the streams of four cells. */
  get streams(): number {
    return this.#address + streams;
  }

  /** Says what the next call shall do. */
  write(call: Readonly<Record<(typeof callWords)[number], number>>): void {
    callWords.forEach((word, i) => {
      this.#call[i] = call[word];
    });
  }

  /** Molecules lost since this was called last. */
  takeLost(): number {
    const n = this.#lost[0]!;
    this.#lost[0] = 0;
    return n;
  }

  get(word: Word): Value<'i32'> {
    return i32.load(0, this.#at(word));
  }
  set(word: Word, value: Operand<'i32'>): Value<'void'> {
    return i32.store(0, value, this.#at(word));
  }
  add(word: Word, value: Operand<'i32'>): Value<'void'> {
    return this.set(word, i32.add(this.get(word), value));
  }
  lose(n: Operand<'i32'>): Value<'void'> {
    const at = this.#address + lost;
    return f64.store(0, f64.add(f64.load(0, at), f64.convertI32S(n)), at);
  }

  #at(word: Word): number {
    return this.#address + words + 4 * names.indexOf(word);
  }
}
