/** From the command line: a front, with verdicts of full size. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { main } from '../../src/cli/program.ts';
import { expectSound } from '../figures/drawing.ts';

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

test('a front: a table, the line of each network, files with the numbers; again it trains nothing', async () => {
  const out = join(folder, 'front');
  const front = ['front', file, '--latency', '0.05', '--transitions', '800', '--out', out];
  const { said } = await say(...front);
  expect(said).toMatch(/network +parameters +µs a cell +held-out loss +excess +worst +verdict/);
  expect(said).toMatch(/^ {2}\* {2}/m);
  for (const line of [
    'kernel: mdn({ mixtures: 2, hidden: [128, 128] }),',
    'kernel: mdn({ mixtures: 2, hidden: [8] }),',
    'kernel: mdn({ mixtures: 2, body: search({ latency: 0.05 }) }),',
  ])
    expect(said).toContain(line);
  expect(said).not.toMatch(/NaN|undefined|Infinity/);
  expectSound(readFileSync(join(out, 'pond-front.svg'), 'utf8'));
  const json = JSON.parse(readFileSync(join(out, 'pond-front.json'), 'utf8'));
  expect(json.networks).toHaveLength(6);
  expect(readdirSync(out).filter((name) => name.startsWith('.'))).toEqual([]);

  const again = JSON.parse((await say(...front, '--json')).said);
  expect(again.networks.map((n: { loss: number }) => n.loss)).toEqual(
    json.networks.map((n: { loss: number }) => n.loss),
  );
});
