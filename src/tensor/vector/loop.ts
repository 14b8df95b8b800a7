/** The loop that every operation on planes is made of. */
import { type FunctionBuilder, i32, type Local } from '../../wasm/encoder.ts';

/** Byte distances of the vectors done in one turn of a loop: a tile holds a multiple of 8 rows. */
export const turns = [0, 16];
/** Bytes done in one turn. */
export const TURN = 16 * turns.length;

/** Runs `body` for addresses from `at` in steps of `step` up to `end`; at least once. */
export function sweep(
  f: FunctionBuilder,
  at: Local<'i32'>,
  step: number,
  end: Local<'i32'>,
  body: () => void,
): void {
  f.loop((again) => {
    body();
    f.brIf(again, i32.ltU(f.tee(at, i32.add(at, step)), end));
  });
}
