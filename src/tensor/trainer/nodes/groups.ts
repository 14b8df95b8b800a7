/** One number for each group of neighbouring columns, and the softmax within a group. */
import { f32x4, v128 } from '../../../wasm/encoder.ts';
import type { GroupOp } from '../../graph.ts';
import { exp, log } from '../../vector/activations.ts';
import { emitFold, emitMap, emitSpread, type Variable, type Vector } from '../emit/planes.ts';
import { flush } from '../emit/slopes.ts';
import type { View } from '../plan/plan.ts';
import type { Planner } from '../plan/planner.ts';
import type { WayBack } from '../plan/way-back.ts';
import type { NodeOf, NodeRule } from './node-rule.ts';

type Group = NodeOf<GroupOp>;

/** Larger than the difference of any two finite floats may be: −∞ clipped to it makes no ∞ − ∞. */
const FLOOR = -3e38;

export const groupSum: NodeRule<Group> = {
  forward(plan, i, { op, a, size }) {
    plan.fold(op, plan.value(a), size, plan.result(i));
  },
  back(way, _, node, dy) {
    spread(way, node, [dy], [], (d) => d!);
  },
};

export const groupMax: NodeRule<Group> = {
  forward(plan, i, { op, a, size }) {
    const [x, to] = [plan.value(a), plan.result(i)];
    plan.push(op, [x], [to.view], (f, frame) => emitFold(f, frame, x, size, to, -Infinity, f32x4.max));
  },
  back(way, i, node, dy) {
    const { plan } = way;
    spread(way, node, [dy, plan.value(i)], [plan.value(node.a)], (d, y, x) => v128.and(d!, f32x4.eq(x!, y!)));
  },
};

export const groupLogSumExp: NodeRule<Group> = {
  forward(plan, i, node) {
    const { top, terms, sum } = planTerms(plan, i, node);
    const to = plan.result(i);
    plan.push(node.op, [top, sum], [to.view], (f, frame) =>
      emitMap(f, frame, [top, sum], [to], (t, s) => [f32x4.add(t!, log(f, s!))]),
    );
    plan.keep(i, 'terms', terms);
    plan.keep(i, 'sum', sum);
  },
  back(way, i, node, dy) {
    const { plan } = way;
    // The largest term is 1, so the sum is at least that, or there is none but −∞.
    spread(way, node, [dy, plan.kept(i, 'sum')], [plan.kept(i, 'terms')], (d, sum, term) =>
      f32x4.mul(term!, f32x4.div(d!, f32x4.pmax(sum!, f32x4.const(0.5)))),
    );
  },
};

export const groupSoftmax: NodeRule<Group> = {
  forward(plan, i, node) {
    const { terms, sum } = planTerms(plan, i, node);
    const to = plan.result(i);
    plan.push(node.op, [sum, terms], [to.view], (f, frame) =>
      emitSpread(f, frame, [sum], [terms], node.size, to, (s, e) => f32x4.div(e!, s!)),
    );
  },
  back(way, i, node, dy) {
    const { plan } = way;
    const y = plan.value(i);
    const product = plan.room(i);
    plan.map('product', [dy, y], [{ view: product, add: false }], (d, v) => [f32x4.mul(d!, v!)]);
    const sum = plan.room(i, plan.width(i) / node.size);
    plan.fold('sum', product, node.size, { view: sum, add: false });
    spread(way, node, [sum], [y, dy], (s, v, d) => f32x4.mul(v!, f32x4.sub(d!, s!)));
  },
};

/** Plans exp(x − the largest x of its group), and the sums of that: nothing overflows. */
function planTerms(plan: Planner, i: number, { a, size }: Group): Record<'top' | 'terms' | 'sum', View> {
  const x = plan.value(a);
  const groups = plan.width(a) / size;
  const top = plan.room(i, groups);
  plan.push('top', [x], [top], (f, frame) =>
    emitFold(f, frame, x, size, { view: top, add: false }, FLOOR, f32x4.pmax),
  );
  const terms = plan.room(i, plan.width(a));
  plan.push('terms', [top, x], [terms], (f, frame) =>
    emitSpread(f, frame, [top], [x], size, { view: terms, add: false }, (t, v) =>
      flush(f, exp(f, f32x4.sub(v!, t!))),
    ),
  );
  const sum = plan.room(i, groups);
  plan.fold('sum', terms, size, { view: sum, add: false });
  return { top, terms, sum };
}

/** Gives every member of a group its share of what the group gets. */
function spread(
  { plan, gradients }: WayBack,
  { op, a, size }: Group,
  groups: readonly View[],
  members: readonly View[],
  times: (...values: Variable[]) => Vector,
): void {
  const to = gradients.target(a);
  plan.push(op, [...groups, ...members], [to.view], (f, frame) =>
    emitSpread(f, frame, groups, members, size, to, (...values) => flush(f, times(...values))),
  );
}
