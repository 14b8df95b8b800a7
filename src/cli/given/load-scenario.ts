/** Reads a user's scenario file, TypeScript or JavaScript, on every supported Node; or a model of another format. */
import { dirname, join, resolve } from 'node:path';
import { createJiti } from 'jiti';
import type { Network } from '../../crn/network.ts';
import { isCrnGridError, ScenarioError } from '../../errors.ts';
import { isModelFile, readModel } from '../../formats/read-model.ts';
import * as library from '../../index.ts';
import { scenarioOf } from '../../run/scenario/of-model.ts';
import type { Scenario } from '../../run/scenario.ts';
import { importFailure } from './import-failure.ts';
import { type Found, whatLiesThere } from './what-lies-there.ts';

export interface LoadedScenario {
  readonly scenario: Scenario;
  /** Absolute path of the file. */
  readonly file: string;
  /** Where its abstractions are kept: beside it. */
  readonly abstractions: string;
  /** What to know of it: how a model of another format was taken. */
  readonly notes: readonly string[];
}

/**
 * Imports a file and takes its default export; a model file, such as SBML, becomes a scenario of one cell.
 *
 * `import … from 'crn-grid'` in it means this very program, wherever the file lies.
 *
 * @throws ScenarioError if there is no such file, it cannot be read, or exports no scenario; ModelError for a model
 */
export async function loadScenario(path: string): Promise<LoadedScenario> {
  const file = resolve(path);
  const abstractions = join(dirname(file), 'abstractions');
  if (isModelFile(path)) {
    const model = await readModel(path);
    return { scenario: scenarioOf(model), file, abstractions, notes: model.notes ?? [] };
  }
  const value = await importDefault(file, path);
  if (!isScenario(value))
    throw new ScenarioError(
      path,
      value === undefined ? 'it has no default export' : 'its default export is not a scenario',
      'End the file with `export default scenario({ … })`.',
    );
  return { scenario: value, file, abstractions, notes: [] };
}

/** What somebody who gave it may have meant. */
const insteadOf: Partial<Record<Found, (path: string) => string>> = {
  abstraction: (path) => `, and the abstraction with \`--kernel ${path}\``,
  recording: (path) => `; a recording is drawn by \`crn-grid plot ${path}\``,
};

/** The default export of a user's file, as {@link loadScenario} has it. @throws ScenarioError */
export async function importDefault(file: string, shown: string): Promise<unknown> {
  const { kind, says } = whatLiesThere(file);
  if (kind === 'nothing') throw new ScenarioError(shown, 'there is no such file', 'Check the path.');
  if (kind !== 'file')
    throw new ScenarioError(
      shown,
      `${says}, and no scenario file`,
      `Give a scenario file, .ts or .js, or a model${insteadOf[kind]?.(shown) ?? ''}.`,
    );
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
    const { what, todo } = importFailure(error, file);
    throw new ScenarioError(shown, what, todo, { cause: error });
  }
}

function isScenario(value: unknown): value is Scenario<Network> {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'scenario';
}
