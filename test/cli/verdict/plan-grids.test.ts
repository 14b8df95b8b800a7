import { expect, test } from 'vitest';
import { planGrids } from '../../../src/cli/verdict/plan-grids.ts';
import { crn } from '../../../src/crn/crn.ts';
import { ssa } from '../../../src/kernels/specs.ts';
import { scenario } from '../../../src/run/scenario.ts';

const fade = scenario({
  name: 'fade',
  crn: crn('A -> 0 @ k'),
  rates: { k: 1 },
  grid: { size: [2, 2] },
  start: { A: 5 },
  time: { step: 1, until: 10 },
});

async function planned(
  eventsPerStep: number,
  flags = {},
): Promise<{ runs: number; said: string; times: number[] }> {
  let said = '';
  const terminal = {
    print: () => {},
    note: (line: string) => {
      said += line;
    },
    progress: () => {},
    endProgress: () => {},
  };
  const exact = { starts: Int32Array.of(5, 9), rates: Float64Array.of(1, 1), eventsPerStep };
  const { runs, times } = await planGrids(terminal, fade, { spec: ssa() }, exact, flags);
  return { runs, said, times: [...times] };
}

test('what it costs is said before it is spent', async () => {
  const { runs, said, times } = await planned(3);
  expect({ runs, times }).toEqual({ runs: 300, times: [1, 3, 5, 10] });
  // 300 runs of 4 cells, 10 steps and 3 events.
  expect(said).toMatch(/^whole grids: 300 runs of each kernel, some 4e\+4 exact events, about \S+ s$/);
});

test('too dear runs are left out unless they are asked for, and that is said', async () => {
  const dear = await planned(1e9);
  expect(dear.runs).toBe(0);
  expect(dear.said).toMatch(/not compared: one exact run holds some 4e\+10 events.*--runs/);
  expect((await planned(1e9, { runs: 7 })).runs).toBe(7);
  expect(await planned(3, { runs: 0 })).toMatchObject({ runs: 0, said: '' });
  expect((await planned(3, { times: [2] })).times).toEqual([2]);
});
