/**
 * Is a searched network at least as good as the static one? X16, Gene and EGFR: `train --search` with
 * default hyper-parameters, nothing tuned by hand, beside the scenario's own network; both against
 * the same exact sets from 25 unseen settings drawn by the published rule. No worse means: after no lag is
 * its distance greater than that of the static network and one floor's spread together.
 *
 *   npm run build && node --import jiti/register bench/search.ts
 *   … bench/search.ts x16 --transitions=4000 --epochs=2 --traces=200 --settings=5      a quick look
 *
 * What was trained before with the same scenario and budget is not trained again. The genotypes are drawn in
 * results/search-<network>.svg. A quick look keeps its abstractions in a folder of its own.
 */
import { copyFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { searched } from '../src/cli/given/options.ts';
import { openCrew } from '../src/learning/crew.ts';
import { type Distance, distancesOf, worstByLag } from './distances.ts';
import { numberFlag, wanted } from './flags.ts';
import { learned, lessBudget, type TrainingTime } from './learned.ts';
import { markdownTable, saveText } from './markdown.ts';
import { saveResult } from './measure.ts';
import { exactSetsOf, learnedSetOf } from './published-sets.ts';
import { type Trained, trained } from './trained.ts';

const lags = [1, 3, 10];
const names = ['x16', 'gene', 'egfr'] as const;
const less = Object.keys(lessBudget()).length > 0;
const directory = less
  ? mkdtempSync(join(tmpdir(), 'crn-grid-search-'))
  : new URL('../scenarios/abstractions', import.meta.url).pathname;

interface Measured {
  readonly pass: boolean;
  readonly distances: readonly Distance[];
  readonly parameters: number;
  readonly time?: TrainingTime;
}

interface Result {
  readonly name: string;
  readonly traces: number;
  readonly settings: number;
  readonly own: Measured;
  readonly searched: Measured;
  /** By lag: mean over species of the searched distance less the static one, in floors. */
  readonly worse: readonly number[];
}

async function compare(name: (typeof names)[number]): Promise<Result> {
  const model = await trained(name);
  const crew = await openCrew({ network: model.scenario.crn });
  const settings = numberFlag('settings', 25);
  const traces = numberFlag('traces', name === 'gene' ? 500 : 4000);
  try {
    const exact = await exactSetsOf(model, { settings, traces, lags }, crew);
    const measure = async (spec: Trained['spec'], drawn: boolean): Promise<Measured> => {
      const found = await learned({ scenario: model.scenario, spec, crew, directory });
      const { abstraction, path, time } = found;
      if (drawn) {
        mkdirSync(new URL('./results', import.meta.url), { recursive: true });
        copyFileSync(join(path, 'cell.svg'), new URL(`./results/search-${name}.svg`, import.meta.url));
      }
      const set = await learnedSetOf({ ...model, spec, abstraction }, exact, crew);
      return {
        pass: abstraction.verdict.pass,
        distances: distancesOf(model.scenario.crn, exact, set),
        parameters: abstraction.weights.length,
        ...(time ? { time } : {}),
      };
    };
    const own = await measure(model.spec, false);
    const found = await measure({ ...searched(model.spec), outside: 'learned' }, true);
    const worse = lags.map((lag) => {
      const of = ({ distances }: Measured, entry: 'l1' | 'floor'): number =>
        distances.filter((d) => d.lag === lag).reduce((sum, d) => sum + d[entry], 0);
      return (of(found, 'l1') - of(own, 'l1')) / of(own, 'floor');
    });
    return { name, traces, settings, own, searched: found, worse };
  } finally {
    await crew.close();
  }
}

/** Share of the floor that chance may add: two distances of the same size, each off by its share. */
const spread = ({ settings }: Result): number => Math.min(1, 2 / Math.sqrt(settings));

const results: Result[] = [];
for (const name of wanted(names)) results.push(await compare(name));

saveResult('search', { lags, results });
saveText('search', [
  '# Searched networks beside static ones',
  `Distance over floor of the worst species after ${lags.join(', ')} steps, ${results[0]?.settings} unseen settings by the published rule. Difference: mean over species, in floors; chance alone may make it ${spread(results[0]!).toFixed(2)}.`,
  markdownTable(
    ['network', 'kernel', 'parameters', ...lags.map((lag) => `lag ${lag}`), 'verdict', 'train and judge'],
    results.flatMap((r) =>
      (
        [
          ['static', r.own],
          ['searched', r.searched],
        ] as const
      ).map(([kind, m]) => [
        r.name,
        kind,
        String(m.parameters),
        ...worstByLag(m.distances).map((d) => `${d.species} ${(d.l1 / d.floor).toFixed(2)} ×`),
        m.pass ? 'pass' : 'fail',
        m.time
          ? `${(m.time.taken / 60).toFixed(1)} min, foretold ${(m.time.foretold / 60).toFixed(1)}`
          : 'before',
      ]),
    ),
  ),
  markdownTable(
    ['network', ...lags.map((lag) => `difference, lag ${lag}`), 'searched is'],
    results.map((r) => [
      r.name,
      ...r.worse.map((w) => w.toFixed(3)),
      r.worse.every((w) => w <= spread(r)) ? 'no worse' : '**worse**',
    ]),
  ),
  ...results.map((r) => `![cells of ${r.name}](search-${r.name}.svg)`),
]);
