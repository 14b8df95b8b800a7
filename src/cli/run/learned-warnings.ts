/** What a user must know about a learned kernel before believing it, on stderr. */
import type { Abstraction } from '../../kernels/abstraction.ts';
import { learnedShape } from '../../kernels/open-kernel.ts';
import { startOutside } from '../../run/learn/start-outside.ts';
import type { Setup, Start } from '../../run/scenario/setup.ts';
import type { Scenario } from '../../run/scenario.ts';
import type { ResolvedKernel } from '../given/resolve-kernel.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Warns of a verdict that is none, or a fail, and of cells that start where exact steps take over.
 *
 * @param start  absent where a run goes on
 */
export function warnOfLearned(
  terminal: Terminal,
  { spec, abstraction }: ResolvedKernel,
  scenario: Scenario,
  setup: Setup,
  start?: Start,
): void {
  const doubt = doubtOf(abstraction);
  if (doubt) terminal.note(`Warning: ${doubt}`);
  // With the other rules nothing goes elsewhere in silence.
  if (start && abstraction && learnedShape(spec)?.outside === 'ssa')
    warnOfStart(terminal, scenario, setup, start, abstraction);
}

/** Warns of cells that start outside what `train` says, or what has been trained. */
export function warnOfStart(
  terminal: Terminal,
  scenario: Scenario,
  setup: Setup,
  start: Start,
  abstraction?: Abstraction,
): void {
  const outside = startOutside(scenario, { setup, start }, abstraction);
  if (outside !== undefined) terminal.note(`Warning: ${outside}`);
}

function doubtOf(abstraction: Abstraction | undefined): string | undefined {
  if (!abstraction || abstraction.verdict?.pass) return undefined;
  return abstraction.verdict
    ? `the learned kernel failed its verdict (${abstraction.verdict.failures[0]}). Train it longer, or use --kernel ssa.`
    : 'the learned kernel has no verdict yet. Judge it with `crn-grid validate`.';
}
