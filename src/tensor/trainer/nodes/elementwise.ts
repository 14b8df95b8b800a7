/** What is computed element by element, an operand of one column or row standing for all. */
import { f32x4, v128 } from '../../../wasm/encoder.ts';
import type { BinaryOp, UnaryOp } from '../../graph.ts';
import { softplusWithSlope, swishWithSlope, vectorFunctions } from '../../vector/activations.ts';
import { emitMap } from '../emit/planes.ts';
import { binarySlopes, unarySlopes } from '../emit/slopes.ts';
import type { NodeOf, NodeRule } from './node-rule.ts';
import { biasedProduct, planProduct } from './products.ts';

const binaryVector: Readonly<Record<BinaryOp, typeof f32x4.add>> = {
  add: f32x4.add,
  sub: f32x4.sub,
  mul: f32x4.mul,
  div: f32x4.div,
  max: f32x4.max,
  min: f32x4.min,
};

/** Functions whose slope costs little where their value is computed, and much later on. */
const withSlope: { readonly [Op in UnaryOp]?: typeof swishWithSlope } = {
  swish: swishWithSlope,
  softplus: softplusWithSlope,
};

export const unary: NodeRule<NodeOf<UnaryOp>> = {
  forward(plan, i, { op, a }) {
    const [from, to] = [plan.value(a), plan.result(i)];
    const both = withSlope[op];
    if (both && plan.needsGradient[i]) {
      const slope = plan.room(i);
      plan.keep(i, 'slope', slope);
      plan.push(op, [from], [to.view, slope], (f, frame) =>
        emitMap(f, frame, [from], [to, { view: slope, add: false }], (x) => {
          const { value, slope: s } = both(f, x!);
          return [value, s];
        }),
      );
      return;
    }
    plan.push(op, [from], [to.view], (f, frame) =>
      emitMap(f, frame, [from], [to], (x) => [vectorFunctions[op](f, x!)]),
    );
  },
  back(way, i, { op, a }, dy) {
    const { plan } = way;
    const { from, times } = unarySlopes[op];
    const given = {
      operand: () => [plan.value(a)],
      result: () => [plan.value(i)],
      slope: () => [plan.kept(i, 'slope')],
    };
    way.give(i, a, { from: [dy, ...(from ? given[from]() : [])], op: (d, x) => times(d!, x!) });
  },
};

export const binary: NodeRule<NodeOf<BinaryOp>> = {
  forward(plan, i, node) {
    const biased = biasedProduct(plan, i);
    if (biased) {
      planProduct(plan, i, biased.product, biased.row);
      return;
    }
    const op = binaryVector[node.op];
    plan.map(node.op, [plan.value(node.a), plan.value(node.b)], [plan.result(i)], (a, b) => [op(a!, b!)]);
  },
  back(way, i, { op, a, b }, dy) {
    const { plan } = way;
    const given = {
      a: () => plan.value(a),
      b: () => plan.value(b),
      result: () => plan.value(i),
    };
    for (const side of ['a', 'b'] as const) {
      const { from, times } = binarySlopes[op][side];
      const operand = side === 'a' ? a : b;
      if (!plan.needsGradient[operand]) continue;
      way.give(
        i,
        operand,
        times
          ? { from: [dy, ...from.map((what) => given[what]())], op: (d, ...x) => times(d!, ...x) }
          : { copy: dy },
      );
    }
  },
};

export const where: NodeRule<NodeOf<'where'>> = {
  forward(plan, i, node) {
    const from = [node.a, node.b, node.c].map((n) => plan.value(n));
    plan.map('where', from, [plan.result(i)], (a, b, c) => [
      v128.bitselect(b!, c!, f32x4.gt(a!, f32x4.const(0))),
    ]);
  },
  back(way, i, node, dy) {
    const chosen = way.plan.value(node.a);
    const zero = f32x4.const(0);
    way.give(i, node.b, { from: [chosen, dy], op: (a, d) => v128.and(d!, f32x4.gt(a!, zero)) });
    way.give(i, node.c, { from: [chosen, dy], op: (a, d) => v128.andnot(d!, f32x4.gt(a!, zero)) });
  },
};
