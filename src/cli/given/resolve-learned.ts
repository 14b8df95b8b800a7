/** The learned kernel that a command is about: its scenario read, the kernel found. */
import { ScenarioError } from '../../errors.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { Outside } from '../../kernels/kernel.ts';
import { learnedShape } from '../../kernels/open-kernel.ts';
import { type Setup, setUp } from '../../run/scenario/setup.ts';
import { type LoadedScenario, loadScenario } from './load-scenario.ts';
import { askedKernel, kernelOf } from './options.ts';
import { type ResolvedKernel, resolveKernel } from './resolve-kernel.ts';

export interface LearnedOf extends LoadedScenario {
  readonly setup: Setup;
  readonly resolved: ResolvedKernel & { readonly abstraction: Abstraction };
}

/**
 * @param todo  what the command would do with it, and what else its user may do
 * @throws ScenarioError where the kernel is not a learned one; AbstractionError where it was not trained
 */
export async function resolveLearned(
  path: string,
  flags: { readonly kernel?: string; readonly outside?: Outside },
  todo: { readonly verb: string; readonly instead?: string },
): Promise<LearnedOf> {
  const loaded = await loadScenario(path);
  const { scenario, abstractions } = loaded;
  const asked = await askedKernel(flags.kernel);
  const named = kernelOf(scenario, asked);
  if (named === 'auto' || !learnedShape(named))
    throw new ScenarioError(
      path,
      `its kernel is not a learned one, so there is nothing to ${todo.verb}`,
      `Give it \`kernel: mdn()\`, or add \`--kernel mdn\`${todo.instead ?? ''}.`,
    );
  const { setup, start } = setUp(scenario, { kernel: named });
  const resolved = await resolveKernel(kernelOf(scenario, asked, flags.outside), {
    ...{ scenario, setup, start, abstractions: [abstractions], file: path },
    ...(typeof asked === 'object' ? { stored: asked } : {}),
  });
  return { ...loaded, setup, resolved: { ...resolved, abstraction: resolved.abstraction! } };
}
