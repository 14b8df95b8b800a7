import { expect, test } from 'vitest';
import { verdictPage } from '../../../src/cli/verdict/report.ts';
import { drawExactSets } from '../../../src/learning/verdict/sets/exact-sets.ts';
import { judgeAgainst } from '../../../src/learning/verdict.ts';
import { scenario } from '../../../src/run/scenario.ts';
import { randomAbstraction } from '../../kernels/learned/random-abstraction.ts';
import { x16Chains, x16Rates } from '../../learning/verdict/x16-chains.ts';
import { x16 } from '../../support/networks.ts';

const { network, rates } = x16;

async function pageOf(chains: ReturnType<typeof x16Chains>): Promise<string> {
  const exact = await drawExactSets(
    {
      network,
      dt: 20,
      seed: 1,
      ranges: [
        [0, 4],
        [0, 4],
        [0, 1200],
      ],
      rates: rates.map((r) => [r, r] as const),
      totals: [{ of: [0, 1], is: 4 }],
      settings: 4,
      trajectories: 400,
      lags: [1, 3],
    },
    x16Chains(20),
  );
  const abstraction = randomAbstraction(network, { rates, dt: 20 });
  const judgement = await judgeAgainst(network, exact, { chains, domain: abstraction.domain });
  return verdictPage({
    scenario: scenario({
      name: 'x16',
      crn: network,
      rates: Object.fromEntries(network.rates.map((name, r) => [name, rates[r]!])),
      start: {},
      time: { step: 20, until: 200 },
    }),
    scenarioFile: 'scenarios/x16.ts',
    spec: { kind: 'mdn', outside: 'learned', ...abstraction.shape },
    abstraction,
    folder: '/nowhere',
    judgement,
  });
}

test('the page says how it came out, and shows what it was read from', async () => {
  const page = await pageOf(x16Chains(20));
  // 4 states of 400 trajectories are few.
  expect(page).toMatch(
    /class="sentence doubtful">Passes, as far as these samples can tell: chance decides \d+ of/,
  );
  expect(page).toMatch(/Some .*: validate --(traces|settings) \d+\./);
  expect(page).not.toContain('What failed');
  for (const title of [
    'Histograms',
    'Distance against lag',
    'What was not judged',
    'Switching',
    'Inside the learned law',
    'Do it again',
  ])
    expect(page).toContain(`<h2>${title}</h2>`);
  expect(page).toContain('Share of its limit: how far a value is from its floor');
  expect(page).toMatch(/<td>≤ [\d.]+<\/td><td>[\d.]+<\/td><\/tr>/);
  expect(page).toMatch(/>P1 after 3 steps, from state B<[\s\S]*state B is .*, where it is middling/);
  expect(page).toContain('>stays of ');
  expect(page).toMatch(/>how often .* in 1 step</);
  expect(page).toContain('crn-grid validate scenarios/x16.ts');
  expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
  expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|src=/);
});

test('control: a kernel that is off is said to be so, with what is wrong', async () => {
  const page = await pageOf(x16Chains(20, { ...x16Rates, a11: 140, a21: 700 }));
  expect(page).toMatch(/Failed: \d+ of \d+ checks are beyond their limits/);
  expect(page).toContain('What failed');
  expect(page).toContain('class="sentence bad"');
  expect(page).toMatch(/histogram distance \d/);
});
