/** `crn-grid fit`, as a user calls it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadScenario } from '../../../src/cli/given/load-scenario.ts';
import { readRncrnText } from '../../../src/learning/rncrn/chemistry/text.ts';
import { rncrnFromJson } from '../../../src/learning/rncrn/model/json.ts';
import { say } from '../say.ts';

let folder: string;
const at = (...names: string[]): string => join(folder, ...names);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'crn-grid-fit-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const targetFile = (expectation: string): string => `
import { target } from 'crn-grid';
export default target({
  name: 'sine', perceptrons: 3, region: [[1, 12]], time: 30,
  learn: { field: ({ x: [x] }) => Math.sin(x), points: 60 },
  expect: [${expectation}],
  train: { starts: 2, iterations: 80 },
});
`;

test('a target that is met: a page, figures, and the network in four forms', async () => {
  writeFileSync(
    at('sine.ts'),
    targetFile("{ kind: 'equilibrium', at: [Math.PI], within: 0.5, stable: true }"),
  );
  const { code, out, err } = await say('fit', at('sine.ts'));
  expect(err).toContain('start 0: cost ');
  expect(out).toContain('passed');
  expect(out).toContain('✓ a stable equilibrium at 3.142 ± 0.5');
  expect(code).toBe(0);
  const home = (name: string): string => at('fits', 'sine', name);
  for (const name of ['report.html', 'field.png', 'courses.svg', 'loss.svg', 'sine.scenario.ts'])
    expect(existsSync(home(name))).toBe(true);
  const model = rncrnFromJson(JSON.parse(readFileSync(home('sine.json'), 'utf8')));
  const fromText = readRncrnText(readFileSync(home('sine.crn.txt'), 'utf8')).model;
  expect(fromText.mu).toBe(model.mu);
  fromText.alpha.forEach((weight, i) => expect(weight / model.alpha[i]!).toBeCloseTo(1, 12));
  expect(readFileSync(home('report.html'), 'utf8')).toContain('Passed: the network of 1 executive species');
  const sbml = readFileSync(home('sine.xml'), 'utf8');
  // X, three perceptrons; 2NM + N + 3M reactions.
  expect(sbml.match(/<species /g)).toHaveLength(4);
  expect(sbml.match(/<reaction /g)).toHaveLength(16);
  const { scenario } = await loadScenario(home('sine.scenario.ts'));
  expect(scenario.crn.species).toEqual(['X_1']);
  // Again: nothing is fitted twice.
  const again = await say('fit', at('sine.ts'), '--json');
  expect(again.err).not.toContain('start 0: cost ');
  expect(JSON.parse(again.out)).toMatchObject({ name: 'sine', pass: true, mu: model.mu });
});

test('one that is not: the command fails and says why, and all is written', async () => {
  writeFileSync(at('no.ts'), targetFile("{ kind: 'count', stable: 7 }"));
  const { code, out, err } = await say('fit', at('no.ts'), '--out', at('no'));
  expect(code).toBe(1);
  expect(out).toContain('✗ 7 stable equilibria, no more');
  expect(err).toContain('the fitted field has not 7 stable equilibria, no more, but ');
  expect(readFileSync(at('no', 'report.html'), 'utf8')).toContain(
    'Failed: the fitted field has not 7 stable',
  );
});

test.each([
  ['export default 3;', 'its default export is not a target'],
  ["import { target } from 'crn-grid';\nexport default target({ name: 'x' });", '`perceptrons` is missing'],
])('a file that is no target is refused: %s', async (text, message) => {
  writeFileSync(at('odd.ts'), text);
  const { code, err } = await say('fit', at('odd.ts'));
  expect(code).toBe(1);
  expect(err).toContain(message);
  expect(err).not.toContain('not an error we foresaw');
});
