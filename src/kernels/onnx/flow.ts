/** The mean-field flow (`learned/inputs/flow.ts`) as ONNX operators, its substeps one after the other. */
import type { Network } from '../../crn/network.ts';
import type { OnnxModel, Value } from '../../tensor/onnx/model.ts';
import { madeBy, nothing, passes, rounding, substeps, usedBy } from '../learned/inputs/flow.ts';
import { addFlowPropensities, type State } from './propensities.ts';

/**
 * Events of every reaction in a step of `dt`, double [rows, reactions].
 *
 * @param counts  double [rows, species]
 * @param a       propensities there, double [rows, reactions]
 * @param state   the rates are read from it
 */
export function addFlow(
  model: OnnxModel,
  network: Network,
  dt: number,
  counts: Value,
  a: Value,
  state: State,
): Value {
  const { reactions, species } = network;
  const node = (operator: string, ...inputs: Value[]): Value => model.node(operator, inputs);
  const table = (rows: number, columns: number, entries: (row: number, column: number) => number): Value =>
    model.constant(
      'double',
      [rows, columns],
      Array.from({ length: rows * columns }, (_, i) => entries(Math.floor(i / columns), i % columns)),
    );
  const [zero, one, two, h, tiny, slack] = [0, 1, 2, dt / substeps, nothing, -rounding].map((x) =>
    model.scalar('double', x),
  );
  const uses = reactions.map(({ change }) => usedBy(change));
  const terms = (of: readonly (readonly { readonly species: number; readonly count: number }[])[]): Value =>
    table(reactions.length, species.length, (k, s) => of[k]!.find((term) => term.species === s)?.count ?? 0);
  const taken = terms(uses);
  const brought = terms(reactions.map((r) => madeBy(r.change)));
  const change = terms(reactions.map((r) => r.change));
  /** The n-th species that each reaction uses, its first where it has no n-th; the column after all where it uses none. */
  const most = Math.max(0, ...uses.map((of) => of.length));
  const shareOf = Array.from({ length: most }, (_, n) =>
    model.constant(
      'int64',
      [reactions.length],
      uses.map((of) => (of[n] ?? of[0])?.species ?? species.length),
    ),
  );

  let x = counts;
  let total: Value | undefined;
  for (let step = 0; step < substeps; step++) {
    const now =
      step === 0 ? a : addFlowPropensities(model, network, { ...state, species: columns(model, x) });
    const wanted = node('Mul', now, h!);
    const asked = node('MatMul', wanted, taken);
    const ones = node('Add', node('Mul', columns(model, x)(0), zero!), one!);
    /** What is wanted, by the least share of what each reaction uses. */
    const limited = (share: Value): Value => {
      if (most === 0) return wanted;
      const padded = model.node('Concat', [share, ones], { axis: 1 });
      const [first, ...others] = shareOf.map((index) => gather(model, padded, index));
      return node(
        'Mul',
        wanted,
        others.reduce((least, other) => node('Min', least, other), first!),
      );
    };
    const arrived = (events: Value): Value => node('Add', x, node('MatMul', events, change));

    const y = node('Div', asked, x);
    const more = node('Add', y, two!);
    const spread = node('Add', y, node('Div', two!, more));
    let happen = wanted;
    let made = node('MatMul', wanted, brought);
    for (let pass = 0; pass < passes; pass++) {
      if (pass > 0) made = node('MatMul', happen, brought);
      const gained = node('Div', node('Mul', node('Div', made, x), node('Add', y, one!)), more);
      const share = node('Div', node('Add', gained, one!), spread);
      happen = limited(node('Where', node('Greater', asked, zero!), share, one!));
    }
    const stocked = limited(node('Where', node('Greater', asked, x), node('Div', x, asked), one!));
    const later = arrived(happen);
    const safe = node('Max', arrived(stocked), zero!);
    const ways = node(
      'Where',
      node('Less', later, node('Mul', node('Add', x, made), slack!)),
      node('Div', safe, node('Sub', safe, later)),
      one!,
    );
    const way = model.node('ReduceMin', [ways], { axes: [1], keepdims: 1 });
    const events = node('Add', stocked, node('Mul', node('Sub', happen, stocked), way));
    total = total === undefined ? events : node('Add', total, events);
    const after = arrived(events);
    x = node('Where', node('Greater', after, tiny!), after, zero!);
  }
  return total!;
}

function gather(model: OnnxModel, from: Value, index: Value): Value {
  return model.node('Gather', [from, index], { axis: 1 });
}

function columns(model: OnnxModel, from: Value): (index: number) => Value {
  const taken = new Map<number, Value>();
  return (index) => {
    const known = taken.get(index) ?? gather(model, from, model.constant('int64', [1], [index]));
    taken.set(index, known);
    return known;
  };
}
