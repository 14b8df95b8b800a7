/** `interventions.json` of a recording: what was done to its run from outside. */
import { join } from 'node:path';
import { RecordingError } from '../../errors.ts';
import { type Files, whyFailed } from '../files.ts';
import { type Intervention, isIntervention } from '../intervention.ts';

const name = 'interventions.json';
const format = 'crn-grid interventions';
const formatVersion = 1;

/** Replaces the file: one line for each intervention. */
export async function writeInterventions(
  files: Files,
  path: string,
  all: readonly Intervention[],
): Promise<void> {
  const lines = all.map((one) => JSON.stringify(one)).join(',\n');
  const text = `{"format": "${format}", "formatVersion": ${formatVersion}, "interventions": [\n${lines}\n]}\n`;
  await files.write(join(path, name), new TextEncoder().encode(text));
}

/**
 * Reads them back; none where there is no file.
 *
 * @throws RecordingError  the file is damaged, or of another version
 */
export async function readInterventions(files: Files, path: string): Promise<readonly Intervention[]> {
  const damaged = (what: string, cause?: unknown): RecordingError =>
    new RecordingError(
      path,
      `${name} ${what}.`,
      'Make the recording again, or copy it again from where it is whole.',
      { cause },
    );
  let read: unknown;
  try {
    const bytes = await files.read(join(path, name));
    if (!bytes) return [];
    read = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw damaged(`cannot be read: ${whyFailed(cause)}`, cause);
  }
  const { format: is, formatVersion: version, interventions } = (read ?? {}) as Record<string, unknown>;
  if (is !== format) throw damaged('does not hold interventions');
  if (version !== formatVersion)
    throw new RecordingError(
      path,
      `${name} has version ${String(version)}, this crn-grid reads ${formatVersion}.`,
      'Read it with the crn-grid that wrote it, or update crn-grid.',
    );
  if (!Array.isArray(interventions) || !interventions.every(isIntervention))
    throw damaged('holds something that is no intervention');
  return interventions;
}
