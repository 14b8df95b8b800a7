/** The drawings of a fit: field against field, solutions over time, losses. */
import { type Chart, chartsSvg } from '../../figures/rncrn/charts.ts';
import { type PortraitPanel, type PortraitPath, portraitsSvg } from '../../figures/rncrn/portrait.ts';
import type { Field } from '../../figures/rncrn/streamlines.ts';
import type { Theme } from '../../figures/theme.ts';
import { ReducedField } from '../../learning/rncrn/field/reduced.ts';
import { atLambda, point } from '../../learning/rncrn/verify/checks/words.ts';
import { equilibria, widened } from '../../learning/rncrn/verify/equilibria.ts';
import type { FitResult } from '../../run/fit/fit-target.ts';
import { type CurvePiece, type FieldFormula, piecesOf, type Target } from '../../run/fit/target.ts';
import { type Course, coursesAt, shownParameters } from './courses.ts';

/** A drawing by the theme it is drawn in. */
export type Drawing = (theme?: Theme) => string;

export interface FitDrawings {
  readonly field: Drawing;
  readonly courses: Drawing;
  readonly losses: Drawing;
  readonly caption: string;
}

const around = 0.08;

export function fitDrawings(result: FitResult): FitDrawings {
  const { target, model } = result;
  const shown = shownParameters(target).map((lambda) => ({
    lambda,
    courses: coursesAt(model, target, lambda),
  }));
  const one = target.region.length === 1;
  return {
    field: (theme) => (one ? fieldCharts(result, shown, theme) : portraits(result, shown, theme)),
    caption: one
      ? 'The field that was asked for, and the network’s.'
      : 'Left what was asked for, right the network: streamlines of its field in the limit of fast perceptrons, solutions of all its species over them. Filled circles are stable equilibria, open ones are not; dots are starts.',
    courses: (theme) => courseCharts(shown, theme),
    losses: (theme) => lossChart(result, theme),
  };
}

interface Shown {
  readonly lambda: readonly number[];
  readonly courses: readonly Course[];
}

function fieldCharts({ target, model }: FitResult, shown: readonly Shown[], theme?: Theme): string {
  const [low, high] = target.region[0]!;
  const x = Float64Array.from({ length: 400 }, (_, k) => low + ((high - low) * k) / 399);
  const [field, out] = [new ReducedField(model), new Float64Array(1)];
  const charts = shown.map(({ lambda }): Chart => {
    const formula = formulaAt(target, lambda);
    const network = x.map((at) => {
      field.rate([at], lambda, out);
      return out[0]!;
    });
    const wanted = formula
      ? [{ kind: 0, x, y: x.map((at) => Number(vectorAt(formula, [at], lambda)[0])) }]
      : [];
    return {
      title: title(lambda),
      curves: [...wanted, { kind: 1, x, y: network }, { kind: 2, x: [low, high], y: [0, 0] }],
    };
  });
  const kinds = [
    { name: 'asked for', colour: 0 },
    { name: 'network', colour: 1, dashed: true },
    { name: 'rest', colour: 6 },
  ];
  return chartsSvg({ kinds, charts, columns: 2, xTitle: 'X1', yTitle: 'dX1/dt', size: [390, 230] }, theme);
}

function portraits({ target, model }: FitResult, shown: readonly Shown[], theme?: Theme): string {
  const box = widened(target.region, around);
  const planes: readonly (readonly [number, number])[] =
    target.region.length === 2
      ? [[0, 1]]
      : [
          [0, 1],
          [0, 2],
        ];
  const panels = planes.flatMap(([i, j]) =>
    shown.flatMap(({ lambda, courses }): PortraitPanel[] => {
      const flat = target.region.length === 2;
      const formula = flat ? formulaAt(target, lambda) : undefined;
      const curves = curvesAt(target, lambda).map(
        ({ points, dimensions, closed }): PortraitPath => ({
          points: projected(points, dimensions, i, j, closed),
          colour: 0,
        }),
      );
      const reduced = new ReducedField(model);
      const paths = courses.map(
        (course, k): PortraitPath => ({
          points: projected(course.path, target.region.length, i, j, false),
          colour: k + 1,
          width: flat ? 1.75 : 0.9,
        }),
      );
      const rests = flat
        ? equilibria(model, lambda, box).map(({ x, stable }) => ({
            x: x[0]!,
            y: x[1]!,
            kind: stable ? ('stable' as const) : ('unstable' as const),
          }))
        : [];
      const starts = courses.map(({ start }) => ({ x: start[i]!, y: start[j]!, kind: 'start' as const }));
      const plane = { x: box[i]!, y: box[j]! };
      const titles = { xTitle: `X${i + 1}`, yTitle: `X${j + 1}` };
      return [
        {
          ...titles,
          name: `${target.name}, asked for${title(lambda, ', ')}`,
          box: plane,
          ...(formula ? { field: planeField((x) => vectorAt(formula, x, lambda)) } : {}),
          paths: curves,
          marks: [],
        },
        {
          ...titles,
          name: `network${title(lambda, ', ')}`,
          box: plane,
          ...(flat ? { field: planeField(rateOf(reduced, lambda)) } : {}),
          paths: [...curves.map((curve) => ({ ...curve, width: 1, dashed: true })), ...paths],
          marks: [...rests, ...starts],
        },
      ];
    }),
  );
  return portraitsSvg({ panels, columns: 2 }, theme);
}

function courseCharts(shown: readonly Shown[], theme?: Theme): string {
  const width = shown[0]!.courses[0]!.start.length;
  const kinds = Array.from({ length: width }, (_, i) => ({ name: `X${i + 1}`, colour: i }));
  const charts = shown.flatMap(({ lambda, courses }) =>
    courses.slice(0, 2).map(({ start, times, path, lost }): Chart => {
      const curves = kinds.map((_, i) => ({
        kind: i,
        x: times,
        y: Float64Array.from(times, (__, k) => path[k * width + i]!),
      }));
      const from = `from ${point(start)}`;
      const end = lost === undefined ? '' : `, runs away at t = ${Number(lost.toPrecision(3))}`;
      return { title: `${from}${title(lambda, ', ')}${end}`, curves };
    }),
  );
  return chartsSvg(
    { kinds, charts, columns: 2, xTitle: 'time', yTitle: 'concentration', sameScale: true, size: [400, 190] },
    theme,
  );
}

function lossChart({ starts, chosen }: FitResult, theme?: Theme): string {
  const curves = starts.map(({ start, losses }) => ({
    kind: start === chosen ? 0 : 1,
    x: Float64Array.from(losses, (_, k) => k),
    y: losses,
  }));
  curves.sort((a, b) => b.kind - a.kind);
  const kinds = [
    { name: 'the start that was taken', colour: 0 },
    { name: 'others', colour: 4 },
  ];
  return chartsSvg(
    {
      kinds: starts.length > 1 ? kinds : kinds.slice(0, 1),
      charts: [{ title: 'cost of the starts', curves }],
      columns: 1,
      xTitle: 'iteration',
      yTitle: '',
      logarithmic: true,
      size: [560, 240],
    },
    theme,
  );
}

function title(lambda: readonly number[], before = ''): string {
  const words = atLambda(lambda).replace(/^ at /, '');
  return words ? `${before}${words}` : '';
}

/** The formula that holds at some parameters; undefined where curves are drawn instead. */
function formulaAt(target: Target, lambda: readonly number[]): FieldFormula | undefined {
  const piece = piecesOf(target).find(
    (one) => 'field' in one && (!one.code || one.code.join() === lambda.join()),
  );
  return piece && 'field' in piece ? piece.field : undefined;
}

function curvesAt(target: Target, lambda: readonly number[]) {
  return piecesOf(target).flatMap((one) => {
    if (!('curve' in one) || (one.code && one.code.join() !== lambda.join())) return [];
    const { curve } = one as CurvePiece;
    return Array.isArray(curve) ? curve : [curve];
  });
}

function vectorAt(formula: FieldFormula, x: readonly number[], lambda: readonly number[]): readonly number[] {
  const value = formula({ x, lambda });
  return typeof value === 'number' ? [value] : value;
}

function rateOf(field: ReducedField, lambda: readonly number[]): (x: readonly number[]) => readonly number[] {
  const out = new Float64Array(field.model.executive);
  return (x) => {
    field.rate(x, lambda, out);
    return [...out];
  };
}

function planeField(rate: (x: readonly number[]) => readonly number[]): Field {
  return (x, y) => {
    const [u, v] = rate([x, y]);
    return [u!, v!];
  };
}

/** Two coordinates of every point, shape [points, 2]. */
function projected(points: Float64Array, width: number, i: number, j: number, closed: boolean): Float64Array {
  const count = points.length / width;
  const rows = closed ? count + 1 : count;
  return Float64Array.from(
    { length: 2 * rows },
    (_, k) => points[(Math.floor(k / 2) % count) * width + (k % 2 ? j : i)]!,
  );
}
