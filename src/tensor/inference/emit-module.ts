/** Emits the module of one plan: `run(weights, scratch, rows)` takes the staged rows, tile by tile. */
import { i32, ModuleBuilder } from '../../wasm/encoder.ts';
import { emitDense } from '../vector/dense.ts';
import type { InferencePlan } from './plan.ts';
import { emitStep } from './steps.ts';

/** Byte addresses of the weights and of this thread's scratch; rows staged, at most the plan's capacity. */
export type RunFunction = (weights: number, scratch: number, rows: number) => void;

/**
 * @param shared   the memory it will run on is shared
 * @param relaxed  fused multiply–add: faster, but the last bits depend on the machine
 */
export function encodeInference(
  plan: InferencePlan,
  shared: boolean,
  relaxed: boolean,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1, ...(shared && { shared, maximum: 65536 }) });
  // One function for each step: small functions compile fast and well.
  const steps = plan.steps.map((step, i) =>
    module.function(`step ${i}`, ['i32', 'i32', 'i32'], 'void', (f, weights, scratch, first) => {
      if (step.kind === 'dense') emitDense(f, step, plan.tile, weights, scratch, relaxed);
      else emitStep(f, { weights, scratch, first }, plan.tile, step);
    }),
  );
  const run = module.function('run', ['i32', 'i32', 'i32'], 'void', (f, weights, scratch, rows) => {
    const first = f.local('i32');
    f.while(i32.ltU(first, rows), () => {
      for (const step of steps) f.do(step(weights, scratch, first));
      f.set(first, i32.add(first, plan.tile));
    });
  });
  module.export('run', run);
  return module.encode();
}

/** Compiles the module in this thread. */
export function openRun(plan: InferencePlan, memory: WebAssembly.Memory, relaxed: boolean): RunFunction {
  const shared = memory.buffer instanceof SharedArrayBuffer;
  const module = new WebAssembly.Module(encodeInference(plan, shared, relaxed));
  return new WebAssembly.Instance(module, { env: { memory } }).exports.run as RunFunction;
}
