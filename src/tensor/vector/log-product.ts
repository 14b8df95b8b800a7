/** The logarithm of a product of many floats, four at a time. */
import { type FunctionBuilder, f32x4, i32x4, type Local, type Value } from '../../wasm/encoder.ts';
import { int, logParts } from './activations.ts';

type Vector = Value<'v128'>;

const c = f32x4.const;
const { sub, mul } = f32x4;

/** The bits of √½. */
const ROOT_HALF = 0x3f3504f3;

/**
 * A product of many positive normal numbers and its logarithm. The product itself keeps to
 * [√½, √2]: its powers of 2 are counted, so it neither vanishes nor needs more than one logarithm.
 */
export class LogProduct {
  readonly #f: FunctionBuilder;
  readonly #product: Local<'v128'>;
  readonly #power: Local<'v128'>;

  constructor(f: FunctionBuilder) {
    this.#f = f;
    this.#product = f.local('v128');
    this.#power = f.local('v128');
  }

  /** Emits: the product is 1. */
  clear(): void {
    this.#f.set(this.#product, c(1));
    this.#f.set(this.#power, c(0));
  }

  /** Emits: times a factor of at least 2e-38. */
  times(factor: Vector): void {
    const f = this.#f;
    const next = f.local('v128', mul(this.#product, factor));
    const power = f.local('v128', i32x4.shrS(i32x4.sub(next, int(ROOT_HALF)), 23));
    f.set(this.#product, i32x4.sub(next, i32x4.shl(power, 23)));
    f.set(this.#power, i32x4.add(this.#power, power));
  }

  log(): Vector {
    const power = this.#f.local('v128', f32x4.convertI32x4S(this.#power));
    return logParts(this.#f, this.#f.local('v128', sub(this.#product, c(1))), power);
  }
}
