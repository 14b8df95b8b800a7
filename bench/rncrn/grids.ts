/**
 * Grids of chemical neural networks, without noise but the rounding of counts and by exact simulation of their slow
 * species, beside what another program found without noise.
 *
 *   node --import jiti/register bench/rncrn/grids.ts ['beacon ode' 'eraser ssa' …]
 *
 * With names, the others stay as they were measured before. The beacon by `ode` takes six minutes.
 */
import { loadScenario } from '../../src/cli/given/load-scenario.ts';
import { ode, ssa } from '../../src/kernels/specs.ts';
import { run } from '../../src/run/run.ts';
import { wanted } from '../flags.ts';
import { cpuSeconds, machine, saveResult } from '../measure.ts';
import { readResult } from '../results.ts';
import type { GridRow } from './rows.ts';
import { saveRncrn } from './text.ts';

/** That of the scenarios. */
const volume = 200;
const looked = {
  beacon: { times: [20, 59.9, 100], count: 'awake' },
  eraser: { times: [4, 8, 12], count: 'erased' },
} as const;
const kernels = { ode: ode(), ssa: ssa() } as const;
const names = ['beacon ode', 'beacon ssa', 'eraser ode', 'eraser ssa'] as const;

const measured = new Map(
  (readResult<{ rows: GridRow[] }>('rncrn-grids')?.rows ?? []).map((row) => [row.name, row]),
);
for (const name of wanted(names)) {
  const row = await measure(name);
  measured.set(name, row);
  process.stderr.write(`${JSON.stringify(row)}\n`);
  saveResult('rncrn-grids', { machine: machine(), rows: names.flatMap((one) => measured.get(one) ?? []) });
}
saveRncrn();

async function measure(name: (typeof names)[number]): Promise<GridRow> {
  const [which, kind] = name.split(' ') as ['beacon' | 'eraser', 'ode' | 'ssa'];
  const { times, count } = looked[which];
  const file = new URL(`../../scenarios/${which}.ts`, import.meta.url).pathname;
  const { scenario } = await loadScenario(file);
  const began = cpuSeconds();
  const seen = new Map<number, number>();
  const cells = 33 * 33;
  const width = scenario.crn.species.length;
  const [low, high] = [new Float64Array(cells).fill(1e9), new Float64Array(cells)];
  let last = 0;
  const each = { ...scenario, kernel: kernels[kind], record: { ...scenario.record, every: 1 } };
  for await (const { time, counts, scalars } of run(each, { threads: 1 })) {
    const t = Math.round(100 * time) / 100;
    seen.set(t, scalars[count]!);
    last = 0;
    for (let cell = 0; cell < cells; cell++) {
      const x = counts[cell * width]! / volume;
      last += x / cells;
      if (t < 30 || t > 60) continue;
      low[cell] = Math.min(low[cell]!, x);
      high[cell] = Math.max(high[cell]!, x);
    }
  }
  const swinging = high.filter((x, cell) => x - low[cell]! > 1.2).length;
  return {
    name,
    counts: times.map((t) => seen.get(t)!),
    ...(which === 'beacon' ? { swinging, last } : {}),
    seconds: cpuSeconds() - began,
  };
}
