/** Whether a path leads to a recording, and what to give where it does not. */
import { join } from 'node:path';
import { RecordingError } from '../../errors.ts';
import { whatLiesThere } from './what-lies-there.ts';

/**
 * @param command  that wants it
 * @param or       what else it would take, as the end of a sentence
 * @throws RecordingError  saying what is there, where that is no recording
 */
export function checkRecording(path: string, command: string, or = ''): void {
  const { kind, says, first } = whatLiesThere(path);
  if (kind === 'recording') return;
  if (kind === 'laws')
    throw new RecordingError(
      path,
      `${says}, and no recording`,
      `Its figures lie in ${join(path, 'figures')}; for a page about them: crn-grid solve <scenario> --out ${path} --report`,
    );
  throw new RecordingError(
    path,
    kind === 'nothing' ? says : `${says}, and no recording`,
    first === undefined
      ? `Give the folder that \`crn-grid run\` wrote, such as runs/bees.zarr${or}.`
      : `Name one of them: crn-grid ${command} ${first}`,
  );
}
