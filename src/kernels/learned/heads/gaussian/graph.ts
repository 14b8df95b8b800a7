/**
 * The network of the `gaussian` head, and how it is trained.
 *
 * Every output reads the whole body: the published network gives means and deviations a part of
 * it each, which is this one with some weights held at 0.
 *
 * Source: Repin & Petrov, Information and Computation 2021, doi 10.1016/j.ic.2021.104788.
 */
import { type Graph, GraphBuilder, type NodeId } from '../../../../tensor/graph.ts';
import type { BuildBody } from '../../bodies/body.ts';
import type { ComponentKind, HeadSpec } from '../../shape/shape.ts';

/** Least standard deviation of the published head, in scaled units. */
export const leastSigma = 0.01;
/** Least scaled number that a log-normal component is asked about: where min–max scaling begins. */
export const leastPositive = 1e-9;

export type GaussianSpec = Extract<HeadSpec, { kind: 'gaussian' }>;

/** Are the coordinates of such a component correlated? */
export function isCorrelated(kind: ComponentKind): boolean {
  return kind.endsWith('tril');
}

/** Is it a law of logarithms? */
export function isLogarithmic(kind: ComponentKind): boolean {
  return kind.startsWith('log');
}

/** Columns of what the head puts out, for components of `species` coordinates. */
export interface GaussianColumns {
  readonly width: number;
  /** Mean and raw deviation of the first species in component k; those of the others follow. */
  readonly mean: (k: number) => number;
  readonly deviation: (k: number) => number;
  /**
   * Entry (1, 0) of the triangle of a correlated component, strictly below the diagonal; the others
   * follow by row: (s, t) is s (s − 1) / 2 + t further.
   */
  readonly below: (k: number) => number;
}

/** Logits, means, raw deviations, then the triangles of those components that have one. */
export function gaussianColumns(components: readonly ComponentKind[], species: number): GaussianColumns {
  const c = components.length;
  const triangle = (species * (species - 1)) / 2;
  const triangles = (end: number): number => components.slice(0, end).filter(isCorrelated).length;
  const first = c + 2 * c * species;
  return {
    width: first + triangles(c) * triangle,
    mean: (k) => c + k * species,
    deviation: (k) => c + (c + k) * species,
    below: (k) => first + triangles(k) * triangle,
  };
}

/** What a kernel runs: `features` in, `head` out. */
export function gaussianGraph(
  body: BuildBody,
  featureWidth: number,
  spec: GaussianSpec,
  species: number,
): Graph {
  const g = new GraphBuilder();
  return g.build({ head: outputs(g, body, featureWidth, spec, species) });
}

/** The outputs of the head; its first weights are Glorot's, but with the tails of a normal. */
function outputs(
  g: GraphBuilder,
  body: BuildBody,
  featureWidth: number,
  { components, hidden }: GaussianSpec,
  species: number,
): NodeId {
  const read = body(g, g.input('features', featureWidth));
  const glorot = (name: string, x: NodeId, width: number, each = width): NodeId => {
    const from = g.shape(x)[1];
    return g.dense(name, x, width, undefined, Math.sqrt((2 * from) / (from + each)));
  };
  const { width } = gaussianColumns(components, species);
  if (hidden === 0) return glorot('head', read, width, species);
  const tower = (name: string, wide: number): NodeId => {
    const u = g.unary('relu', glorot(`head/${name}/0`, read, hidden));
    const v = g.unary('relu', glorot(`head/${name}/1`, u, hidden));
    return glorot(`head/${name}/out`, g.binary('add', u, v), wide);
  };
  const all = components.map((_, k) => k);
  const triangles = species > 1 ? all.filter((k) => isCorrelated(components[k]!)) : [];
  return g.concat([
    tower('coeff', components.length),
    ...all.map((k) => tower(`mu${k}`, species)),
    ...all.map((k) => tower(`diag${k}`, species)),
    ...triangles.map((k) => tower(`sub_diag${k}`, (species * (species - 1)) / 2)),
  ]);
}

/**
 * What training runs: the mean negative log-density of `target`, shape [rows, species], in scaled
 * units, times `weight`. A component is μ + L ε with ε standard normal, or its exponential; L has
 * 1 + elu(raw), at least {@link leastSigma}, on its diagonal, and below it 0 or the triangle.
 */
export function gaussianTrainingGraph(
  body: BuildBody,
  featureWidth: number,
  spec: GaussianSpec,
  species: number,
): Graph {
  const g = new GraphBuilder();
  const { components } = spec;
  const c = components.length;
  const head = outputs(g, body, featureWidth, spec, species);
  const columns = gaussianColumns(components, species);
  const target = g.input('target', species);
  const logits = g.slice(head, 0, c);
  const from = (first: number): NodeId => g.slice(head, first, first + c * species);
  const sigma = g.binary(
    'max',
    g.binary('add', g.unary('elu', from(columns.deviation(0))), g.constant([1])),
    g.constant([leastSigma]),
  );
  const logarithm = components.some(isLogarithmic)
    ? g.unary('log', g.binary('max', target, g.constant([leastPositive])))
    : target;
  const both = g.concat([target, logarithm]);
  const values = g.columns(
    both,
    components.flatMap((kind) =>
      Array.from({ length: species }, (_, s) => (isLogarithmic(kind) ? species : 0) + s),
    ),
  );
  const offset = g.binary('sub', values, from(columns.mean(0)));
  const noise = components.some(isCorrelated)
    ? standardised(g, head, offset, sigma, components, species)
    : g.binary('div', offset, sigma);
  const density = g.binary(
    'sub',
    g.binary('mul', g.unary('square', noise), g.constant([-0.5])),
    g.binary('add', g.unary('log', sigma), g.constant([0.5 * Math.log(2 * Math.PI)])),
  );
  const normal = g.group('groupSum', density, species);
  const component = components.some(isLogarithmic)
    ? g.binary(
        'sub',
        normal,
        g.binary(
          'mul',
          g.group('groupSum', logarithm, species),
          g.constant(components.map((kind) => Number(isLogarithmic(kind)))),
        ),
      )
    : normal;
  const mixture = g.binary(
    'sub',
    g.group('groupLogSumExp', g.binary('add', logits, component), c),
    g.group('groupLogSumExp', logits, c),
  );
  return g.build({ head, loss: g.mean(g.unary('neg', g.binary('mul', g.input('weight', 1), mixture))) });
}

/** ε of L ε = offset, coordinate by coordinate from the first, of all components at once. */
function standardised(
  g: GraphBuilder,
  head: NodeId,
  offset: NodeId,
  sigma: NodeId,
  components: readonly ComponentKind[],
  species: number,
): NodeId {
  const all = components.map((_, k) => k);
  const { below } = gaussianColumns(components, species);
  const correlated = all.filter((k) => isCorrelated(components[k]!));
  const n = correlated.length;
  /** Column s of each component in `of`. */
  const coordinate = (x: NodeId, of: readonly number[], s: number): NodeId =>
    g.columns(
      x,
      of.map((k) => k * species + s),
    );
  // By coordinate, then correlated component: only these are solved for.
  const solved: NodeId[] = [];
  for (let s = 0; s < species; s++) {
    let rest = coordinate(offset, correlated, s);
    if (s > 0) {
      const row = g.columns(
        head,
        correlated.flatMap((k) => solved.map((_, t) => below(k) + (s * (s - 1)) / 2 + t)),
      );
      const known = g.columns(
        g.concat([...solved]),
        correlated.flatMap((_, i) => solved.map((_, t) => t * n + i)),
      );
      rest = g.binary('sub', rest, g.group('groupSum', g.binary('mul', row, known), s));
    }
    solved.push(g.binary('div', rest, coordinate(sigma, correlated, s)));
  }
  const place = (k: number, s: number): number => {
    const i = correlated.indexOf(k);
    return i < 0 ? k * species + s : all.length * species + s * n + i;
  };
  const simple = g.binary('div', offset, sigma);
  return g.columns(
    g.concat([simple, ...solved]),
    all.flatMap((k) => Array.from({ length: species }, (_, s) => place(k, s))),
  );
}
