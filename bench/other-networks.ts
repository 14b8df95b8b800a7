/**
 * The networks that Table 3 leaves out: distance over floor of every species after 1, 3 and 10
 * steps from unseen settings drawn by the published rule; and violations of what must never
 * happen in ten million sampled steps of each of the eight networks.
 *
 *   npm run build && node --import jiti/register bench/other-networks.ts
 *   … bench/other-networks.ts sir x40 --traces=500 --steps=100000      a quick look
 */
import { ssa } from '../src/kernels/specs.ts';
import { type Crew, openCrew } from '../src/learning/crew.ts';
import { addByOurRule, noDistances } from '../src/learning/verdict/histograms.ts';
import { Identities, movedFrom, noViolations, type Violations } from '../src/learning/verdict/identities.ts';
import { columnsOf, untied } from '../src/learning/verdict/samples.ts';
import { mean } from '../src/numerics/statistics.ts';
import { numberFlag, wanted } from './flags.ts';
import { markdownTable, saveText } from './markdown.ts';
import { saveResult } from './measure.ts';
import { exactSetsOf, learnedSetOf, publishedStarts } from './published-sets.ts';
import { publishedNames, type Trained, trained } from './trained.ts';

const lags = [1, 3, 10];
const bins = 200;
/** Networks whose traces cost a million events a step get fewer of them. */
const traces = { x47: numberFlag('dear-traces', 500), gene: numberFlag('dear-traces', 500) } as Record<
  string,
  number
>;

interface Result {
  readonly name: string;
  readonly traces: number;
  /** By lag: the worst species, its distance, its floor. */
  readonly worst: readonly { lag: number; species: string; l1: number; floor: number }[];
  readonly steps: number;
  readonly violations: Violations;
}

async function distances(model: Trained, crew: Crew): Promise<Pick<Result, 'traces' | 'worst'>> {
  const size = {
    settings: numberFlag('settings', 25),
    traces: traces[model.name] ?? numberFlag('traces', 4000),
    lags,
  };
  const exact = await exactSetsOf(model, size, crew);
  const network = model.scenario.crn;
  const sets = { network, exact, learned: await learnedSetOf(model, exact, crew) };
  const worst = lags.map((lag, l) => {
    const tables = network.species.map(noDistances);
    for (let i = 0; i < exact.settings; i++)
      columnsOf(sets, l, i).forEach((three, s) => {
        addByOurRule(tables[s]!, three, bins);
      });
    const told = untied(network)
      .map((s) => ({
        lag,
        species: network.species[s]!,
        l1: mean(tables[s]!.l1),
        floor: mean(tables[s]!.l1Floor),
      }))
      .filter((t) => t.floor > 0 || t.l1 > 0);
    return told.reduce((a, b) => (b.l1 / b.floor > a.l1 / a.floor ? b : a));
  });
  return { traces: size.traces, worst };
}

/** One step at a time, from where the step before has led: a hundred steps from every start. */
async function count(model: Trained, crew: Crew): Promise<Pick<Result, 'steps' | 'violations'>> {
  const network = model.scenario.crn;
  const species = network.species.length;
  const asked = numberFlag('steps', 1e7);
  const chain = 100;
  const starts = publishedStarts(model, 25);
  const trajectories = Math.ceil(asked / chain / 25);
  const identities = new Identities(network);
  const violations = noViolations();
  const { spec, abstraction, rates, dt } = model;
  let steps = 0;
  for (let block = 0; block * 100 < trajectories; block++) {
    const rows = Math.min(100, trajectories - block * 100);
    const all = await crew.chains({
      spec,
      abstraction: abstraction!,
      starts,
      rates,
      trajectories: rows,
      lags: Array.from({ length: chain }, (_, i) => i + 1),
      dt,
      seed: 77,
      firstAgent: block * 2500,
    });
    for (const counts of all)
      for (let i = 0; i < 25; i++) {
        const from = starts.subarray(i * species, (i + 1) * species);
        identities.check(from, counts.subarray(i * rows * species, (i + 1) * rows * species), violations);
      }
    steps += chain * 25 * rows;
  }
  const still = new Int32Array(species);
  const exact = await crew.chains({
    spec: ssa(),
    starts: still,
    rates,
    trajectories: 100,
    lags: [1],
    dt,
    seed: 1,
  });
  // The empty state, where nothing can leave it.
  if (movedFrom(still, exact[0]!) === 0) {
    const learned = await crew.chains({
      spec,
      abstraction: abstraction!,
      starts: still,
      rates,
      trajectories: 10_000,
      lags: [1],
      dt,
      seed: 78,
    });
    violations.absorbing += movedFrom(still, learned[0]!);
    steps += 10_000;
  }
  return { steps, violations };
}

const inTable3 = ['x16', 'gene', 'egfr'];
const results: Result[] = [];
for (const name of wanted(publishedNames)) {
  const model = await trained(name);
  if (!model.abstraction) {
    process.stdout.write(`${name}: not trained (crn-grid train scenarios/${name}.ts)\n`);
    continue;
  }
  const crew = await openCrew({ network: model.scenario.crn });
  try {
    const measured = inTable3.includes(name) ? { traces: 0, worst: [] } : await distances(model, crew);
    results.push({ name, ...measured, ...(await count(model, crew)) });
  } finally {
    await crew.close();
  }
}

saveResult('other-networks', { lags, bins, results });
saveText('other-networks', [
  '# The other networks',
  'Distance over floor of the worst species: a bin for every number (200 at most), mean over unseen settings by the published rule, both sets of the same size.',
  markdownTable(
    ['network', 'traces', ...lags.map((lag) => `lag ${lag}`)],
    results
      .filter((r) => r.worst.length > 0)
      .map((r) => [
        r.name,
        String(r.traces),
        ...r.worst.map(
          (w) => `${w.species} ${(w.l1 / w.floor).toFixed(2)} × (${w.l1.toFixed(4)} / ${w.floor.toFixed(4)})`,
        ),
      ]),
  ),
  'What must never happen, in sampled steps of the network alone.',
  markdownTable(
    ['network', 'steps', 'support', 'conservation', 'negative', 'absorbing'],
    results.map(({ name, steps, violations: v }) => [
      name,
      steps.toExponential(1),
      ...[v.support, v.conservation, v.negative, v.absorbing].map(String),
    ]),
  ),
]);
