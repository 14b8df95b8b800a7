/**
 * The shape of a learned kernel as plain data: what is trained, and what an abstraction is
 * found by. Names of bodies, blocks, activations and components are those of Repin & Petrov,
 * Information and Computation 2021, doi 10.1016/j.ic.2021.104788.
 */

/** One law of a `gaussian` mixture: normal or log-normal, its coordinates independent or not. */
export type ComponentKind = 'normal-diag' | 'normal-tril' | 'log-normal-diag' | 'log-normal-tril';

/** What the network's last numbers mean. */
export type HeadSpec =
  /** Integers with exact support: mixture components, ≥ 1. */
  | { readonly kind: 'counts'; readonly mixtures: number }
  /** The published density, rounded. */
  | {
      readonly kind: 'gaussian';
      readonly components: readonly ComponentKind[];
      /** `min-max`: to [1e-9, 1]. `standard`: mean 0, standard deviation 1. */
      readonly scaler: 'min-max' | 'standard';
      /** Width of a small residual tower before each output; 0: none. */
      readonly hidden: number;
    };

export type Activation = 'relu' | 'relu6' | 'swish' | 'leakyrelu' | 'prelu' | 'elu' | 'none';

/** One operation of a searched cell. */
export type Operation =
  | 'simple_dense'
  | 'gated_linear_unit'
  | 'skip_connect'
  | 'relu'
  | 'none'
  | 'swish'
  | 'activated_dense'
  | 'element_wise';

/** The layers between what the network reads and its head. */
export type BodySpec =
  /** Dense layers; where widths agree, a layer adds to what came before. */
  | { readonly kind: 'dense'; readonly hidden: readonly number[]; readonly activation: Activation }
  /** Blocks in sequence; `body_b` has a dense layer before them. */
  | {
      readonly kind: 'body_a' | 'body_b';
      readonly block: 'a' | 'b' | 'c';
      readonly hidden: number;
      readonly blocks: number;
      readonly activation: Activation;
      /** A learned affine map after each layer (before, in block b). */
      readonly batchNorm: boolean;
    }
  /** Recurrent cells over the past steps, stacked. */
  | {
      readonly kind: 'body_lstm';
      readonly block: 'lstm' | 'gru';
      readonly hidden: number;
      readonly blocks: number;
    }
  /** Cells whose wiring a search finds. */
  | {
      readonly kind: 'search';
      readonly cells: number;
      readonly cellSize: number;
      /** Working width over the number of species and rate inputs. */
      readonly multiplier: number;
      /** Nodes of a cell that make its output, counted from the last. */
      readonly reduce: number;
      readonly operations: readonly Operation[];
      /** Nats of loss that a microsecond per row may cost in the search; 0: accuracy alone. */
      readonly latency: number;
    };

export interface MdnShape {
  readonly head: HeadSpec;
  readonly body: BodySpec;
  /** Rate constants the network reads as inputs, by name. */
  readonly rateInputs: readonly string[];
  /** Does it read the length of the step, too? */
  readonly stepInput: boolean;
  /** Steps it looks back on, this one among them, ≥ 1. */
  readonly past: number;
}

/** The shape in one fixed order: equal texts mean equal shapes. */
export function shapeKey({ head, body, rateInputs, stepInput, past }: MdnShape): string {
  const entries = (part: object): [string, unknown][] =>
    Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([entries(head), entries(body), rateInputs, stepInput, past]);
}

/** The shape alone, without what else a spec says. */
export function shapeOf({ head, body, rateInputs, stepInput, past }: MdnShape): MdnShape {
  return { head, body, rateInputs, stepInput, past };
}

/** Components of a head's mixture. */
export function mixturesOf(head: HeadSpec): number {
  return head.kind === 'counts' ? head.mixtures : head.components.length;
}

/** Components of the `gaussian` head; none of the other. */
export function componentsOf(head: HeadSpec): readonly ComponentKind[] {
  return head.kind === 'gaussian' ? head.components : [];
}

/** The shape in words, for people: `16 mixtures, dense [64, 64]`. */
export function describeShape({ head, body, rateInputs, stepInput, past }: MdnShape): string {
  const parts = [
    head.kind === 'counts' ? `${head.mixtures} mixtures` : `gaussian head of ${head.components.length}`,
    describeBody(body),
    ...(rateInputs.length > 0 ? [`reads ${rateInputs.join(', ')}`] : []),
    ...(stepInput ? ['reads the step'] : []),
    ...(past > 1 ? [`over ${past} steps`] : []),
  ];
  return parts.join(', ');
}

function describeBody(body: BodySpec): string {
  switch (body.kind) {
    case 'dense':
      return `dense [${body.hidden.join(', ')}]`;
    case 'body_a':
    case 'body_b':
      return `${body.kind}, ${body.blocks} blocks ${body.block} of ${body.hidden}`;
    case 'body_lstm':
      return `${body.blocks} ${body.block} of ${body.hidden}`;
    case 'search':
      return `${body.cells} searched cells of ${body.cellSize}`;
  }
}
