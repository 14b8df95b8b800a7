/** `crn-grid infer`, as a user calls it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { say } from '../say.ts';

const folder = mkdtempSync(join(tmpdir(), 'crn-grid-infer-cli-'));
const at = (...names: string[]): string => join(folder, ...names);
const text = (...names: string[]): string => readFileSync(at(...names), 'utf8');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = (method: string, more = ''): string => `
import { between, crn, inference, observed, particleMarginal, scenario, smc } from 'crn-grid';
const pond = scenario({
  name: 'pond', crn: crn('0 -> X @ birth\\nX -> 0 @ death'), rates: { birth: 5, death: 1 }, start: { X: 0 },
  time: { unit: 'hour', step: 1, until: 4 }, ${more}
});
export default inference(pond, {
  prior: { rates: { birth: between(1, 40, { scale: 'log' }), death: between(0.2, 3) } },
  data: observed([{ time: 1, X: 7 }, { time: 2, X: 9 }, { time: 4, X: 11 }]),
  method: ${method},
  truth: { birth: 10 },
});
`;

describe('by simulations', () => {
  test('points, figures and a page; more generations go on from those there are', async () => {
    writeFileSync(at('pond.ts'), script('smc({ particles: 60, stop: { generations: 3 } })'));
    const { code, out, err } = await say('infer', at('pond.ts'), '--threads', '2');
    expect(err).toContain('pond-inference: birth, death of pond, on 2 threads');
    expect(err).toContain('generation 3: within ');
    expect(code).toBe(0);
    expect(out).toMatch(/parameter +prior +mean +sd +median +95 % interval +truth/);
    expect(out).toMatch(/birth +1 to 40, log .* 10$/m);
    expect(out).toContain('ended because these were all the generations asked for');
    const home = ['inferences', 'pond-inference'];
    for (const name of ['posterior.parquet', 'marginals.png', 'pairs.svg', 'predicted.svg'])
      expect(existsSync(at(...home, name))).toBe(true);
    expect(text(...home, 'report.html')).toContain('What they predict');
    const rows = text(...home, 'posterior.csv')
      .trim()
      .split('\n');
    expect(rows[0]).toBe('birth,death,weight,distance');
    expect(rows).toHaveLength(61);
    const weights = rows.slice(1).map((row) => Number(row.split(',')[2]));
    expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    const how = JSON.parse(text(...home, 'generations.json'));
    expect(how).toMatchObject({ format: 1, name: 'pond-inference', ended: 'generations' });
    expect(how.generations).toHaveLength(4);

    // One generation more goes on from the three there are.
    writeFileSync(at('pond.ts'), script('smc({ particles: 60, stop: { generations: 4 } })'));
    const more = await say('infer', at('pond.ts'), '--json', '--threads', '1');
    expect(JSON.parse(more.out).generations.slice(0, 4)).toEqual(how.generations);
    expect(JSON.parse(more.out).generations).toHaveLength(5);
  });
});

describe('by chains', () => {
  test('the same files, and whether the chains agree', async () => {
    const method =
      "particleMarginal({ particles: 20, iterations: 60, warmup: 20, chains: 2, observation: { X: 'poisson' } })";
    writeFileSync(at('chains.ts'), script(method));
    const { code, out } = await say(
      'infer',
      at('chains.ts'),
      '--threads',
      '2',
      '--out',
      at('chains'),
      '--quiet',
    );
    expect(code).toBe(0);
    expect(out).toContain('2 chains of 60 steps');
    expect(out).toContain('give more `iterations`');
    expect(text('chains', 'posterior.csv').split('\n')[0]).toBe('birth,death,weight,chain,logLikelihood');
    expect(JSON.parse(text('chains', 'chains.json')).chains).toHaveLength(2);
    expect(text('chains', 'report.html')).toContain('without the noise that data have');
  });
});

describe('what cannot be is refused in words', () => {
  test.each([
    ['export default 3;', 'its default export is not an inference'],
    [script('smc()', "kernel: 'auto'"), 'the kernel is "auto"'],
    [
      script("particleMarginal({ observation: { X: 'poisson' } })", 'grid: { size: [2, 2] }'),
      '`particleMarginal` is for one well-mixed cell, and the grid has 4',
    ],
  ])('script %#', async (written, message) => {
    writeFileSync(at('odd.ts'), written);
    const { code, err } = await say('infer', at('odd.ts'), '--threads', '1');
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(err).not.toContain('not an error we foresaw');
  });
});
