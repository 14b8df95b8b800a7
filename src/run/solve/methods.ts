/** Every way to solve a master equation, the usual one first. */
import { ScenarioError } from '../../errors.ts';
import type { SolveMethod } from './method.ts';
import { fsp } from './methods/fsp.ts';

export const methods: readonly SolveMethod[] = [fsp];

/** @throws ScenarioError for a name that is none */
export function methodOf(name: string): SolveMethod {
  const method = methods.find((m) => m.name === name);
  if (method) return method;
  throw new ScenarioError(
    '--method',
    `there is no method "${name}"`,
    `Choose one of ${methods.map((m) => m.name).join(', ')}.`,
  );
}
