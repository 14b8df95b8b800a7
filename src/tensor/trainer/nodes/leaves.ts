/** Where values come from, and where gradients end: inputs, parameters, constants. */
import { i32 } from '../../../wasm/encoder.ts';
import { emitLoad, emitStore } from '../emit/planes.ts';
import type { NodeOf, NodeRule } from './node-rule.ts';

export const input: NodeRule<NodeOf<'input'>> = {
  forward(plan, i) {
    const to = plan.result(i).view;
    const index = plan.nodes.filter((n) => n < i && plan.graph.nodes[n]!.op === 'input').length;
    plan.push('input', [], [to], (f, frame) =>
      emitLoad(f, frame, i32.load(i32.const(frame.at.staging + 4 * index)), frame.first, frame.last, to),
    );
  },
  back() {},
};

export const param: NodeRule<NodeOf<'param'>> = {
  // Planned when somebody asks for it as planes.
  forward() {},
  back(way, i, { name }, dy) {
    const { plan } = way;
    const add = way.addsTo(i);
    const last = plan.graph.shapes[i]![0] - 1;
    const at = plan.paramAt(i)!;
    plan.push(`gradient ${name}`, [dy], [], (f, frame) =>
      emitStore(f, frame, dy, frame.at.gradient + at, 0, last, add),
    );
  },
};

export const constant: NodeRule<NodeOf<'constant'>> = {
  // As a parameter.
  forward() {},
  back() {},
};
