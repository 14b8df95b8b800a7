/**
 * The laws of moves, of the heads `counts` and `van`, as ONNX operators; `learned/heads/mixture/law.ts` and
 * `learned/heads/van/law.ts` state them. Of a `van` the file tells what its network says of the row; its decoder,
 * which takes a turn for each coordinate, lies in the metadata for whoever draws.
 */
import type { Network } from '../../crn/network.ts';
import type { OnnxModel, Value } from '../../tensor/onnx/model.ts';
import { countsColumns, leastScale, scaleRange, shearRange } from '../learned/heads/mixture/graph.ts';
import { decoderPlaces, sizeOf, toldPlaces, type VanSize, vanColumns } from '../learned/heads/van/decoder.ts';
import type { CountsJob } from '../learned/inputs/inputs.ts';
import { movesOf } from '../learned/lattice/moves.ts';
import { addBody, type Body } from './body.ts';
import { addAnchors, addFeatures } from './counts-inputs.ts';
import { addPropensities, type State } from './propensities.ts';
import { supportTable } from './support-table.ts';

/** Adds the outputs of the head. @returns its metadata */
export function movesLaw(body: Body, network: Network, job: CountsJob, counts: Value, state: State): object {
  const { model } = body;
  const moves = movesOf(network, job.scaling.basis);
  const n = moves.rank;
  const a = addPropensities(model, network, state);
  const cut = addBody(body, addFeatures(model, network, job, counts, a, state));
  const anchors = addAnchors(model, network, moves, job, counts, a, state);
  const { head } = job.shape;
  const size = head.kind === 'van' ? sizeOf(head, job.scaling) : undefined;
  const columns = size ? vanColumns(size) : countsColumns(body.mixtures, n);
  model.output('propensities', a, 'double', ['rows', network.reactions.length]);
  model.output('gate', cut(columns.gate, columns.gate + 1), 'float', ['rows', 1]);
  model.output('base', anchors.base, 'double', ['rows', n]);
  const pairs = n > 1 ? model.cast(cut(columns.shear, columns.width), 'double') : undefined;
  addShear(model, pairs, anchors, n);
  if (size) {
    const { decoder } = size;
    const { hidden } = vanColumns(size);
    const said = model.reshape(cut(hidden, hidden + n * decoder), [0, n, decoder]);
    model.output('hidden', said, 'float', ['rows', n, decoder]);
    model.output('unit', anchors.scale, 'double', ['rows', n]);
  } else addComponents(body, job, anchors, cut);
  const { species, basis } = moves;
  return {
    basis: Array.from({ length: species }, (_, s) => basis.slice(s * n, (s + 1) * n)),
    support: supportTable(network, moves),
    ...(size ? { decoder: decoderOf(size, job, body.weights) } : {}),
  };
}

interface AnchorValues {
  readonly base: Value;
  readonly scale: Value;
}

type Cut = ReturnType<typeof addBody>;

/** Weights, centres and widths of a mixture over all coordinates. */
function addComponents({ model, mixtures: c }: Body, job: CountsJob, anchors: AnchorValues, cut: Cut): void {
  const { home, spread, anchor } = job.scaling;
  const n = anchor.length;
  const columns = countsColumns(c, n);
  const [base, unit] = [anchors.base, anchors.scale].map((x) => model.reshape(x, [0, 1, n]));
  const cube = (from: number): Value =>
    model.cast(model.reshape(cut(from, from + c * n), [0, c, n]), 'double');
  const offset = model.node('Add', [
    model.node('Mul', [cube(columns.location), unit!]),
    model.constant('double', [1, c, n], home),
  ]);
  const growth = bounded(model, cube(columns.scale), scaleRange);
  const wide = model.node('Exp', [model.node('Add', [model.constant('double', [1, c, n], spread), growth])]);
  const width = model.node('Add', [model.node('Mul', [wide, unit!]), model.scalar('double', leastScale)]);
  model.output('logits', cut(0, c), 'float', ['rows', c]);
  model.output('centre', model.node('Add', [base!, offset]), 'double', ['rows', c, n]);
  model.output('scale', width, 'double', ['rows', c, n]);
}

/** What a coordinate takes from those before it, in molecules. */
function addShear(
  model: OnnxModel,
  pairs: Value | undefined,
  { base, scale }: AnchorValues,
  n: number,
): void {
  const row = model.reshape(scale, [0, 1, n]);
  const shear =
    pairs === undefined
      ? model.node('Mul', [model.reshape(base, [0, 1, n]), model.scalar('double', 0)])
      : square(model, bounded(model, pairs, shearRange), n);
  const units = model.node('Div', [model.reshape(scale, [0, n, 1]), row]);
  model.output('shear', model.node('Mul', [shear, units]), 'double', ['rows', n, n]);
}

/** limit · tanh(x / limit). */
function bounded(model: OnnxModel, x: Value, limit: number): Value {
  const range = model.scalar('double', limit);
  return model.node('Mul', [model.node('Tanh', [model.node('Div', [x, range])]), range]);
}

/** The pairs j < i as a matrix of n × n, 0 elsewhere. */
function square(model: OnnxModel, pairs: Value, n: number): Value {
  const count = (n * (n - 1)) / 2;
  const places = new Array<number>(count * n * n).fill(0);
  for (let i = 1, pair = 0; i < n; i++)
    for (let j = 0; j < i; j++, pair++) places[pair * n * n + i * n + j] = 1;
  const flat = model.node('MatMul', [pairs, model.constant('double', [count, n * n], places)]);
  return model.reshape(flat, [0, n, n]);
}

/** The decoder's parameters, by coordinate. */
function decoderOf(size: VanSize, { scaling: { home, spread } }: CountsJob, weights: Float32Array): object[] {
  const { counted, components: c, decoder: h } = size;
  const told = toldPlaces(size);
  const numbers = (from: number, count: number): number[] => [...weights.subarray(from, from + count)];
  const matrix = (from: number, rows: number, width: number): number[][] =>
    Array.from({ length: rows }, (_, r) => numbers(from + r * width, width));
  return decoderPlaces(size, weights.length).map((place, i) => ({
    counted: counted[i],
    lean: matrix(place.lean, told[i]!, h),
    weights: matrix(place.weights, h, 3 * c),
    bias: numbers(place.bias, 3 * c),
    home: home.slice(i * c, (i + 1) * c),
    spread: spread.slice(i * c, (i + 1) * c),
  }));
}
