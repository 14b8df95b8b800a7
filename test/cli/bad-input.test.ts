/** Whatever a user gets wrong: one clear message, exit code 1, no stack, nothing lost. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { say } from './say.ts';

const trained = join(import.meta.dirname, '../fixtures/birth-death-a50d76e7337e');

let folder: string;
const at = (name: string): string => join(folder, name);

/** A good scenario with one entry changed. */
function write(name: string, changes: { text?: string; entries?: string; top?: string } = {}): string {
  const text = changes.text ?? 'A -> 0 @ fade';
  const entries = `name: 's', rates: { fade: 1 }, start: { A: 5 }, time: { unit: 'h', step: 1, until: 3 },`;
  const file = at(name);
  writeFileSync(
    file,
    `import { crn, scenario, mdn } from 'crn-grid';
${changes.top ?? ''}
export default scenario({ crn: crn(${JSON.stringify(text)}), ...{ ${entries} }, ...{ ${changes.entries ?? ''} } } as any);`,
  );
  return file;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crn-grid-bad-'));
  write('good.ts');
  expect((await say('run', at('good.ts'), '--out', at('good.zarr'), '--no-figures')).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let outputs = 0;
const run = (file: string, ...more: string[]): string[] => [
  'run',
  at(file),
  '--out',
  at(`out${outputs++}.zarr`),
  '--no-figures',
  ...more,
];

/** Entries of a scenario that are wrong, and what the message must say. */
const scenarios: readonly [what: string, changes: Parameters<typeof write>[1], says: RegExp][] = [
  [
    'a rate without a value',
    { entries: 'rates: {}' },
    /`rates` has no value for "fade"[\s\S]*Add `fade: <number>`/,
  ],
  ['a rate nobody uses', { entries: 'rates: { fade: 1, fad: 2 }' }, /"fad"[\s\S]*Did you mean "fade"/],
  ['a negative rate', { entries: 'rates: { fade: -1 }' }, /rates\.fade` is -1/],
  ['a rate that is NaN', { entries: 'rates: { fade: NaN }' }, /rates\.fade` is NaN/],
  ['a rate that is infinite', { entries: 'rates: { fade: Infinity }' }, /rates\.fade` is Infinity/],
  [
    'a rate function that gives NaN',
    { entries: 'rates: { fade: () => NaN }' },
    /rates\.fade` at cell \(0, 0\) is NaN/,
  ],
  ['an unknown species at the start', { entries: 'start: { B: 1 }' }, /`start` names "B"/],
  ['a negative count', { entries: 'start: { A: -1 }' }, /start\.A` is -1/],
  ['a count that is NaN', { entries: 'start: { A: NaN }' }, /start\.A` is NaN/],
  ['half a molecule', { entries: 'start: { A: 0.5 }' }, /start\.A` is 0\.5/],
  ['more molecules than fit', { entries: 'start: { A: 3e9 }' }, /start\.A` is 3000000000/],
  ['a start function with an unknown species', { entries: 'start: () => ({ B: 1 })' }, /start\(0, 0\)\.B/],
  [
    'a start function with a negative count',
    { entries: 'start: () => ({ A: -2 })' },
    /start\(0, 0\)\.A` is -2/,
  ],
  ['no start', { entries: 'start: undefined' }, /`start` is missing/],
  ['an unknown species that hops', { entries: 'hop: { B: 1 }' }, /`hop` names "B"/],
  ['a negative hop rate', { entries: 'hop: { A: -1 }' }, /hop\.A` is -1/],
  [
    'two ways to spread',
    { entries: "hop: { A: 1 }, max: { A: { alpha: 1, every: 1, rounding: 'nearest' } }" },
    /both `hop` and `max`/,
  ],
  [
    'a max rule that grows',
    { entries: "max: { A: { alpha: 2, every: 1, rounding: 'nearest' } }" },
    /max\.A\.alpha` is 2/,
  ],
  ['a max rule without rounding', { entries: 'max: { A: { alpha: 1, every: 1 } }' }, /max\.A\.rounding/],
  ['a step of 0', { entries: "time: { unit: 'h', step: 0, until: 1 }" }, /time\.step` is 0/],
  ['a negative step', { entries: "time: { unit: 'h', step: -1, until: 1 }" }, /time\.step` is -1/],
  [
    'an end that is no whole step',
    { entries: "time: { unit: 'h', step: 0.4, until: 1 }" },
    /not a whole number of steps/,
  ],
  ['no time', { entries: 'time: undefined' }, /`time` is missing/],
  ['a grid of no cells', { entries: 'grid: { size: [0, 4] }' }, /grid\.size` is \[0, 4\]/],
  ['an unknown edge', { entries: "grid: { size: [2, 2], edge: 'bounce' }" }, /grid\.edge` is "bounce"/],
  ['five neighbours', { entries: 'grid: { size: [2, 2], neighbours: 5 }' }, /grid\.neighbours` is 5/],
  ['an entry that does not exist', { entries: 'hops: {}' }, /names "hops"[\s\S]*Did you mean "hop"/],
  ['a seed that is no integer', { entries: 'seed: 1.5' }, /`seed` is 1\.5/],
  ['a name with spaces', { entries: "name: 'my bees'" }, /`name` is "my bees"/],
  ['frames every 0 steps', { entries: 'record: { every: 0 }' }, /record\.every` is 0/],
  [
    'an observable of an unknown species',
    { entries: "record: { observables: { all: ['A', 'Z'] } }" },
    /names "Z"/,
  ],
  [
    'an observable that is no number',
    { entries: 'record: { observables: { x: () => NaN } }' },
    /observable "x" gave NaN/,
  ],
  [
    'a training range upside down',
    { entries: 'train: { ranges: { A: [5, 1] } }' },
    /train\.ranges\.A` is \[5,1\]/,
  ],
  [
    'a verdict that no kernel fails',
    { entries: 'train: { limits: { chance: 0 } }' },
    /train\.limits\.chance` is 0/,
  ],
  [
    'a misspelt entry of the grid',
    { entries: "grid: { size: [2, 2], edgee: 'wrap' }" },
    /`grid` names "edgee"[\s\S]*"edge"/,
  ],
  ['a misspelt entry of the record', { entries: 'record: { evry: 3 }' }, /`record` names "evry"/],
  ['a rate in quotes', { entries: "rates: { fade: '1' }" }, /rates\.fade` is "1"/],
  ['a start of null', { entries: 'start: null' }, /`start` is null/],
  ['a view of nothing', { entries: "view: { Q: 'red' }" }, /`view` names "Q"/],
  ['no mixtures', { entries: 'kernel: mdn({ mixtures: 0 })' }, /`mixtures` is 0/],
  [
    'a rate input that is no rate',
    { entries: "kernel: mdn({ rateInputs: ['k'] })" },
    /"k", which is no rate/,
  ],
  [
    'a rate input without a range',
    { entries: "kernel: mdn({ rateInputs: ['fade'] })" },
    /train\.rateRanges\.fade/,
  ],
  ['a kernel nobody trained', { entries: 'kernel: mdn()' }, /no trained mdn kernel[\s\S]*crn-grid train/],
  ['a formula with a mistake', { text: 'A -> 0 @ {fade * }' }, /line 1, column[\s\S]*\^/],
  ['a reaction without a rate', { text: 'A -> 0' }, /line 1[\s\S]*\^/],
  ['an unknown function', { text: 'A -> 0 @ {sine(fade)}' }, /sine[\s\S]*sin/],
  [
    'a propensity that turns negative',
    { text: 'A -> 0 @ {fade * (A - 4.5)}' },
    /kernel ssa, tile 0[\s\S]*propensity/,
  ],
  ['unbounded growth', { text: 'A -> 2 A @ fade', entries: 'rates: { fade: 500 }' }, /events|count/],
];

describe('a scenario with', () => {
  test.each(scenarios)('%s', async (what, changes, says) => {
    write('bad.ts', changes);
    const { code, err: said } = await say(...run('bad.ts'));
    expect(said, what).toMatch(says);
    expect(said).not.toMatch(/\n\s+at .*\.(ts|js):\d+/);
    expect(said).not.toMatch(/did not foresee|not an error we foresaw/);
    expect(code).toBe(1);
  });
});

/** Command lines that are wrong. */
const commands: readonly [what: string, args: () => string[], says: RegExp][] = [
  ['no such file', () => run('nowhere.ts'), /there is no such file/],
  [
    'a folder',
    () => ['plan', import.meta.dirname],
    /it is a folder with .* and \d+ more, and no scenario file\nGive a scenario file, \.ts or \.js, or a model\./,
  ],
  [
    'a recording',
    () => ['run', at('good.zarr')],
    /it is a recording, and no scenario[\s\S]*crn-grid plot .*good/,
  ],
  [
    'an abstraction',
    () => ['validate', trained],
    /it is an abstraction, a learned kernel, and no scenario file\nGive a scenario file.*--kernel .*birth-death/,
  ],
  [
    'a file that exports nothing',
    () => (writeFileSync(at('empty.ts'), 'export const a = 1;'), run('empty.ts')),
    /has no default export/,
  ],
  [
    'a file that exports a number',
    () => (writeFileSync(at('number.ts'), 'export default 7;'), run('number.ts')),
    /is not a scenario/,
  ],
  [
    'a file that throws',
    () => (write('throws.ts', { top: "throw new Error('ouch');" }), run('throws.ts')),
    /cannot be loaded: ouch/,
  ],
  [
    'a file with a syntax error',
    () => (writeFileSync(at('syntax.ts'), 'export default scenario({'), run('syntax.ts')),
    /cannot be loaded/,
  ],
  [
    'an import of no file',
    () => (write('import.ts', { top: "import { k } from './nowhere.ts'; void k;" }), run('import.ts')),
    /import\.ts: it cannot be loaded: the import of '\.\/nowhere\.ts' leads nowhere\n.*mend the path/,
  ],
  [
    'an import of no package, in a file that is imported',
    () => (
      writeFileSync(at('part.ts'), "import { k } from '@no/such/part'; export const rate = k;"),
      write('import.ts', { top: "import { rate } from './part.ts'; void rate;" }),
      run('import.ts')
    ),
    /the import of '@no\/such\/part' in .*part\.ts leads nowhere\n.*npm install @no\/such\)/,
  ],
  [
    'a comment of Python',
    () => (write('hash.ts', { top: '# rates' }), run('hash.ts')),
    /line 2 is no TypeScript\nA comment begins with `\/\/` here; with `#` inside/,
  ],
  ['an unknown command', () => ['fly'], /unknown command 'fly'/],
  ['an unknown flag', () => run('good.ts', '--sead', '3'), /unknown option '--sead'/],
  ['a seed that is a word', () => run('good.ts', '--seed', 'x'), /--seed[\s\S]*whole number|not a number/],
  ['no threads', () => run('good.ts', '--threads', '0'), /0 is not a number of threads/],
  [
    'no threads, which is told before the file is looked for',
    () => ['train', at('nowhere.ts'), '--threads', '0'],
    /--threads: 0 is not a number of threads/,
  ],
  ['an unknown kernel', () => run('good.ts', '--kernel', 'magic'), /Allowed choices are ssa, tau, ode, mdn/],
  ['an unknown rate', () => run('good.ts', '--rate', 'k=1'), /there is no rate "k"/],
  ['a rate without a value', () => run('good.ts', '--rate', 'fade'), /name=value/],
  ['an end before the first step', () => run('good.ts', '--until', '0.2'), /not a whole number of steps/],
  [
    'a recording that exists',
    () => ['run', at('good.ts'), '--out', at('good.zarr')],
    /there is already something here[\s\S]*--overwrite/,
  ],
  [
    'a folder of somebody else',
    () => (
      mkdirSync(at('mine')),
      writeFileSync(at('mine/thesis.txt'), 'x'),
      ['run', at('good.ts'), '--out', at('mine'), '--overwrite']
    ),
    /holds no recording/,
  ],
  [
    'a place that cannot be written',
    () => ['run', at('good.ts'), '--out', '/proc/x.zarr'],
    /cannot write: there is no such file or folder/,
  ],
  ['nothing to resume', () => ['run', at('good.ts'), '--resume', at('none.zarr')], /no checkpoint/],
  [
    'a truncated checkpoint',
    () => (
      cpSync(at('good.zarr'), at('cut.zarr'), { recursive: true }),
      truncateSync(at('cut.zarr/checkpoint.msgpack'), 40),
      ['run', at('good.ts'), '--resume', at('cut.zarr')]
    ),
    /no checkpoint, or one that was cut off/,
  ],
  [
    'a checkpoint of another seed',
    () => ['run', at('good.ts'), '--resume', at('good.zarr'), '--seed', '9', '--until', '99'],
    /belongs to another run: seed differs/,
  ],
  [
    'a run that is at its end',
    () => ['run', at('good.ts'), '--resume', at('good.zarr')],
    /nothing is left to do/,
  ],
  ['a plot of nothing', () => ['plot', at('none')], /none: there is no such file or folder\nGive the folder/],
  ['a plot of a file', () => ['plot', at('good.ts')], /it is a file, and no recording\nGive the folder/],
  [
    'a plot of a folder of recordings',
    () => ['plot', folder],
    /a folder of recordings, and no recording\nName one of them: crn-grid plot .*\.zarr/,
  ],
  [
    'a kernel that is a folder of abstractions',
    () => run('good.ts', '--kernel', join(trained, '..')),
    /or the folder of an abstraction; it is a folder of abstractions\. Name one of them: .*birth-death/,
  ],
  [
    'a kernel that is a recording',
    () => run('good.ts', '--kernel', at('good.zarr')),
    /or the folder of an abstraction; it is a recording\./,
  ],
  [
    'an abstraction that was cut off',
    () => (
      cpSync(trained, at('birth-death-a50d76e7337e'), { recursive: true }),
      truncateSync(at('birth-death-a50d76e7337e/weights.bin'), 8),
      run('good.ts', '--kernel', at('birth-death-a50d76e7337e'))
    ),
    /cut off or changed/,
  ],
  [
    'a plot of an unknown species',
    () => ['plot', at('good.zarr'), '--species', 'Q', '--out', at('q')],
    /"?Q"?/,
  ],
  ['an unknown table format', () => ['simulate', at('good.ts'), '--out', at('x.xlsx')], /\.csv or \.parquet/],
  ['no trajectories', () => ['simulate', at('good.ts'), '-n', '0'], /0 is not a number of trajectories/],
  ['a start that is no count', () => ['simulate', at('good.ts'), '--start', 'A=1.5'], /start\.A` is 1\.5/],
  [
    'a place to resume and a place to write',
    () => ['run', at('good.ts'), '--resume', at('good.zarr'), '--out', at('x.zarr')],
    /cannot be used with/,
  ],
  ['interventions of nothing', () => run('good.ts', '--interventions', at('none.zarr')), /no recording here/],
  [
    'interventions of a run that is gone on with',
    () => ['run', at('good.ts'), '--resume', at('good.zarr'), '--interventions', at('good.zarr')],
    /cannot be used with/,
  ],
  [
    'going back in time',
    () => ['run', at('good.ts'), '--resume', at('good.zarr'), '--until', '1'],
    /is at t = 3 already/,
  ],
  [
    'a search nobody trained',
    () => ['run', at('good.ts'), '--kernel', 'search'],
    /no trained mdn kernel[\s\S]*good\.ts --search/,
  ],
  ['training without a learned kernel', () => ['train', at('good.ts')], /nothing to train/],
  ['validating without a learned kernel', () => ['validate', at('good.ts')], /nothing to compare/],
];

describe('a command line with', () => {
  test.each(commands)('%s', async (what, args, says) => {
    const { code, err: said } = await say(...args());
    expect(said, what).toMatch(says);
    expect(said).not.toMatch(/\n\s+at .*\.(ts|js):\d+/);
    expect(said).not.toMatch(/not an error we foresaw/);
    expect(code).toBe(1);
  });

  test('leaves no recording behind', () => {
    expect(readdirSync(folder).filter((name) => name.startsWith('out'))).toEqual([]);
  });

  test('--debug shows the stack', async () => {
    expect((await say('--debug', 'run', at('nowhere.ts'))).err).toMatch(/\n\s+at .*:\d+/);
  });

  test('control: nothing wrong says nothing wrong, and a refused recording is untouched', async () => {
    const before = readFileSync(at('good.zarr/zarr.json'), 'utf8');
    expect((await say('simulate', at('good.ts'), '-n', '5', '--stats', at('s.csv'))).code).toBe(0);
    expect(readFileSync(at('good.zarr/zarr.json'), 'utf8')).toBe(before);
    expect(readFileSync(at('mine/thesis.txt'), 'utf8')).toBe('x');
    expect(readdirSync(folder)).toContain('s.csv');
  });
});
