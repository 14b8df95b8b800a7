/**
 * The gradient of a product's weights, as WebAssembly SIMD code: the sum over rows of
 * input × gradient, 4 inputs × 8 outputs at a time in registers.
 */
import { type FunctionBuilder, f32, f32x4, i32, type Local, type Operand, v128 } from '../../wasm/encoder.ts';
import { multiplyAdd } from './dense.ts';
import { sweep } from './loop.ts';
import { eachPanel, PANEL } from './transpose.ts';

/** `sums += xᵀ · dy`, as byte offsets from the address of the planes. */
export interface OuterProduct {
  /** Planes of the inputs. */
  readonly x: { readonly offset: number; readonly stride: number; readonly width: number };
  /** Panels of the gradients, as `emitPanels` makes them from planes of the same stride. */
  readonly panels: number;
  /** Columns in the panels. */
  readonly width: number;
  /** Rows to sum over; panels may hold more. */
  readonly rows: number;
  /** Where the sums lie, from their own address: {@link sumBytes}, by panel, then input. */
  readonly sums: number;
}

/** Bytes of the sums of inputs × width numbers. */
export function sumBytes(inputs: number, width: number): number {
  return 16 * inputs * Math.ceil(width / 4);
}

export function emitOuter(
  f: FunctionBuilder,
  { x, panels, width, rows, sums }: OuterProduct,
  planesAt: Local<'i32'>,
  sumsAt: Operand<'i32'>,
  relaxed: boolean,
): void {
  const fma = multiplyAdd(relaxed);
  const all = Array.from({ length: 8 }, () => f.local('v128'));
  const panel = f.local('i32', planesAt);
  const sum = f.local('i32', sumsAt);
  const input = f.local('i32');
  const inputEnd = f.local('i32');
  const value = f.local('i32');
  const at = f.local('i32');
  const end = f.local('i32');
  const panelEnd = f.local('i32');

  eachPanel(width, (columns, count) => {
    const vectors = Math.ceil(columns / 4);
    const panelBytes = vectors * 4 * x.stride;
    const emitInputs = (inputs: number): void => {
      const own = all.slice(0, inputs * vectors);
      own.forEach((s, k) => {
        f.set(s, v128.load(sum, sums + 16 * k));
      });
      f.set(at, panel);
      f.set(value, input);
      f.set(end, i32.add(panel, rows * 16 * vectors));
      f.loop((next) => {
        const dy = Array.from({ length: vectors }, (_, v) => f.local('v128', v128.load(at, panels + 16 * v)));
        for (let k = 0; k < inputs; k++) {
          const xk = f.local('v128', v128.load32Splat(value, x.offset + k * x.stride));
          for (let v = 0; v < vectors; v++)
            f.set(own[k * vectors + v]!, fma(own[k * vectors + v]!, dy[v]!, xk));
        }
        f.set(value, i32.add(value, 4));
        f.brIf(next, i32.ltU(f.tee(at, i32.add(at, 16 * vectors)), end));
      });
      own.forEach((s, k) => {
        f.do(v128.store(sum, s, sums + 16 * k));
      });
      f.set(sum, i32.add(sum, 16 * inputs * vectors));
    };

    f.set(panelEnd, i32.add(panel, count * panelBytes));
    sweep(f, panel, panelBytes, panelEnd, () => {
      f.set(input, planesAt);
      const whole = Math.floor(x.width / 4);
      if (whole > 0) {
        f.set(inputEnd, i32.add(planesAt, whole * 4 * x.stride));
        sweep(f, input, 4 * x.stride, inputEnd, () => emitInputs(4));
      }
      if (x.width % 4 > 0) emitInputs(x.width % 4);
    });
  });
}

/** Copies or adds the sums to a matrix whose number (input, output) lies at input · `down` + output · `right` bytes. */
export function emitUnpack(
  f: FunctionBuilder,
  inputs: number,
  width: number,
  from: { readonly base: Operand<'i32'>; readonly offset: number },
  to: {
    readonly base: Operand<'i32'>;
    readonly offset: number;
    readonly down: number;
    readonly right: number;
  },
  add: boolean,
): void {
  const sum = f.local('i32', from.base);
  const out = f.local('i32', to.base);
  const at = f.local('i32');
  const end = f.local('i32');
  const outEnd = f.local('i32');
  eachPanel(width, (columns, count) => {
    f.set(outEnd, i32.add(out, count * PANEL * to.right));
    sweep(f, out, PANEL * to.right, outEnd, () => {
      f.set(at, out);
      f.set(end, i32.add(out, inputs * to.down));
      sweep(f, at, to.down, end, () => {
        for (let c = 0; c < columns; ) {
          const [source, target] = [from.offset + 4 * c, to.offset + c * to.right];
          if (to.right === 4 && c + 4 <= columns) {
            const value = v128.load(sum, source);
            f.do(v128.store(at, add ? f32x4.add(v128.load(at, target), value) : value, target));
            c += 4;
          } else {
            const value = f32.load(sum, source);
            f.do(f32.store(at, add ? f32.add(f32.load(at, target), value) : value, target));
            c++;
          }
        }
        f.set(sum, i32.add(sum, 16 * Math.ceil(columns / 4)));
      });
    });
  });
}
