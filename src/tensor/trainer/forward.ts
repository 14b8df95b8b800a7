/** Plans the way forward: which routine computes each node of a graph, and when. */
import { f32x4, i32, v128 } from '../../wasm/encoder.ts';
import type { BinaryOp, GraphNode } from '../graph.ts';
import { operands } from '../graph-walk.ts';
import { exp, log, softplusWithSlope, swishWithSlope, vectorFunctions } from '../vector/activations.ts';
import { type BellSlopePlanes, emitLogBells } from './emit-bells.ts';
import { emitFold, emitLoad, emitMap, emitSpread, emitSumRows } from './emit-planes.ts';
import { offsetOf, part, ROW } from './plan.ts';
import { type Planner, runs, unsuitable } from './planner.ts';
import { flush } from './slopes.ts';

const binaryVector: Readonly<Record<BinaryOp, typeof f32x4.add>> = {
  add: f32x4.add,
  sub: f32x4.sub,
  mul: f32x4.mul,
  div: f32x4.div,
  max: f32x4.max,
  min: f32x4.min,
};

/** Larger than the difference of any two finite floats may be: −∞ clipped to it makes no ∞ − ∞. */
const FLOOR = -3e38;

export class Forward {
  readonly #plan: Planner;

  constructor(plan: Planner) {
    this.#plan = plan;
  }

  /** Plans all steps from the inputs and parameters to the outputs. */
  plan(): void {
    const { graph, nodes } = this.#plan;
    const choices = nodes.filter((i) => graph.nodes[i]!.op === 'choose');
    const gates = new Set(choices.map((i) => (graph.nodes[i] as Choice).live));
    this.#plan.steps = this.#plan.phases.forward;
    for (const i of gates) this.#input(i);
    // A choice inside a branch has the smaller number: what it is in comes first.
    for (const i of choices.toReversed()) this.#flags(i, graph.nodes[i] as Choice);
    for (const i of nodes) {
      if (gates.has(i)) continue;
      this.#plan.guard = this.#plan.guardOf(i);
      const own = this.#plan.classes[i]!;
      this.#plan.steps =
        own === 'static'
          ? this.#plan.phases.head
          : own === 'rows'
            ? this.#plan.phases.forward
            : this.#plan.phases.tail;
      if (own === 'rows')
        for (const from of operands(this.#plan.graph.nodes[i]!))
          if (this.#plan.classes[from] === 'tail')
            throw unsuitable('a mean over the batch goes back into its rows');
      this.#node(i, this.#plan.graph.nodes[i]!);
    }
    this.#plan.guard = undefined;
  }

  /** Which branches of a choice are live in a tile. */
  #flags(i: number, { live, columns }: Choice): void {
    const plan = this.#plan;
    const gates = plan.value(live);
    const outer = plan.guardOf(i);
    const { flags } = plan.guardOfBranch(i, 0);
    plan.push('flags', outer ? [gates, outer.flags] : [gates], [flags], (f, frame) => {
      const { stride } = gates.buffer;
      const outside = outer && i32.load(frame.scratch, offsetOf(outer.flags) + 4 * outer.word);
      columns.forEach((column, k) => {
        const any = f.local('v128', f32x4.const(0));
        const gate = part(gates, column, 1);
        for (let byte = 0; byte < stride; byte += 16) {
          const above = f32x4.gt(v128.load(frame.scratch, offsetOf(gate) + byte), f32x4.const(0));
          f.set(any, v128.or(any, above));
        }
        const isLive = v128.anyTrue(any);
        const word = outside ? i32.and(isLive, outside) : isLive;
        f.do(i32.store(frame.scratch, word, offsetOf(flags) + 4 * k));
      });
    });
  }

  /** Weights are 0 where a row's branch is not live; the way back wants them, too. */
  #choose(i: number, { live, columns, weights, branches }: Choice): void {
    const plan = this.#plan;
    const [gates, all] = [plan.value(live), plan.value(weights)];
    const { view } = plan.result(i);
    plan.map('zero', [], [{ view, add: false }], () => [f32x4.const(0)]);
    const kept = plan.room(i, branches.length);
    plan.keep(i, 'weights', kept);
    branches.forEach((branch, k) => {
      plan.within(plan.guardOfBranch(i, k), () => {
        const [gate, weight, own] = [part(gates, columns[k]!, 1), part(all, k, 1), part(kept, k, 1)];
        plan.map('weight', [gate, weight], [{ view: own, add: false }], (g, w) => [
          v128.and(w!, f32x4.gt(g!, f32x4.const(0))),
        ]);
        plan.map('branch', [plan.value(branch), own], [{ view, add: true }], (x, w) => [f32x4.mul(x!, w!)]);
      });
    });
  }

  #node(i: number, node: GraphNode): void {
    switch (node.op) {
      case 'param':
      case 'constant':
        // Planned when somebody asks for it as planes.
        return;
      case 'input':
        this.#input(i);
        return;
      case 'matmul':
        if (!this.#waitsForBias(i)) this.#product(i, node, undefined);
        return;
      case 'columns':
      case 'concat':
        this.#columns(i, node);
        return;
      case 'choose':
        this.#choose(i, node);
        return;
      case 'logBells':
        this.#logBells(i, node);
        return;
      case 'mean':
        this.#mean(i, node.a);
        return;
      case 'groupSum':
      case 'groupMax':
      case 'groupLogSumExp':
      case 'groupSoftmax':
        this.#group(i, node);
        return;
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
      case 'max':
      case 'min': {
        const biased = this.#biased(i);
        if (biased) {
          this.#product(i, this.#plan.graph.nodes[biased.product] as Product, biased.row);
          return;
        }
        const op = binaryVector[node.op];
        this.#plan.map(
          node.op,
          [this.#plan.value(node.a), this.#plan.value(node.b)],
          [this.#plan.result(i)],
          (a, b) => [op(a!, b!)],
        );
        return;
      }
      case 'where': {
        const from = [node.a, node.b, node.c].map((n) => this.#plan.value(n));
        this.#plan.map('where', from, [this.#plan.result(i)], (a, b, c) => [
          v128.bitselect(b!, c!, f32x4.gt(a!, f32x4.const(0))),
        ]);
        return;
      }
      case 'swish':
      case 'softplus':
        if (this.#plan.needsGradient[i]) {
          this.#activationWithSlope(i, node.op, node.a);
          return;
        }
    }
    const { op, a } = node as Extract<GraphNode, { op: keyof typeof vectorFunctions }>;
    const [from, to] = [this.#plan.value(a), this.#plan.result(i)];
    this.#plan.push(op, [from], [to.view], (f, frame) =>
      emitMap(f, frame, [from], [to], (x) => [vectorFunctions[op](f, x!)]),
    );
  }

  #logBells(i: number, node: Extract<GraphNode, { op: 'logBells' }>): void {
    const plan = this.#plan;
    const planes = plan.bellPlanes(node);
    const { low, high, rate, centre, half } = planes;
    const to = plan.result(i).view;
    let slopes: BellSlopePlanes | undefined;
    if (plan.needsGradient[i]) {
      const bells = to.width * node.size;
      slopes = { byHigh: plan.room(i, bells), byBoth: plan.room(i, bells) };
      plan.keep(i, 'byHigh', slopes.byHigh);
      plan.keep(i, 'byBoth', slopes.byBoth);
    }
    const writes = slopes ? [to, slopes.byHigh, slopes.byBoth] : [to];
    plan.push(node.op, [low, high, rate, centre, half], writes, (f, frame) =>
      emitLogBells(f, frame, planes, to, slopes),
    );
  }

  #input(i: number): void {
    const to = this.#plan.result(i).view;
    const index = this.#plan.nodes.filter((n) => n < i && this.#plan.graph.nodes[n]!.op === 'input').length;
    this.#plan.push('input', [], [to], (f, frame) =>
      emitLoad(f, frame, i32.load(i32.const(frame.at.staging + 4 * index)), frame.first, frame.last, to),
    );
  }

  #activationWithSlope(i: number, op: 'swish' | 'softplus', a: number): void {
    const from = this.#plan.value(a);
    const to = this.#plan.result(i);
    const slope = this.#plan.room(i);
    this.#plan.keep(i, 'slope', slope);
    const both = op === 'swish' ? swishWithSlope : softplusWithSlope;
    this.#plan.push(op, [from], [to.view, slope], (f, frame) =>
      emitMap(f, frame, [from], [to, { view: slope, add: false }], (x) => {
        const { value, slope: s } = both(f, x!);
        return [value, s];
      }),
    );
  }

  #product(i: number, product: Product, row: number | undefined): void {
    const bias = row === undefined ? undefined : this.#plan.value(row);
    const x = this.#plan.value(product.a);
    const weights = this.#plan.packed(product.b, false);
    this.#plan.dense('dense', x, weights, bias, this.#plan.result(i));
  }

  /** A product whose only reader adds a row waits for that reader: the two are one step. */
  #waitsForBias(i: number): boolean {
    if (this.#plan.readers(i) !== 1) return false;
    const reader = this.#plan.nodes.find((n) => operands(this.#plan.graph.nodes[n]!).includes(i))!;
    return this.#biased(reader)?.product === i;
  }

  /** The product and the row that node `i` adds, if that is what it does. */
  #biased(i: number): { product: number; row: number } | undefined {
    const node = this.#plan.graph.nodes[i]!;
    if (node.op !== 'add') return undefined;
    const sides = [
      { product: node.a, row: node.b },
      { product: node.b, row: node.a },
    ];
    return sides.find(
      ({ product, row }) =>
        this.#plan.graph.nodes[product]!.op === 'matmul' &&
        this.#plan.readers(product) === 1 &&
        !Object.values(this.#plan.graph.outputs).includes(product) &&
        this.#plan.classes[product] === this.#plan.classes[i] &&
        this.#plan.graph.shapes[row]![0] === 1 &&
        this.#plan.width(row) === this.#plan.width(product),
    );
  }

  #columns(i: number, node: Extract<GraphNode, { op: 'columns' | 'concat' }>): void {
    const piece = this.#plan.pieceOf(i);
    if (piece) {
      this.#plan.setValue(i, part(this.#plan.value(piece.node), piece.column, this.#plan.width(i)));
      return;
    }
    const sources =
      node.op === 'columns'
        ? runs(node.index, this.#plan.value(node.a))
        : node.parts.map((p) => this.#plan.value(p));
    const to = this.#plan.result(i).view;
    this.#plan.push(node.op, sources, [to], (f, frame) => {
      let column = 0;
      for (const from of sources) {
        emitMap(f, frame, [from], [{ view: part(to, column, from.width), add: false }], (x) => [x!]);
        column += from.width;
      }
    });
  }

  #mean(i: number, a: number): void {
    const from = part(this.#plan.value(a), 0, 1);
    const rows = this.#plan.graph.shapes[a]![0];
    if (rows === 1) {
      this.#plan.copy('mean', from, this.#plan.result(i));
      return;
    }
    // Rows that only fill up a tile must not count.
    const counted = this.#plan.room(a, 1);
    const known = this.#plan.steps;
    if (this.#plan.classes[a] === 'rows') this.#plan.steps = this.#plan.phases.forward;
    const mask = this.#plan.classes[a] === 'rows' ? this.#plan.valid() : this.#plan.mask(a);
    this.#plan.map('counted', [from, mask], [{ view: counted, add: false }], (x, m) => [f32x4.mul(x!, m!)]);
    let sum = counted;
    if (this.#plan.classes[a] === 'rows') {
      const lanes = this.#plan.allocate('slice', ROW, 1, true);
      this.#plan.push('sum', [counted], [lanes], (f, frame) =>
        emitSumRows(f, frame, counted, { view: lanes, add: true }, true),
      );
      sum = this.#plan.total(lanes);
      this.#plan.steps = known;
    }
    const whole = this.#plan.allocate('fixed', ROW, 1, true);
    this.#plan.push('mean', [sum], [whole], (f, frame) =>
      emitSumRows(f, frame, sum, { view: whole, add: false }, false),
    );
    if (this.#plan.classes[a] === 'rows')
      this.#plan.map('mean', [whole, this.#plan.inverseRows()], [this.#plan.result(i)], (x, n) => [
        f32x4.mul(x!, n!),
      ]);
    else
      this.#plan.map('mean', [whole], [this.#plan.result(i)], (x) => [f32x4.mul(x!, f32x4.const(1 / rows))]);
  }

  #group(i: number, { op, a, size }: Extract<GraphNode, { op: `group${string}` }>): void {
    const x = this.#plan.value(a);
    if (op === 'groupSum') {
      this.#plan.fold(op, x, size, this.#plan.result(i));
      return;
    }
    if (op === 'groupMax') {
      const to = this.#plan.result(i);
      this.#plan.push(op, [x], [to.view], (f, frame) =>
        emitFold(f, frame, x, size, to, -Infinity, f32x4.max),
      );
      return;
    }
    const groups = this.#plan.width(a) / size;
    // The largest goes first, so nothing overflows.
    const top = this.#plan.room(i, groups);
    this.#plan.push('top', [x], [top], (f, frame) =>
      emitFold(f, frame, x, size, { view: top, add: false }, FLOOR, f32x4.pmax),
    );
    const terms = this.#plan.room(i, this.#plan.width(a));
    this.#plan.push('terms', [top, x], [terms], (f, frame) =>
      emitSpread(f, frame, [top], [x], size, { view: terms, add: false }, (t, v) =>
        flush(f, exp(f, f32x4.sub(v!, t!))),
      ),
    );
    const sum = this.#plan.room(i, groups);
    this.#plan.fold('sum', terms, size, { view: sum, add: false });
    const to = this.#plan.result(i);
    if (op === 'groupSoftmax')
      this.#plan.push(op, [sum, terms], [to.view], (f, frame) =>
        emitSpread(f, frame, [sum], [terms], size, to, (s, e) => f32x4.div(e!, s!)),
      );
    else {
      this.#plan.push(op, [top, sum], [to.view], (f, frame) =>
        emitMap(f, frame, [top, sum], [to], (t, s) => [f32x4.add(t!, log(f, s!))]),
      );
      this.#plan.keep(i, 'terms', terms);
      this.#plan.keep(i, 'sum', sum);
    }
  }
}

type Product = Extract<GraphNode, { op: 'matmul' }>;
type Choice = Extract<GraphNode, { op: 'choose' }>;
