/**
 * The streams of `numerics/streams.ts`, emitted: the same bits for the same
 * (seed, step, agent, purpose), with the state in two i64 locals.
 *
 * Sources: see `numerics/philox.ts`, `numerics/streams.ts`, `ziggurat.ts`.
 */
import {
  type FunctionBuilder,
  type FunctionRef,
  f64,
  i32,
  i64,
  type Local,
  type Operand,
  type Value,
} from './encoder.ts';
import { zigguratAddress } from './memory.ts';
import { heightsOffset, layerBytes, layers, tailStart } from './ziggurat.ts';

/** Names a stream: unsigned 32-bit words. */
export interface StreamName {
  readonly seedLow: Operand<'i32'>;
  readonly seedHigh: Operand<'i32'>;
  readonly step: Operand<'i32'>;
  readonly agent: Operand<'i32'>;
  readonly purpose: Operand<'i32'>;
}

export const multipliers = [0xd2511f53n, 0xcd9e8d57n] as const;
export const weyl = [0x9e3779b9, 0xbb67ae85] as const;

/** A stream inside one emitted function. The values it returns hold until its next draw. */
export class EmittedStream {
  readonly #f: FunctionBuilder;
  readonly #s0: Local<'i64'>;
  readonly #s1: Local<'i64'>;
  readonly #bits: Local<'i64'>;

  constructor(f: FunctionBuilder) {
    this.#f = f;
    this.#s0 = f.local('i64');
    this.#s1 = f.local('i64');
    this.#bits = f.local('i64');
  }

  /** As `Stream.open`: one block of Philox4x32-10 becomes the state. */
  open(name: StreamName): void {
    const f = this.#f;
    const c = [
      f.local('i32', 0),
      f.local('i32', name.purpose),
      f.local('i32', name.agent),
      f.local('i32', name.step),
    ];
    const k = [f.local('i32', name.seedLow), f.local('i32', name.seedHigh)];
    const high = (product: Value<'i64'>) => i32.wrapI64(i64.shrU(product, 32n));
    const [p0, p1] = [f.local('i64'), f.local('i64')];
    for (let round = 0; round < 10; round++) {
      f.set(p0, i64.mul(i64.extendI32U(c[0]!), multipliers[0]));
      f.set(p1, i64.mul(i64.extendI32U(c[2]!), multipliers[1]));
      f.set(c[0]!, i32.xor(i32.xor(high(p1), c[1]!), k[0]!));
      f.set(c[2]!, i32.xor(i32.xor(high(p0), c[3]!), k[1]!));
      f.set(c[1]!, i32.wrapI64(p1));
      f.set(c[3]!, i32.wrapI64(p0));
      for (const i of [0, 1] as const) f.set(k[i]!, i32.add(k[i]!, weyl[i]));
    }
    const word = (low: Value<'i32'>, top: Value<'i32'>) =>
      i64.or(i64.extendI32U(low), i64.shl(i64.extendI32U(top), 32n));
    f.set(this.#s0, word(c[0]!, c[1]!));
    f.set(this.#s1, word(c[2]!, c[3]!));
    // The all-zero state is the generator's one fixed point.
    f.if(i64.eqz(i64.or(this.#s0, this.#s1)), () => f.set(this.#s1, 1n << 32n));
  }

  /** Goes on from the 16 bytes that {@link EmittedStream.save} or {@link FourStreams} has written. */
  load(address: Operand<'i32'>, offset = 0): void {
    this.#f.set(this.#s0, i64.load(address, offset));
    this.#f.set(this.#s1, i64.load(address, offset + 8));
  }

  /** Writes the state, 16 bytes, for another function to go on from. */
  save(address: Operand<'i32'>, offset = 0): void {
    this.#f.do(i64.store(address, this.#s0, offset), i64.store(address, this.#s1, offset + 8));
  }

  /** The next 64 bits. */
  next(): Local<'i64'> {
    const f = this.#f;
    const [s0, s1, bits] = [this.#s0, this.#s1, this.#bits];
    f.set(bits, i64.add(i64.rotl(i64.add(s0, s1), 17n), s0));
    f.set(s1, i64.xor(s1, s0));
    f.set(s0, i64.xor(i64.xor(i64.rotl(s0, 49n), s1), i64.shl(s1, 21n)));
    f.set(s1, i64.rotl(s1, 28n));
    return bits;
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(): Value<'f64'> {
    return f64.mul(upper53(this.next()), 2 ** -53);
  }

  /**
   * Sets `into` to a draw of the exponential law with mean 1 (ziggurat).
   *
   * @param exp  the module's own exp, of `math.ts`
   */
  exponential(into: Local<'f64'>, exp: FunctionRef<readonly ['f64'], 'f64'>): void {
    const f = this.#f;
    const layer = f.local('i32');
    const address = f.local('i32');
    const propose = (): Value<'i32'> => {
      const bits = this.next();
      f.set(layer, i32.and(i32.wrapI64(bits), layers - 1));
      f.set(address, i32.mul(layer, layerBytes));
      f.set(into, f64.mul(upper53(bits), f64.load(address, zigguratAddress)));
      return f64.ge(into, f64.load(address, zigguratAddress + 8));
    };
    const outside = propose();
    f.if(outside, () => {
      const tail = f.local('f64', 0);
      f.block((done) => {
        f.loop((again) => {
          f.if(
            i32.eqz(layer),
            // Beyond the lowest layer the law is itself again, further out.
            () => f.set(tail, f64.add(tail, tailStart)),
            () => {
              const height = f.local('i32', i32.mul(layer, 8));
              const low = f64.load(height, zigguratAddress + heightsOffset);
              const top = f64.load(height, zigguratAddress + heightsOffset + 8);
              const y = f64.add(low, f64.mul(this.uniform(), f64.sub(top, low)));
              f.brIf(done, f64.lt(y, exp(f64.neg(into))));
            },
          );
          f.brIf(again, propose());
        });
      });
      f.set(into, f64.add(into, tail));
    });
  }
}

/** The upper 53 bits as a number; below 2^63, so that the cheap signed conversion does. */
function upper53(bits: Value<'i64'>): Value<'f64'> {
  return f64.convertI64S(i64.shrU(bits, 11n));
}
