/** Reads a user's target file, as `load-scenario.ts` reads scenarios. */
import { resolve } from 'node:path';
import { ScenarioError } from '../../errors.ts';
import type { Target } from '../../run/fit/target.ts';
import { importDefault } from './load-scenario.ts';

/** @throws ScenarioError if there is no such file, it cannot be read, or exports no target */
export async function loadTarget(path: string): Promise<Target> {
  const value = await importDefault(resolve(path), path);
  if ((value as { kind?: unknown } | undefined)?.kind === 'target') return value as Target;
  throw new ScenarioError(
    path,
    value === undefined ? 'it has no default export' : 'its default export is not a target',
    'End the file with `export default target({ … })`.',
  );
}
