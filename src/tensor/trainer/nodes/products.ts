/**
 * Products of matrices, on packed weights. The gradient of the right side is a sum over rows:
 * by slice, where the product is of the batch.
 */
import { operands } from '../../graph-walk.ts';
import { emitDense } from '../../vector/dense.ts';
import { emitOuter, emitUnpack, sumBytes } from '../../vector/outer.ts';
import { emitPackAcross, emitPackAlong, emitPanels } from '../../vector/transpose.ts';
import { baseOf, emitSumRows, type Target } from '../emit/planes.ts';
import { offsetOf, ROW, totalOf, type View } from '../plan/plan.ts';
import type { Planner } from '../plan/planner.ts';
import type { WayBack } from '../plan/way-back.ts';
import type { NodeOf, NodeRule } from './node-rule.ts';

type Product = NodeOf<'matmul'>;

export const matmul: NodeRule<Product> = {
  forward(plan, i) {
    if (!waitsForBias(plan, i)) planProduct(plan, i, i, undefined);
  },
  back(way, i, { a, b }, dy) {
    const { plan } = way;
    if (plan.needsGradient[b]) planWeightSums(way, i, { a, b }, dy);
    if (plan.needsGradient[a])
      planDense(plan, 'inputs', dy, packed(plan, b, true), undefined, way.gradients.target(a));
  },
};

/** Plans the product `product` as node `i`, the node `row` added to each of its rows. */
export function planProduct(plan: Planner, i: number, product: number, row: number | undefined): void {
  const { a, b } = plan.graph.nodes[product] as Product;
  const bias = row === undefined ? undefined : plan.value(row);
  const x = plan.value(a);
  const weights = packed(plan, b, false);
  planDense(plan, 'dense', x, weights, bias, plan.result(i));
}

/** The product and the row that node `i` adds, if that is what it does. */
export function biasedProduct(plan: Planner, i: number): { product: number; row: number } | undefined {
  const { nodes, outputs, shapes } = plan.graph;
  const node = nodes[i]!;
  if (node.op !== 'add') return undefined;
  const sides = [
    { product: node.a, row: node.b },
    { product: node.b, row: node.a },
  ];
  return sides.find(
    ({ product, row }) =>
      nodes[product]!.op === 'matmul' &&
      plan.readers(product) === 1 &&
      !Object.values(outputs).includes(product) &&
      plan.classes[product] === plan.classes[i] &&
      shapes[row]![0] === 1 &&
      plan.width(row) === plan.width(product),
  );
}

/** A product whose only reader adds a row waits for that reader: the two are one step. */
function waitsForBias(plan: Planner, i: number): boolean {
  if (plan.readers(i) !== 1) return false;
  const reader = plan.nodes.find((n) => operands(plan.graph.nodes[n]!).includes(i))!;
  return biasedProduct(plan, reader)?.product === i;
}

/**
 * The right side of a product, packed for `emitDense`: as it is, or transposed.
 * Packed when parameters are set, or after the rows if it depends on them.
 */
function packed(plan: Planner, b: number, transposed: boolean): View {
  return plan.once(b, transposed ? 'transposed' : 'packed', () => {
    const [inner, width] = plan.graph.shapes[b]!;
    const [from, to] = transposed ? [width, inner] : [inner, width];
    const view = plan.bytes('fixed', 16 * from * Math.ceil(to / 4));
    const param = plan.paramAt(b);
    const values = param === undefined ? plan.value(b) : undefined;
    const [steps, guard] =
      plan.classes[b] === 'static' ? [plan.phases.head, plan.guardOf(b)] : [plan.steps, plan.guard];
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
  });
}

/** Plans `to = x · W + bias`; W as {@link packed}. */
function planDense(
  plan: Planner,
  name: string,
  x: View,
  weights: View,
  bias: View | undefined,
  { view, add }: Target,
): void {
  const { relaxed } = plan.options;
  plan.push(name, [x, weights, ...(bias ? [bias] : [])], [view], (f, frame) => {
    const layer = {
      x: { offset: offsetOf(x) },
      out: { offset: offsetOf(view), width: view.width },
      inner: x.width,
      weights: offsetOf(weights),
      ...(bias && { bias: offsetOf(bias), biasStride: ROW }),
      add,
    };
    const home = f.local('i32', baseOf(frame, view.buffer.region));
    emitDense(f, layer, view.buffer.stride / 4, f.local('i32', frame.at.fixed), home, relaxed);
  });
}

/** Plans the sums over rows that are the gradient of the right side. */
function planWeightSums(way: WayBack, i: number, { a, b }: Pick<Product, 'a' | 'b'>, dy: View): void {
  const { plan } = way;
  const x = plan.value(a);
  const inBatch = plan.classes[i] === 'rows';
  const panels = plan.room(i, Math.ceil(dy.width / 4) * 4);
  const bytes = sumBytes(x.width, dy.width);
  const sums = plan.within(plan.guardOf(b), () => plan.bytes(inBatch ? 'slice' : 'fixed', bytes));
  // A slice begins with zeros.
  if (!inBatch) plan.zero(sums);
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
  if (inBatch)
    way.later('weights', () => plan.within(plan.guardOf(b), () => planUnpack(way, b, totalOf(sums))));
  else planUnpack(way, b, sums);
}

/** Plans the way of the sums to the gradient of the right side. */
function planUnpack(way: WayBack, b: number, sums: View): void {
  const { plan } = way;
  const [inner, width] = plan.graph.shapes[b]!;
  const param = plan.paramAt(b);
  if (param === undefined) {
    const target = way.gradients.target(b);
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
  const add = way.addsTo(b);
  plan.push('unpack', [sums], [], (f, frame) => {
    const to = { base: frame.at.gradient, offset: param, down: 4 * width, right: 4 };
    const from = { base: baseOf(frame, sums.buffer.region), offset: offsetOf(sums) };
    emitUnpack(f, inner, width, from, to, add);
  });
}
