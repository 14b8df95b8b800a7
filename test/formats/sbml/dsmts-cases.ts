/** Every model of the stochastic test suite, where `DSMTS` names the folder of its cases. */
import { expect, test } from 'vitest';
import { casesIn, judgeModel } from '../../support/dsmts.ts';

/** Wider than the suite's, for thousands of points: an exact simulator fails them less than once in a hundred seeds. */
const limits = { z: 5, y: 6 };

/** @param n  runs of each model */
export function testCases(n: number): void {
  const cases = casesIn();
  if (cases.length === 0) test.skip('cases of the suite (set DSMTS to their folder)', () => undefined);
  for (const one of cases)
    test(`case ${one.name}, ${n} runs in every level of SBML`, { timeout: 300_000 }, async () => {
      for (const path of one.models)
        for (const [variable, found] of Object.entries(await judgeModel(path, one, n, {}, limits)))
          expect(found, `${path}: ${variable}`).toMatchObject({ beyondZ: 0, beyondYSpread: 0, wrong: 0 });
    });
}
