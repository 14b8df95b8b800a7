/**
 * The shape of a learned kernel as plain data: what is trained, and what an abstraction is
 * found by. Names of bodies, blocks, activations and components are those of Repin & Petrov,
 * Information and Computation 2021, doi 10.1016/j.ic.2021.104788.
 */

/** One law of a `gaussian` mixture: normal or log-normal, its coordinates independent or not. */
export const componentKinds = ['normal-diag', 'normal-tril', 'log-normal-diag', 'log-normal-tril'] as const;
export type ComponentKind = (typeof componentKinds)[number];

/** To [1e-9, 1]; or mean 0 and standard deviation 1. */
export const scalers = ['min-max', 'standard'] as const;

/** What the network's last numbers mean. */
export type HeadSpec =
  /** Integers with exact support: mixture components, ≥ 1. */
  | { readonly kind: 'counts'; readonly mixtures: number }
  /** The same, one coordinate after another: bells of each, ≥ 1, and the width of what looks at those before it. */
  | { readonly kind: 'van'; readonly components: number; readonly decoder: number }
  /** The published density, rounded. */
  | {
      readonly kind: 'gaussian';
      readonly components: readonly ComponentKind[];
      readonly scaler: (typeof scalers)[number];
      /** Width of a small residual tower before each output; 0: none. */
      readonly hidden: number;
    };

export const activations = ['relu', 'relu6', 'swish', 'leakyrelu', 'prelu', 'elu', 'none'] as const;
export type Activation = (typeof activations)[number];

/** The operations of a searched cell: the first five are searched unless others are asked for. */
export const operations = [
  ...(['simple_dense', 'gated_linear_unit', 'skip_connect', 'relu', 'none'] as const),
  ...(['swish', 'activated_dense', 'element_wise'] as const),
] as const;
export type Operation = (typeof operations)[number];

export const denseBlocks = ['a', 'b', 'c'] as const;
export const recurrentBlocks = ['lstm', 'gru'] as const;

/** One path for a whole batch, as Repin & Petrov coded it, or for each example, as they printed it. */
export const gateScopes = ['batch', 'example'] as const;
export type GateScope = (typeof gateScopes)[number];

/**
 * Which gates get a gradient. `two-path`: two of each edge, drawn without replacement, one of
 * them active by their share of both; `sampled`: the active one alone, as Repin & Petrov
 * coded it; `full`: all.
 */
export const gateGradients = ['two-path', 'sampled', 'full'] as const;
export type GateGradient = (typeof gateGradients)[number];

/** A learning rate that falls when an epoch's mean loss has not improved for some epochs. */
export interface FallingRate {
  readonly start: number;
  /** What it is multiplied by. */
  readonly factor: number;
  /** Epochs without a better loss. */
  readonly patience: number;
  readonly least: number;
}

/** When a search learns weights and when its architecture, and how fast. */
export interface SearchSchedule {
  /** Passes over the training examples, those of the heat-up among them. */
  readonly epochs: number;
  /** Passes before the architecture moves at all. */
  readonly heatUp: number;
  /** Passes of a later turn, ≥ 1. */
  readonly interval: number;
  /** Passes over the validation examples that end a turn. */
  readonly architecture: number;
  /** Examples per update of the weights, and of the architecture. */
  readonly batch: number;
  readonly architectureBatch: number;
  readonly weightRate: FallingRate;
  readonly architectureRate: FallingRate;
}

/** Schedules with a name: ours, and that of Repin & Petrov. */
export const scheduleNames = ['quick', 'published'] as const;
export type ScheduleName = (typeof scheduleNames)[number];

/** The layers between what the network reads and its head. */
export type BodySpec =
  /** Dense layers; where widths agree, a layer adds to what came before. */
  | { readonly kind: 'dense'; readonly hidden: readonly number[]; readonly activation: Activation }
  /** Blocks in sequence; `body_b` has a dense layer before them. */
  | {
      readonly kind: 'body_a' | 'body_b';
      readonly block: (typeof denseBlocks)[number];
      readonly hidden: number;
      readonly blocks: number;
      readonly activation: Activation;
      /** A learned affine map after each layer (before, in block b). */
      readonly batchNorm: boolean;
    }
  /** Recurrent cells over the past steps, stacked. */
  | {
      readonly kind: 'body_lstm';
      readonly block: (typeof recurrentBlocks)[number];
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
      /**
       * Nats of loss that a microsecond per row may cost in the search; 0: accuracy alone. Above 0 the
       * result depends on the machine, whose speed is measured.
       */
      readonly latency: number;
      readonly gates: GateScope;
      readonly gradient: GateGradient;
      readonly schedule: ScheduleName | SearchSchedule;
    };

export const headKinds = ['counts', 'van', 'gaussian'] as const satisfies readonly HeadSpec['kind'][];
export const bodyKinds = [
  'dense',
  'body_a',
  'body_b',
  'body_lstm',
  'search',
] as const satisfies readonly BodySpec['kind'][];

export interface LearnedShape {
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
export function shapeKey({ head, body, rateInputs, stepInput, past }: LearnedShape): string {
  return JSON.stringify([inOrder(head), inOrder(body), rateInputs, stepInput, past]);
}

/** Plain data with the entries of each object as a list, by name. */
function inOrder(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(inOrder);
  if (typeof part !== 'object' || part === null) return part;
  return Object.entries(part)
    .map(([name, entry]) => [name, inOrder(entry)])
    .sort(([a], [b]) => (a! < b! ? -1 : 1));
}

/** The shape alone, without what else a spec says. */
export function shapeOf({ head, body, rateInputs, stepInput, past }: LearnedShape): LearnedShape {
  return { head, body, rateInputs, stepInput, past };
}

/** Components of a head's mixture; of `van`: of each coordinate's. */
export function mixturesOf(head: HeadSpec): number {
  switch (head.kind) {
    case 'counts':
      return head.mixtures;
    case 'van':
      return head.components;
    case 'gaussian':
      return head.components.length;
  }
}

/** Components of the `gaussian` head; none of the other. */
export function componentsOf(head: HeadSpec): readonly ComponentKind[] {
  return head.kind === 'gaussian' ? head.components : [];
}

/** The shape in words, for people: `16 mixtures, dense [64, 64]`. */
export function describeShape({ head, body, rateInputs, stepInput, past }: LearnedShape): string {
  const parts = [
    describeHead(head),
    describeBody(body),
    ...(rateInputs.length > 0 ? [`reads ${rateInputs.join(', ')}`] : []),
    ...(stepInput ? ['reads the step'] : []),
    ...(past > 1 ? [`over ${past} steps`] : []),
  ];
  return parts.join(', ');
}

function describeHead(head: HeadSpec): string {
  switch (head.kind) {
    case 'counts':
      return `${head.mixtures} mixtures`;
    case 'van':
      return `${head.components} bells a coordinate, decoder ${head.decoder}`;
    case 'gaussian':
      return `gaussian head of ${head.components.length}`;
  }
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
