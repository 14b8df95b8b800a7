/**
 * The ziggurat of the exponential law: 256 layers of equal area under exp(−x).
 *
 * Source: Marsaglia & Tsang, J. Stat. Softw. 5(8) 2000, doi 10.18637/jss.v005.i08;
 * here with 53-bit uniforms and a layer number drawn from other bits than those.
 */
import { ModuleBuilder } from './encoder.ts';
import { emitMath } from './math.ts';

export const layers = 256;
/** Where the lowest layer ends and the tail begins. */
export const tailStart = 7.69711747013105;
/** Area of each layer; of the lowest, together with the tail. */
const area = 0.003949659822581557;

/** Byte offset of layer i: its width / 2^53, and the x below which any point lies under the curve. */
export const layerBytes = 16;
/** Byte offset of the heights exp(−x_i), i = 0..256. */
export const heightsOffset = layers * layerBytes;

let table: Float64Array | undefined;

/** The table as it lies in memory; made with our own exp and log, so that every engine has the same bits. */
export function zigguratTable(): Float64Array {
  table ??= makeTable();
  return table;
}

function makeTable(): Float64Array {
  const module = new ModuleBuilder();
  const math = emitMath(module, ['exp', 'log']);
  module.export('exp', math.exp);
  module.export('log', math.log);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()));
  const exp = (x: number) => exports.exp!(x) as number;
  const log = (x: number) => exports.log!(x) as number;

  const width = new Float64Array(layers + 1);
  width[0] = area / exp(-tailStart);
  width[1] = tailStart;
  for (let i = 1; i < layers - 1; i++) width[i + 1] = -log(area / width[i]! + exp(-width[i]!));
  width[layers] = 0;

  const out = new Float64Array(2 * layers + layers + 1);
  for (let i = 0; i < layers; i++) {
    out[2 * i] = width[i]! / 2 ** 53;
    out[2 * i + 1] = width[i + 1]!;
  }
  for (let i = 0; i <= layers; i++) out[2 * layers + i] = exp(-width[i]!);
  return out;
}
