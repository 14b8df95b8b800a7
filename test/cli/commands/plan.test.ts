import { execFile } from 'node:child_process';
import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { say } from '../say.ts';

const program = new URL('../../../dist/cli/main.js', import.meta.url).pathname;

async function plan(rates: string, entries = '', ...args: string[]): Promise<string> {
  return (await said(rates, entries, ...args)).stdout;
}

async function said(rates: string, entries: string, ...args: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'crn-grid-plan-'));
  const file = join(folder, 'crowd.ts');
  await writeFile(
    file,
    `import { crn, scenario } from 'crn-grid';
     export default scenario({
       name: 'crowd', crn: crn('0 <-> X @ in, out'), rates: ${rates}, ${entries}
       grid: { size: [4, 2] }, start: { X: 100 }, time: { unit: 'h', step: 1, until: 5 },
     });`,
  );
  return promisify(execFile)(process.execPath, [program, 'plan', file, '--threads', '1', ...args]);
}

test('a table with every kernel, what it costs, and what is taken', async () => {
  const { stdout: text, stderr } = await said('{ in: 20, out: 1 }', '');
  // Said before anything is measured, and no part of the result.
  expect(stderr).toMatch(/^crowd: running some steps and timing each kernel/);
  expect(text).not.toContain('timing each kernel');
  expect(text).toMatch(/^crowd: 4 × 2 cells, 5 steps of 1 h, on 1 thread\n/);
  expect(text).toMatch(/Measured on rows of steps 1 to 5 of an exact run: \d+ reaction events/);
  expect(text).toMatch(/kernel +µs a cell +of exact +whole run +verdict/);
  expect(text).toMatch(/ssa +\S+ +1\.0 × .*exact/);
  expect(text).toMatch(/tau \(ε 0\.03\) .* never leaps here: it is exact simulation\n/);
  expect(text).toMatch(
    /Nothing is learned .* yet: add `kernel: mdn\(\)` to the scenario, then crn-grid train/,
  );
  expect(text).toMatch(/ode is not listed/);
  expect(text).toMatch(/`auto` takes (ssa|tau)/);
});

test('where `train` can be called as it is, no more is said', async () => {
  expect(await plan('{ in: 20, out: 1 }', "kernel: 'auto',")).toMatch(
    /Nothing is learned for this step and network yet: crn-grid train/,
  );
});

test('as JSON, where tau-leaping pays and its law holds', async () => {
  const facts = JSON.parse(await plan('{ in: 6000, out: 1 }', '', '--json'));
  expect(facts.chosen).toEqual({ kind: 'tau', epsilon: 0.03 });
  expect(facts.cellSteps).toBe(40);
  expect(facts.eventsPerStep).toBeGreaterThan(5000);
  const ssa = facts.kernels.find((k: { kind: string }) => k.kind === 'ssa');
  expect(ssa.seconds).toBeCloseTo((ssa.microseconds * 40) / 1e6, 9);
  expect(facts.kernels[0].verdict).toMatch(/× floor \(limit 1\.\d/);
});

test('a hybrid has one row, and says above the table where it is exact; control: without a kernel none is there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crn-grid-plan-'));
  const file = join(folder, 'pond.ts');
  await writeFile(
    file,
    `import { crn, scenario } from 'crn-grid';
     export default scenario({
       name: 'pond', crn: crn('0 -> X @ birth\\nX -> 0 @ death'), rates: { birth: 10, death: 1 },
       grid: { size: [3, 3] }, start: { X: 5 }, kernel: 'auto', time: { step: 1, until: 4 },
     });`,
  );
  const hybridsIn = (text: string): string[] => text.split('\n').filter((line) => line.includes('hybrid'));
  expect(hybridsIn((await say('plan', file, '--threads', '1')).out)).toEqual([]);
  const trained = new URL('../../fixtures/birth-death-a50d76e7337e', import.meta.url).pathname;
  await cp(trained, join(folder, 'abstractions', basename(trained)), { recursive: true });
  const [above, row, ...more] = hybridsIn((await say('plan', file, '--threads', '1')).out);
  expect(above).toMatch(
    /^hybrid: cells that expect fewer than [\d.]+ events are stepped exactly, .* by mdn \(/,
  );
  expect(row).toMatch(/^ {2}hybrid +[\d.]+ /);
  expect(more.filter((line) => !line.startsWith('`auto` takes'))).toEqual([]);
});
