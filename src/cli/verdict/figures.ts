/** The figures of a verdict's page: what panels show of exact and learned sets. */

import type { Network } from '../../crn/network.ts';
import type { CurveKind } from '../../figures/legend.ts';
import type { PanelCurve, Panels } from '../../figures/panels.ts';
import { withUnit } from '../../figures/words.ts';
import type { LagDistance } from '../../kernels/verdict.ts';
import type { Bins } from '../../learning/verdict/checks/histograms.ts';
import { columnsOf, type Three, untied } from '../../learning/verdict/sets/samples.ts';
import type { Judgement } from '../../learning/verdict.ts';
import { histogram, histogramDistance, rangeOf } from '../../numerics/statistics.ts';

const exactKind: CurveKind = { name: 'exact', colour: 0, filled: true };
const floorKind: CurveKind = { name: 'a second exact set', colour: 0, width: 1, dashed: true };
const learnedKind: CurveKind = { name: 'learned', colour: 1 };

/** Bins of a drawn histogram, at most. */
const drawnBins = 48;

/** Species worth a figure: of those that no law ties together, the ones with most different counts. */
export function shownSpecies(network: Network, { exact }: Judgement, most: number): number[] {
  const width = network.species.length;
  const last = exact.lags.length - 1;
  const spread = (s: number): number => {
    const values = new Set<number>();
    const counts = exact.first[last]!;
    for (let i = s; i < counts.length; i += width * 7) values.add(counts[i]!);
    return values.size;
  };
  return untied(network)
    .map((s) => ({ s, n: spread(s) }))
    .filter(({ n }) => n > 1)
    .sort((a, b) => b.n - a.n)
    .slice(0, most)
    .map(({ s }) => s);
}

/** Where the learned law is farthest, where it is as most, and where it is nearest, after the last lag. */
export function shownSettings(network: Network, judgement: Judgement, species: number): number[] {
  const { exact } = judgement;
  const last = exact.lags.length - 1;
  const far = Array.from({ length: exact.settings }, (_, i) => {
    const three = columnsOf({ network, ...judgement }, last, i)[species]!;
    const { range, n } = barsOf(three);
    const [h1, h2] = [three.learned, three.exact].map((sample) => histogram(sample, range, n));
    return { i, d: histogramDistance(h1!, h2!).l1 };
  }).sort((a, b) => b.d - a.d);
  const middle = far[Math.floor(far.length / 2)]!;
  return [...new Set([far[0]!.i, middle.i, far.at(-1)!.i])];
}

/** Bars of whole numbers of molecules, all of them of the same width. */
function barsOf({ exact, other, learned }: Three): Bins {
  const { low, high } = rangeOf(exact, other, learned);
  const width = Math.ceil((high - low + 1) / drawnBins);
  const n = Math.ceil((high - low + 1) / width);
  return { range: { low: low - 0.5, high: low + n * width - 0.5 }, n };
}

/** Histograms of one species: settings downwards, lags to the right. */
export function histogramPanels(
  network: Network,
  judgement: Judgement,
  species: number,
  settings: readonly number[],
): Panels {
  const { exact } = judgement;
  const panels = settings.flatMap((i, state) =>
    exact.lags.map((lag, k) => {
      const three = columnsOf({ network, ...judgement }, k, i)[species]!;
      const { range, n } = barsOf(three);
      const width = (range.high - range.low) / n;
      const x = Array.from({ length: n + 1 }, (_, b) => range.low + b * width);
      const curve = (kind: number, sample: Int32Array): PanelCurve => ({
        kind,
        x,
        y: histogram(sample, range, n),
        form: 'steps',
      });
      return {
        title: `${network.species[species]} after ${stepsText(lag)}, from state ${letterOf(state)}`,
        curves: [curve(0, three.exact), curve(1, three.other), curve(2, three.learned)],
      };
    }),
  );
  return {
    kinds: [exactKind, floorKind, learnedKind],
    panels,
    columns: exact.lags.length,
    xTitle: `molecules of ${network.species[species]}`,
    yTitle: 'share of trajectories',
  };
}

/** `1 step`, `3 steps`. */
export function stepsText(lag: number): string {
  return `${lag} step${lag > 1 ? 's' : ''}`;
}

/** What a title calls a state, whose counts have no room there. */
function letterOf(state: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + state);
}

/** `state A is Bee 3, P 20; state B is empty`, with what is to be said of each. */
export function statesText(
  network: Network,
  judgement: Judgement,
  settings: readonly number[],
  of: readonly string[] = [],
): string {
  return settings
    .map((i, state) => {
      const said = of[state] === undefined ? '' : `, ${of[state]}`;
      return `state ${letterOf(state)} is ${settingName(network, judgement, i)}${said}`;
    })
    .join('; ');
}

/** Counts a setting starts from, those that are not 0. */
export function settingName(network: Network, { exact }: Judgement, setting: number): string {
  const width = network.species.length;
  const counts = exact.starts.subarray(setting * width, (setting + 1) * width);
  const named = network.species.flatMap((name, s) => (counts[s]! > 0 ? [`${name} ${counts[s]}`] : []));
  return named.length > 0 ? named.join(', ') : 'empty';
}

/** Traces drawn of either kernel in a panel. */
const traces = 4;

/** Single trajectories of both kernels: settings downwards, species to the right. */
export function tracePanels(
  network: Network,
  judgement: Judgement,
  species: readonly number[],
  settings: readonly number[],
  unit: string,
): Panels {
  const { exact, long } = judgement;
  const width = network.species.length;
  const per = exact.long.trajectories;
  const steps = exact.long.steps.length;
  const times = (i: number): number[] => Array.from({ length: steps + 1 }, (_, k) => k * exact.lengths[i]!);
  const curve = (kind: number, i: number, s: number, t: number, of: readonly Int32Array[]): PanelCurve => ({
    kind,
    x: times(i),
    y: [exact.starts[i * width + s]!, ...of.map((counts) => counts[(i * per + t) * width + s]!)],
    form: 'line',
  });
  const drawn = Math.min(traces, per);
  return {
    kinds: [
      { name: 'exact', colour: 0, width: 1, opacity: 0.75 },
      { name: 'learned', colour: 1, width: 1, opacity: 0.75 },
    ],
    panels: settings.flatMap((i, state) =>
      species.map((s) => ({
        title: `${network.species[s]}, from state ${letterOf(state)}`,
        curves: Array.from({ length: drawn }, (_, t) => [
          curve(0, i, s, t, exact.long.steps),
          curve(1, i, s, t, long),
        ]).flat(),
      })),
    ),
    columns: species.length,
    xTitle: unit ? `time (${unit})` : 'time',
    yTitle: 'molecules',
    size: [
      [620, 150],
      [400, 140],
      [250, 130],
    ][species.length - 1] as [number, number],
  };
}

/** Distance of histograms against lag, species by species. */
export function distancePanels(distances: readonly LagDistance[], species: readonly string[]): Panels {
  return {
    kinds: [
      { name: 'learned against exact', colour: 1 },
      { name: 'exact against exact (floor)', colour: 0, dashed: true },
    ],
    panels: species.map((name) => {
      const own = distances.filter((d) => d.species === name);
      const x = own.map((d) => d.lag);
      return {
        title: name,
        curves: [
          { kind: 0, x, y: own.map((d) => d.l1), form: 'dots' },
          { kind: 1, x, y: own.map((d) => d.l1Floor), form: 'dots' },
        ],
      };
    }),
    columns: Math.min(3, species.length),
    xTitle: 'steps',
    yTitle: 'L1 distance of histograms',
  };
}

/** How long trajectories stay in each basin. */
export function dwellPanels({ verdict, exact }: Judgement, unit: string): Panels {
  return {
    kinds: [
      { name: 'exact', colour: 0 },
      { name: 'learned', colour: 1, dashed: true },
    ],
    panels: verdict.dwells.map((d) => {
      // What hardly any visit reaches is not drawn.
      const end =
        1 + Math.max(...[d.exact, d.learned].map((w) => w.survival.findLastIndex((v) => v > 0.005)));
      const x = Array.from({ length: Math.min(end + 1, d.exact.survival.length) }, (_, k) => k);
      return {
        title: `stays of ${d.species} in ${d.low} … ${d.high}`,
        curves: [
          { kind: 0, x, y: d.exact.survival.slice(0, x.length), form: 'line' },
          { kind: 1, x, y: d.learned.survival.slice(0, x.length), form: 'line' },
        ],
      };
    }),
    columns: 3,
    xTitle: `steps of ${withUnit(exact.dt, unit)}`,
    yTitle: 'share of visits that last longer',
  };
}
