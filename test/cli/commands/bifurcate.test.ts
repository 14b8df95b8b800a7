/** `crn-grid bifurcate`, as a user calls it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { say } from '../say.ts';

const model = resolve(import.meta.dirname, '../../../scenarios/models/uni-bi.json');
let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'crn-grid-bifurcate-'));
  writeFileSync(
    at('cubic.ts'),
    `import { crn, scenario } from 'crn-grid';
    export default scenario({
      name: 'cubic',
      crn: crn('0 -> A @ {p * V} \\n A -> 2 A @ {q * A} \\n A -> 0 @ {A * (A / V - 2)^2 + A}'),
      rates: { p: 1, q: 2, V: 1000 },
      start: { A: 500 },
      time: { step: 1, until: 50 },
    });`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a model: what was found in words, as JSON, as a table, as a figure', async () => {
  const { code, out } = await say(
    'bifurcate',
    model,
    ...'--parameter L1 --from 0 --to 1 --quiet --out'.split(' '),
    at('one'),
  );
  expect(code).toBe(0);
  expect(out).toContain('fold at L1 = 0.00583434 (X_1 6.634895)');
  expect(out).toContain('branch 1: equilibria for L1 = 0 to 1, stable');
  expect(out).toContain('branch 2: equilibria for L1 = 0 to 0.00583434, stable in part');
  for (const end of ['png', 'svg']) expect(existsSync(at(`one.${end}`))).toBe(true);
  const json = JSON.parse(readFileSync(at('one.json'), 'utf8'));
  expect(json).toMatchObject({ format: 'crn-grid-bifurcations', version: 1, parameters: ['L1'], cycles: [] });
  expect(json.branches).toHaveLength(2);
  const [header, ...rows] = readFileSync(at('one.csv'), 'utf8').trimEnd().split('\n');
  expect(header).toBe('what,branch,L1,stable,period,X_1');
  expect(rows.length).toBe(json.branches[0].points.length + json.branches[1].points.length);
});

test('a scenario over two of its rates: the plane has the curves of folds', async () => {
  const flags = '--parameter q --from 0.1 --to 5 --parameter2 p --from2 0.05 --to2 2 --at2 0.2 --quiet --out';
  const { code, out } = await say('bifurcate', at('cubic.ts'), ...flags.split(' '), at('two'));
  expect(code).toBe(0);
  expect(out).toMatch(/fold at q = .*\n.*fold at q = /);
  expect(out.match(/curve of folds from/g)).toHaveLength(2);
  expect(existsSync(at('two-plane.svg'))).toBe(true);
});

describe('mistakes are told', () => {
  test.each([
    ['--parameter L_2 --from 0 --to 1', /"L_2" is no parameter of the model/],
    ['--parameter L_1 --from 1 --to 0', /0 is not above 1/],
    ['--parameter L_1 --from 0 --to 1 --log', /Begin above 0/],
    ['--parameter L_1 --from 0 --to 1 --box Y=0:1', /names "Y", which is no species/],
    ['--parameter L_1 --from 0 --to 1 --box X_1=3:1', /Give 0 ≤ low < high/],
    ['--parameter L_1 --from 0 --to 1 --species Z', /"Z" is no variable/],
    ['--parameter L_1 --from 0 --to 1 --at2 1', /Name the second parameter/],
    ['--parameter L_1 --from 0', /required option '--to/],
  ])('%s', async (flags, message) => {
    const { code, err } = await say('bifurcate', model, ...flags.split(' '));
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });

  test.each([
    ['cubic.ts', '--parameter r --from 0 --to 1', /"r" is no rate of the network/],
    ['cubic.ts', '--parameter q --from 0 --to 1 --reading full', /it is for models/],
    ['none.json', '--parameter L_1 --from 0 --to 1', /it cannot be read/],
  ])('%s %s', async (file, flags, message) => {
    const { code, err } = await say('bifurcate', at(file), ...flags.split(' '));
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });
});
