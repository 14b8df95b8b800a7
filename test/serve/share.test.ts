import { expect, test } from 'vitest';
import { withoutFolders } from '../../src/serve/share.ts';

test.each([
  ['crn-grid run scenarios/bees.ts --out runs/a.zarr', 'crn-grid run scenarios/bees.ts --out runs/a.zarr'],
  ['crn-grid run /home/me/bees.ts --out=/tmp/a.zarr/', 'crn-grid run bees.ts --out=a.zarr/'],
  ['crn-grid run "/home/my name/x y.ts" --threads 2', 'crn-grid run "x y.ts" --threads 2'],
  ['crn-grid run /home/my name/x.ts --out ~/a.zarr', 'crn-grid run x.ts --out a.zarr'],
  ['crn-grid view C:\\me\\b.ts --interventions /a/x.zarr', 'crn-grid view b.ts --interventions x.zarr'],
  ['crn-grid run bees.ts --rate k=1 --until 20', 'crn-grid run bees.ts --rate k=1 --until 20'],
])('%s is shared without where things lay', (command, shared) => {
  expect(withoutFolders(command)).toBe(shared);
});
