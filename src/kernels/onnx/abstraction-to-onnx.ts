/**
 * A learned kernel as one ONNX file: counts and rates in, the parameters of the law of a
 * step out, so that any language with an ONNX runtime can sample it. What a sampler must
 * know besides lies in the file as JSON (`metadata_props`, key `crn-grid`); the formulas
 * are in `docs/onnx.md`.
 */

import { createHash } from 'node:crypto';
import type { Network } from '../../crn/network.ts';
import { KernelError } from '../../errors.ts';
import { OnnxModel, type Value } from '../../tensor/onnx/model.ts';
import type { Abstraction, GaussianScaling } from '../abstraction.ts';
import { leastSigma } from '../learned/heads/gaussian/graph.ts';
import { largestCount } from '../learned/lattice/support.ts';
import { learnedGraph } from '../learned/learned-graph.ts';
import { componentsOf, mixturesOf } from '../learned/shape/shape.ts';
import { checkLearnable } from '../open-kernel.ts';
import { addBody, type Body } from './body.ts';
import { movesLaw } from './moves-law.ts';
import type { State } from './propensities.ts';

/** The version of inputs, outputs, metadata and formulas; `docs/onnx.md` describes this one. */
export const formulaVersion = 2;

/** What the file tells of each row, by head. */
const outputsOf = {
  counts: ['propensities', 'logits', 'gate', 'centre', 'scale', 'base', 'shear'],
  van: ['propensities', 'gate', 'hidden', 'unit', 'base', 'shear'],
  gaussian: ['logits', 'mean', 'sigma'],
} as const;

/**
 * The bytes of the file.
 *
 * Inputs: `counts` float [rows, species], and `rates` double [rows, rate constants] where
 * the network has any. Outputs of the head `counts`: `propensities` double [rows, reactions],
 * `logits` float [rows, mixtures], `gate` float [rows, 1], `centre` and `scale` double
 * [rows, mixtures, coordinates], `base` double [rows, coordinates] and `shear` double
 * [rows, coordinates, coordinates]; of `van`: `propensities`, `gate`, `base` and `shear`, `unit` double
 * [rows, coordinates] and `hidden` float [rows, coordinates, decoder]; of `gaussian`: `logits`, `mean` and
 * `sigma` double [rows, mixtures, species]. A runtime computes only those it is asked for.
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
  if (shape.past > 1)
    throw new KernelError(
      'ONNX export',
      `the kernel looks back on ${shape.past} steps, and a file tells of one`,
      'Train a kernel with `past: 1` to export it.',
    );
  const outputs = outputsOf[shape.head.kind];
  const model = new OnnxModel(['counts', 'rates', ...outputs]);
  const counts = model.cast(model.input('counts', 'float', network.species.length), 'double');
  const rates = network.rates.length > 0 ? model.input('rates', 'double', network.rates.length) : undefined;
  const state = columnsOf(model, counts, rates);
  const body = {
    model,
    network: learnedGraph(network, abstraction),
    weights: abstraction.weights,
    mixtures: mixturesOf(shape.head),
  };
  const law =
    scaling.head !== 'gaussian'
      ? movesLaw(body, network, { shape, scaling, domain, dt }, counts, state)
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

/** Adds the outputs of the `gaussian` head, in molecules. @returns its metadata */
function gaussianLaw(
  body: Body,
  network: Network,
  { shape }: Abstraction,
  { origin, unit }: GaussianScaling,
  counts: Value,
  state: State,
): object {
  const { model, mixtures: c } = body;
  const n = network.species.length;
  const other = componentsOf(shape.head).find((kind) => kind !== 'normal-diag');
  if (other !== undefined)
    throw new KernelError(
      'ONNX export',
      `it knows normal-diag components alone, and the head has ${other}`,
      'Train a head of normal-diag components to export it.',
    );
  const row = (values: readonly number[], ...dims: number[]): Value =>
    model.constant('double', [...dims, values.length], values);
  const [low, units] = [origin.slice(0, n), unit.slice(0, n)];
  const scaled = (x: Value, from: Value, by: Value): Value =>
    model.node('Div', [model.node('Sub', [x, from]), by]);
  const inputs = shape.rateInputs.map((name, i) => {
    const rate = state.rate(network.rates.indexOf(name));
    return scaled(rate, model.scalar('double', origin[n + i]!), model.scalar('double', unit[n + i]!));
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
    head: shape.head.kind,
    species: network.species,
    rates: network.rates,
    rateInputs: shape.rateInputs,
    dt,
    domain,
    mixtures: mixturesOf(shape.head),
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
