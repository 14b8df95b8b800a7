/**
 * Penalties that join the loss a fit goes down, by the names of the published software. None
 * is on by default: those on deviations bias the noise downwards, those on weights smooth
 * what the data have not.
 *
 * Source: Repin & Petrov, Information and Computation 2021, doi 10.1016/j.ic.2021.104788. One
 * thing differs: penalties on outputs are means over the rows of a batch, not sums, so that their
 * weight does not grow with the batch.
 */
import { ScenarioError } from '../../errors.ts';
import { gaussianColumns } from '../../kernels/learned/heads/gaussian/graph.ts';
import { componentsOf, type HeadSpec } from '../../kernels/learned/shape/shape.ts';
import { type Graph, GraphBuilder, type NodeId } from '../../tensor/graph.ts';

/** Of some numbers w: `l1` 0.001 Σ|w|, `l2` 0.001 Σw², `l1_l2` both. */
export const regulariserNames = ['none', 'l1', 'l2', 'l1_l2'] as const;
export type Regulariser = (typeof regulariserNames)[number];

/** What is penalised; what is left out is not. */
export interface Regularisers {
  readonly body?: {
    readonly kernel?: Regulariser;
    readonly bias?: Regulariser;
    /** Sums of each layer, before its activation. */
    readonly activity?: Regulariser;
  };
  readonly head?: { readonly kernel?: Regulariser; readonly bias?: Regulariser };
  /** Outputs of the `gaussian` head: means, raw deviations, triangles, logits. */
  readonly mu?: Regulariser;
  readonly diag?: Regulariser;
  readonly sub_diag?: Regulariser;
  readonly coeff?: Regulariser;
}

const weight = 0.001;

/** Is anything penalised? */
export function regularises({ body = {}, head = {}, ...outputs }: Regularisers): boolean {
  return [body, head, outputs].some((part) => Object.values(part).some((name) => name !== 'none'));
}

/** The output that says what `loss` would be without penalties. */
export const unpenalised = 'unpenalised';

/**
 * The training graph with penalties in its loss, parameters as before; what the loss was is its
 * output {@link unpenalised}.
 *
 * @throws ScenarioError for a penalty on outputs that the head does not have
 */
export function penalise(graph: Graph, head: HeadSpec, regularisers: Regularisers, species: number): Graph {
  if (!regularises(regularisers)) return graph;
  const g = new GraphBuilder(graph);
  const terms: NodeId[] = [];
  const add = (name: Regulariser = 'none', nodes: readonly NodeId[]): void => {
    for (const node of nodes) terms.push(...penalties(g, name, node));
  };
  for (const part of ['body', 'head'] as const) {
    add(regularisers[part]?.kernel, params(g, graph, part, 'weights'));
    add(regularisers[part]?.bias, params(g, graph, part, 'bias'));
  }
  add(regularisers.body?.activity, bodySums(g, graph));
  const columns = outputColumns(head, species);
  for (const name of ['mu', 'diag', 'sub_diag', 'coeff'] as const) {
    if ((regularisers[name] ?? 'none') === 'none') continue;
    const own = columns?.[name];
    if (!own)
      throw new ScenarioError('train.regularisers', `the head has no \`${name}\``, "Use head: 'gaussian'.");
    if (own.length > 0) add(regularisers[name], [g.columns(g.node(graph.outputs.head!), own)]);
  }
  const before = g.node(graph.outputs.loss!);
  const sum = terms.reduce((a, b) => g.binary('add', a, b));
  const loss = g.binary('add', before, g.binary('mul', sum, g.constant([weight])));
  return g.build({ ...(graph.outputs as Record<string, NodeId>), loss, [unpenalised]: before });
}

/** Σ over columns, and over rows of a parameter; the mean over those of a batch. */
function penalties(g: GraphBuilder, name: Regulariser, x: NodeId): NodeId[] {
  const [rows, width] = g.shape(x);
  const kinds = name === 'none' ? [] : name === 'l1_l2' ? ['l1', 'l2'] : [name];
  return kinds.map((kind) => {
    const mean = g.mean(g.group('groupSum', g.unary(kind === 'l1' ? 'abs' : 'square', x), width));
    return rows > 1 ? g.binary('mul', mean, g.constant([rows])) : mean;
  });
}

function params(g: GraphBuilder, graph: Graph, part: 'body' | 'head', kind: 'weights' | 'bias'): NodeId[] {
  return graph.nodes.flatMap((node, i) =>
    node.op === 'param' && node.name.startsWith(`${part}/`) && node.name.endsWith(`/${kind}`)
      ? [g.node(i)]
      : [],
  );
}

/** Where a product and a bias of the body are added. */
function bodySums(g: GraphBuilder, graph: Graph): NodeId[] {
  return graph.nodes.flatMap((node, i) => {
    if (node.op !== 'add') return [];
    const bias = graph.nodes[node.b]!;
    return bias.op === 'param' && bias.name.startsWith('body/') && bias.name.endsWith('/bias')
      ? [g.node(i)]
      : [];
  });
}

function outputColumns(
  head: HeadSpec,
  species: number,
): Record<'mu' | 'diag' | 'sub_diag' | 'coeff', number[]> | undefined {
  const components = componentsOf(head);
  const c = components.length;
  if (c === 0) return undefined;
  const { mean, deviation, below, width } = gaussianColumns(components, species);
  const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
  return {
    coeff: range(0, c),
    mu: range(mean(0), deviation(0)),
    diag: range(deviation(0), below(0)),
    sub_diag: range(below(0), width),
  };
}
