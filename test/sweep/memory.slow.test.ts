import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSweep } from '../../src/cli/sweep/open-sweep.ts';
import { compiled } from '../../src/pool/actors.ts';
import { runShard } from '../../src/sweep/engine/run-shard.ts';
import { headerOf } from '../../src/sweep/plan/header.ts';
import { planPath, writePlan } from '../../src/sweep/plan/write-plan.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memory-'));
});
afterEach(() => rm(folder, { recursive: true }));

const worker = compiled(new URL('../../src/cli/sweep/sweep-worker.ts', import.meta.url));

/** A sweep of one cell and one step, with so many points. */
async function tiny(points: number) {
  const script = join(folder, 'tiny.sweep.ts');
  await writeFile(
    script,
    `
import { between, crn, scenario, sobol, sweep } from 'crn-grid';
const decay = scenario({
  name: 'decay', crn: crn('A -> 0 @ k'), rates: { k: 1 }, start: { A: 5 }, time: { step: 1, until: 1 },
});
export default sweep(decay, { rates: { k: between(0.1, 2) }, design: sobol(${points}) });
`,
  );
  const { sweep, runs, hash, file } = await openSweep(script);
  return { script: file, runs, header: headerOf(sweep, runs, hash, { path: 'tiny.sweep.ts', hash: '' }) };
}

/** Megabytes that this process, its threads among it, has in memory after a share of the work. */
function watched(total: number) {
  const seen: [share: number, mb: number][] = [];
  return {
    see(done: number): void {
      seen.push([done / total, process.memoryUsage.rss() / 2 ** 20]);
    },
    /**
     * Growth of the greatest size from the first quarter to the last, MB: threads fill the room they are given
     * before they tidy up, within the first of them.
     */
    growth(leak: (share: number) => number = () => 0): number {
      const most = (low: number, high: number): number =>
        Math.max(
          ...seen.filter(([share]) => share > low && share <= high).map(([share, mb]) => mb + leak(share)),
        );
      return most(0.75, 1) - most(0, 0.25);
    },
  };
}

test('a hundred thousand runs take no more memory at their end than at their beginning', async () => {
  const total = 1e5;
  const { header, runs, script } = await tiny(total);
  await writePlan(folder, header, runs);
  const memory = watched(total);
  const end = await runShard({
    ...{ folder, header, runs, script, worker, threads: 2, memoryMb: 64 },
    shard: { index: 0, of: 1 },
    onProgress: ({ done }) => memory.see(done),
  });
  expect(end).toEqual({ done: total, failed: 0, total });
  expect(memory.growth()).toBeLessThan(40);
  // Control: one kilobyte kept of each run would be seen.
  expect(memory.growth((share) => (share * total) / 1024)).toBeGreaterThan(40);
});

test('a plan of a million lines is written in bounded memory', async () => {
  const total = 1e6;
  const { header, runs } = await tiny(total);
  const memory = watched(total);
  await writePlan(folder, header, runs, (written) => memory.see(written));
  expect((await stat(planPath(folder))).size).toBeGreaterThan(80 * total);
  expect(memory.growth()).toBeLessThan(40);
  // Control: a hundred bytes kept of each line would be seen.
  expect(memory.growth((share) => (share * 100 * total) / 2 ** 20)).toBeGreaterThan(40);
});
