/** A stage of a training: done once, kept, and told in the log. */
import type { LogRecord, TrainingLog } from '../keep/log.ts';
import type { WorkingFolder } from '../keep/working-folder.ts';

/** What a stage tells in the line that ends it. */
export type StageFacts = Omit<LogRecord, 'stage' | 'seconds' | 'epoch'>;

export interface StageJob<T> {
  readonly name: string;
  readonly key: string;
  readonly folder: WorkingFolder;
  readonly log: TrainingLog;
  readonly make: () => Promise<T>;
  readonly facts: (made: T) => StageFacts;
}

/**
 * The result of a stage: found in the folder, or made and kept there. Its line in the log is
 * written first: a stage that is kept has one, and a line without a result is forgotten.
 */
export async function runStage<T>({ name, key, folder, log, make, facts }: StageJob<T>): Promise<T> {
  const found = await folder.read<T>(name, key);
  if (found !== undefined) return found;
  const began = performance.now();
  const made = await make();
  // Epochs that the stage told stay; the end of an earlier try does not.
  await log.forget(name, Number.POSITIVE_INFINITY);
  await log.add({ stage: name, seconds: (performance.now() - began) / 1000, ...facts(made) });
  await folder.write(name, key, made);
  return made;
}
