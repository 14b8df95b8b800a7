/** Every target that is shipped is met, from scratch, at its number of perceptrons. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { loadTarget } from '../../../src/cli/given/load-target.ts';
import { fitTarget } from '../../../src/run/fit/fit-target.ts';

const folder = resolve(import.meta.dirname, '../../../scenarios/rncrn');
const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));

test.each(files)('%s', async (file) => {
  const result = await fitTarget(await loadTarget(join(folder, file)));
  expect(result.failure).toBeUndefined();
  expect(result.pass).toBe(true);
});
