/** The mean over rows: of the batch, summed slice by slice; or of a matrix of parameters. */
import { f32x4 } from '../../../wasm/encoder.ts';
import { emitSumRows } from '../emit/planes.ts';
import { part, ROW, totalOf, type View } from '../plan/plan.ts';
import type { Planner } from '../plan/planner.ts';
import type { NodeOf, NodeRule } from './node-rule.ts';

export const mean: NodeRule<NodeOf<'mean'>> = {
  forward(plan, i, { a }) {
    const from = part(plan.value(a), 0, 1);
    const rows = plan.graph.shapes[a]![0];
    if (rows === 1) {
      plan.copy('mean', from, plan.result(i));
      return;
    }
    const inBatch = plan.classes[a] === 'rows';
    const counted = plan.room(a, 1);
    const sum = inBatch ? planSlices(plan, from, counted) : planCounted(plan, from, plan.mask(a), counted);
    const whole = plan.allocate('fixed', ROW, 1, true);
    plan.push('mean', [sum], [whole], (f, frame) =>
      emitSumRows(f, frame, sum, { view: whole, add: false }, false),
    );
    if (inBatch)
      plan.map('mean', [whole, plan.inverseRows()], [plan.result(i)], (x, n) => [f32x4.mul(x!, n!)]);
    else plan.map('mean', [whole], [plan.result(i)], (x) => [f32x4.mul(x!, f32x4.const(1 / rows))]);
  },
  back(way, i, { a }, dy) {
    const { plan, gradients } = way;
    const rows = plan.graph.shapes[a]![0];
    if (!plan.needsGradient[a]) return;
    if (rows === 1) plan.copy('mean', dy, gradients.target(a, 0, 1));
    else if (plan.classes[a] === 'rows') {
      const share = plan.room(i);
      plan.map('share', [dy, plan.inverseRows()], [{ view: share, add: false }], (d, n) => [
        f32x4.mul(d!, n!),
      ]);
      way.later('rows', () =>
        plan.map('seed', [plan.valid(), share], [gradients.target(a, 0, 1)], (m, d) => [f32x4.mul(m!, d!)]),
      );
    } else
      plan.map('mean', [plan.mask(a), dy], [gradients.target(a, 0, 1)], (m, d) => [
        f32x4.mul(m!, f32x4.mul(d!, f32x4.const(1 / rows))),
      ]);
  },
};

/** Plans the column without the rows that only fill up a tile, which must not count. */
function planCounted(plan: Planner, from: View, mask: View, counted: View): View {
  plan.map('counted', [from, mask], [{ view: counted, add: false }], (x, m) => [f32x4.mul(x!, m!)]);
  return counted;
}

/** Plans the sums of a column of the batch over the rows of each slice. @returns those over all slices */
function planSlices(plan: Planner, from: View, counted: View): View {
  const known = plan.steps;
  plan.steps = plan.phases.forward;
  planCounted(plan, from, plan.valid(), counted);
  const lanes = plan.allocate('slice', ROW, 1, true);
  plan.push('sum', [counted], [lanes], (f, frame) =>
    emitSumRows(f, frame, counted, { view: lanes, add: true }, true),
  );
  plan.steps = known;
  return totalOf(lanes);
}
