/** The mean-field flow (`mdn/flow.ts`) as ONNX operators, its substeps one after the other. */
import type { Network } from '../../crn/network.ts';
import type { OnnxModel, Value } from '../../tensor/onnx/model.ts';
import { substeps, usedBy } from '../mdn/counts/flow.ts';
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
  const [zero, one, h] = [0, 1, dt / substeps].map((x) => model.scalar('double', x));
  const uses = reactions.map(({ change }) => usedBy(change));
  const taken = table(
    reactions.length,
    species.length,
    (k, s) => uses[k]!.find((use) => use.species === s)?.count ?? 0,
  );
  const change = table(
    reactions.length,
    species.length,
    (k, s) => reactions[k]!.change.find((c) => c.species === s)?.count ?? 0,
  );
  /** The share of the n-th species that each reaction uses; 1, in the column after all species, where there is none. */
  const most = Math.max(0, ...uses.map((of) => of.length));
  const shareOf = Array.from({ length: most }, (_, n) =>
    model.constant(
      'int64',
      [reactions.length],
      uses.map((of) => of[n]?.species ?? species.length),
    ),
  );

  let x = counts;
  let total: Value | undefined;
  for (let step = 0; step < substeps; step++) {
    const now =
      step === 0 ? a : addFlowPropensities(model, network, { ...state, species: columns(model, x) });
    const wanted = node('Mul', now, h!);
    const asked = node('MatMul', wanted, taken);
    const share = node('Where', node('Greater', asked, x), node('Div', x, asked), one!);
    const padded = model.node(
      'Concat',
      [share, node('Add', node('Mul', columns(model, x)(0), zero!), one!)],
      {
        axis: 1,
      },
    );
    const events = shareOf.reduce(
      (limited, index) => node('Min', limited, node('Mul', wanted, gather(model, padded, index))),
      wanted,
    );
    total = total === undefined ? events : node('Add', total, events);
    x = node('Max', node('Add', x, node('MatMul', events, change)), zero!);
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
