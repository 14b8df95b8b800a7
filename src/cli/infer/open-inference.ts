/** From a script to an inference that can be worked on: read, its kernel found, named. */
import { dirname, join, resolve } from 'node:path';
import { ScenarioError } from '../../errors.ts';
import { setUp } from '../../run/scenario/setup.ts';
import type { FindAbstraction } from '../../sweep/engine/work.ts';
import { hashInference } from '../../sweep/infer/engine/hash-inference.ts';
import type { Inference } from '../../sweep/infer/inference.ts';
import { importDefault } from '../given/load-scenario.ts';
import { hashScript } from '../sweep/hash-script.ts';
import { openFinder } from '../sweep/open-sweep.ts';

export interface OpenInference {
  readonly inference: Inference;
  /** Absolute path of the script. */
  readonly file: string;
  readonly hash: string;
  /** SHA-256 of the script's bytes. */
  readonly scriptHash: string;
  readonly find: FindAbstraction;
}

/**
 * @param seed  in place of the script's
 * @throws what is wrong with the script, or that its kernel was not trained
 */
export async function openInference(path: string, seed?: number): Promise<OpenInference> {
  const file = resolve(path);
  const value = await importDefault(file, path);
  if ((value as { kind?: unknown } | undefined)?.kind !== 'inference')
    throw new ScenarioError(
      path,
      value === undefined ? 'it has no default export' : 'its default export is not an inference',
      'End the file with `export default inference(scenario, { … })`.',
    );
  const given = value as Inference;
  const inference = seed === undefined ? given : { ...given, seed };
  const { base } = inference;
  const find = openFinder(path, base, join(dirname(file), 'abstractions'));
  const { setup, start } = setUp(base);
  const hash = hashInference(inference, await find(base, setup, start));
  return { inference, file, hash, scriptHash: hashScript(file), find };
}
