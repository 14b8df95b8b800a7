/** `crn-grid solve`, as a user calls it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLaws } from '../../../src/run/solve/laws/read-laws.ts';
import { apart } from '../../run/solve/pond.ts';
import { birthDeathLaw } from '../../support/laws.ts';
import { say } from '../say.ts';

const scenarios = join(import.meta.dirname, '../../../scenarios');
const pond = join(scenarios, 'birth-death.ts');
const published = (name: string): string => join(scenarios, 'master-equation', name);

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'crn-grid-solve-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('birth and death: the closed form is on disk, a table on the terminal', async () => {
  const { code, out, err } = await say('solve', pond, '--times', '0.5,1,3', '--out', at('pond.zarr'));
  expect(code).toBe(0);
  expect(err).toContain(`birth-death: fsp, 3 times to t = 3 hour → ${at('pond.zarr')}`);
  const { rows, header } = await readLaws(at('pond.zarr'));
  expect(header).toMatchObject({
    scenario: 'birth-death',
    method: 'fsp',
    start: 'nothing',
    timeUnit: 'hour',
  });
  for (const { time, marginals, error } of rows) {
    const exact = birthDeathLaw({ from: 0, birth: 100, death: 1, time });
    expect(error).toBeLessThanOrEqual(1e-8);
    expect(apart(marginals[0]!, exact)).toBeLessThanOrEqual(error + 1e-12);
  }
  const mean = 100 * (1 - Math.exp(-3));
  expect(out).toContain(`${+mean.toPrecision(5)} ± ${+Math.sqrt(mean).toPrecision(5)}`);
  expect(out).toContain(at('pond.zarr/figures/birth-death-marginals.svg'));
  expect(existsSync(at('pond.zarr/figures/birth-death-marginals.png'))).toBe(true);
  // One species alone has no joint law.
  expect(existsSync(at('pond.zarr/figures/birth-death-joint.png'))).toBe(false);
});

test('the same command finds what is solved; another one is refused, unless it may replace', async () => {
  const args = ['solve', pond, '--times', '0.5,1', '--out', at('again.zarr'), '--no-figures'];
  await say(...args);
  const again = await say(...args);
  expect(again.err).toContain('2 of 2 times had been solved before');
  const other = await say(...args, '--rate', 'birth=50');
  expect(other).toMatchObject({ code: 1, out: '' });
  expect(other.err).toMatch(/the laws of another task: not the same rates/);
  expect((await say(...args, '--rate', 'birth=50', '--overwrite')).code).toBe(0);
  expect((await readLaws(at('again.zarr'))).header.rates.birth).toBe(50);
});

describe('a gene that its own protein binds', () => {
  test('published numbers as JSON, by rates from the command line', async () => {
    const rates = 'unbind=0.94,bind=0.01,free=8.4,bound=28.1';
    const { out } = await say(
      ...['solve', published('autoregulation.ts'), '--rate', rates, '--times', '1,5,50'],
      ...['--out', at('gene.zarr'), '--no-figures', '--json'],
    );
    const { laws, status, recording } = JSON.parse(out);
    expect({ status, recording }).toEqual({ status: 'finished', recording: at('gene.zarr') });
    [
      [0.58812, 13.228111, 5.850066],
      [0.897475, 10.873613, 5.722302],
      [0.910266, 10.167758, 5.207493],
    ].forEach(([gene, protein, sd], i) => {
      expect(laws[i].mean.Gu).toBeCloseTo(gene!, 6);
      expect(laws[i].mean.P).toBeCloseTo(protein!, 5);
      expect(laws[i].sd.P).toBeCloseTo(sd!, 5);
    });
  });

  test('beside exact trajectories, with a page of its own', async () => {
    const { code, out, err } = await say(
      ...['solve', published('autoregulation.ts'), '--times', '1,5', '--compare', 'ssa', '-n', '2000'],
      ...['--threads', '1', '--out', at('page.zarr'), '--report'],
    );
    expect(err).not.toContain('Error');
    expect(code).toBe(0);
    expect(out).toMatch(
      /against 2.000 exact trajectories: all 6 histograms, of species and of pairs, are as near as chance allows/,
    );
    for (const name of ['marginals', 'joint', 'against-ssa'])
      expect(existsSync(at(`page.zarr/figures/autoregulation-${name}.svg`))).toBe(true);
    const page = readFileSync(at('page.zarr/report.html'), 'utf8');
    for (const words of [
      'The master equation of autoregulation, by fsp',
      'as near to it as chance allows',
      'Joint law',
      'Against exact simulation',
      'free gene',
      'unbind = 0.44',
      'xarray.open_zarr',
    ])
      expect(page).toContain(words);
    // Self-contained: whatever is shown is inside.
    expect(page.match(/(?:src|href)="(?!data:)[^"]*"/g)).toBeNull();
  });
});

describe('by a network', () => {
  const small = ['--method', 'van', '--threads', '1', '--updates', '120', '--model', 'perceptrons:16'];
  const few = ['--rate', 'birth=10', '--limits', 'X=40', '--times', '0.5,1,3'];

  test('birth and death: a bounded law, beside that of fsp, with a page', async () => {
    const { code, out, err } = await say(
      ...['solve', pond, ...small, ...few, '--compare', 'fsp', '--report', '--out', at('van.zarr')],
    );
    expect(err).not.toContain('Error');
    expect(code).toBe(0);
    expect(out).toMatch(/birth-death by van[\s\S]*divergence +blocked +updates +TV to fsp/);
    expect(out).toMatch(/All probabilities of a law together are within [\s\S]* that stops at the limits/);
    expect(out).toMatch(/against fsp, exact within .*: total variation of all states/);
    const { rows } = await readLaws(at('van.zarr'));
    for (const { time, marginals, error } of rows) {
      const exact = birthDeathLaw({ from: 0, birth: 10, death: 1, time });
      expect(error).toBeLessThan(0.3);
      expect(apart(marginals[0]!, exact)).toBeLessThanOrEqual(error + 1e-6);
    }
    for (const name of ['fit', 'marginals', 'against-fsp'])
      for (const type of ['svg', 'png'])
        expect(existsSync(at(`van.zarr/figures/birth-death-${name}.${type}`))).toBe(true);
    const page = readFileSync(at('van.zarr/report.html'), 'utf8');
    for (const words of [
      'by van',
      'perceptrons of 16; 120 updates',
      'Against finite state projection',
      'standard errors',
      'updates',
    ])
      expect(page).toContain(words);
  });

  test('a small toggle, its states drawn: the error is estimated, the joint law is beside the exact one', async () => {
    const { out } = await say(
      ...[
        'solve',
        published('toggle.ts'),
        ...small,
        '--rate',
        'express=5',
        '--limits',
        'Gx=1,Gy=1,Px=19,Py=19',
      ],
      ...['--times', '1,2', '--samples', '5000', '--max-states', '1000', '--compare', 'fsp', '--json'],
      ...['--out', at('drawn.zarr'), '--no-figures'],
    );
    const { laws } = JSON.parse(out);
    expect(laws).toHaveLength(2);
    for (const law of laws) {
      expect(law).toMatchObject({ samples: 5000 });
      expect(law.error).toBeGreaterThan(law.errorLeast);
      // Twice the total variation, and what it is known to be within.
      expect(2 * law.againstFsp.distance).toBeLessThan(law.error + 7 * law.errorDeviation);
      expect(law.againstFsp.distance).toBeLessThan(0.3);
      expect(Object.keys(law.againstFsp.species)).toEqual(['Gx', 'Gy', 'Px', 'Py']);
    }
    const again = await say(
      ...[
        'solve',
        published('toggle.ts'),
        ...small,
        '--rate',
        'express=5',
        '--limits',
        'Gx=1,Gy=1,Px=19,Py=19',
      ],
      ...['--times', '1,2', '--samples', '5000', '--max-states', '1000', '--no-figures'],
      ...['--out', at('drawn.zarr')],
    );
    expect(again.err).toContain('2 of 2 times had been solved before');
    expect(again.out).toMatch(
      /Drawn: all probabilities of a law together are some 0\.\d+ ± 0\.\d+ from those of a chain/,
    );
  });

  test('as published, by a loss of its own, and the stationary law', async () => {
    const tiny = [
      '--method',
      'van',
      '--threads',
      '1',
      '--rate',
      'birth=4',
      '--limits',
      'X=14',
      '--no-figures',
    ];
    const own = ['--updates', '10', '--samples', '60', '--model', 'gru:4', '--times', '0.5,1'];
    const args = ['solve', pond, ...tiny, ...own, '--parity', '0.3', '--loss', 'hellinger'];
    const { code, out } = await say(...args, '--out', at('parity.zarr'), '--report');
    expect(code).toBe(0);
    expect(out).toMatch(/How far the laws are from those of a chain that stops at the limits is not known/);
    expect(readFileSync(at('parity.zarr/report.html'), 'utf8')).toContain(
      'gru of 4; loss hellinger, steps of 0.3, 500 updates of the first and 10 of each later one',
    );
    const settled = [
      '--loss',
      'steady-state',
      '--updates',
      '2500',
      '--samples',
      '100',
      '--model',
      'perceptrons:8',
    ];
    const { err, out: told } = await say(
      ...['solve', pond, ...tiny, ...settled, '--times', '20', '--compare', 'fsp'],
      ...['--out', at('settled.zarr'), '--json'],
    );
    expect(err).toContain('birth-death: van, 1 time to t = 20 hour');
    const [law] = JSON.parse(told).laws;
    expect(law).toMatchObject({ time: 20, error: null, updates: 2500 });
    expect(law.againstFsp.distance).toBeLessThan(0.03);
    const again = ['solve', pond, ...tiny, ...settled, '--times', '20', '--out', at('settled.zarr')];
    const known = /law is the stationary one; it is compared with that at t = 20 hour/;
    expect((await say(...again, '--compare', 'fsp')).out).toMatch(known);
    expect((await say(...again)).out).not.toMatch(known);
  });

  test('Euler steps that are too long are told of', async () => {
    const tiny = ['--method', 'van', '--threads', '1', '--limits', 'X=14', '--no-figures', '--times', '10'];
    const args = ['solve', pond, ...tiny, '--updates', '2', '--samples', '60', '--model', 'nade:4'];
    const long = await say(...args, '--parity', '50', '--out', at('long.zarr'));
    expect(long.out).toMatch(/clipped[\s\S]*In [\d.]+ % of the draws .* led below 0, .*a shorter `--parity`/);
    const short = await say(...args, '--parity', '0.001', '--times', '0.001', '--out', at('short.zarr'));
    expect(short.out).not.toContain('below 0');
  });

  test('laws of other settings are not gone on with', async () => {
    const args = ['solve', pond, ...small, ...few, '--out', at('settings.zarr'), '--no-figures', '--seed'];
    expect((await say(...args, '1')).code).toBe(0);
    expect((await say(...args, '2')).err).toMatch(/of another task: not the same settings/);
  });

  const bad: readonly [string, readonly string[], RegExp][] = [
    ['a network of nothing', ['--model', 'lstm:4'], /Write it as perceptrons:64,64 or gru:32/],
    ['a network of two widths', ['--model', 'gru:4,4'], /Write it as/],
    ['no update', ['--updates', '0'], /`fit.updates` is 0/],
    ['no sample', ['--samples', '0'], /`fit.samples` is 0/],
    ['an error', ['--error', '1e-3'], /--error: van gets as near/],
    ['a leaking box', ['--truncation', 'leaking'], /limits of van reflect/],
    ['a loss without steps', ['--loss', 'l2'], /Add `--parity <step>`/],
    ['steps where no time goes by', ['--loss', 'steady-state', '--parity', '1'], /no time goes by/],
    ['no such loss', ['--loss', 'l3'], /Allowed choices are kl, l2, hellinger, steady-state/],
    ['two ways', ['--parity', '1', '--variational'], /Leave one out/],
    ['a step of nothing', ['--parity', '0'], /--parity: a step of 0\n/],
    ['its options elsewhere', ['--method', 'fsp', '--updates', '9'], /fsp has none/],
    ['a law beside itself', ['--method', 'fsp', '--compare', 'fsp'], /by fsp themselves/],
  ];
  test.each(bad)('%s', async (what, flags, message) => {
    const out = at(`van-${what.replaceAll(' ', '-')}.zarr`);
    const said = await say('solve', pond, '--method', 'van', ...flags, '--out', out, '--no-figures');
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toMatch(message);
    expect(existsSync(out)).toBe(false);
  });
});

test('a box that reflects is called what it is', async () => {
  const box = ['--limits', 'X=120', '--truncation', 'reflecting', '--times', '1'];
  const page = at('box.html');
  await say('solve', pond, ...box, '--out', at('box.zarr'), '--no-figures', '--report', page);
  expect(readFileSync(page, 'utf8')).toContain('of those of a chain that stops at the limits');
});

describe('what a user can get wrong', () => {
  const wrong: readonly [string, readonly string[], RegExp][] = [
    ['no such method', ['--method', 'guess'], /Allowed choices are fsp, van/],
    ['times that are none', ['--times', 'soon'], /not a number/],
    ['times that fall', ['--times', '2,1'], /1 after 2/],
    ['a rate of nothing', ['--rate', 'brith=3'], /"brith"[\s\S]*"birth"/],
    ['a start of nothing', ['--start', 'Z=3'], /"Z"/],
    ['half a molecule', ['--start', 'X=0.5'], /`start.X` is 0.5/],
    ['a limit of nothing', ['--limits', 'Z=3'], /"Z"/],
    ['a limit below the start', ['--start', 'X=9', '--limits', 'X=5'], /the start has X = 9/],
    ['limits that the mass would leave', ['--limits', 'X=20'], /would leave the `limits`[\s\S]*leaking/],
    ['an error of nothing', ['--error', '0'], /`error` is 0/],
    ['an unknown truncation', ['--truncation', 'soft'], /Allowed choices are adaptive, leaking, reflecting/],
    ['too few states', ['--max-states', '20'], /more than 20 states/],
    ['one species for a pair', ['--pair', 'X'], /two species as A,B/],
    ['a pair of strangers', ['--pair', 'X,Z'], /"Z" is no species/],
    ['a comparison with nothing', ['--compare', 'luck'], /Allowed choices are ssa, fsp/],
  ];
  test.each(wrong)('%s', async (what, flags, message) => {
    const out = at(`${what.replaceAll(' ', '-')}.zarr`);
    const said = await say('solve', pond, ...flags, '--out', out, '--no-figures');
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toMatch(message);
    expect(said.err).not.toMatch(/not an error we foresaw|\n\s+at /);
  });

  test('a network with an event, and a place that is taken', async () => {
    const file = at('event.ts');
    writeFileSync(
      file,
      `import { crn, scenario } from 'crn-grid';
export default scenario({ name: 'e', crn: crn('A -> 0 @ 1\\nat 1: A = 3'), rates: {}, start: {}, time: { step: 1, until: 2 } });`,
    );
    expect((await say('solve', file, '--out', at('event.zarr'))).err).toMatch(/has an event/);
    const taken = await say('solve', pond, '--out', folder);
    expect(taken.err).toMatch(/already something here, and it holds no laws/);
  });
});
