/**
 * The plan of a program while it is made: where each matrix lies, and the steps so far.
 * `forward.ts` and `backward.ts` fill it.
 */
import { KernelError } from '../../../errors.ts';
import { f32x4, i32 } from '../../../wasm/encoder.ts';
import type { Graph } from '../../graph.ts';
import { paramLayout } from '../../graph.ts';
import { batchNodes, neededNodes, operands } from '../../graph-walk.ts';
import { emitFold, emitLoad, emitMap, emitStore, emitValid, type Target } from '../emit/planes.ts';
import { Guards } from './guards.ts';
import {
  type Constant,
  type Guard,
  type Phases,
  type Plan,
  type Region,
  ROW,
  type Step,
  type View,
} from './plan.ts';
import { placeScratch } from './scratch.ts';
import { Storage } from './storage.ts';

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
  readonly #constants: Constant[] = [];
  readonly #storage = new Storage();
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
      bytes: {
        ...this.#storage.bytes,
        scratch: placeScratch([...this.phases.forward, ...this.phases.backward]),
      },
      guards: this.#guards.batchGuards(),
      segments: this.#storage.segments,
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

  /** Adds zeros. */
  zero(view: View): void {
    this.map('zero', [], [{ view, add: false }], () => [f32x4.const(0)]);
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

  /** Room for planes; sums in a slice stand behind the guard of the steps that are being planned. */
  allocate(region: Exclude<Region, 'total'>, stride: number, width: number, row = false): View {
    return this.#storage.allocate(region, stride, width, row, this.guard);
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

  /** What is kept of a node; made when it is first asked for. */
  once(i: number, what: string, make: () => View): View {
    if (!this.#kept.has(`${what} ${i}`)) this.keep(i, what, make());
    return this.kept(i, what);
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

  /** Adds the steps of sums over groups of columns. */
  fold(name: string, from: View, size: number, to: Target): void {
    this.push(name, [from], [to.view], (f, frame) => emitFold(f, frame, from, size, to, 0, f32x4.add));
  }
}

/** A graph that this machine does not train. */
export const unsuitable = (what: string) =>
  new KernelError('trainer', what, 'Train this model with another backend.');
