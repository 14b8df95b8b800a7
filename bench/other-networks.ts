/**
 * The networks that Table 3 leaves out: distance over floor of every species after 1, 3 and 10
 * steps from unseen settings drawn by the published rule; and violations of what must never
 * happen in ten million sampled steps of each of the eight networks.
 *
 *   npm run build && node --import jiti/register bench/other-networks.ts
 *   … bench/other-networks.ts --van                                        the same of their `van()` kernels
 *   … bench/other-networks.ts sir x40 --traces=500 --steps=100000      a quick look
 */
import { FewEvents } from '../src/kernels/learned/heads/integer/few-events.ts';
import { van } from '../src/kernels/specs.ts';
import { type Crew, openCrew } from '../src/learning/crew.ts';
import { type Findings, Identities, noFindings } from '../src/learning/verdict/checks/identities.ts';
import { type Distance, distancesOf, distanceText, worstByLag } from './distances.ts';
import { numberFlag, wanted } from './flags.ts';
import { markdownTable, saveText } from './markdown.ts';
import { saveResult } from './measure.ts';
import { exactSetsOf, learnedSetOf, publishedStarts } from './published-sets.ts';
import { publishedNames, type Trained, trained } from './trained.ts';

const lags = [1, 3, 10];
const bins = 200;
const own = process.argv.includes('--van') ? van() : undefined;
/** Networks whose steps hold 200 000 events and more get fewer traces. */
const traces = { x44: numberFlag('dear-traces', 250), x47: numberFlag('dear-traces', 250) } as Record<
  string,
  number
>;

interface Result {
  readonly name: string;
  readonly traces: number;
  /** By lag: the worst species, its distance, its floor. */
  readonly worst: readonly Distance[];
  readonly findings: Findings;
}

async function distances(model: Trained, crew: Crew): Promise<Pick<Result, 'traces' | 'worst'>> {
  const size = {
    settings: numberFlag('settings', 25),
    traces: traces[model.name] ?? numberFlag('traces', 4000),
    lags,
  };
  const exact = await exactSetsOf(model, size, crew);
  const learned = await learnedSetOf(model, exact, crew);
  const worst = worstByLag(distancesOf(model.scenario.crn, exact, learned, bins));
  return { traces: size.traces, worst };
}

/** Steps of one chain. */
const chain = 100;
/** Chains of one start at a time. */
const block = 100;

/**
 * Every step of chains of a hundred from every start, held against the state that it began in; and
 * steps from the empty state, where nothing can leave it.
 */
async function count(model: Trained, crew: Crew): Promise<Findings> {
  const network = model.scenario.crn;
  const species = network.species.length;
  const starts = publishedStarts(model, 25);
  const identities = new Identities(network);
  const findings = noFindings();
  const { spec, abstraction, rates, dt } = model;
  const job = { spec, abstraction: abstraction!, rates, dt };
  const chains = Math.ceil(numberFlag('steps', 1e7) / chain / 25);
  for (let done = 0; done < chains; done += block) {
    const trajectories = Math.min(block, chains - done);
    const all = await crew.chains({
      ...job,
      starts,
      trajectories,
      lags: Array.from({ length: chain }, (_, i) => i + 1),
      seed: 77,
      firstAgent: 25 * done,
    });
    const size = trajectories * species;
    all.forEach((counts, lag) => {
      for (let i = 0; i < 25; i++) {
        const before =
          lag === 0
            ? starts.subarray(i * species, (i + 1) * species)
            : all[lag - 1]!.subarray(i * size, (i + 1) * size);
        identities.check(before, counts.subarray(i * size, (i + 1) * size), rates, findings);
      }
    });
  }
  const empty = new Int32Array(species);
  const few = new FewEvents(network);
  few.propensities(empty, 0, rates, 0);
  if (few.a0 === 0) {
    const [counts] = await crew.chains({
      ...job,
      starts: empty,
      trajectories: 10_000,
      lags: [1],
      seed: 78,
    });
    identities.check(empty, counts!, rates, findings);
  }
  return findings;
}

const inTable3 = ['x16', 'gene', 'egfr'];
const results: Result[] = [];
for (const name of wanted(publishedNames)) {
  const model = await trained(name, own);
  if (!model.abstraction) {
    process.stdout.write(
      `${name}: not trained (crn-grid train scenarios/${name}.ts${own ? ' --kernel van' : ''})\n`,
    );
    continue;
  }
  const crew = await openCrew({ network: model.scenario.crn });
  try {
    const measured = inTable3.includes(name) ? { traces: 0, worst: [] } : await distances(model, crew);
    results.push({ name, ...measured, findings: await count(model, crew) });
  } finally {
    await crew.close();
  }
}

const file = own ? 'other-networks-van' : 'other-networks';
saveResult(file, { lags, bins, results });
saveText(file, [
  own ? '# The van kernel on other networks' : '# The other networks',
  'Distance over floor of the worst species: a bin for every number (200 at most), mean over unseen settings by the published rule, both sets of the same size.',
  markdownTable(
    ['network', 'traces', ...lags.map((lag) => `lag ${lag}`)],
    results
      .filter((r) => r.worst.length > 0)
      .map((r) => [r.name, String(r.traces), ...r.worst.map(distanceText)]),
  ),
  'What must never happen, in sampled steps of the network alone.',
  markdownTable(
    ['network', 'steps', 'from a state at rest', 'support', 'conservation', 'negative', 'absorbing'],
    results.map(({ name, findings: { checked, atRest, violations: v } }) => [
      name,
      checked.toExponential(1),
      atRest.toExponential(1),
      ...[v.support, v.conservation, v.negative, v.absorbing].map(String),
    ]),
  ),
]);
