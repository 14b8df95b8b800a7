/** `crn-grid sweep`, as a user calls it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { say } from '../say.ts';
import { failing, one, pondSweeps } from '../sweep/pond-sweeps.ts';

const { at, cli, removeAll, rows, text, write } = pondSweeps();
afterAll(removeAll);
afterEach(() => vi.unstubAllEnvs());

describe('a sweep from its plan to its report', () => {
  const script = write('pond.ts');

  test('plan, run, status, merge, report', async () => {
    const planned = await cli('plan', script, 'whole');
    expect(planned).toMatchObject({ code: 0, err: '' });
    expect(planned.out).toContain('pond-sweep: pond, grid design, 4 points');
    expect(planned.out).toMatch(
      /birth +1, 4\n +death +0.5, 1\n12 runs: 3 of each point, with the same seeds/,
    );
    expect(planned.out).toContain(`Run it: crn-grid sweep run ${script} --out ${at('whole')}`);
    expect(rows('whole', 'plan.jsonl')).toHaveLength(12);

    const before = await cli('status', script, 'whole');
    expect(before.out).toContain('0 of 12 runs done (0 %), 12 left');
    const run = await cli('run', script, 'whole', '--threads', '2');
    expect(run.code).toBe(0);
    expect(run.err).toMatch(/12 runs in .* on 2 threads/);
    expect(run.out).toContain('pond-sweep: 12 of 12 runs done (100 %)');
    expect(rows('whole', 'runs.csv')[0]).toBe('run,point,replicate,seed,birth,death,end');
    expect(rows('whole', 'runs.csv')).toHaveLength(13);
    for (const name of ['report.html', 'figures/responses.svg', 'figures/maps.png', 'runs.parquet'])
      expect(existsSync(at('whole', name)), name).toBe(true);
    expect(existsSync(at('whole', 'failures.csv'))).toBe(false);

    const table = text('whole', 'runs.csv');
    for (const [verb, file] of [
      ['merge', 'runs.csv'],
      ['report', 'report.html'],
    ] as const) {
      rmSync(at('whole', file));
      const again = await cli(verb, script, 'whole');
      expect(again.code).toBe(0);
      expect(again.out).toContain(`wrote ${at('whole', file)}`);
      expect(existsSync(at('whole', file))).toBe(true);
    }
    expect(text('whole', 'runs.csv')).toBe(table);
  });

  test('a second time nothing is done; by its folder alone neither', async () => {
    const lines = text('whole', 'results', 'shard-1-of-1.jsonl');
    for (const given of [[script, '--out', at('whole')], [at('whole')]]) {
      const { code, err } = await say('sweep', 'run', ...given, ...one);
      expect(code).toBe(0);
      expect(err).not.toContain('runs in');
    }
    expect(text('whole', 'results', 'shard-1-of-1.jsonl')).toBe(lines);
  });

  test('a constant beside a function that changes is not passed over', async () => {
    const limited = (limit: number): string =>
      write('limited.ts', {
        more: `record: { observables: { X: ({ counts }) => Math.min(${limit}, counts[0]) } },`,
      });
    // The text of the function is the same: only the script tells.
    const constant = (limit: number): string => {
      const file = limited(9);
      writeFileSync(
        file,
        `${readFileSync(file, 'utf8').replace('Math.min(9,', 'Math.min(limit,')}const limit = ${limit};\n`,
      );
      return file;
    };
    expect((await cli('run', constant(5), 'limited', ...one)).code).toBe(0);
    const changed = constant(2);
    const refused = await cli('run', changed, 'limited', ...one);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('the script was changed since') });
    expect((await cli('status', changed, 'limited')).err).toContain('was changed since this was planned');
    expect((await cli('run', changed, 'limited', '--keep', ...one)).code).toBe(0);
    expect((await cli('run', changed, 'limited', ...one)).code).toBe(0);
    expect((await cli('run', constant(3), 'limited', '--overwrite', ...one)).code).toBe(0);
    expect(
      Math.max(
        ...rows('limited', 'runs.csv')
          .slice(1)
          .map((row) => Number(row.split(',').at(-1))),
      ),
    ).toBe(3);
  });

  test('a plan that was lost is written again, and what is done stays', async () => {
    const table = text('whole', 'runs.csv');
    const lines = text('whole', 'results', 'shard-1-of-1.jsonl');
    for (const file of ['plan.jsonl', 'sweep.json']) {
      rmSync(at('whole', file));
      rmSync(at('whole', 'runs.csv'));
      if (file === 'sweep.json')
        for (const name of ['report.html', 'runs.parquet']) rmSync(at('whole', name));
      const again = await cli('run', script, 'whole', ...one);
      expect(again).toMatchObject({ code: 0 });
      expect(text('whole', 'runs.csv')).toBe(table);
      expect(text('whole', 'results', 'shard-1-of-1.jsonl')).toBe(lines);
    }
  });

  test('a folder of something else is left alone', async () => {
    mkdirSync(at('sources'));
    writeFileSync(at('sources', 'model.ts'), '');
    const { code, err } = await cli('run', script, 'sources', ...one);
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringContaining('it holds something else already'),
    });
    expect(readdirSync(at('sources'))).toEqual(['model.ts']);
  });

  test('a part alone says what is left and how to go on; all parts make the same table', async () => {
    const first = await cli('run', script, 'parts', '--shard', '1/2', ...one);
    expect(first.code).toBe(0);
    expect(first.err).toContain('12 runs, part 1 of 2');
    expect(first.out).toContain('6 of 12 runs done (50 %), 6 left');
    expect(first.out).toContain(
      `This part is done. When all are: crn-grid sweep merge ${script} --out ${at('parts')}`,
    );
    expect(existsSync(at('parts', 'runs.csv'))).toBe(false);
    // A table of a part is written, and its code says that it is not whole.
    expect((await cli('merge', script, 'parts')).code).toBe(1);
    expect(rows('parts', 'runs.csv')).toHaveLength(7);

    vi.stubEnv('SLURM_ARRAY_TASK_ID', '1');
    const second = await cli('run', script, 'parts', '--shards', '2', ...one);
    expect(second.out).toMatch(/12 of 12 runs done[\s\S]*shard-1-of-2: 6 done\n +shard-2-of-2: 6 done/);
    expect(text('parts', 'runs.csv')).toBe(text('whole', 'runs.csv'));
  });

  test('as JSON it is read by programs', async () => {
    const plan = JSON.parse((await cli('plan', script, 'json', '--json')).out);
    expect(plan).toMatchObject({ folder: at('json'), name: 'pond-sweep', runs: 12, measures: ['end'] });
    const run = await cli('run', script, 'json', '--json', '--quiet', ...one);
    expect(JSON.parse(run.out)).toMatchObject({ done: 12, failed: 0, left: 0, errors: [] });
    expect(run.err).toBe('');
    for (const verb of ['status', 'merge', 'report'])
      expect(JSON.parse((await cli(verb, script, 'json', '--json')).out)).toMatchObject({
        done: 12,
        left: 0,
      });
  });

  test('another sweep at the same place is refused, with what differs, until it may overwrite', async () => {
    const other = write('other.ts', { options: 'seed: [1, 2],' });
    const refused = await cli('run', other, 'json', ...one);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(
      /planned there was another: replicates, seeds differ\n.*--out, or --overwrite/,
    );
    expect(text('json', 'results', 'shard-1-of-1.jsonl').trim().split('\n')).toHaveLength(12);
    const inside = await cli('run', write('inside.ts', { more: "boundary: 'closed'," }), 'json', ...one);
    expect(inside.code).toBe(1);
    const hidden = await cli('plan', write('hidden.ts', { options: 'with: { until: 2 },' }), 'json');
    expect(hidden.err).toContain('another: the scenario, a function or the weights differs');
    const taken = await cli('run', other, 'json', '--overwrite', '--quiet', ...one);
    expect(taken.out).toContain('8 of 8 runs done');
    expect(rows('json', 'runs.csv')).toHaveLength(9);
  });
});

test('runs that fail: exit code 1, each error once with how many, and how to try again', async () => {
  const script = write('failing.ts', { options: failing });
  const { code, out } = await cli('run', script, 'failing', '--quiet', ...one);
  expect(code).toBe(1);
  expect(out).toContain('12 of 24 runs done (50 %), 12 failed');
  expect(out).toContain('12 failed, first run 3: Error: it is bad');
  expect(out).toContain(`Try the failed ones again: crn-grid sweep retry ${script} --out ${at('failing')}`);
  expect(rows('failing', 'failures.csv')).toHaveLength(13);
  expect(text('failing', 'report.html')).toContain('it is bad');
  // A run does not try them again, a retry does.
  const lines = () => rows('failing', 'results', 'shard-1-of-1.jsonl').length;
  expect((await cli('run', script, 'failing', '--quiet', ...one)).code).toBe(1);
  expect(lines()).toBe(24);
  expect((await cli('retry', script, 'failing', '--quiet', ...one)).code).toBe(1);
  expect(lines()).toBe(36);
  const { errors } = JSON.parse((await cli('status', script, 'failing', '--json')).out);
  expect(errors).toEqual([{ error: 'Error: it is bad', runs: 12, first: 3 }]);
});

describe('what cannot be is refused in words, before anything runs', () => {
  const learned = (kernel: string) => write('learned.ts', { more: `kernel: ${kernel},` });
  test.each<[string, () => string, RegExp]>([
    [
      'a scenario',
      () => (
        writeFileSync(
          at('s.ts'),
          "import { crn, scenario } from 'crn-grid';\nexport default scenario({ name: 's', crn: crn('A -> 0 @ k'), rates: { k: 1 }, start: { A: 1 }, time: { step: 1, until: 1 } });",
        ),
        at('s.ts')
      ),
      /its default export is not a sweep\nEnd the file with/,
    ],
    ['no file', () => at('nowhere.ts'), /nowhere.ts: there is no such file/],
    [
      'a syntax error',
      () => (writeFileSync(at('broken.ts'), 'export default sweep(;'), at('broken.ts')),
      /broken.ts: it cannot be loaded/,
    ],
    ['kernel auto', () => learned("'auto'"), /the kernel is "auto".*\nChoose one for all runs/],
    [
      'an untrained kernel',
      () => learned('mdn()'),
      /no trained mdn kernel for the network of "pond"[\s\S]*crn-grid train [^\n]*pond\.ts`/,
    ],
    [
      'an untrained kernel among factors',
      () => write('among.ts', { options: 'kernel: [ssa(), van()],' }),
      /no trained van kernel[\s\S]*crn-grid train [^\n]*pond\.ts --kernel van`/,
    ],
    [
      'a negative rate',
      () => write('negative.ts', { options: 'rates: { birth: [1, -4] },' }),
      /with birth = -4: /,
    ],
    ['a step that ends nowhere', () => write('step.ts', { options: 'step: [1, 0],' }), /with step = 0: /],
    ['a rate that is none', () => write('rate.ts', { options: 'rates: { brith: [1] },' }), /"brith"/],
  ])('%s', async (_, script, message) => {
    const { code, out, err } = await cli('run', script(), 'refused', ...one);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(message);
    expect(err).not.toMatch(/not an error we foresaw|\n +at /);
    expect(existsSync(at('refused'))).toBe(false);
  });

  test.each([
    [['--shard', '0/3'], '--shard: "0/3" is no shard\nWrite 1/4 for the first of four'],
    [['--shard', 'x'], '"x" is no shard'],
    [['--shards', '4'], '--shards: neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set'],
    [['--shards', '4', '--shard', '1/4'], 'cannot be used with'],
    [['--threads', '0'], 'number of threads'],
    [['--memory', 'much'], '--memory'],
  ])('%j', async (flags, message) => {
    const { code, err } = await cli('run', at('pond.ts'), 'flags', ...flags);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  test('status, merge and report of what was never planned', async () => {
    for (const verb of ['status', 'merge', 'report']) {
      const { code, err } = await cli(verb, at('pond.ts'), 'never');
      expect(code).toBe(1);
      expect(err).toContain('no sweep was planned there');
      expect(err).toContain(`crn-grid sweep run ${at('pond.ts')} --out ${at('never')}`);
    }
  });
});
