/**
 * Table 3 of Repin & Petrov (2021, doi 10.1016/j.ic.2021.104788), remade by its rules: L1 distance of
 * histograms of 200 bins over everything there is, 25 unseen settings drawn by the published
 * rule, 10 000 traces of each; the species whose histograms are published. Beside it the fair
 * floor, the distance of two exact sets of that size, and the self-distance of the published
 * program: one half of an exact set against the other, √2 above the floor.
 *
 *   npm run build && node --import jiti/register bench/table3.ts
 *   … bench/table3.ts x16 --traces=500 --settings=5      a quick look
 *
 * A trace of Gene costs 8e6 events, so its exact sets are drawn from its law. Exact sets are kept: a run that was stopped goes on where it was.
 */
import { panelsSvg } from '../src/figures/panels.ts';
import { pngAndSvg, writeFigures } from '../src/figures/write-figures.ts';
import { openCrew } from '../src/learning/crew.ts';
import { publishedDistances } from '../src/learning/verdict/checks/histograms.ts';
import { mean } from '../src/numerics/statistics.ts';
import { numberFlag, wanted } from './flags.ts';
import { markdownTable, saveText } from './markdown.ts';
import { saveResult } from './measure.ts';
import { exactSetsOf, learnedSetOf } from './published-sets.ts';
import { type Trained, trained } from './trained.ts';

const bins = 200;
const lags = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
/** As printed: the program's self-distance and its network, at lags 3 and 10. */
const paper = {
  x16: { self: [0.129, 0.137], mdn: [0.174, 0.153] },
  gene: { self: [0.152, 0.168], mdn: [0.197, 0.206] },
  egfr: { self: [0.043, 0.118], mdn: [0.088, 0.286] },
} as const;
type Name = keyof typeof paper;
const tableLags = [3, 10];

interface Curves {
  readonly name: Name;
  readonly traces: number;
  readonly settings: number;
  /** By lag, mean over settings and species. */
  readonly learned: readonly number[];
  readonly floor: readonly number[];
  readonly self: readonly number[];
  readonly trained: boolean;
}

async function measure(name: Name): Promise<Curves> {
  const model = await trained(name);
  const settings = numberFlag('settings', 25);
  const size = { settings, traces: numberFlag('traces', 10_000), lags };
  const crew = await openCrew({ network: model.scenario.crn });
  try {
    const exact = await exactSetsOf(model, size, crew);
    // Without a trained kernel the second exact set stands in its place: the floor, twice.
    const learned = model.abstraction ? await learnedSetOf(model, exact, crew) : exact.second;
    const distances = publishedDistances({ network: model.scenario.crn, exact, learned }, bins);
    const of = (entry: 'l1' | 'l1Floor' | 'l1Self'): number[] =>
      distances.map((species) => mean(watched(model).map((s) => mean(species[s]![entry]))));
    return {
      name,
      traces: size.traces,
      settings,
      learned: of('l1'),
      floor: of('l1Floor'),
      self: of('l1Self'),
      trained: model.abstraction !== undefined,
    };
  } finally {
    await crew.close();
  }
}

function watched({ watched: names, scenario }: Trained): number[] {
  return names.map((name) => scenario.crn.species.indexOf(name));
}

const results: Curves[] = [];
for (const name of wanted(Object.keys(paper) as Name[])) results.push(await measure(name));

const rows = results.flatMap((r) =>
  tableLags.map((lag, i) => {
    const [ours, floor, self] = [r.learned[lag - 1]!, r.floor[lag - 1]!, r.self[lag - 1]!];
    const printed = paper[r.name];
    return [
      r.name,
      String(lag),
      String(r.traces),
      r.trained ? `**${ours.toFixed(4)}**` : 'not trained',
      floor.toFixed(4),
      r.trained ? `${(ours / floor).toFixed(2)} ×` : '',
      self.toFixed(4),
      printed.self[i]!.toFixed(3),
      printed.mdn[i]!.toFixed(3),
      !r.trained ? '' : ours < printed.mdn[i]! ? 'below' : 'ABOVE',
    ];
  }),
);
const head = [
  'network',
  'lag',
  'traces',
  'learned',
  'fair floor',
  'learned / floor',
  'halves',
  'paper: halves',
  'paper: MDN',
  'against the paper',
];
const figure = panelsSvg({
  kinds: [
    { name: 'learned', colour: 0 },
    { name: 'fair floor', colour: 1, dashed: true },
    { name: 'paper: MDN', colour: 2 },
  ],
  panels: results.map((r) => ({
    title: `${r.name}, ${r.traces} traces of ${r.settings} settings`,
    curves: [
      { kind: 0, x: lags, y: r.learned, form: 'line' as const },
      { kind: 1, x: lags, y: r.floor, form: 'line' as const },
      { kind: 2, x: tableLags, y: paper[r.name].mdn, form: 'dots' as const },
    ],
  })),
  columns: 3,
  xTitle: 'steps',
  yTitle: 'L1 distance of histograms, 200 bins',
});
const base = new URL('./results/table3', import.meta.url).pathname;
await writeFigures(pngAndSvg(base, figure));
saveResult('table3', { bins, lags, paper, results });
saveText('table3', [
  '# Histogram distances beside the published ones',
  `L1, ${bins} bins from the least to the greatest of all data, mean over ${results[0]?.settings} unseen settings and the published species. The fair floor is the distance of two independent exact sets of the same size. The exact sets of Gene are drawn from its law.`,
  markdownTable(head, rows),
  '![distance against lag](table3.png)',
]);
