/** Reads a user's scenario file, TypeScript or JavaScript, on every supported Node. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createJiti } from 'jiti';
import type { Network } from '../crn/network.ts';
import { isCrnGridError, ScenarioError } from '../errors.ts';
import * as library from '../index.ts';
import type { Scenario } from '../run/scenario.ts';

export interface LoadedScenario {
  readonly scenario: Scenario;
  /** Absolute path of the file. */
  readonly file: string;
  /** Where its abstractions are kept: beside it. */
  readonly abstractions: string;
}

/**
 * Imports a file and takes its default export.
 *
 * `import … from 'crn-grid'` in it means this very program, wherever the file lies.
 *
 * @throws ScenarioError if there is no such file, it cannot be read, or exports no scenario
 */
export async function loadScenario(path: string): Promise<LoadedScenario> {
  const file = resolve(path);
  const value = await importDefault(file, path);
  if (!isScenario(value))
    throw new ScenarioError(
      path,
      value === undefined ? 'it has no default export' : 'its default export is not a scenario',
      'End the file with `export default scenario({ … })`.',
    );
  return { scenario: value, file, abstractions: join(dirname(file), 'abstractions') };
}

async function importDefault(file: string, shown: string): Promise<unknown> {
  if (!existsSync(file)) throw new ScenarioError(shown, 'there is no such file', 'Check the path.');
  if (!statSync(file).isFile())
    throw new ScenarioError(shown, 'it is no file', 'Give a scenario file, .ts or .js.');
  const jiti = createJiti(import.meta.url, {
    virtualModules: { 'crn-grid': library },
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
  });
  try {
    const module = await jiti.import<{ default?: unknown }>(file);
    return module.default;
  } catch (error) {
    if (isCrnGridError(error)) {
      // The same error, with the file in front.
      error.message = `${shown}: ${error.message}`;
      throw error;
    }
    const message = error instanceof Error ? error.message : String(error);
    throw new ScenarioError(
      shown,
      `it cannot be loaded: ${message}`,
      'Mend the file; `--debug` shows the stack.',
      { cause: error },
    );
  }
}

function isScenario(value: unknown): value is Scenario<Network> {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'scenario';
}
