/** `crn-grid infer`, as a user calls it. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { say } from '../say.ts';

const folder = mkdtempSync(join(tmpdir(), 'crn-grid-infer-cli-'));
const at = (...names: string[]): string => join(folder, ...names);
const text = (...names: string[]): string => readFileSync(at(...names), 'utf8');
afterEach(() => void vi.restoreAllMocks());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = (method: string, more = '', options = ''): string => `
import { between, crn, inference, observed, particleMarginal, scenario, smc } from 'crn-grid';
const pond = scenario({
  name: 'pond', crn: crn('0 -> X @ birth\\nX -> 0 @ death'), rates: { birth: 5, death: 1 }, start: { X: 0 },
  time: { unit: 'hour', step: 1, until: 4 }, ${more}
});
export default inference(pond, {
  prior: { rates: { birth: between(1, 40, { scale: 'log' }), death: between(0.2, 3) } },
  data: observed([{ time: 1, X: 7 }, { time: 2, X: 9 }, { time: 4, X: 11 }]),
  method: ${method},
  truth: { birth: 10 }, ${options}
});
`;

describe('by simulations', () => {
  test('points, figures and a page; more generations go on from those there are', async () => {
    // Results lie where one stands, wherever the script lies.
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    mkdirSync(at('scripts'));
    const file = at('scripts', 'pond.ts');
    writeFileSync(file, script('smc({ particles: 60, stop: { generations: 3 } })'));
    const { code, out, err } = await say('infer', file, '--threads', '2');
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
    writeFileSync(file, script('smc({ particles: 60, stop: { generations: 4 } })'));
    const more = await say('infer', file, '--json', '--threads', '1');
    expect(JSON.parse(more.out).generations.slice(0, 4)).toEqual(how.generations);
    expect(JSON.parse(more.out).generations).toHaveLength(5);
  });
});

/** One parameter is inferred and drawn in less time. */
const birthOnly = 'prior: { rates: { birth: between(1, 40) } },';

test('the same bits on any number of threads, where some runs fail', async () => {
  // Calls are cut by how long runs take: what is counted must not depend on where.
  const failing = `record: { observables: { X: ({ counts }) => {
    if (counts[0] > 9) throw new Error('too many');
    return counts[0];
  } } },`;
  const file = at('odd-runs.ts');
  writeFileSync(file, script('smc({ particles: 60, stop: { generations: 2 } })', failing, birthOnly));
  const texts: string[] = [];
  for (const threads of ['1', '2']) {
    const { code } = await say('infer', file, '--threads', threads, '--out', at(threads), '--quiet');
    expect(code).toBe(0);
    texts.push(text(threads, 'generations.json'));
  }
  expect(texts[1]).toBe(texts[0]);
  for (const { failed, proposals } of JSON.parse(texts[0]!).generations) {
    expect(failed).toBeGreaterThan(0);
    // Taken runs did not fail.
    expect(failed).toBeLessThanOrEqual(proposals - 60);
  }
});

describe('what is kept', () => {
  const method = 'smc({ particles: 40, stop: { generations: 1 } })';
  const run = (file: string, out: string, ...more: string[]) =>
    say('infer', file, '--threads', '1', '--out', at(out), ...more);
  const home = (out: string): string[] => [out, '.work', readdirSync(at(out, '.work'))[0]!];

  test('are the generations that are done where it is stopped, which ends with 130', async () => {
    const file = at('stopped.ts');
    // Distances are taken here, not in threads: the first is that of generation 0.
    const away = `${birthOnly} distance: (a, b) => {
      if (!asked) process.emit('SIGINT');
      asked = true;
      return Math.abs(a['X at 1'] - b['X at 1']);
    },`;
    writeFileSync(file, `let asked = false;\n${script(method, '', away)}`);
    const before = process.listenerCount('SIGINT');
    const stopped = await run(file, 'stopped');
    expect(stopped).toMatchObject({ code: 130, out: '' });
    expect(stopped.err).toContain('generations that are done are kept, and the same command goes on');
    expect(readdirSync(at(...home('stopped'))).sort()).toEqual(['generation-000.json', 'script.json']);
    expect(existsSync(at('stopped', 'posterior.csv'))).toBe(false);
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  test('is told of where the script was changed and no function was; --overwrite begins anew', async () => {
    const file = at('around.ts');
    const changed = 'The script was changed since; what was kept is taken for what it computes now.';
    const write = (limit: number): void => {
      const away = "distance: (a, b) => Math.min(limit, Math.abs(a['X at 1'] - b['X at 1'])),";
      writeFileSync(file, `const limit = ${limit};\n${script(method, '', `${birthOnly} ${away}`)}`);
    };
    const farthest = (): number =>
      Math.max(...JSON.parse(text(...home('around'), 'generation-000.json')).distances);
    write(3);
    expect((await run(file, 'around')).err).not.toContain(changed);
    write(5);
    expect((await run(file, 'around')).err).toContain(changed);
    expect(farthest()).toBe(3);
    const anew = await run(file, 'around', '--overwrite');
    expect(anew.code).toBe(0);
    expect(anew.err).not.toContain(changed);
    expect(farthest()).toBe(5);
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
