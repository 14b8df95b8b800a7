/** The figure of an ensemble, as files. */
import { lineStyle } from './lines.ts';
import { type Ribbon, ribbonsSvg } from './ribbons.ts';
import { light, type Theme } from './theme.ts';
import { pngAndSvg, writeFigures } from './write-figures.ts';

/** What the figure wants to know of many trajectories of one network. */
export interface DrawableEnsemble {
  /** Species, and what else was followed. */
  readonly names: readonly string[];
  readonly times: Float64Array;
  /** Per name, one value per time. */
  readonly mean: readonly Float64Array[];
  /** Standard deviation; per name, one value per time. */
  readonly sd: readonly Float64Array[];
  /** A few single runs, shape [runs][names][times]. */
  readonly traces: readonly (readonly Float64Array[])[];
}

export interface PlotEnsembleOptions {
  /** `decay.png` or `decay.svg` gives that file; any other name both, with these endings added. */
  readonly out: string;
  readonly title: string;
  /** '' for none. */
  readonly timeUnit: string;
  /** How many trajectories the mean is of; said below the title. */
  readonly trajectories?: number;
  readonly theme?: Theme;
}

/** Charts in one figure: with more it grows past what viewers open. */
const mostCharts = 24;

/**
 * Draws mean ± standard deviation and the single runs, one chart for each of the first.
 *
 * @returns the files written
 * @throws RecordingError  a file cannot be written
 */
export async function plotEnsemble(
  ensemble: DrawableEnsemble,
  options: PlotEnsembleOptions,
): Promise<string[]> {
  const { names, times, mean, sd, traces } = ensemble;
  const { theme = light, title, timeUnit, trajectories } = options;
  const ribbons = names.slice(0, mostCharts).map((name, s): Ribbon => {
    const runs = traces.map((run) => run[s]!);
    return { name, mean: mean[s]!, sd: sd[s]!, traces: runs, colour: lineStyle(s, theme).colour };
  });
  const runs = traces.length === 1 ? 'one single run' : `${traces.length} single runs`;
  const parts = [
    trajectories === undefined ? [] : [`${trajectories} trajectories`],
    ['mean ± standard deviation'],
    traces.length === 0 ? [] : [runs],
    names.length > mostCharts ? [`the first ${mostCharts} of ${names.length}`] : [],
  ];
  const subtitle = parts.flat().join(' · ');
  const svg = ribbonsSvg({ title, subtitle, times, timeUnit, ribbons }, theme);
  const base = options.out.replace(/\.(png|svg)$/i, '');
  const files = pngAndSvg(base, svg);
  const wanted = files.filter(([path]) => path.toLowerCase() === options.out.toLowerCase());
  return writeFigures(wanted.length > 0 ? wanted : files);
}
