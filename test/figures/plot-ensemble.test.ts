import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { plotEnsemble } from '../../src/figures/plot-ensemble.ts';
import { expectSound, textsIn } from './drawing.ts';

const folder = mkdtempSync(join(tmpdir(), 'crn-grid-ensemble-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an ensemble becomes a PNG and an SVG that name its species', async () => {
  const times = Float64Array.from({ length: 20 }, (_, i) => i);
  const mean = [times.map((t) => 10 + t), times.map(() => 0)];
  const sd = mean.map((values) => values.map(Math.sqrt));
  const ensemble = { names: ['A', 'B'], times, mean, sd, traces: [mean, mean] };
  const out = join(folder, 'deeper', 'decay');
  const files = await plotEnsemble(ensemble, { out, title: 'decay', timeUnit: 's', trajectories: 500 });
  expect(files).toEqual([`${out}.png`, `${out}.svg`]);
  expect(await plotEnsemble(ensemble, { out: `${out}.png`, title: 'decay', timeUnit: 's' })).toEqual([
    `${out}.png`,
  ]);
  const svg = readFileSync(files[1]!, 'utf8');
  expectSound(svg);
  const words = textsIn(svg).map((t) => t.words);
  expect(words).toEqual(expect.arrayContaining(['decay', 'A', 'B', 'time (s)']));
  expect(words).toContain('500 trajectories · mean ± standard deviation · 2 single runs');
});
