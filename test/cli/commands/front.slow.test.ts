/** From the command line: a front, with verdicts of full size. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectSound } from '../../figures/drawing.ts';
import { sayCalmly, writePond } from './front-pond.ts';

const { folder, file } = writePond();

test('a front: a table, the line of each network, files with the numbers; again it trains nothing', async () => {
  const out = join(folder, 'front');
  const front = ['front', file, '--latency', '0.05', '--transitions', '800', '--out', out];
  const { out: said } = await sayCalmly(...front);
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

  const again = JSON.parse((await sayCalmly(...front, '--json')).out);
  expect(again.networks.map((n: { loss: number }) => n.loss)).toEqual(
    json.networks.map((n: { loss: number }) => n.loss),
  );
});
