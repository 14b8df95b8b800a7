/** Features and anchors of the `counts` head as ONNX operators; `learned/inputs/features.ts` and `inputs.ts` state them. */
import { dependencies } from '../../crn/dependencies.ts';
import type { Network } from '../../crn/network.ts';
import type { OnnxModel, Value } from '../../tensor/onnx/model.ts';
import { rare } from '../learned/inputs/features.ts';
import { asksFlow, type CountsJob } from '../learned/inputs/inputs.ts';
import type { Moves } from '../learned/lattice/moves.ts';
import { addFlow } from './flow.ts';
import type { State } from './propensities.ts';

/** Adds, subtracts, … doubles. */
function arithmetic(model: OnnxModel) {
  const binary = (operator: string) => (a: Value, b: Value | number) =>
    model.node(operator, [a, typeof b === 'number' ? model.scalar('double', b) : b]);
  return {
    add: binary('Add'),
    sub: binary('Sub'),
    mul: binary('Mul'),
    div: binary('Div'),
    min: binary('Min'),
    log: (x: Value) => model.node('Log', [x]),
    sqrt: (x: Value) => model.node('Sqrt', [x]),
    sum: (x: Value) => model.node('ReduceSum', [x, model.constant('int64', [1], [1])], { keepdims: 1 }),
    above0: (x: Value) => model.node('Greater', [x, model.scalar('double', 0)]),
    concat: (parts: readonly Value[]) => model.node('Concat', parts, { axis: 1 }),
    row: (values: readonly number[]) => model.constant('double', [1, values.length], values),
    columns: (x: Value, index: readonly number[]) =>
      model.node('Gather', [x, model.constant('int64', [index.length], index)], { axis: 1 }),
  };
}

/** Standardised features, float [rows, features]; computed in double: large counts keep their digits. */
export function addFeatures(
  model: OnnxModel,
  network: Network,
  { shape, domain, dt, scaling }: CountsJob,
  counts: Value,
  a: Value,
  state: State,
): Value {
  const m = arithmetic(model);
  const read = dependencies(network).readers.flatMap((by, s) => (by.length > 0 ? [s] : []));
  const reactions = network.reactions.length;
  const a0 = m.sum(a);
  const share = m.log(m.add(m.div(a, a0), rare));
  const blocks = [
    ...(read.length > 0 ? countBlocks(model, m.columns(counts, read)) : []),
    ...scaling.marks.map(({ species, count }) =>
      model.cast(model.node('Equal', [state.species(species), model.scalar('double', count)]), 'double'),
    ),
    m.log(m.add(m.mul(a, dt), 1)),
    model.node('Where', [m.above0(a0), share, model.scalar('double', 0)]),
    model.cast(m.above0(a), 'double'),
    m.log(m.add(m.mul(a0, dt), rare)),
    ...shape.rateInputs.map((name) => {
      const r = network.rates.indexOf(name);
      // Ranges of rates usually span decades.
      return domain.rates[r]![0] > 0 ? m.log(state.rate(r)) : state.rate(r);
    }),
    ...(shape.stepInput ? [m.add(m.mul(a0, 0), Math.log(dt))] : []),
  ];
  // The blocks hold one kind of feature each; the head reads all kinds of a species, then of a reaction.
  const kinds = (width: number, count: number, from: number): number[] =>
    Array.from({ length: width * count }, (_, i) => from + (i % count) * width + Math.floor(i / count));
  const marksAt = 4 * read.length;
  const reactionsAt = marksAt + scaling.marks.length;
  const restAt = reactionsAt + 3 * reactions;
  const rest = 1 + shape.rateInputs.length + (shape.stepInput ? 1 : 0);
  const order = [
    ...kinds(read.length, 4, 0),
    ...kinds(1, scaling.marks.length, marksAt),
    ...kinds(reactions, 3, reactionsAt),
    ...kinds(1, rest, restAt),
  ];
  const raw = m.columns(m.concat(blocks), order);
  return model.cast(m.div(m.sub(raw, m.row(scaling.featureMean)), m.row(scaling.featureSd)), 'float');
}

function countBlocks(model: OnnxModel, n: Value): Value[] {
  const m = arithmetic(model);
  const empty = model.cast(model.node('Equal', [n, model.scalar('double', 0)]), 'double');
  return [m.log(m.add(n, 1)), m.sqrt(n), empty, n];
}

/** Base and scale of every coordinate, double [rows, rank]. */
export function addAnchors(
  model: OnnxModel,
  network: Network,
  moves: Moves,
  { scaling, dt }: CountsJob,
  counts: Value,
  a: Value,
  state: State,
): { base: Value; scale: Value } {
  const m = arithmetic(model);
  const { anchor, intercept, slope } = scaling;
  const { rank, species } = moves;
  const reactions = network.reactions.length;
  const linear = anchor.map((kind) => kind === 'linear');
  const slopes = Array.from({ length: species * rank }, (_, j) => {
    const [s, i] = [Math.floor(j / rank), j % rank];
    return linear[i] ? slope[i * species + s]! : 0;
  });
  const guess = model.node('MatMul', [counts, model.constant('double', [species, rank], slopes)]);
  const home = m.add(guess, m.row(linear.map((is, i) => (is ? intercept[i]! : 0))));
  const widest = m.row(scaling.scale);
  if (!asksFlow(scaling)) return { base: home, scale: m.add(m.mul(home, 0), widest) };
  const table = (value: (i: number, k: number) => number): Value =>
    model.constant(
      'double',
      [reactions, rank],
      Array.from({ length: reactions * rank }, (_, j) => value(j % rank, Math.floor(j / rank))),
    );
  const events = addFlow(model, network, dt, counts, a, state);
  const change = table((i, k) => (anchor[i] === 'change' ? moves.reactions[k]![i]! : 0));
  const square = table((i, k) => (linear[i] ? 0 : moves.reactions[k]![i]! ** 2));
  const base = m.add(model.node('MatMul', [events, change]), home);
  const variance = m.add(model.node('MatMul', [events, square]), 0.25);
  // A coordinate with a linear guess has the guess's own scale: an infinite one hides the other.
  const hidden = m.add(m.sqrt(variance), m.row(linear.map((is) => (is ? 1e300 : 0))));
  return { base, scale: m.min(hidden, widest) };
}
