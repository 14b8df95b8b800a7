/**
 * A small WebAssembly encoder: modules, functions and structured control, straight
 * to bytes. Values are built with `i32`, `i64`, `f32`, `f64` (`instructions.ts`) and
 * `v128`, `f32x4`, `i32x4`, … (`simd.ts`); a function's statements run in the order
 * in which they are written. Long, since a module and its functions number types, locals and labels for each other.
 *
 * @example the sum of n doubles at byte address p
 * const module = new ModuleBuilder();
 * module.importMemory('env', 'memory', { pages: 1 });
 * const sum = module.function('sum', ['i32', 'i32'], 'f64', (f, p, n) => {
 *   const total = f.local('f64');
 *   f.while(n, () => {
 *     f.set(total, f64.add(total, f64.load(p)));
 *     f.set(p, i32.add(p, 8));
 *     f.set(n, i32.sub(n, 1));
 *   });
 *   f.return(total);
 * });
 * module.export('sum', sum);
 * const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
 * const { instance } = await WebAssembly.instantiate(module.encode(), { env: { memory } });
 *
 * Inside another function `sum(address, count)` is a value (a call). Control:
 * `f.loop((again) => { …; f.brIf(again, condition); })` repeats,
 * `f.block((exit) => { …; f.br(exit); })` leaves.
 */
import { type Bytes, flatten, text, unsigned, vector, Writer } from './bytes.ts';
import {
  i32,
  type Local,
  type Operand,
  operand,
  typeCode,
  type Value,
  type ValueType,
} from './instructions.ts';

export * from './instructions.ts';
export * from './simd.ts';

/** Where a `br` can go; valid inside the closure that received it. */
export interface Label {
  readonly depth: number;
}

type Locals<P extends readonly ValueType[]> = { [I in keyof P]: Local<P[I]> };
type Operands<P extends readonly ValueType[]> = { [I in keyof P]: Operand<P[I]> };
type Result = ValueType | 'void';

/** A function of the module: called, it is the code of a call. */
export interface FunctionRef<
  P extends readonly ValueType[] = readonly ValueType[],
  R extends Result = Result,
> {
  (...args: Operands<P>): Value<R>;
  readonly index: number;
}

/** Writes the statements of one function. */
export class FunctionBuilder {
  readonly #body = new Writer();
  #depth = 0;
  readonly #params: number;
  readonly #locals: ValueType[] = [];

  constructor(params: number) {
    this.#params = params;
  }

  /** A new variable: 0 when the function is entered, or `initial` from here on. */
  local<T extends ValueType>(type: T, initial?: Operand<T>): Local<T> {
    const index = this.#params + this.#locals.push(type) - 1;
    const local = { type, index, code: [0x20, unsigned(index)] };
    if (initial !== undefined) this.set(local, initial);
    return local;
  }

  /** Emits a statement: a store, or a call without result. */
  do(...statements: readonly Value<'void'>[]): void {
    for (const statement of statements) this.#body.push(statement.code);
  }

  set<T extends ValueType>(local: Local<T>, value: Operand<T>): void {
    this.#body.push([operand(local.type, value).code, 0x21, unsigned(local.index)]);
  }

  /** Sets several locals at once: every value is computed before any local changes. */
  setAll(pairs: readonly (readonly [Local, Value<ValueType>])[]): void {
    for (const [, value] of pairs) this.#body.push(value.code);
    for (const [local] of [...pairs].reverse()) this.#body.push([0x21, unsigned(local.index)]);
  }

  /** Sets a local and is its new value. */
  tee<T extends ValueType>(local: Local<T>, value: Operand<T>): Value<T> {
    return { type: local.type, code: [operand(local.type, value).code, 0x22, unsigned(local.index)] };
  }

  /** Computes a value and forgets it. */
  drop(value: Value<ValueType>): void {
    this.#body.push([value.code, 0x1a]);
  }

  return(value?: Value<ValueType>): void {
    this.#body.push([value?.code ?? [], 0x0f]);
  }

  /** Ends the program with a trap. */
  unreachable(): void {
    this.#body.push([0x00]);
  }

  if(condition: Operand<'i32'>, yes: () => void, no?: () => void): void {
    this.#body.push([operand('i32', condition).code, 0x04, typeCode.void]);
    this.#nest(yes);
    if (no) {
      this.#body.push([0x05]);
      this.#nest(no);
    }
    this.#body.push([0x0b]);
  }

  /** `br(exit)` leaves the block. */
  block(body: (exit: Label) => void): void {
    this.#body.push([0x02, typeCode.void]);
    this.#nest(body);
    this.#body.push([0x0b]);
  }

  /** `br(again)` goes back to the start; reaching the end leaves. */
  loop(body: (again: Label) => void): void {
    this.#body.push([0x03, typeCode.void]);
    this.#nest(body);
    this.#body.push([0x0b]);
  }

  while(condition: Operand<'i32'>, body: (exit: Label) => void): void {
    this.block((exit) => {
      this.loop((again) => {
        this.brIf(exit, i32.eqz(condition));
        body(exit);
        this.br(again);
      });
    });
  }

  br(label: Label): void {
    this.#body.push([0x0c, unsigned(this.#depth - label.depth)]);
  }

  brIf(label: Label, condition: Operand<'i32'>): void {
    this.#body.push([operand('i32', condition).code, 0x0d, unsigned(this.#depth - label.depth)]);
  }

  /** Goes to `labels[index]`, or to `otherwise` beyond them. */
  brTable(index: Operand<'i32'>, labels: readonly Label[], otherwise: Label): void {
    const distance = (label: Label) => unsigned(this.#depth - label.depth);
    this.#body.push([operand('i32', index).code, 0x0e, vector(labels.map(distance)), distance(otherwise)]);
  }

  /** Runs `cases[index]`; `index` must be one of them. */
  switch(index: Operand<'i32'>, cases: readonly (() => void)[]): void {
    this.block((done) => {
      const nest = (k: number, labels: Label[]): void => {
        if (k < 0) {
          this.brTable(index, labels.toReversed(), labels[0]!);
          return;
        }
        this.block((label) => nest(k - 1, [...labels, label]));
        cases[k]!();
        this.br(done);
      };
      nest(cases.length - 1, []);
    });
  }

  /** The function as the code section wants it, without its length. */
  encode(): Uint8Array {
    const groups: [number, ValueType][] = [];
    for (const type of this.#locals) {
      const last = groups.at(-1);
      if (last?.[1] === type) last[0]++;
      else groups.push([1, type]);
    }
    return flatten([
      vector(groups.map(([n, type]) => [unsigned(n), typeCode[type]])),
      this.#body.bytes,
      0x0b,
    ]);
  }

  #nest(body: (label: Label) => void): void {
    this.#depth++;
    body({ depth: this.#depth });
    this.#depth--;
  }
}

/** How large an imported memory is, in pages of 64 KiB. */
export interface MemoryLimits {
  readonly pages: number;
  readonly maximum?: number;
  readonly shared?: boolean;
}

/** Collects imports, functions and exports; {@link ModuleBuilder.encode} gives the binary. */
export class ModuleBuilder {
  readonly #types: Bytes[] = [];
  readonly #typeIndex = new Map<string, number>();
  readonly #imports: Bytes[] = [];
  readonly #names: string[] = [];
  readonly #functions: { type: number; body: () => Uint8Array }[] = [];
  readonly #exports: Bytes[] = [];
  #importedFunctions = 0;

  /** The one memory. A shared memory needs `maximum`; `pages` are the fewest it may have. */
  importMemory(module: string, name: string, limits: MemoryLimits): void {
    const { pages, maximum, shared } = limits;
    const flag = (maximum === undefined ? 0 : 1) | (shared ? 2 : 0);
    const end = maximum === undefined ? [] : unsigned(maximum);
    this.#imports.push([text(module), text(name), 0x02, flag, unsigned(pages), end]);
  }

  /** Imports come before the first {@link function}. */
  importFunction<const P extends readonly ValueType[], R extends Result>(
    module: string,
    name: string,
    params: P,
    result: R,
  ): FunctionRef<P, R> {
    if (this.#functions.length > 0) throw new Error(`import ${name} before the first function`);
    this.#imports.push([text(module), text(name), 0x00, unsigned(this.#type(params, result))]);
    this.#names.push(name);
    return reference(this.#importedFunctions++, params, result);
  }

  /** Adds a function; `build` writes its statements. It may call itself and any earlier one. */
  function<const P extends readonly ValueType[], R extends Result>(
    name: string,
    params: P,
    result: R,
    build: (f: FunctionBuilder, ...params: Locals<P>) => void,
  ): FunctionRef<P, R> {
    const builder = new FunctionBuilder(params.length);
    const index = this.#importedFunctions + this.#functions.length;
    this.#names.push(name);
    this.#functions.push({ type: this.#type(params, result), body: () => builder.encode() });
    const locals = params.map((type, i) => ({ type, index: i, code: [0x20, unsigned(i)] }));
    build(builder, ...(locals as unknown as Locals<P>));
    // Every path returns by itself: what follows the last statement is never reached.
    if (result !== 'void') builder.unreachable();
    return reference(index, params, result);
  }

  export(name: string, fn: { readonly index: number }): void {
    this.#exports.push([text(name), 0x00, unsigned(fn.index)]);
  }

  /** The module in the binary format. */
  encode(): Uint8Array<ArrayBuffer> {
    const bodies = this.#functions.map(({ body }) => {
      const bytes = body();
      return [unsigned(bytes.length), bytes];
    });
    const names = this.#names.map((name, i) => [unsigned(i), text(name)]);
    const nameMap = flatten(vector(names));
    return flatten([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, vector(this.#types)),
      section(2, vector(this.#imports)),
      section(3, vector(this.#functions.map(({ type }) => unsigned(type)))),
      section(7, vector(this.#exports)),
      section(10, vector(bodies)),
      // The names that stack traces and profilers show.
      section(0, [text('name'), 1, unsigned(nameMap.length), nameMap]),
    ]);
  }

  #type(params: readonly ValueType[], result: Result): number {
    const key = `${params}->${result}`;
    let index = this.#typeIndex.get(key);
    if (index === undefined) {
      const results = result === 'void' ? [] : [[typeCode[result]]];
      index = this.#types.push([0x60, vector(params.map((p) => [typeCode[p]])), vector(results)]) - 1;
      this.#typeIndex.set(key, index);
    }
    return index;
  }
}

function section(id: number, content: Bytes): Bytes {
  const bytes = flatten(content);
  return [id, unsigned(bytes.length), bytes];
}

function reference<P extends readonly ValueType[], R extends Result>(
  index: number,
  params: P,
  result: R,
): FunctionRef<P, R> {
  const call = (...args: Operands<P>): Value<R> => ({
    type: result,
    code: [params.map((type, i) => operand(type, args[i] as Operand<ValueType>).code), 0x10, unsigned(index)],
  });
  return Object.assign(call, { index });
}
