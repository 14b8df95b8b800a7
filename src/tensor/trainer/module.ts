/** A plan as a WebAssembly module. */
import { type FunctionRef, f32x4, i32, ModuleBuilder, v128 } from '../../wasm/encoder.ts';
import type { Addresses, Plan, Step } from './plan.ts';

/** What {@link encodeProgram} exports. */
export interface ProgramExports {
  /** Steps that new parameters ask for. */
  head(): void;
  /** Steps before the rows of a batch. */
  seeds(): void;
  /** Forward through the staged rows from…to−1; backward too where `backward` is not 0. */
  rows(scratch: number, slice: number, from: number, to: number, backward: number): void;
  /** Writes zeros over a slice's sums. */
  clear(slice: number): void;
  /** Adds up the sums of `count` slices, the first at `slice`. */
  sum(slice: number, count: number): void;
  /** Steps after the rows: to the loss. */
  tail(): void;
  /** Steps after the rows: to the gradient. */
  after(): void;
}

const signature = ['i32', 'i32', 'i32', 'i32'] as const;
type StepFunction = FunctionRef<typeof signature, 'void'>;

/** The module of a plan whose regions lie at these addresses. */
export function encodeProgram(plan: Plan, at: Addresses, shared: boolean): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1, ...(shared && { shared, maximum: 65536 }) });
  // One function for each step: small functions compile fast and well.
  const functions = (steps: readonly Step[]): StepFunction[] =>
    steps.map(({ name, emit }) =>
      module.function(name, signature, 'void', (f, scratch, slice, first, last) =>
        emit(f, { scratch, slice, first, last, at }),
      ),
    );
  const { head, seeds, forward, backward, tail, after } = plan.phases;
  for (const [name, steps] of Object.entries({ head, seeds, tail, after })) {
    const all = functions(steps);
    const phase = module.function(name, [], 'void', (f) => f.do(...all.map((step) => step(0, 0, 0, 0))));
    module.export(name, phase);
  }
  const [there, back] = [functions(forward), functions(backward)];
  const rows = module.function(
    'rows',
    ['i32', 'i32', 'i32', 'i32', 'i32'],
    'void',
    (f, scratch, slice, from, to, isBackward) => {
      const last = f.local('i32');
      f.while(i32.ltU(from, to), () => {
        f.set(last, i32.sub(to, 1));
        const full = i32.add(from, plan.tile - 1);
        f.if(i32.gtU(last, full), () => f.set(last, full));
        for (const step of there) f.do(step(scratch, slice, from, last));
        f.if(isBackward, () => f.do(...back.map((step) => step(scratch, slice, from, last))));
        f.set(from, i32.add(from, plan.tile));
      });
    },
  );
  module.export('rows', rows);
  module.export('clear', clearing(module, plan.bytes.slice));
  module.export('sum', summing(module, plan.bytes.slice, at.total));
  return module.encode();
}

function clearing(module: ModuleBuilder, bytes: number) {
  return module.function('clear', ['i32'], 'void', (f, slice) => {
    const end = f.local('i32', i32.add(slice, bytes));
    f.while(i32.ltU(slice, end), () => {
      f.do(v128.store(slice, f32x4.const(0)));
      f.set(slice, i32.add(slice, 16));
    });
  });
}

/** In the order of the slices, so that the sum does not depend on who computed them. */
function summing(module: ModuleBuilder, bytes: number, total: number) {
  return module.function('sum', ['i32', 'i32'], 'void', (f, slice, count) => {
    const to = f.local('i32', total);
    const end = f.local('i32', total + bytes);
    const at = f.local('i32');
    const left = f.local('i32');
    const sum = f.local('v128');
    f.while(i32.ltU(to, end), () => {
      f.set(sum, v128.load(slice));
      f.set(at, slice);
      f.set(left, i32.sub(count, 1));
      f.while(left, () => {
        f.set(at, i32.add(at, bytes));
        f.set(sum, f32x4.add(sum, v128.load(at)));
        f.set(left, i32.sub(left, 1));
      });
      f.do(v128.store(to, sum));
      f.set(to, i32.add(to, 16));
      f.set(slice, i32.add(slice, 16));
    });
  });
}
