/**
 * An ONNX model under construction: nodes, constants, inputs and outputs in the order
 * they are added, turned into the bytes of a `.onnx` file.
 *
 * Operator set 17 and IR version 8 (2022): every onnxruntime since 1.12 opens them.
 * Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, field numbers from there.
 */
import { KernelError } from '../../errors.ts';
import { version } from '../../version.ts';
import { type Field, message, packed } from './protobuf.ts';

const irVersion = 8;
const operatorSet = 17;

/** Numbers of TensorProto.DataType. */
const elementTypes = { float: 1, int64: 7, double: 11 } as const;
export type ElementType = keyof typeof elementTypes;

/** A whole number or several, as an operator's attribute. */
export type Attributes = Readonly<Record<string, number | readonly number[]>>;

/** A value in the model, by its name. */
export type Value = string & { readonly __value: unique symbol };

export interface ModelText {
  /** Name of the graph. */
  readonly name: string;
  /** What a reader should know. */
  readonly description?: string;
  /** Kept in `metadata_props`, by key. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export class OnnxModel {
  readonly #names: Set<string>;
  readonly #nodes: Uint8Array[] = [];
  readonly #initializers: Uint8Array[] = [];
  readonly #inputs: Uint8Array[] = [];
  readonly #outputs: Uint8Array[] = [];
  readonly #constants = new Map<string, Value>();

  /** @param reserved  names of inputs and outputs to come: no other value takes them */
  constructor(reserved: readonly string[]) {
    const twice = reserved.find((name, i) => reserved.indexOf(name) !== i);
    if (twice !== undefined)
      throw new KernelError(
        'ONNX model',
        `two of its inputs and outputs are named "${twice}"`,
        'Name each by itself.',
      );
    this.#names = new Set(reserved);
  }

  /** An input of shape [rows, width]; its name was reserved. */
  input(name: string, type: ElementType, width: number): Value {
    this.#inputs.push(valueInfo(name, type, ['rows', width]));
    return name as Value;
  }

  /** Numbers kept in the file, row-major. */
  initializer(
    name: string,
    type: ElementType,
    dims: readonly number[],
    values: ArrayLike<number> & Iterable<number>,
  ): Value {
    const own = this.#unused(name);
    this.#initializers.push(tensor(own, type, dims, values));
    return own;
  }

  /** As `initializer`, kept once for equal numbers. */
  constant(type: ElementType, dims: readonly number[], values: readonly number[]): Value {
    const key = `${type} ${dims} ${values}`;
    let value = this.#constants.get(key);
    if (value === undefined) {
      const name = values.length === 1 ? `constant_${values[0]}` : `constant_${this.#constants.size}`;
      value = this.initializer(name, type, dims, values);
      this.#constants.set(key, value);
    }
    return value;
  }

  /** One number, to be combined with any shape. */
  scalar(type: ElementType, value: number): Value {
    return this.constant(type, [1, 1], [value]);
  }

  /** An operator with one result. */
  node(operator: string, inputs: readonly Value[], attributes: Attributes = {}, name = operator): Value {
    const result = this.#unused(name);
    this.#push(operator, inputs, attributes, result);
    return result;
  }

  /** A shape entry that is 0 is as large as the input's. */
  reshape(value: Value, dims: readonly number[]): Value {
    return this.node('Reshape', [value, this.constant('int64', [dims.length], dims)]);
  }

  /** Another type of number. */
  cast(value: Value, type: ElementType): Value {
    return this.node('Cast', [value], { to: elementTypes[type] });
  }

  /** Makes a value an output of a reserved name; its first dimension is `rows` where `dims` says so. */
  output(name: string, value: Value, type: ElementType, dims: readonly (number | 'rows')[]): void {
    this.#push('Identity', [value], {}, name);
    this.#outputs.push(valueInfo(name, type, dims));
  }

  /** The bytes of the file. */
  build({ name, description, metadata = {} }: ModelText): Uint8Array<ArrayBuffer> {
    const graph = message([
      ...each(1, this.#nodes),
      [2, name],
      ...each(5, this.#initializers),
      ...each(11, this.#inputs),
      ...each(12, this.#outputs),
    ]);
    return message([
      [1, irVersion],
      [2, 'crn-grid'],
      [3, version],
      ...(description === undefined ? [] : [[6, description] as const]),
      [7, graph],
      [8, message([[2, operatorSet]])],
      ...each(
        14,
        Object.entries(metadata).map(([key, value]) =>
          message([
            [1, key],
            [2, value],
          ]),
        ),
      ),
    ]);
  }

  #push(operator: string, inputs: readonly Value[], attributes: Attributes, result: string): void {
    this.#nodes.push(
      message([
        ...inputs.map((input): Field => [1, input]),
        [2, result],
        [3, result],
        [4, operator],
        ...each(
          5,
          Object.entries(attributes).map(([key, value]) => attribute(key, value)),
        ),
      ]),
    );
  }

  #unused(name: string): Value {
    let own = name;
    for (let n = 2; this.#names.has(own); n++) own = `${name}_${n}`;
    this.#names.add(own);
    return own as Value;
  }
}

const each = (field: number, messages: readonly Uint8Array[]): Field[] => messages.map((m) => [field, m]);

function attribute(name: string, value: number | readonly number[]): Uint8Array {
  const [int, ints] = [2, 7];
  return typeof value === 'number'
    ? message([
        [1, name],
        [3, value],
        [20, int],
      ])
    : message([
        [1, name],
        [8, packed(value)],
        [20, ints],
      ]);
}

function tensor(
  name: string,
  type: ElementType,
  dims: readonly number[],
  values: ArrayLike<number> & Iterable<number>,
): Uint8Array {
  const bytes = type === 'float' ? 4 : 8;
  const view = new DataView(new ArrayBuffer(bytes * values.length));
  let at = 0;
  for (const value of values) {
    if (type === 'float') view.setFloat32(at, value, true);
    else if (type === 'double') view.setFloat64(at, value, true);
    else view.setBigInt64(at, BigInt(value), true);
    at += bytes;
  }
  return message([
    [1, packed(dims)],
    [2, elementTypes[type]],
    [8, name],
    [9, new Uint8Array(view.buffer)],
  ]);
}

function valueInfo(name: string, type: ElementType, dims: readonly (number | 'rows')[]): Uint8Array {
  const shape = message(
    dims.map((dim): Field => [1, typeof dim === 'number' ? message([[1, dim]]) : message([[2, dim]])]),
  );
  const typed = message([
    [
      1,
      message([
        [1, elementTypes[type]],
        [2, shape],
      ]),
    ],
  ]);
  return message([
    [1, name],
    [2, typed],
  ]);
}
