/**
 * The plan of a program while it is made: where each matrix lies, and the steps so far.
 * `forward.ts` and `backward.ts` fill it.
 */
import { KernelError } from '../../errors.ts';
import { f32x4, i32 } from '../../wasm/encoder.ts';
import type { Graph, GraphNode } from '../graph.ts';
import { paramLayout } from '../graph.ts';
import { batchNodes, neededNodes, operands } from '../graph-walk.ts';
import { emitDense } from '../vector/dense.ts';
import { emitPackAcross, emitPackAlong } from '../vector/transpose.ts';
import type { BellPlanes } from './emit-bells.ts';
import { baseOf, emitFold, emitLoad, emitMap, emitStore, emitValid, type Target } from './emit-planes.ts';
import { Guards } from './guards.ts';
import {
  type Buffer,
  type Constant,
  type Guard,
  offsetOf,
  type Phases,
  type Plan,
  part,
  type Region,
  ROW,
  type Segment,
  type Step,
  type View,
} from './plan.ts';
import { placeScratch } from './scratch.ts';

/** Depends on parameters alone; has a row for each row of the batch; or comes after a mean over it. */
export type NodeClass = 'static' | 'rows' | 'tail';

export interface PlanOptions {
  readonly outputs: readonly string[];
  /** Also plan the way back from the output `loss`. */
  readonly gradient: boolean;
  /** Rows in a tile, a multiple of 8. */
  readonly tile: number;
  /** Fused multiply–add. */
  readonly relaxed: boolean;
}

/** Plans one program; used once. */
export class Planner {
  readonly graph: Graph;
  readonly options: PlanOptions;
  readonly nodes: readonly number[];
  readonly classes: readonly NodeClass[];
  /** Does a node depend on a parameter, and is there a way back? */
  readonly needsGradient: readonly boolean[];
  readonly phases: Phases = { head: [], seeds: [], forward: [], backward: [], tail: [], after: [] };
  /** Where the steps go that are being planned. */
  steps: Step[];
  /** What the steps that are being planned stand behind, and the sums they allocate in a slice. */
  guard: Guard | undefined;
  readonly #guards: Guards;
  readonly #params: ReadonlyMap<number, number>;
  readonly #values = new Map<number, View>();
  readonly #kept = new Map<string, View>();
  readonly #packs = new Map<string, View>();
  readonly #constants: Constant[] = [];
  readonly #bytes = { fixed: 0, slice: 0 };
  readonly #segments: Segment[] = [];
  readonly #readers = new Map<number, number>();
  #valid: View | undefined;
  #inverseRows: View | undefined;

  constructor(graph: Graph, options: PlanOptions) {
    this.graph = graph;
    this.options = options;
    this.steps = this.phases.head;
    this.nodes = neededNodes(graph, options.outputs);
    this.#guards = new Guards(graph, this.nodes, options.outputs, (words) =>
      this.bytes('scratch', 4 * words),
    );
    const batch = batchNodes(graph);
    this.classes = graph.shapes.map(([rows], i) => (!batch[i] ? 'static' : rows === 0 ? 'rows' : 'tail'));
    const needs: boolean[] = [];
    for (const node of graph.nodes)
      needs.push(options.gradient && (node.op === 'param' || operands(node).some((i) => needs[i])));
    this.needsGradient = needs;
    this.#params = new Map(paramLayout(graph).params.map((p) => [p.node, 4 * p.offset]));
    for (const i of this.nodes)
      for (const from of operands(graph.nodes[i]!))
        this.#readers.set(from, (this.#readers.get(from) ?? 0) + 1);
  }

  /** The plan, when all steps are there. */
  finish(): Plan {
    const inputs = this.nodes.flatMap((i) => {
      const node = this.graph.nodes[i]!;
      return node.op === 'input' ? [{ name: node.name, width: this.width(i) }] : [];
    });
    const inRows = (name: string) => this.classes[this.graph.outputs[name]!] === 'rows';
    const stored = this.options.gradient ? [] : this.options.outputs.filter(inRows);
    this.steps = this.phases.forward;
    stored.forEach((name, k) => {
      const from = this.value(this.graph.outputs[name]!);
      this.push(`store ${name}`, [from], [], (f, frame) => {
        const rows = i32.load(i32.const(frame.at.staging + 4 * (inputs.length + k)));
        emitStore(f, frame, from, rows, frame.first, frame.last, false);
      });
    });
    this.steps = this.phases.head;
    const results = this.options.outputs
      .filter((name) => !inRows(name))
      .map((name) => {
        const node = this.graph.outputs[name]!;
        return { name, rows: this.graph.shapes[node]![0], view: this.value(node) };
      });
    return {
      tile: this.options.tile,
      phases: this.phases,
      inputs,
      outputs: stored.map((name) => ({ name, width: this.width(this.graph.outputs[name]!) })),
      results,
      constants: this.#constants,
      inverseRows: this.#inverseRows,
      bytes: { ...this.#bytes, scratch: placeScratch([...this.phases.forward, ...this.phases.backward]) },
      guards: this.#guards.batchGuards(),
      segments: this.#segments,
    };
  }

  width(i: number): number {
    return this.graph.shapes[i]![1];
  }

  /** How many operands of needed nodes a node is. */
  readers(i: number): number {
    return this.#readers.get(i) ?? 0;
  }

  /** Adds a step to the phase that is being planned. */
  push(name: string, reads: readonly View[], writes: readonly View[], emit: Step['emit']): void {
    const { guard } = this;
    const onRows = this.steps === this.phases.forward || this.steps === this.phases.backward;
    // The flags of a tile must still be there.
    const all = guard && onRows ? [...reads, guard.flags] : reads;
    this.steps.push({ name, guard, reads: all, writes, emit });
  }

  /** Plans the steps of `body` behind another guard. */
  within<T>(guard: Guard | undefined, body: () => T): T {
    const before = this.guard;
    this.guard = guard;
    const result = body();
    this.guard = before;
    return result;
  }

  /** What a node stands behind: undefined where every tile needs it. */
  guardOf(i: number): Guard | undefined {
    return this.#guards.of(i);
  }

  /** What only branch `k` of the choice `i` needs stands behind this. */
  guardOfBranch(i: number, k: number): Guard {
    return this.#guards.ofBranch(i, k);
  }

  /** Adds a map; see {@link emitMap}. */
  map(name: string, from: readonly View[], to: readonly Target[], op: Parameters<typeof emitMap>[4]): void {
    this.push(
      name,
      from,
      to.map(({ view }) => view),
      (f, frame) => emitMap(f, frame, from, to, op),
    );
  }

  /** Adds a copy. */
  copy(name: string, from: View, to: Target): void {
    this.map(name, [from], [to], (x) => [x]);
  }

  /** Room for a matrix of a node's rows. */
  room(i: number, width = this.width(i)): View {
    const rows = this.graph.shapes[i]![0];
    const { tile } = this.options;
    if (this.classes[i] === 'rows') return this.allocate('scratch', 4 * tile, width);
    if (rows === 1) return this.allocate('fixed', ROW, width, true);
    return this.allocate('fixed', Math.ceil(rows / 8) * ROW, width);
  }

  allocate(region: Exclude<Region, 'total'>, stride: number, width: number, row = false): View {
    const buffer: Buffer = { region, stride, row, bytes: stride * width, offset: 0 };
    if (region !== 'scratch') {
      buffer.offset = this.#bytes[region];
      this.#bytes[region] += buffer.bytes;
    }
    if (region === 'slice') this.#addSegment(buffer);
    return { buffer, column: 0, width };
  }

  #addSegment({ offset, bytes }: Buffer): void {
    const { guard } = this;
    const last = this.#segments.at(-1);
    const to = offset + bytes;
    if (last && last.guard === guard) this.#segments[this.#segments.length - 1] = { ...last, to };
    else this.#segments.push({ from: offset, to, guard });
  }

  /** The same place in the sums over all slices. */
  total(slice: View): View {
    return { ...slice, buffer: { ...slice.buffer, region: 'total' } };
  }

  /** Room for bytes that are no planes. */
  bytes(region: Exclude<Region, 'total'>, bytes: number): View {
    return this.allocate(region, Math.ceil(bytes / ROW) * ROW, 1);
  }

  /** Where a node's values are. */
  value(i: number): View {
    if (this.steps === this.phases.seeds && this.classes[i] === 'tail')
      throw unsuitable('the loss is not a plain sum of its means');
    let view = this.#values.get(i);
    if (view) return view;
    const node = this.graph.nodes[i]!;
    if (node.op !== 'param' && node.op !== 'constant') throw new Error(`node ${i} has not been planned`);
    view = this.room(i);
    this.#values.set(i, view);
    const [rows, width] = this.graph.shapes[i]!;
    if (node.op === 'constant')
      this.#constants.push({
        view,
        value: (row, column) => node.values[Math.min(row, rows - 1) * width + column]!,
      });
    else {
      const to = view;
      const from = this.#params.get(i)!;
      const emit: Step['emit'] = (f, frame) => emitLoad(f, frame, frame.at.params + from, 0, rows - 1, to);
      const guard = this.guardOf(i);
      this.phases.head.push({ name: `load ${node.name}`, guard, reads: [], writes: [view], emit });
    }
    return view;
  }

  /** Where the values are that bells were given. */
  bellPlanes(node: Extract<GraphNode, { op: 'logBells' }>): BellPlanes {
    const { size, bend } = node;
    const [low, high] = [this.value(node.low), this.value(node.high)];
    const [rate, centre, half] = [this.value(node.rate), this.value(node.centre), this.value(node.half)];
    return { low, high, rate, centre, half, size, bend };
  }

  /** Room for a node's values, to be written. */
  result(i: number): Target {
    const view = this.room(i);
    this.#values.set(i, view);
    return { view, add: false };
  }

  /** A node's values are those neighbouring columns of another. */
  setValue(i: number, view: View): void {
    this.#values.set(i, view);
  }

  /** Keeps something of a node for the way back. */
  keep(i: number, what: string, view: View): void {
    this.#kept.set(`${what} ${i}`, view);
  }

  /** What the way forward kept of a node. */
  kept(i: number, what: string): View {
    return this.#kept.get(`${what} ${i}`)!;
  }

  /** Byte offset of a parameter among all. */
  paramAt(i: number): number | undefined {
    return this.#params.get(i);
  }

  /** 1 for rows of the batch, 0 for what fills up the last tile. */
  valid(): View {
    if (!this.#valid) {
      const view = this.allocate('scratch', 4 * this.options.tile, 1);
      this.#valid = view;
      const emit: Step['emit'] = (f, frame) => emitValid(f, frame, view);
      this.phases.forward.push({ name: 'valid', reads: [], writes: [view], emit });
    }
    return this.#valid;
  }

  /** 1 / the rows of the batch. */
  inverseRows(): View {
    this.#inverseRows ??= this.allocate('fixed', ROW, 1, true);
    return this.#inverseRows;
  }

  /** 1 for the rows of a matrix of parameters, 0 for what fills up its planes. */
  mask(i: number): View {
    const view = this.room(i, 1);
    const rows = this.graph.shapes[i]![0];
    this.#constants.push({ view, value: (row) => (row < rows ? 1 : 0) });
    return view;
  }

  /**
   * The right side of a product, packed for `emitDense`: as it is, or transposed.
   * Packed when parameters are set, or after the rows if it depends on them.
   */
  packed(b: number, transposed: boolean): View {
    const key = `${b} ${transposed}`;
    const known = this.#packs.get(key);
    if (known) return known;
    const [inner, width] = this.graph.shapes[b]!;
    const [from, to] = transposed ? [width, inner] : [inner, width];
    const view = this.bytes('fixed', 16 * from * Math.ceil(to / 4));
    this.#packs.set(key, view);
    const param = this.#params.get(b);
    const values = param === undefined ? this.value(b) : undefined;
    const [steps, guard] =
      this.classes[b] === 'static' ? [this.phases.head, this.guardOf(b)] : [this.steps, this.guard];
    steps.push({
      name: `pack ${b}`,
      guard,
      reads: values ? [values] : [],
      writes: [view],
      emit: (f, frame) => {
        // A parameter lies by rows, a computed matrix by columns.
        const lines = values
          ? {
              base: frame.at.fixed,
              offset: offsetOf(values),
              stride: values.buffer.stride,
              lines: width,
              length: inner,
            }
          : { base: frame.at.params, offset: param!, stride: 4 * width, lines: inner, length: width };
        const pack = (values === undefined) === transposed ? emitPackAcross : emitPackAlong;
        pack(f, lines, frame.at.fixed, offsetOf(view));
      },
    });
    return view;
  }

  /** Adds `to = x · W + bias`; W as {@link packed}. */
  dense(name: string, x: View, weights: View, bias: View | undefined, { view, add }: Target): void {
    this.push(name, [x, weights, ...(bias ? [bias] : [])], [view], (f, frame) => {
      const layer = {
        x: { offset: offsetOf(x) },
        out: { offset: offsetOf(view), width: view.width },
        inner: x.width,
        weights: offsetOf(weights),
        ...(bias && { bias: offsetOf(bias), biasStride: ROW }),
        add,
      };
      const home = f.local('i32', baseOf(frame, view.buffer.region));
      emitDense(f, layer, view.buffer.stride / 4, f.local('i32', frame.at.fixed), home, this.options.relaxed);
    });
  }

  /** Adds the steps of sums over groups of columns. */
  fold(name: string, from: View, size: number, to: Target): void {
    this.push(name, [from], [to.view], (f, frame) => emitFold(f, frame, from, size, to, 0, f32x4.add));
  }

  /** Does a node only name neighbouring columns of another, which lie where they lay? */
  pieceOf(i: number): { node: number; column: number } | undefined {
    const node = this.graph.nodes[i]!;
    if (node.op !== 'columns') return undefined;
    const [column] = node.index as [number];
    return node.index.every((c, k) => c === column + k) ? { node: node.a, column } : undefined;
  }
}

/** Neighbouring columns together. */
export function runs(index: readonly number[], from: View): View[] {
  const views: View[] = [];
  for (let k = 0; k < index.length; ) {
    let length = 1;
    while (index[k + length] === index[k]! + length) length++;
    views.push(part(from, index[k]!, length));
    k += length;
  }
  return views;
}

/** A graph that this machine does not train. */
export const unsuitable = (what: string) =>
  new KernelError('trainer', what, 'Train this model with another backend.');
