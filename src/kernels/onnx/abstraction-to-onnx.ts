/**
 * A learned kernel as one ONNX file: counts and rates in, the parameters of the law of a
 * step out, so that any language with an ONNX runtime can sample it. What a sampler must
 * know besides lies in the file as JSON (`metadata_props`, key `crn-grid`); the formulas
 * are in `docs/onnx.md`.
 */
import { createHash } from 'node:crypto';
import type { Network } from '../../crn/network.ts';
import { addGraph } from '../../tensor/onnx/from-graph.ts';
import { OnnxModel, type Value } from '../../tensor/onnx/model.ts';
import type { Abstraction, GaussianScaling } from '../abstraction.ts';
import type { CountsJob } from '../mdn/counts-inputs.ts';
import { leastScale, leastSigma, scaleRange } from '../mdn/graphs.ts';
import { type LearnedGraph, learnedGraph } from '../mdn/learned-graph.ts';
import { movesOf } from '../mdn/moves.ts';
import { largestCount } from '../mdn/support.ts';
import { checkLearnable } from '../open-kernel.ts';
import { addAnchors, addFeatures } from './counts-inputs.ts';
import { addPropensities, type State } from './propensities.ts';
import { supportTable } from './support-table.ts';

/** The version of inputs, outputs, metadata and formulas; `docs/onnx.md` describes this one. */
export const formulaVersion = 1;

/**
 * The bytes of the file.
 *
 * Inputs: `counts` float [rows, species], and `rates` double [rows, rate constants] where
 * the network has any. Outputs of the head `counts`: `propensities` double [rows, reactions],
 * `logits` float [rows, mixtures], `gate` float [rows, 1], `centre` and `scale` double
 * [rows, mixtures, coordinates]; of the head `gaussian`: `logits`, `mean` and `sigma` double
 * [rows, mixtures, species]. A runtime computes only those it is asked for.
 *
 * @param name  of the model, for readers
 * @throws KernelError for a network that cannot be learned or whose laws ONNX cannot say
 */
export function abstractionToOnnx(
  network: Network,
  abstraction: Abstraction,
  name: string,
): Uint8Array<ArrayBuffer> {
  const { shape, scaling, domain, dt } = abstraction;
  checkLearnable(network, shape);
  const outputs =
    scaling.head === 'counts'
      ? ['propensities', 'logits', 'gate', 'centre', 'scale']
      : ['logits', 'mean', 'sigma'];
  const model = new OnnxModel(['counts', 'rates', ...outputs]);
  const counts = model.cast(model.input('counts', 'float', network.species.length), 'double');
  const rates = network.rates.length > 0 ? model.input('rates', 'double', network.rates.length) : undefined;
  const state = columnsOf(model, counts, rates);
  const body = {
    model,
    network: learnedGraph(network, abstraction),
    weights: abstraction.weights,
    mixtures: shape.mixtures,
  };
  const law =
    scaling.head === 'counts'
      ? countsLaw(body, network, { shape, scaling, domain, dt }, counts, state)
      : gaussianLaw(body, network, abstraction, scaling, counts, state);
  return model.build({
    name,
    description: `P(x' | x, ${dt}) of a stochastic reaction network, learned by crn-grid. See docs/onnx.md there.`,
    metadata: { 'crn-grid': JSON.stringify({ ...facts(network, abstraction), ...law }) },
  });
}

/** Columns of the inputs, each taken out once. */
function columnsOf(model: OnnxModel, counts: Value, rates: Value | undefined): State {
  const column = (from: Value, name: string) => {
    const taken = new Map<number, Value>();
    return (index: number): Value => {
      const known = taken.get(index);
      if (known !== undefined) return known;
      const at = model.constant('int64', [1], [index]);
      const value = model.node('Gather', [from, at], { axis: 1 }, `${name}_${index}`);
      taken.set(index, value);
      return value;
    };
  };
  return { species: column(counts, 'n'), rate: column(rates ?? counts, 'k') };
}

interface Body {
  readonly model: OnnxModel;
  readonly network: LearnedGraph;
  readonly weights: Float32Array;
  readonly mixtures: number;
}

/** The network's numbers for each row: a function that cuts columns from..to−1 out of them. */
function addBody({ model, network, weights }: Body, features: Value) {
  const { graph, input, output } = network;
  const head = addGraph(model, graph, weights, new Map([[input, features]]), [output]).get(output)!;
  return (from: number, to: number): Value =>
    model.node('Slice', [head, ...[from, to, 1].map((n) => model.constant('int64', [1], [n]))]);
}

/** Adds the outputs of the `counts` head; `counts-head.ts` states the law. @returns its metadata */
function countsLaw(body: Body, network: Network, job: CountsJob, counts: Value, state: State): object {
  const { model, mixtures: c } = body;
  const moves = movesOf(network, job.scaling.basis);
  const n = moves.rank;
  const a = addPropensities(model, network, state);
  const cut = addBody(body, addFeatures(model, network, job, counts, a, state));
  const anchors = addAnchors(model, network, moves, job, counts, a, state);
  const [base, unit] = [anchors.base, anchors.scale].map((x) => model.reshape(x, [0, 1, n]));
  const cube = (from: number): Value =>
    model.cast(model.reshape(cut(from, from + c * n), [0, c, n]), 'double');
  const binary = (operator: string, x: Value, y: Value): Value => model.node(operator, [x, y]);
  const range = model.scalar('double', scaleRange);
  const offset = binary(
    'Add',
    binary('Mul', cube(c), unit!),
    model.constant('double', [1, c, n], job.scaling.home),
  );
  const bent = model.node('Tanh', [binary('Div', cube(c + c * n), range)]);
  const wide = model.node('Exp', [binary('Mul', bent, range)]);
  const width = binary('Add', binary('Mul', wide, unit!), model.scalar('double', leastScale));
  model.output('propensities', a, 'double', ['rows', network.reactions.length]);
  model.output('logits', cut(0, c), 'float', ['rows', c]);
  model.output('gate', cut(c + 2 * c * n, c + 2 * c * n + 1), 'float', ['rows', 1]);
  model.output('centre', binary('Add', base!, offset), 'double', ['rows', c, n]);
  model.output('scale', width, 'double', ['rows', c, n]);
  const { species, basis } = moves;
  return {
    basis: Array.from({ length: species }, (_, s) => basis.slice(s * n, (s + 1) * n)),
    support: supportTable(network, moves),
  };
}

/** Adds the outputs of the `gaussian` head, in molecules. @returns its metadata */
function gaussianLaw(
  body: Body,
  network: Network,
  { shape, domain }: Abstraction,
  { low, high }: GaussianScaling,
  counts: Value,
  state: State,
): object {
  const { model, mixtures: c } = body;
  const n = network.species.length;
  const row = (values: readonly number[], ...dims: number[]): Value =>
    model.constant('double', [...dims, values.length], values);
  const units = high.map((h, s) => Math.max(h - low[s]!, 1));
  const scaled = (x: Value, from: Value, unit: Value): Value =>
    model.node('Div', [model.node('Sub', [x, from]), unit]);
  const inputs = shape.rateInputs.map((name) => {
    const r = network.rates.indexOf(name);
    const [least, most] = domain.rates[r]!;
    // A rate that never varied is read as 0.
    const span = most > least ? most - least : Number.POSITIVE_INFINITY;
    return scaled(state.rate(r), model.scalar('double', least), model.scalar('double', span));
  });
  const features = model.node('Concat', [scaled(counts, row(low, 1), row(units, 1)), ...inputs], { axis: 1 });
  const cut = addBody(body, model.cast(features, 'float'));
  const cube = (from: number): Value =>
    model.cast(model.reshape(cut(from, from + c * n), [0, c, n]), 'double');
  const raw = cube(c + c * n);
  const above = model.node('Greater', [raw, model.scalar('double', 0)]);
  const one = model.scalar('double', 1);
  // 1 + elu(x): 1 + x above 0, e^x below.
  const sigma = model.node('Max', [
    model.node('Where', [above, model.node('Add', [raw, one]), model.node('Exp', [raw])]),
    model.scalar('double', leastSigma),
  ]);
  const mean = model.node('Add', [model.node('Mul', [cube(c), row(units, 1, 1)]), row(low, 1, 1)]);
  model.output('logits', cut(0, c), 'float', ['rows', c]);
  model.output('mean', mean, 'double', ['rows', c, n]);
  model.output('sigma', model.node('Mul', [sigma, row(units, 1, 1)]), 'double', ['rows', c, n]);
  return {};
}

/** What a file says of itself, whatever its head. */
function facts(network: Network, abstraction: Abstraction): object {
  const { shape, dt, domain, networkHash, provenance, verdict, weights } = abstraction;
  return {
    formulaVersion,
    head: shape.head,
    species: network.species,
    rates: network.rates,
    rateInputs: shape.rateInputs,
    dt,
    domain,
    mixtures: shape.mixtures,
    largestCount,
    reactions: network.reactions.map((reaction) => ({
      name: reaction.name,
      reactants: reaction.reactants,
      change: network.species.map((_, s) => reaction.change.find((c) => c.species === s)?.count ?? 0),
    })),
    networkHash,
    weightsHash: createHash('sha256').update(bytesOf(weights)).digest('hex'),
    provenance,
    verdict,
  };
}

/** Little-endian float32, as `weights.bin` holds them. */
function bytesOf(weights: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * weights.length));
  weights.forEach((w, i) => {
    view.setFloat32(4 * i, w, true);
  });
  return new Uint8Array(view.buffer);
}
