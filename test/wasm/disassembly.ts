/** Modules read back by a public tool, the WebAssembly Binary Toolkit. */
import wabtInit from 'wabt';

const features = {
  threads: true,
  simd: true,
  relaxed_simd: true,
  sat_float_to_int: true,
  sign_extension: true,
  bulk_memory: true,
};
const wabt = await wabtInit();

/**
 * The text of a module, without folding.
 *
 * @throws Error  where the bytes are no valid module
 */
export function disassemble(bytes: Uint8Array): string {
  const module = wabt.readWasm(bytes, { ...features, readDebugNames: true });
  try {
    // The published types leave out that it takes the same features.
    (module as unknown as { validate(with_: typeof features): void }).validate(features);
    module.applyNames();
    return module.toText({ foldExprs: false, inlineExport: false });
  } finally {
    module.destroy();
  }
}

/** The instructions of a module in order: name, and what is written after it. */
export function instructionsOf(bytes: Uint8Array): string[] {
  const lines = disassemble(bytes)
    .split('\n')
    // Comments name the labels; the last line of a function also closes it.
    .map((line) => line.replace(/ *\(;[^)]*\)|;;.*/g, '').trim())
    .map((line) => (/^[^(]*\)+$/.test(line) ? line.replace(/\)+$/, '') : line));
  return lines.filter((line) => line !== '' && !line.startsWith('('));
}
