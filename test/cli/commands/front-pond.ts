/** What is learned in a moment, for the tests of `front`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type Said, say } from '../say.ts';

/** Writes a scenario to a folder that is there while the tests of the file run. */
export function writePond(): { readonly folder: string; readonly file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'crn-grid-front-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'pond.ts');
  writeFileSync(
    file,
    `import { crn, mdn, scenario } from 'crn-grid';
     export default scenario({
       name: 'pond', crn: crn('0 -> X @ birth\\nX -> 0 @ death'), rates: { birth: 20, death: 1 },
       grid: { size: [2, 2] }, start: { X: 5 }, kernel: mdn({ mixtures: 2, hidden: [8] }),
       train: {
         ranges: { X: [0, 40] }, transitions: 1600, epochs: 1, batch: 400, rounds: 1,
       },
       time: { step: 0.5, until: 2 },
     });`,
  );
  return { folder, file };
}

/** As {@link say}, on one thread and without progress. */
export function sayCalmly(...args: readonly string[]): Promise<Said> {
  return say(...args, '--threads', '1', '--quiet');
}
