/** A plan as a WebAssembly module. */
import {
  type FunctionBuilder,
  type FunctionRef,
  f32x4,
  i32,
  ModuleBuilder,
  type Value,
  v128,
} from '../../../wasm/encoder.ts';
import {
  type Addresses,
  type Guard,
  LIVE,
  offsetOf,
  type Plan,
  type Segment,
  STALE,
  type Step,
} from '../plan/plan.ts';

/** What {@link encodeProgram} exports. */
export interface ProgramExports {
  /** Steps that new parameters ask for, but for those behind guards. */
  head(): void;
  /** Those, where a batch needs them and they are out of date. */
  prepare(): void;
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
  const phases = {
    head: head.filter(({ guard }) => !guard),
    prepare: head.filter(({ guard }) => guard),
    seeds,
    tail,
    after,
  };
  const word = ({ index }: Guard) => i32.load(i32.const(at.guards + 4 * index));
  for (const [name, steps] of Object.entries(phases)) {
    const all = functions(steps);
    const asked = (guard: Guard) =>
      name === 'prepare' ? i32.eq(word(guard), LIVE | STALE) : i32.and(word(guard), LIVE);
    const phase = module.function(name, [], 'void', (f) => callSteps(f, steps, all, [0, 0, 0, 0], asked));
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
        const tile: Parameters<StepFunction> = [scratch, slice, from, last];
        const asked = ({ flags, word }: Guard) => i32.load(scratch, offsetOf(flags) + 4 * word);
        callSteps(f, forward, there, tile, asked);
        f.if(isBackward, () => callSteps(f, backward, back, tile, asked));
        f.set(from, i32.add(from, plan.tile));
      });
    },
  );
  module.export('rows', rows);
  module.export('clear', clearing(module, plan, word));
  module.export('sum', summing(module, plan, at.total, word));
  return module.encode();
}

/** Calls the steps in order; neighbours behind one guard look at it once. */
function callSteps(
  f: FunctionBuilder,
  steps: readonly Step[],
  functions: readonly StepFunction[],
  tile: Parameters<StepFunction>,
  asked: (guard: Guard) => Value<'i32'>,
): void {
  for (let k = 0; k < steps.length; ) {
    const { guard } = steps[k]!;
    const first = k;
    while (k < steps.length && steps[k]!.guard === guard) k++;
    const calls = functions.slice(first, k).map((step) => step(...tile));
    if (guard) f.if(asked(guard), () => f.do(...calls));
    else f.do(...calls);
  }
}

/** Does something with each part of a slice that the batch needs. */
function eachSegment(
  f: FunctionBuilder,
  { segments }: Plan,
  word: (guard: Guard) => Value<'i32'>,
  body: (segment: Segment) => void,
): void {
  for (const segment of segments)
    if (segment.guard) f.if(i32.and(word(segment.guard), LIVE), () => body(segment));
    else body(segment);
}

function clearing(module: ModuleBuilder, plan: Plan, word: (guard: Guard) => Value<'i32'>) {
  return module.function('clear', ['i32'], 'void', (f, slice) => {
    const at = f.local('i32');
    const end = f.local('i32');
    eachSegment(f, plan, word, ({ from, to }) => {
      f.set(at, i32.add(slice, from));
      f.set(end, i32.add(slice, to));
      f.while(i32.ltU(at, end), () => {
        f.do(v128.store(at, f32x4.const(0)));
        f.set(at, i32.add(at, 16));
      });
    });
  });
}

/** In the order of the slices, so that the sum does not depend on who computed them. */
function summing(module: ModuleBuilder, plan: Plan, total: number, word: (guard: Guard) => Value<'i32'>) {
  return module.function('sum', ['i32', 'i32'], 'void', (f, slices, count) => {
    const to = f.local('i32');
    const end = f.local('i32');
    const slice = f.local('i32');
    const at = f.local('i32');
    const left = f.local('i32');
    const sum = f.local('v128');
    eachSegment(f, plan, word, (segment) => {
      f.set(to, total + segment.from);
      f.set(end, total + segment.to);
      f.set(slice, i32.add(slices, segment.from));
      f.while(i32.ltU(to, end), () => {
        f.set(sum, v128.load(slice));
        f.set(at, slice);
        f.set(left, i32.sub(count, 1));
        f.while(left, () => {
          f.set(at, i32.add(at, plan.bytes.slice));
          f.set(sum, f32x4.add(sum, v128.load(at)));
          f.set(left, i32.sub(left, 1));
        });
        f.do(v128.store(to, sum));
        f.set(to, i32.add(to, 16));
        f.set(slice, i32.add(slice, 16));
      });
    });
  });
}
