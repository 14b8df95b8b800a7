/** Short ways to write a kernel's spec in a scenario, with the defaults filled in. */
import { checkNames, written } from '../crn/check-names.ts';
import { ScenarioError } from '../errors.ts';
import { type KernelSpec, type Outside, outsideRules } from './kernel.ts';
import { list, oneOf, whole } from './learned/shape/check-entries.ts';
import { checkShape } from './learned/shape/check-shape.ts';
import { type BodySpec, type HeadSpec, type LearnedShape, operations } from './learned/shape/shape.ts';

/** Exact stochastic simulation (Gillespie's direct method). Use when events per step are few. */
export function ssa(): Extract<KernelSpec, { kind: 'ssa' }> {
  return Object.freeze({ kind: 'ssa' });
}

/**
 * Adaptive tau-leaping. Use when populations are large and nothing has been learned.
 *
 * @param options.epsilon  how much a propensity may change in a leap, as a share of itself. Default 0.03
 */
export function tau(options: { readonly epsilon?: number } = {}): Extract<KernelSpec, { kind: 'tau' }> {
  known('tau()', options, ['epsilon', 'kind']);
  const { epsilon = 0.03 } = options;
  if (!(epsilon > 0 && epsilon <= 0.5))
    throw new ScenarioError('tau()', `\`epsilon\` is ${epsilon}`, 'Give a share above 0, at most 0.5.');
  return Object.freeze({ kind: 'tau', epsilon });
}

/**
 * The mean of the rate equations, in whole counts. Use where counts are large, to see a network without its noise;
 * not for rare molecules.
 *
 * @param options.tolerance  error of the solver in one of its steps, as a share of each count. Default 1e-6
 */
export function ode(options: { readonly tolerance?: number } = {}): Extract<KernelSpec, { kind: 'ode' }> {
  known('ode()', options, ['tolerance', 'kind']);
  const { tolerance = 1e-6 } = options;
  if (!(tolerance >= 1e-12 && tolerance <= 1e-3))
    throw new ScenarioError('ode()', `\`tolerance\` is ${tolerance}`, 'Give a share from 1e-12 to 0.001.');
  return Object.freeze({ kind: 'ode', tolerance });
}

export interface MdnOptions {
  /**
   * Default `'counts'`: integers with exact support, of `mixtures` components. `'gaussian'`: the
   * published form, `mixtures` diagonal normals; {@link gaussian} says more. `'van'` is for {@link hybrid}:
   * {@link van} is it by itself.
   */
  readonly head?: HeadSpec['kind'] | HeadSpec;
  /** Default 12. Not beside a `head` that is an object. */
  readonly mixtures?: number;
  /** Widths of dense layers. Default [64, 64]. Not beside a `body`. */
  readonly hidden?: readonly number[];
  /** Other layers than dense ones: {@link bodyA}, {@link bodyB}, {@link recurrent}, {@link search}. */
  readonly body?: BodySpec;
  /** Rate constants the network reads as inputs. Default none. */
  readonly rateInputs?: readonly string[];
  /** Does it read the length of the step as well? Default no. */
  readonly stepInput?: boolean;
  /** Steps it looks back on, this one among them. Default 1. */
  readonly past?: number;
  /** What happens to rows outside the training domain. Default `'ssa'`: they are stepped exactly. */
  readonly outside?: Outside;
}

export interface VanOptions extends Omit<MdnOptions, 'head' | 'mixtures'> {
  /** Bells of each coordinate, given those before it. Default 6. Not beside a `head`. */
  readonly components?: number;
  /** Width of what looks at the coordinates before, a multiple of 4. Default 32. Not beside a `head`. */
  readonly decoder?: number;
  /** Both, as a spec has them. */
  readonly head?: HeadSpec;
}

type VanHead = Extract<HeadSpec, { kind: 'van' }>;

export interface HybridOptions extends MdnOptions {
  /** Rows that expect fewer events than this in one step go to exact SSA. Default 90. */
  readonly exactBelow?: number;
}

/** A learned mixture density network. Use when a step holds many events. */
export function mdn(options: MdnOptions = {}): Extract<KernelSpec, { kind: 'mdn' }> {
  // The whole of a hybrid kernel may be given: its learned part is taken.
  const hybrid = (options as { kind?: unknown } | null)?.kind === 'hybrid';
  known('mdn()', options, hybrid ? [...shapeOptions, 'exactBelow'] : shapeOptions);
  if (options.head === 'van' || (typeof options.head === 'object' && options.head?.kind === 'van'))
    throw new ScenarioError('mdn()', 'its head is that of a van', 'Use `van()`.');
  return Object.freeze({ kind: 'mdn', outside: options.outside ?? 'ssa', ...fullShape(options) });
}

/**
 * A learned network that draws one coordinate of a move after another, each told what those before it
 * did. Use where a step's law has several humps, as of genes that switch; {@link mdn} is cheaper.
 */
export function van(options: VanOptions = {}): Extract<KernelSpec, { kind: 'van' }> {
  const { components, decoder, head, ...rest } = options;
  const own = shapeOptions.filter((name) => name !== 'mixtures');
  known('van()', options, ['components', 'decoder', ...own]);
  if (head !== undefined && (components !== undefined || decoder !== undefined))
    throw new ScenarioError(
      'van()',
      '`head` says how many components there are and how wide the decoder is, and so does another option',
      'Leave one of them out.',
    );
  const full = head ?? vanHead(components, decoder);
  if (full.kind !== 'van')
    throw new ScenarioError('van()', `its head is ${written(full.kind)}`, 'Use `mdn()` for other heads.');
  return Object.freeze({
    kind: 'van',
    outside: options.outside ?? 'ssa',
    ...fullShape({ ...rest, head: full }),
  });
}

function vanHead(components = 6, decoder = 32): VanHead {
  return { kind: 'van', components, decoder };
}

/** The kernel of a shape: {@link van} or {@link mdn}, as its head says. */
export function learnedSpec(shape: LearnedShape & { readonly outside?: Outside }): LearnedKernelSpec {
  const { head, body, rateInputs, stepInput, past, outside = 'ssa' } = shape;
  const rest = { body, rateInputs, stepInput, past, outside };
  return head.kind === 'van' ? van({ head, ...rest }) : mdn({ head, ...rest });
}

type LearnedKernelSpec = Extract<KernelSpec, { kind: 'mdn' | 'van' }>;

/** As {@link mdn}, but rows that expect few events are stepped exactly, because exact is cheaper there. */
export function hybrid(options: HybridOptions = {}): Extract<KernelSpec, { kind: 'hybrid' }> {
  known('hybrid()', options, [...shapeOptions, 'exactBelow']);
  const exactBelow = options.exactBelow ?? 90;
  if (!(typeof exactBelow === 'number' && exactBelow >= 0))
    throw new ScenarioError(
      'hybrid()',
      `\`exactBelow\` is ${written(exactBelow)}`,
      'Give a number of events ≥ 0.',
    );
  return Object.freeze({
    kind: 'hybrid',
    outside: options.outside ?? 'ssa',
    exactBelow,
    ...fullShape(options),
  });
}

/** Entries of {@link MdnOptions}, and `kind`: a spec may be given, too. */
const shapeOptions = [
  ...['head', 'mixtures', 'hidden', 'body', 'rateInputs', 'stepInput', 'past', 'outside', 'kind'],
];

function known(where: string, options: object, names: readonly string[]): void {
  checkNames(where, 'options', options, names, `option of ${where}`);
}

type Gaussian = Extract<HeadSpec, { kind: 'gaussian' }>;

/** The published head. Default: six diagonal normals, min–max scaling, no hidden layer. */
export function gaussian(options: Partial<Omit<Gaussian, 'kind'>> = {}): Gaussian {
  known('gaussian()', options, ['kind', 'components', 'scaler', 'hidden']);
  const { components = diagonals(6), scaler = 'min-max', hidden = 0 } = options;
  list('components', components);
  return { kind: 'gaussian', components: [...components], scaler, hidden };
}

function diagonals(n: number): Gaussian['components'] {
  return Array.from({ length: n }, () => 'normal-diag' as const);
}

type Blocks = Extract<BodySpec, { kind: 'body_a' | 'body_b' }>;
type BlockOptions = Partial<Omit<Blocks, 'kind'>>;

/** Blocks in sequence. */
export function bodyA(options: BlockOptions = {}): BodySpec {
  return blocks('body_a', options);
}

/** A dense layer, then blocks in sequence. */
export function bodyB(options: BlockOptions = {}): BodySpec {
  return blocks('body_b', options);
}

/** The published defaults: two blocks `a` of width 50, relu. */
function blocks(kind: Blocks['kind'], options: BlockOptions): BodySpec {
  const usual = { block: 'a', hidden: 50, blocks: 2, activation: 'relu', batchNorm: false } as const;
  known(kind === 'body_a' ? 'bodyA()' : 'bodyB()', options, ['kind', ...Object.keys(usual)]);
  return { ...usual, ...options, kind };
}

type Recurrent = Extract<BodySpec, { kind: 'body_lstm' }>;

/** Recurrent cells over the `past` steps of {@link mdn}. */
export function recurrent(options: Partial<Omit<Recurrent, 'kind'>> = {}): BodySpec {
  const usual = { block: 'lstm', hidden: 50, blocks: 1 } as const;
  known('recurrent()', options, ['kind', ...Object.keys(usual)]);
  return { ...usual, ...options, kind: 'body_lstm' };
}

type Search = Extract<BodySpec, { kind: 'search' }>;

/**
 * Cells whose wiring is searched for while training, with the published defaults but for the
 * schedule: ours is shorter, `'published'` is theirs. With `latency` above 0 the result depends on the machine.
 */
export function search(options: Partial<Omit<Search, 'kind'>> = {}): BodySpec {
  const usual = {
    cells: 2,
    cellSize: 2,
    multiplier: 20,
    reduce: 2,
    operations: operations.slice(0, 5),
    latency: 0,
    gates: 'batch',
    gradient: 'two-path',
    schedule: 'quick',
  } as const;
  known('search()', options, ['kind', ...Object.keys(usual)]);
  return { ...usual, ...options, kind: 'search' };
}

/** The trained part of a learned spec: what an abstraction's hash covers. */
function fullShape(options: MdnOptions): LearnedShape {
  const { mixtures = 12, rateInputs = [], stepInput = false, past = 1 } = options;
  if (typeof options.head === 'object' && options.mixtures !== undefined)
    throw new ScenarioError(
      'mdn()',
      `\`mixtures\` is ${mixtures}, but \`head\` is an object, which says itself how many there are`,
      "Give `head: 'counts'` or `head: 'gaussian'` with `mixtures`, or leave `mixtures` out.",
    );
  if (options.body !== undefined && options.hidden !== undefined)
    throw new ScenarioError(
      'mdn()',
      '`hidden` gives the widths of dense layers, but `body` says that there are others',
      'Leave one of them out.',
    );
  if (options.mixtures !== undefined) whole('mixtures', mixtures, 1, 256);
  if (options.hidden !== undefined) list('hidden', options.hidden);
  list('rateInputs', rateInputs);
  if (options.outside !== undefined) oneOf('outside', options.outside, outsideRules);
  const head: HeadSpec =
    typeof options.head === 'object'
      ? options.head
      : options.head === 'gaussian'
        ? gaussian({ components: diagonals(mixtures) })
        : options.head === 'van'
          ? vanHead(options.mixtures)
          : { kind: options.head ?? 'counts', mixtures };
  const activation = head?.kind === 'gaussian' ? 'relu' : 'swish';
  const dense: BodySpec = { kind: 'dense', hidden: [...(options.hidden ?? [64, 64])], activation };
  const { body = dense } = options;
  const shape = { head, body, rateInputs: [...rateInputs], stepInput, past };
  checkShape(shape);
  return shape;
}
