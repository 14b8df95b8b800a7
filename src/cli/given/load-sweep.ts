/** Reads a user's sweep, as `load-scenario.ts` reads scenarios. */
import { dirname, join, resolve } from 'node:path';
import { ScenarioError } from '../../errors.ts';
import type { Sweep } from '../../sweep/sweep.ts';
import { importDefault } from './load-scenario.ts';

export interface LoadedSweep {
  readonly sweep: Sweep;
  /** Absolute path of the script. */
  readonly file: string;
  /** Where the abstractions of its scenario are kept: beside it. */
  readonly abstractions: string;
}

/** @throws ScenarioError if there is no such file, it cannot be read, or exports no sweep */
export async function loadSweep(path: string): Promise<LoadedSweep> {
  const file = resolve(path);
  const value = await importDefault(file, path);
  if ((value as { kind?: unknown } | undefined)?.kind === 'sweep')
    return { sweep: value as Sweep, file, abstractions: join(dirname(file), 'abstractions') };
  throw new ScenarioError(
    path,
    value === undefined ? 'it has no default export' : 'its default export is not a sweep',
    'End the file with `export default sweep(scenario, { … })`.',
  );
}
