/** Short ways to write a kernel's spec in a scenario, with the defaults filled in. */
import { ScenarioError } from '../errors.ts';
import type { KernelSpec, MdnShape, Outside } from './kernel.ts';

/** Exact stochastic simulation (Gillespie's direct method). Use when events per step are few. */
export function ssa(): KernelSpec {
  return Object.freeze({ kind: 'ssa' });
}

export interface MdnOptions extends Partial<MdnShape> {
  /** What happens to rows outside the training domain. Default `'ssa'`: they are stepped exactly. */
  readonly outside?: Outside;
}

export interface HybridOptions extends MdnOptions {
  /** Rows that expect fewer events than this in one step go to exact SSA. Default 90. */
  readonly exactBelow?: number;
}

/**
 * A learned mixture density network. Use when a step holds many events.
 *
 * Main options: `mixtures` (default 12), `hidden` (default [64, 64]).
 * Other options: `head` (default `'counts'`, integers with exact support; `'gaussian'` is the
 * published form), `rateInputs` (rate constants read as inputs, default none), `outside`.
 */
export function mdn(options: MdnOptions = {}): Extract<KernelSpec, { kind: 'mdn' }> {
  return Object.freeze({ kind: 'mdn', outside: options.outside ?? 'ssa', ...shapeOf(options) });
}

/** As {@link mdn}, but rows that expect few events are stepped exactly, because exact is cheaper there. */
export function hybrid(options: HybridOptions = {}): Extract<KernelSpec, { kind: 'hybrid' }> {
  const exactBelow = options.exactBelow ?? 90;
  if (!(exactBelow >= 0))
    throw new ScenarioError('hybrid()', `\`exactBelow\` is ${exactBelow}`, 'Give a number of events ≥ 0.');
  return Object.freeze({
    kind: 'hybrid',
    outside: options.outside ?? 'ssa',
    exactBelow,
    ...shapeOf(options),
  });
}

/** The trained part of a learned spec: what an abstraction's hash covers. */
function shapeOf(options: Partial<MdnShape>): MdnShape {
  const { head = 'counts', mixtures = 12, hidden = [64, 64], rateInputs = [] } = options;
  if (!Number.isInteger(mixtures) || mixtures < 1 || mixtures > 256)
    throw new ScenarioError('mdn()', `\`mixtures\` is ${mixtures}`, 'Give a whole number from 1 to 256.');
  if (hidden.length === 0 || hidden.some((w) => !Number.isInteger(w) || w < 1 || w > 4096))
    throw new ScenarioError(
      'mdn()',
      `\`hidden\` is [${hidden}]`,
      'Give at least one width, each from 1 to 4096.',
    );
  if (head !== 'counts' && head !== 'gaussian')
    throw new ScenarioError('mdn()', `\`head\` is ${JSON.stringify(head)}`, "Use 'counts' or 'gaussian'.");
  return Object.freeze({
    head,
    mixtures,
    hidden: Object.freeze([...hidden]),
    rateInputs: Object.freeze([...rateInputs]),
  });
}
