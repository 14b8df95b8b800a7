/** `logBells`: the slopes of all bells are kept on the way forward, where they cost little. */
import { type BellPlanes, type BellSlopePlanes, emitLogBells, emitLogBellsBack } from '../emit/bells.ts';
import type { View } from '../plan/plan.ts';
import type { Planner } from '../plan/planner.ts';
import type { NodeOf, NodeRule } from './node-rule.ts';

type Bells = NodeOf<'logBells'>;

export const logBells: NodeRule<Bells> = {
  forward(plan, i, node) {
    const planes = planesOf(plan, node);
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
  },
  back({ plan, gradients }, i, node, dy) {
    const planes = planesOf(plan, node);
    // What bells were given may overlap, so each of them only adds.
    const zeroed = (a: number): View | undefined => {
      if (!plan.needsGradient[a]) return undefined;
      const { view, add } = gradients.target(a);
      if (!add) plan.zero(view);
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
  },
};

/** Where the values are that bells were given. */
function planesOf(plan: Planner, node: Bells): BellPlanes {
  const { size, bend } = node;
  const [low, high] = [plan.value(node.low), plan.value(node.high)];
  const [rate, centre, half] = [plan.value(node.rate), plan.value(node.centre), plan.value(node.half)];
  return { low, high, rate, centre, half, size, bend };
}
