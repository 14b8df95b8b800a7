/** The figures of an inference, each in any theme. */
import { type Band, bandsSvg } from '../../figures/infer/bands.ts';
import { type DrawnParameter, marginalsOf } from '../../figures/infer/marginals.ts';
import { pairsSvg } from '../../figures/infer/pairs.ts';
import { type PanelCurve, panelsSvg } from '../../figures/panels.ts';
import type { Theme } from '../../figures/theme.ts';
import { quantile } from '../../numerics/sensitivity/quantile.ts';
import { histogram, rangeOf } from '../../numerics/statistics.ts';
import { isObserved, type Observed } from '../../sweep/infer/data/observed.ts';
import type { InferenceResult } from '../../sweep/infer/engine/infer.ts';

export interface InferDrawings {
  readonly marginals: (theme?: Theme) => string;
  /** Of two parameters and more. */
  readonly pairs?: (theme?: Theme) => string;
  readonly predicted: (theme?: Theme) => string;
}

export function inferDrawings(result: InferenceResult): InferDrawings {
  const { inference, posterior, parameters } = result;
  const drawn = parameters.map(
    ({ name, prior, truth }, p): DrawnParameter => ({
      ...{ name, low: prior.low, high: prior.high, log: prior.scale === 'log' },
      ...{ values: posterior.values[p]!, weights: posterior.weights },
      ...(truth === undefined ? {} : { truth }),
    }),
  );
  const { data } = inference;
  return {
    marginals: (theme) => panelsSvg(marginalsOf(drawn), theme),
    ...(drawn.length > 1 ? { pairs: (theme) => pairsSvg(drawn, theme) } : {}),
    predicted: isObserved(data)
      ? (theme) => bandsSvg({ timeUnit: inference.base.time.unit, bands: bandsOf(result, data) }, theme)
      : (theme) => panelsSvg(histogramsOf(result), theme),
  };
}

/** Values of one shown summary in all new runs that have it, sorted. */
function columnOf({ predicted, inference }: InferenceResult, s: number): Float64Array {
  const width = inference.compared.shown.names.length;
  return predicted.filter((v, i) => i % width === s && !Number.isNaN(v)).sort();
}

function bandsOf(result: InferenceResult, { times, values }: Observed): Band[] {
  let s = 0;
  // Summaries come by observable, then by time, as `seriesSummary` has them.
  return Object.entries(values).map(([name, all]) => {
    const taken = times.map((_, t) => t).filter((t) => all[t] !== null);
    const columns = taken.map(() => columnOf(result, s++));
    const at = (share: number): Float64Array =>
      Float64Array.from(columns, (column) => quantile(column, share));
    return {
      name,
      times: Float64Array.from(taken, (t) => times[t]!),
      data: Float64Array.from(taken, (t) => all[t]!),
      quantiles: [at(0.05), at(0.25), at(0.5), at(0.75), at(0.95)],
    };
  });
}

const bins = 25;

function histogramsOf(result: InferenceResult) {
  const { shown, observed } = result.inference.compared;
  return {
    kinds: [
      { name: 'new runs', colour: 0, filled: true },
      { name: 'data', colour: 1, width: 2 },
    ],
    panels: shown.names.map((name, s) => {
      const column = columnOf(result, s);
      const range = rangeOf(column, [observed[s]!]);
      const shares = histogram(column, range, bins);
      const step = (range.high - range.low) / bins;
      const top = Math.max(...shares);
      const curves: PanelCurve[] = [
        {
          kind: 0,
          x: Array.from({ length: bins + 1 }, (_, b) => range.low + b * step),
          y: shares,
          form: 'steps',
        },
        { kind: 1, x: [observed[s]!, observed[s]!], y: [0, top], form: 'line' },
      ];
      return { title: name, curves };
    }),
    columns: Math.min(3, shown.names.length),
    xTitle: '',
    yTitle: 'share',
  };
}
