/** From the command line: a search, a run with what was found, and fronts that cannot be. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { main } from '../../src/cli/program.ts';

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

/** What a command says on stdout, and its exit code. */
async function say(...args: string[]): Promise<{ code: number; said: string }> {
  let said = '';
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    said += chunk;
    return true;
  });
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    return { code: await main([...args, '--threads', '1', '--quiet']), said };
  } finally {
    out.mockRestore();
    err.mockRestore();
    process.exitCode = 0;
  }
}

test('a search says how to use it, and so it is used', async () => {
  const trained = await say('train', file, '--search');
  expect(trained.said).toContain(`crn-grid run ${file} --kernel search`);
  expect(trained.said).toContain('kernel: mdn({ mixtures: 2, body: search() }),');
  const out = join(folder, 'pond.zarr');
  const run = await say('run', file, '--kernel', 'search', '--out', out, '--no-figures', '--json');
  expect(run.code).toBe(0);
  const plan = await say('plan', file);
  expect(plan.said).toMatch(/mdn \(2 mixtures, 2 searched cells of 2\)/);
  expect(plan.said).toContain('the shape that the scenario asks for yet: crn-grid train');
  const abstractions = join(folder, 'abstractions');
  const kept = readdirSync(abstractions).find((name) => name.startsWith('pond-'))!;
  const named = ['--kernel', join(abstractions, kept)];
  const again = join(folder, 'named.zarr');
  expect((await say('run', file, ...named, '--out', again, '--no-figures')).code).toBe(0);
});

test('what cannot be is refused in words', async () => {
  expect((await say('front', file, '--latency', '-1')).code).toBe(1);
  expect((await say('front', join(folder, 'none.ts'))).code).toBe(1);
});
