/**
 * Normal draws as emitted code: the ziggurat, 256 layers of equal area under exp(−x²/2).
 *
 * Source: Marsaglia & Tsang, J. Stat. Softw. 5(8) 2000, doi 10.18637/jss.v005.i08; the tail by
 * Marsaglia, Technometrics 6, 1964. Layer, sign and place come from different bits.
 */
import {
  type FunctionBuilder,
  type FunctionRef,
  f64,
  i32,
  i64,
  type Local,
  type ModuleBuilder,
  type Value,
} from '../../../../wasm/encoder.ts';
import { EmittedStream } from '../../../../wasm/random.ts';

const layers = 256;
/** Where the lowest layer ends and the tail begins. */
const tailStart = 3.6541528853610088;
/** Area of each layer; of the lowest, together with the tail. */
const area = 0.004928673233974658;
/** Moves bit 8 to the sign. */
const signShift = 55n;
/** Layer i: its width / 2^53, and the x below which any point lies under the curve. */
const layerBytes = 16;
const heights = layers * layerBytes;

/** Bytes of {@link writeNormalTable}. */
export const normalTableBytes = heights + 8 * (layers + 1);

/** The functions of `wasm/math.ts` that the table and the draws need. */
export interface NormalMath {
  readonly exp: FunctionRef<readonly ['f64'], 'f64'>;
  readonly log: FunctionRef<readonly ['f64'], 'f64'>;
}

/**
 * Writes the table, with the module's own functions, so that every engine has the same bits.
 *
 * @param at  byte address, a multiple of 8
 */
export function writeNormalTable(
  buffer: ArrayBufferLike,
  at: number,
  { exp, log }: { exp(x: number): number; log(x: number): number },
): void {
  const width = new Float64Array(layers + 1);
  const height = (x: number) => exp(-0.5 * x * x);
  width[0] = area / height(tailStart);
  width[1] = tailStart;
  for (let i = 1; i < layers - 1; i++)
    width[i + 1] = Math.sqrt(-2 * log(area / width[i]! + height(width[i]!)));
  width[layers] = 0;
  const table = new Float64Array(buffer, at, normalTableBytes / 8);
  for (let i = 0; i < layers; i++) {
    table[2 * i] = width[i]! / 2 ** 53;
    table[2 * i + 1] = width[i + 1]!;
  }
  for (let i = 0; i <= layers; i++) table[2 * layers + i] = height(width[i]!);
}

/** Where draws are made: byte addresses of the table, and of 16 bytes for the state of a stream. */
interface NormalPlace {
  readonly table: number;
  readonly stream: number;
}

/**
 * Emits normal draws.
 *
 * @returns writes the statements that set `into` to a standard normal draw
 */
export function emitNormals(
  module: ModuleBuilder,
  { table, stream: streamAt }: NormalPlace,
  { exp, log }: NormalMath,
): (f: FunctionBuilder, stream: EmittedStream, into: Local<'f64'>) => void {
  /** Proposes a place; 1 where it must be looked at closer. */
  const propose = (
    f: FunctionBuilder,
    stream: EmittedStream,
    at: { readonly bits: Local<'i64'>; readonly layer: Local<'i32'>; readonly into: Local<'f64'> },
  ): Value<'i32'> => {
    f.set(at.bits, stream.next());
    f.set(at.layer, i32.shl(i32.and(i32.wrapI64(at.bits), layers - 1), 4));
    f.set(at.into, f64.mul(f64.convertI64S(i64.shrU(at.bits, 11n)), f64.load(at.layer, table)));
    return f64.ge(at.into, f64.load(at.layer, table + 8));
  };
  // Its sign is one of the bits that proposed it, read neither by the layer nor by the place.
  const signed = (at: { readonly bits: Local<'i64'>; readonly into: Local<'f64'> }): Value<'f64'> =>
    f64.copysign(at.into, f64.reinterpretI64(i64.shl(at.bits, signShift)));

  /** What becomes of a proposal that lies beyond its layer's core: one in a hundred. */
  const beyond = module.function('normal beyond', ['i64', 'i32', 'f64'], 'f64', (f, bits, layer, into) => {
    const at = { bits, layer, into };
    const stream = new EmittedStream(f);
    stream.load(i32.const(streamAt));
    const finish = (value: Value<'f64'>): void => {
      stream.save(i32.const(streamAt));
      f.return(value);
    };
    const [x, y] = [f.local('f64'), f.local('f64')];
    f.loop((again) => {
      f.if(
        i32.eqz(layer),
        () => {
          f.loop((further) => {
            f.set(x, f64.div(log(f64.sub(1, stream.uniform())), -tailStart));
            f.set(y, f64.mul(-2, log(f64.sub(1, stream.uniform()))));
            f.brIf(further, f64.le(y, f64.mul(x, x)));
          });
          f.set(into, f64.add(tailStart, x));
          finish(signed(at));
        },
        () => {
          const height = f.local('i32', i32.shrU(layer, 1));
          const low = f64.load(height, table + heights);
          const span = f64.sub(f64.load(height, table + heights + 8), f64.load(height, table + heights));
          f.set(y, f64.add(low, f64.mul(stream.uniform(), span)));
          f.if(f64.lt(y, exp(f64.mul(f64.mul(into, into), -0.5))), () => finish(signed(at)));
        },
      );
      f.brIf(again, propose(f, stream, at));
    });
    finish(signed(at));
  });

  return (f, stream, into) => {
    const at = { bits: f.local('i64'), layer: f.local('i32'), into };
    const outside = propose(f, stream, at);
    f.if(
      outside,
      () => {
        stream.save(i32.const(streamAt));
        f.set(into, beyond(at.bits, at.layer, into));
        stream.load(i32.const(streamAt));
      },
      // No branch to guess.
      () => f.set(into, signed(at)),
    );
  };
}
