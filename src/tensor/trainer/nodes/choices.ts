/** A choice among branches: what a row does not go through has no weight, and what no row of a tile goes through is left out. */
import { f32x4, i32, v128 } from '../../../wasm/encoder.ts';
import { offsetOf, part } from '../plan/plan.ts';
import type { Planner } from '../plan/planner.ts';
import type { NodeOf, NodeRule } from './node-rule.ts';

/** Plans the flags of a choice: which of its branches are live in a tile. */
export function planFlags(plan: Planner, i: number, { live, columns }: NodeOf<'choose'>): void {
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

export const choose: NodeRule<NodeOf<'choose'>> = {
  // Weights are 0 where a row's branch is not live; the way back wants them, too.
  forward(plan, i, { live, columns, weights, branches }) {
    const [gates, all] = [plan.value(live), plan.value(weights)];
    const { view } = plan.result(i);
    plan.zero(view);
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
  },
  back(way, i, { live, columns, weights, branches }, dy) {
    const { plan, gradients } = way;
    const kept = plan.kept(i, 'weights');
    branches.forEach((branch, k) => {
      plan.within(plan.guardOfBranch(i, k), () => {
        const own = part(kept, k, 1);
        if (plan.needsGradient[branch])
          way.write({ from: [dy, own], op: (d, w) => f32x4.mul(d!, w!) }, gradients.target(branch));
        if (!plan.needsGradient[weights]) return;
        const [product, sum] = [plan.room(i), plan.room(i, 1)];
        const x = plan.value(branch);
        way.write({ from: [dy, x], op: (d, v) => f32x4.mul(d!, v!) }, { view: product, add: false });
        plan.fold('sum', product, plan.width(i), { view: sum, add: false });
        const gate = part(plan.value(live), columns[k]!, 1);
        way.write(
          { from: [sum, gate], op: (s, g) => v128.and(s!, f32x4.gt(g!, f32x4.const(0))) },
          gradients.target(weights, k, 1),
        );
      });
    });
  },
};
