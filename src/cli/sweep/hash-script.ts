/** Whether a script is what it was: its functions read what stands beside them, which no hash of theirs tells. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** SHA-256 of its bytes. */
export function hashScript(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
