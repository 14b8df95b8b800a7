import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadScenario } from '../../src/cli/given/load-scenario.ts';
import { crn } from '../../src/crn/crn.ts';
import type { Network } from '../../src/crn/network.ts';
import { parseFormula } from '../../src/crn/parse-formula.ts';
import type { Model } from '../../src/formats/model.ts';
import { modelScript } from '../../src/formats/script.ts';
import { scenarioOf } from '../../src/run/scenario/of-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'crn-grid-script-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As a template would fill it in. */
const hole = ['$', '{process.exit(1)}'].join('');

const pairs: Network = crn('species A, AA\nrates k, u\n2 A <-> AA @ k, u\nat 5: A = 10');
const model: Model = {
  name: 'Pairs & more',
  network: pairs,
  rates: { k: 0.01, u: 2.5e-9 },
  start: { A: 100, AA: 0 },
  timeUnit: 'hour',
  observables: [{ name: 'atoms', of: parseFormula('A + 2 * AA', pairs.species) }],
  labels: { AA: 'A(a!1).A(a!1)' },
  notes: [`It */ is \`quoted\` ${hole}.`],
};

async function loaded(one: Model) {
  const path = join(folder, 'model.ts');
  writeFileSync(path, modelScript(one, 'pairs.bngl'));
  return (await loadScenario(path)).scenario;
}

test('a script says the model, as a person would write it', () => {
  expect(modelScript(model, 'pairs.bngl').split('\n')).toEqual([
    '/**',
    ' * Pairs & more, imported from pairs.bngl.',
    ` * It * / is \`quoted\` ${hole}.`,
    ' */',
    "import { crn, scenario } from 'crn-grid';",
    '',
    'export default scenario({',
    "  name: 'pairs-more',",
    '  crn: crn(`',
    '    # AA: A(a!1).A(a!1)',
    '    species A, AA',
    '    rates k, u',
    '    2 A <-> AA @ k, u',
    '    at 5: A = 10',
    '  `),',
    '  rates: { k: 0.01, u: 2.5e-9 },',
    '  start: { A: 100 },',
    "  time: { unit: 'hour', step: 1, until: 100 },",
    '  record: {',
    "    observables: { atoms: 'A + 2 * AA' },",
    '  },',
    '});',
    '',
  ]);
});

test('what is loaded of it is the model', async () => {
  const again = await loaded(model);
  const { text: _, ...network } = again.crn;
  const { text: __, ...wanted } = pairs;
  // Lines are those of the script.
  const bare = (one: object): string => JSON.stringify(one).replace(/"line":\d+/g, '');
  expect(bare(network)).toBe(bare(wanted));
  expect(again).toMatchObject({ rates: model.rates, start: { A: 100 }, record: scenarioOf(model).record });
});

test('names of observables that are no names of TypeScript are keys all the same', async () => {
  const of = parseFormula('A', pairs.species);
  const names = ['A total', `a: process.exit(1), ${hole}`, '__proto__', "it's"];
  const again = await loaded({ ...model, observables: names.map((name) => ({ name, of })) });
  expect(Object.keys(again.record!.observables!)).toEqual(names);
});

test('large networks, other conventions and hostile texts are scripts too', async () => {
  const names = Array.from({ length: 90 }, (_, i) => `species_number_${i}`);
  const text = [`species ${names.join(', ')}`, ...names.map((name) => `0 -> 2 ${name} @ k`)].join('\n');
  const network = crn(text, { massAction: 'powers' }) as Network;
  const labels = { species_number_0: `\`${hole}\` \\` };
  const again = await loaded({ name: `it's */ \`${hole}\``, network, rates: { k: 1 }, start: {}, labels });
  expect(again.crn.species).toEqual(names);
  expect(again.crn.massAction).toBe('powers');
  expect(again.crn.text).toContain(`\`${hole}\` \\`);
  expect(
    Math.max(
      ...modelScript({ ...model, network }, 'x')
        .split('\n')
        .map((l) => l.length),
    ),
  ).toBeLessThan(120);
});
