/**
 * Plans the way back: from the loss, node by node in reverse, to the gradient of every
 * parameter. What a row of the batch gives to something that has no rows is summed by
 * slice, and handed on when all slices are done.
 */
import { f32x4, v128 } from '../../wasm/encoder.ts';
import type { BinaryOp, GraphNode, UnaryOp } from '../graph.ts';
import { emitOuter, emitUnpack, sumBytes } from '../vector/outer.ts';
import { emitPanels } from '../vector/transpose.ts';
import { emitLogBellsBack } from './emit-bells.ts';
import {
  baseOf,
  emitMap,
  emitSpread,
  emitStore,
  emitSumRows,
  type Target,
  type Variable,
  type Vector,
} from './emit-planes.ts';
import { Gradients } from './gradients.ts';
import { offsetOf, part, ROW, type View } from './plan.ts';
import { type Planner, runs, unsuitable } from './planner.ts';
import { binarySlopes, flush, unarySlopes } from './slopes.ts';

/** What a node gives to an operand: a copy of some planes, or a map of them. */
type Gift =
  | { readonly copy: View }
  | { readonly from: readonly View[]; readonly op: (...values: Variable[]) => Vector };

/** The sums of a product's weight gradient over rows. */
interface WeightSums {
  readonly product: Extract<GraphNode, { op: 'matmul' }>;
  readonly sums: View;
}

export class Backward {
  readonly #plan: Planner;
  readonly #gradients: Gradients;
  /** Sums over rows by the node without rows they belong to. */
  readonly #rowSums = new Map<number, View>();
  readonly #weightSums: WeightSums[] = [];
  /** How much each mean over the batch counts, for each row. */
  readonly #seeds: { readonly node: number; readonly share: View }[] = [];
  /** Parameters whose place in the flat gradient has been written. */
  readonly #written = new Set<number>();

  constructor(plan: Planner) {
    this.#plan = plan;
    this.#gradients = new Gradients({
      allocate: (i) => plan.room(i),
      pieceOf: (i) => plan.pieceOf(i),
      width: (i) => plan.width(i),
      isBranch: (i) => plan.guard !== undefined && plan.guard !== plan.guardOf(i),
      zero: (view, i) =>
        plan.within(plan.guardOf(i), () =>
          plan.map('zero', [], [{ view, add: false }], () => [f32x4.const(0)]),
        ),
    });
  }

  /** Plans all steps from the loss to the flat gradient. */
  plan(): void {
    const { graph, phases, nodes, classes } = this.#plan;
    const loss = graph.outputs.loss!;
    const [rows, width] = graph.shapes[loss]!;
    if (rows !== 1 || width !== 1) throw unsuitable(`the loss has shape [${rows || 'batch'}, ${width}]`);
    const back = (own: 'tail' | 'rows' | 'static') => {
      for (const i of nodes.toReversed())
        if (classes[i] === own && this.#plan.needsGradient[i])
          this.#plan.within(this.#plan.guardOf(i), () => this.#node(i, graph.nodes[i]!));
    };
    this.#plan.steps = classes[loss] === 'static' ? phases.after : phases.seeds;
    if (this.#plan.needsGradient[loss])
      this.#plan.map('loss', [], [this.#gradients.target(loss)], () => [f32x4.const(1)]);
    back('tail');
    this.#plan.steps = phases.backward;
    this.#seed();
    back('rows');
    this.#plan.steps = phases.after;
    this.#handOver();
    back('static');
  }

  #node(i: number, node: GraphNode): void {
    if (node.op === 'input' || node.op === 'constant' || this.#plan.pieceOf(i)) return;
    const dy = this.#gradients.take(i);
    if (!dy) return;
    switch (node.op) {
      case 'param':
        this.#param(i, node.name, dy);
        return;
      case 'matmul':
        this.#product(i, node, dy);
        return;
      case 'columns':
        this.#columns(node.a, node.index, dy);
        return;
      case 'concat': {
        let column = 0;
        for (const p of node.parts) {
          this.#give(i, p, { copy: part(dy, column, this.#plan.width(p)) });
          column += this.#plan.width(p);
        }
        return;
      }
      case 'where': {
        const chosen = this.#plan.value(node.a);
        const zero = f32x4.const(0);
        this.#give(i, node.b, { from: [chosen, dy], op: (a, d) => v128.and(d!, f32x4.gt(a!, zero)) });
        this.#give(i, node.c, { from: [chosen, dy], op: (a, d) => v128.andnot(d!, f32x4.gt(a!, zero)) });
        return;
      }
      case 'choose':
        this.#choose(i, node, dy);
        return;
      case 'logBells':
        this.#logBells(i, node, dy);
        return;
      case 'mean':
        this.#mean(i, node.a, dy);
        return;
      case 'groupSum':
      case 'groupMax':
      case 'groupLogSumExp':
      case 'groupSoftmax':
        this.#group(i, node, dy);
        return;
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
      case 'max':
      case 'min':
        this.#binary(i, node, dy);
        return;
    }
    const { op, a } = node as { op: UnaryOp; a: number };
    const { from, times } = unarySlopes[op];
    const given = {
      operand: () => [this.#plan.value(a)],
      result: () => [this.#plan.value(i)],
      slope: () => [this.#plan.kept(i, 'slope')],
    };
    this.#give(i, a, { from: [dy, ...(from ? given[from]() : [])], op: (d, x) => times(d!, x!) });
  }

  /** Adds a step that gives `to` to the gradient of `a`, an operand of `i` that it may stand for all rows or columns of. */
  #give(i: number, a: number, gift: Gift): void {
    const plan = this.#plan;
    if (!plan.needsGradient[a]) return;
    const [rows, width] = plan.graph.shapes[i]!;
    const narrow = plan.width(a) === 1 && width > 1 && plan.graph.nodes[i]!.op !== 'concat';
    const toRow = plan.graph.shapes[a]![0] === 1 && rows !== 1;
    if (!narrow && !toRow) {
      if ('copy' in gift && this.#canAlias(i, a)) this.#gradients.alias(a, gift.copy);
      else this.#write(gift, this.#gradients.target(a));
      return;
    }
    let whole: View;
    if ('copy' in gift) whole = gift.copy;
    else {
      whole = plan.room(i);
      this.#write(gift, { view: whole, add: false });
    }
    if (narrow && !toRow) {
      plan.fold('sum', whole, width, this.#gradients.target(a));
      return;
    }
    let column = whole;
    if (narrow) {
      column = plan.room(i, 1);
      plan.fold('sum', whole, width, { view: column, add: false });
    }
    const lanes = plan.classes[i] === 'rows';
    const to = lanes ? { view: this.#rowSum(a), add: true } : this.#gradients.target(a);
    plan.push('sum', [column], [to.view], (f, frame) => emitSumRows(f, frame, column, to, lanes));
  }

  #write(gift: Gift, to: Target): void {
    if ('copy' in gift) {
      this.#plan.copy('copy', gift.copy, to);
      return;
    }
    const { from, op } = gift;
    this.#plan.push('slope', from, [to.view], (f, frame) =>
      emitMap(f, frame, from, [to], (...values) => [flush(f, op(...values))]),
    );
  }

  /** May the gradient of `a` be the very planes of its only reader's? */
  #canAlias(i: number, a: number): boolean {
    const { classes, readers, pieceOf } = {
      classes: this.#plan.classes,
      readers: this.#plan.readers(a),
      pieceOf: this.#plan.pieceOf(a),
    };
    const { guard } = this.#plan;
    return readers === 1 && !pieceOf && classes[a] === classes[i] && this.#plan.guardOf(a) === guard;
  }

  /** Sums over the rows of each slice, for a node without rows. */
  #rowSum(a: number): View {
    let sum = this.#rowSums.get(a);
    if (!sum) {
      const plan = this.#plan;
      sum = plan.within(plan.guardOf(a), () => plan.allocate('slice', ROW, plan.width(a), true));
      this.#rowSums.set(a, sum);
    }
    return sum;
  }

  #binary(i: number, { op, a, b }: { op: BinaryOp; a: number; b: number }, dy: View): void {
    const given = {
      a: () => this.#plan.value(a),
      b: () => this.#plan.value(b),
      result: () => this.#plan.value(i),
    };
    for (const side of ['a', 'b'] as const) {
      const { from, times } = binarySlopes[op][side];
      const operand = side === 'a' ? a : b;
      if (!this.#plan.needsGradient[operand]) continue;
      this.#give(
        i,
        operand,
        times
          ? { from: [dy, ...from.map((what) => given[what]())], op: (d, ...x) => times(d!, ...x) }
          : { copy: dy },
      );
    }
  }

  #choose(
    i: number,
    { live, columns, weights, branches }: Extract<GraphNode, { op: 'choose' }>,
    dy: View,
  ): void {
    const plan = this.#plan;
    const kept = plan.kept(i, 'weights');
    branches.forEach((branch, k) => {
      plan.within(plan.guardOfBranch(i, k), () => {
        const own = part(kept, k, 1);
        if (plan.needsGradient[branch])
          this.#write({ from: [dy, own], op: (d, w) => f32x4.mul(d!, w!) }, this.#gradients.target(branch));
        if (!plan.needsGradient[weights]) return;
        const [product, sum] = [plan.room(i), plan.room(i, 1)];
        const x = plan.value(branch);
        this.#write({ from: [dy, x], op: (d, v) => f32x4.mul(d!, v!) }, { view: product, add: false });
        plan.fold('sum', product, plan.width(i), { view: sum, add: false });
        const gate = part(plan.value(live), columns[k]!, 1);
        this.#write(
          { from: [sum, gate], op: (s, g) => v128.and(s!, f32x4.gt(g!, f32x4.const(0))) },
          this.#gradients.target(weights, k, 1),
        );
      });
    });
  }

  #logBells(i: number, node: Extract<GraphNode, { op: 'logBells' }>, dy: View): void {
    const plan = this.#plan;
    const planes = plan.bellPlanes(node);
    // What bells were given may overlap, so each of them only adds.
    const zeroed = (a: number): View | undefined => {
      if (!plan.needsGradient[a]) return undefined;
      const { view, add } = this.#gradients.target(a);
      if (!add) plan.map('zero', [], [{ view, add: false }], () => [f32x4.const(0)]);
      return view;
    };
    const to = {
      low: zeroed(node.low),
      high: zeroed(node.high),
      rate: zeroed(node.rate),
      centre: zeroed(node.centre),
      half: zeroed(node.half),
    };
    const slopes = { byHigh: plan.kept(i, 'byHigh'), byBoth: plan.kept(i, 'byBoth') };
    const reads = [dy, slopes.byHigh, slopes.byBoth, planes.low, planes.high, planes.rate];
    const writes = Object.values(to).filter((view) => view !== undefined);
    plan.push('bells', reads, writes, (f, frame) => emitLogBellsBack(f, frame, planes, slopes, dy, to));
  }

  #columns(a: number, index: readonly number[], dy: View): void {
    const ranges = runs(index, { ...dy, column: 0 });
    let column = 0;
    for (const { column: target, width } of ranges) {
      this.#plan.copy('columns', part(dy, column, width), this.#gradients.target(a, target, width));
      column += width;
    }
  }

  #mean(i: number, a: number, dy: View): void {
    const plan = this.#plan;
    const rows = plan.graph.shapes[a]![0];
    if (!plan.needsGradient[a]) return;
    if (rows === 1) plan.copy('mean', dy, this.#gradients.target(a, 0, 1));
    else if (plan.classes[a] === 'rows') {
      const share = plan.room(i);
      const to = { view: share, add: false };
      plan.map('share', [dy, plan.inverseRows()], [to], (d, n) => [f32x4.mul(d!, n!)]);
      this.#seeds.push({ node: a, share });
    } else
      plan.map('mean', [plan.mask(a), dy], [this.#gradients.target(a, 0, 1)], (m, d) => [
        f32x4.mul(m!, f32x4.mul(d!, f32x4.const(1 / rows))),
      ]);
  }

  #seed(): void {
    for (const { node, share } of this.#seeds)
      this.#plan.map('seed', [this.#plan.valid(), share], [this.#gradients.target(node, 0, 1)], (m, d) => [
        f32x4.mul(m!, d!),
      ]);
  }

  #group(i: number, { op, a, size }: Extract<GraphNode, { op: `group${string}` }>, dy: View): void {
    const plan = this.#plan;
    const spread = (groups: View[], members: View[], times: (...values: Variable[]) => Vector) => {
      const to = this.#gradients.target(a);
      plan.push(op, [...groups, ...members], [to.view], (f, frame) =>
        emitSpread(f, frame, groups, members, size, to, (...values) => flush(f, times(...values))),
      );
    };
    switch (op) {
      case 'groupSum':
        spread([dy], [], (d) => d!);
        return;
      case 'groupMax':
        spread([dy, plan.value(i)], [plan.value(a)], (d, y, x) => v128.and(d!, f32x4.eq(x!, y!)));
        return;
      case 'groupLogSumExp':
        // The largest term is 1, so the sum is at least that, or there is none but −∞.
        spread([dy, plan.kept(i, 'sum')], [plan.kept(i, 'terms')], (d, sum, term) =>
          f32x4.mul(term!, f32x4.div(d!, f32x4.pmax(sum!, f32x4.const(0.5)))),
        );
        return;
      case 'groupSoftmax': {
        const y = plan.value(i);
        const product = plan.room(i);
        plan.map('product', [dy, y], [{ view: product, add: false }], (d, v) => [f32x4.mul(d!, v!)]);
        const sum = plan.room(i, plan.width(i) / size);
        plan.fold('sum', product, size, { view: sum, add: false });
        spread([sum], [y, dy], (s, v, d) => f32x4.mul(v!, f32x4.sub(d!, s!)));
        return;
      }
    }
  }

  #product(i: number, product: Extract<GraphNode, { op: 'matmul' }>, dy: View): void {
    const plan = this.#plan;
    const { a, b } = product;
    if (plan.needsGradient[b]) {
      const x = plan.value(a);
      const inBatch = plan.classes[i] === 'rows';
      const panels = plan.room(i, Math.ceil(dy.width / 4) * 4);
      const bytes = sumBytes(x.width, dy.width);
      const sums = plan.within(plan.guardOf(b), () => plan.bytes(inBatch ? 'slice' : 'fixed', bytes));
      // A slice begins with zeros.
      if (!inBatch) plan.map('zero', [], [{ view: sums, add: false }], () => [f32x4.const(0)]);
      const { stride, region } = dy.buffer;
      const rows = inBatch ? plan.options.tile : plan.graph.shapes[i]![0];
      plan.push('weights', [x, dy, panels], [panels, sums], (f, frame) => {
        const home = f.local('i32', baseOf(frame, region));
        emitPanels(f, home, { offset: offsetOf(dy), stride, width: dy.width }, offsetOf(panels));
        const outer = {
          x: { offset: offsetOf(x), stride, width: x.width },
          panels: offsetOf(panels),
          width: dy.width,
          rows,
          sums: offsetOf(sums),
        };
        emitOuter(f, outer, home, baseOf(frame, sums.buffer.region), plan.options.relaxed);
      });
      if (inBatch) this.#weightSums.push({ product, sums: plan.total(sums) });
      else this.#unpack({ product, sums });
    }
    if (plan.needsGradient[a])
      plan.dense('inputs', dy, plan.packed(b, true), undefined, this.#gradients.target(a));
  }

  /** What the slices summed becomes the gradient of nodes that have no rows. */
  #handOver(): void {
    for (const weightSums of this.#weightSums)
      this.#plan.within(this.#plan.guardOf(weightSums.product.b), () => this.#unpack(weightSums));
    for (const [node, sums] of this.#rowSums)
      this.#plan.within(this.#plan.guardOf(node), () => {
        const from = this.#plan.total(sums);
        const to = this.#gradients.target(node);
        this.#plan.push('sum', [from], [to.view], (f, frame) => emitSumRows(f, frame, from, to, false));
      });
  }

  #unpack({ product: { b }, sums }: WeightSums): void {
    const plan = this.#plan;
    const [inner, width] = plan.graph.shapes[b]!;
    const param = plan.paramAt(b);
    if (param === undefined) {
      const target = this.#gradients.target(b);
      const { row } = target.view.buffer;
      // Of a row the sums are there once, not eight times.
      const { view, add } = row ? { view: plan.allocate('fixed', ROW, width), add: false } : target;
      plan.push('unpack', [sums], [view], (f, frame) => {
        const to = { base: frame.at.fixed, offset: offsetOf(view), down: 4, right: view.buffer.stride };
        const from = { base: baseOf(frame, sums.buffer.region), offset: offsetOf(sums) };
        emitUnpack(f, inner, width, from, to, add);
        if (row) emitSumRows(f, frame, view, target, false);
      });
      return;
    }
    const add = this.#written.has(b);
    this.#written.add(b);
    plan.push('unpack', [sums], [], (f, frame) => {
      const to = { base: frame.at.gradient, offset: param, down: 4 * width, right: 4 };
      const from = { base: baseOf(frame, sums.buffer.region), offset: offsetOf(sums) };
      emitUnpack(f, inner, width, from, to, add);
    });
  }

  #param(i: number, name: string, dy: View): void {
    const add = this.#written.has(i);
    this.#written.add(i);
    const last = this.#plan.graph.shapes[i]![0] - 1;
    const at = this.#plan.paramAt(i)!;
    this.#plan.push(`gradient ${name}`, [dy], [], (f, frame) =>
      emitStore(f, frame, dy, frame.at.gradient + at, 0, last, add),
    );
  }
}
