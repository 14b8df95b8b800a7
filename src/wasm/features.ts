/** What this machine's WebAssembly can do, found by asking it to validate a tiny module. */
import { f32x4, ModuleBuilder } from './encoder.ts';

/** Fused multiply–add on four floats (relaxed SIMD), twice the arithmetic of SIMD128. */
export function hasRelaxedSimd(): boolean {
  const module = new ModuleBuilder();
  module.function('probe', [], 'v128', (f) => {
    const one = f32x4.const(1);
    f.return(f32x4.relaxedMadd(one, one, one));
  });
  return WebAssembly.validate(module.encode());
}
