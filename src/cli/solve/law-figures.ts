/** What figures show of solved laws: taken from the store, so that they are of what was written. */
import { type JointLaw, jointSvg } from '../../figures/laws/joint.ts';
import { comparedPanels, marginalPanels, someOf } from '../../figures/laws/marginals.ts';
import { lineStyle } from '../../figures/lines.ts';
import { panelsSvg } from '../../figures/panels.ts';
import { ribbonsSvg } from '../../figures/ribbons.ts';
import { light, type Theme } from '../../figures/theme.ts';
import type { ExactComparison } from '../../run/solve/compare-with-fsp.ts';
import type { Comparison } from '../../run/solve/compare-with-ssa.ts';
import type { Laws } from '../../run/solve/laws/read-laws.ts';
import type { SolveMethod } from '../../run/solve/method.ts';
import type { SolveTask } from '../../run/solve/task.ts';
import { count } from '../terminal.ts';
import { type FitTrace, fitPanels } from './fit-figure.ts';

/** Laws as they were written, and all that figures and pages are made of. */
export interface SolvedLaws {
  readonly laws: Laws;
  readonly task: SolveTask;
  readonly method: SolveMethod;
  /** Species whose joint law is drawn; undefined where there is one only. */
  readonly pair: readonly [string, string] | undefined;
  readonly joints: readonly JointLaw[];
  /** How each law was fitted; empty where nothing is. */
  readonly fits: readonly FitTrace[];
  /** Greatest count of each species, where the method has limits of its own. */
  readonly limits?: ArrayLike<number>;
  readonly comparison?: Comparison;
  readonly exact?: ExactComparison;
}

/** A drawing by the name of its file, in any theme, with what it shows. */
export interface LawFigure {
  readonly name: 'marginals' | 'joint' | 'moments' | 'fit' | 'against-ssa' | 'against-fsp';
  readonly caption: string;
  svg(theme?: Theme): string;
}

const mostJoints = 4;
/** Charts of moments. */
const mostCharts = 12;

/** @param asked  the two species that a user wants; default the most correlated */
export async function takeLaws(
  laws: Laws,
  task: SolveTask,
  method: SolveMethod,
  asked: readonly [string, string] | undefined,
): Promise<SolvedLaws> {
  const pair = asked ?? mostCorrelated(laws);
  const joints: JointLaw[] = [];
  if (pair)
    for (const i of someOf(laws.rows.length, mostJoints)) {
      const kept = await laws.kept(i);
      if (kept) joints.push({ time: kept.time, ...(await method.open(task, kept)).joint(...pair) });
    }
  const fits: FitTrace[] = [];
  let limits: ArrayLike<number> | undefined;
  for (const [i, { told }] of laws.rows.entries()) {
    const parts = (await laws.kept(i))?.parts;
    if (parts?.losses) fits.push({ losses: parts.losses.data, told });
    limits ??= parts?.limits?.data;
  }
  return { laws, task, method, pair, joints, fits, ...(limits ? { limits } : {}) };
}

/** By the last law, of species with more than two counts where there are any. */
function mostCorrelated({ header, rows }: Laws): readonly [string, string] | undefined {
  const last = rows.at(-1);
  const { species } = header;
  if (!last || species.length < 2) return undefined;
  const all = species.map((_, s) => s);
  const wide = all.filter((s) => last.marginals[s]!.length > 3);
  const among = wide.length >= 2 ? wide : all;
  const covariance = (a: number, b: number): number => last.covariance[a * species.length + b]!;
  let best: readonly [number, number] = [among[0]!, among[1]!];
  let most = -1;
  for (const a of among)
    for (const b of among) {
      if (b <= a) continue;
      const spread = Math.sqrt(covariance(a, a) * covariance(b, b));
      const correlation = spread > 0 ? Math.abs(covariance(a, b)) / spread : 0;
      if (correlation > most) [most, best] = [correlation, [a, b]];
    }
  return [species[best[0]]!, species[best[1]]!];
}

/** How a species is called. */
export const labelOf = ({ header }: Laws, name: string): string => header.view[name]?.label ?? name;

/** Standard deviation of species number `s` in row `row`. */
export function deviation({ header, rows }: Laws, row: number, s: number): number {
  return Math.sqrt(Math.max(0, rows[row]!.covariance[s * header.species.length + s]!));
}

export function lawFigures(solved: SolvedLaws): LawFigure[] {
  const { laws, method, pair, joints, fits, comparison, exact } = solved;
  const { header, rows } = laws;
  if (rows.length === 0) return [];
  const { timeUnit, scenario: title } = header;
  const times = rows.map((row) => row.time);
  const species = header.species.map((name, s) => ({
    name: labelOf(laws, name),
    laws: rows.map((row) => row.marginals[s]!),
  }));
  const figures: LawFigure[] = [
    {
      name: 'marginals',
      caption: 'The law of each species by itself.',
      svg: (theme) => panelsSvg(marginalPanels({ times, timeUnit, species }), theme),
    },
  ];
  if (pair && joints.length > 0) {
    const names = [labelOf(laws, pair[0]), labelOf(laws, pair[1])] as const;
    const subtitle = `joint law of ${names[0]} and ${names[1]}, by ${method.name}, in logarithmic colours`;
    figures.push({
      name: 'joint',
      caption: `How likely counts of ${names[0]} and ${names[1]} are together.`,
      svg: (theme) => jointSvg({ title, subtitle, names, laws: joints, timeUnit }, theme),
    });
  }
  if (rows.length >= 3) figures.push(moments(laws));
  if (fits.length > 0)
    figures.push({
      name: 'fit',
      caption:
        'How the network was fitted, one time after the other: its loss above the least of each fit, and how far from its target each ended.',
      svg: (theme) => panelsSvg(fitPanels(fits), theme),
    });
  if (exact) {
    const notes = species.map((_, s) =>
      exact.times.map(({ marginals }) => marginals[s]!.distance.toFixed(4)),
    );
    const others = species.map((_, s) => exact.times.map(({ marginals }) => marginals[s]!.law));
    const names = [method.name, 'fsp'] as const;
    figures.push({
      name: 'against-fsp',
      caption: 'The law filled, that of fsp as a line. Behind each time half the sum of differences.',
      svg: (theme) => panelsSvg(comparedPanels({ times, timeUnit, species, names, others, notes }), theme),
    });
  }
  if (comparison) {
    const notes = species.map((_, s) =>
      comparison.histograms.map((row) => `${row[s]!.distance.toFixed(3)}, floor ${row[s]!.floor.toFixed(3)}`),
    );
    const names = [method.name, `${count(comparison.trajectories)} exact trajectories`] as const;
    const others = species.map((_, s) => comparison.histograms.map((row) => row[s]!.shares));
    figures.push({
      name: 'against-ssa',
      caption:
        'The law filled, a histogram of exact trajectories as a line. Behind each time half the sum of differences, and what it is on average where the law is exact.',
      svg: (theme) => panelsSvg(comparedPanels({ times, timeUnit, species, names, others, notes }), theme),
    });
  }
  return figures;
}

function moments(laws: Laws): LawFigure {
  const { header, rows } = laws;
  const figure = (theme: Theme) => ({
    title: header.scenario,
    subtitle: 'mean ± standard deviation',
    times: Float64Array.from(rows, (row) => row.time),
    timeUnit: header.timeUnit,
    ribbons: header.species.slice(0, mostCharts).map((name, s) => ({
      name: labelOf(laws, name),
      mean: Float64Array.from(rows, (row) => row.mean[s]!),
      sd: Float64Array.from(rows, (_, i) => deviation(laws, i, s)),
      traces: [],
      colour: lineStyle(s, theme).colour,
    })),
  });
  return {
    name: 'moments',
    caption:
      'Means with their standard deviations at the times that were asked for, joined by straight lines.',
    svg: (theme = light) => ribbonsSvg(figure(theme), theme),
  };
}
