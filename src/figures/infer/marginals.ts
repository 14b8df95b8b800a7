/** What is believed of each parameter, before and after the data. */
import type { PanelCurve, Panels } from '../panels.ts';

/** One parameter of a posterior, as figures want it. */
export interface DrawnParameter {
  readonly name: string;
  /** Of the prior. */
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  /** Points of the posterior. */
  readonly values: Float64Array;
  /** Of the points; they sum to 1. */
  readonly weights: Float64Array;
  /** Where it is known. */
  readonly truth?: number;
}

/** A parameter on the axis that its prior is flat on. */
export interface OnAxis {
  readonly title: string;
  /** Of the prior. */
  readonly low: number;
  readonly high: number;
  readonly values: Float64Array;
  readonly truth?: number;
  /** Where the points lie, with a little room, within the prior. */
  readonly shown: readonly [number, number];
}

export function onAxis({ name, low, high, log, values, truth }: DrawnParameter): OnAxis {
  const on = (v: number): number => (log ? Math.log10(v) : v);
  const placed = values.map(on);
  const sorted = placed.slice().sort();
  const [first, last] = [
    sorted[Math.floor(0.002 * sorted.length)]!,
    sorted[Math.ceil(0.998 * (sorted.length - 1))]!,
  ];
  const room = 0.2 * (last - first) || 0.02 * (on(high) - on(low));
  const marks = truth === undefined ? [] : [on(truth)];
  return {
    title: log ? `log10 ${name}` : name,
    ...{ low: on(low), high: on(high), values: placed },
    ...(truth === undefined ? {} : { truth: on(truth) }),
    shown: [
      Math.max(on(low), Math.min(first - room, ...marks)),
      Math.min(on(high), Math.max(last + room, ...marks)),
    ],
  };
}

const bins = 30;

/** Weighted density in equal bins of the shown range. */
export function density({ values, shown: [from, to] }: OnAxis, weights: Float64Array): PanelCurve {
  const width = (to - from) / bins;
  const y = new Float64Array(bins);
  values.forEach((v, i) => {
    const bin = Math.min(bins - 1, Math.floor((v - from) / width));
    if (bin >= 0 && v <= to) y[bin]! += weights[i]! / width;
  });
  return { kind: 1, x: Array.from({ length: bins + 1 }, (_, b) => from + b * width), y, form: 'steps' };
}

/** One panel for each parameter. */
export function marginalsOf(parameters: readonly DrawnParameter[]): Panels {
  const known = parameters.some(({ truth }) => truth !== undefined);
  return {
    kinds: [
      { name: 'prior', colour: 1, dashed: true },
      { name: 'posterior', colour: 0, filled: true },
      ...(known ? [{ name: 'truth', colour: 2, width: 2 }] : []),
    ],
    panels: parameters.map((parameter) => {
      const axis = onAxis(parameter);
      const after = density(axis, parameter.weights);
      const top = Array.from(after.y).reduce((a, b) => Math.max(a, b), 0);
      const flat = 1 / (axis.high - axis.low);
      const prior: PanelCurve = { kind: 0, x: [...axis.shown], y: [flat, flat], form: 'line' };
      const { truth } = axis;
      const mark: PanelCurve[] =
        truth === undefined ? [] : [{ kind: 2, x: [truth, truth], y: [0, top], form: 'line' }];
      return { title: axis.title, curves: [after, prior, ...mark] };
    }),
    columns: parameters.length === 4 ? 2 : Math.min(3, parameters.length),
    xTitle: '',
    yTitle: 'density',
  };
}
