/** Which panels there are, and what each draws: a plane of a run, or the difference of two runs. */

import type { Values } from '../../src/serve/protocol/frames.ts';
import type { Named, RunInfo } from '../../src/serve/protocol/run-info.ts';
import {
  besideRun,
  frontRun,
  type PageState,
  type RunView,
  type ShownFrame,
  type View,
} from '../state/page-state.ts';
import {
  type CellScale,
  cellScale,
  evenRange,
  joined,
  type Range,
  rangeOf,
  roundRange,
  type ScaleKind,
} from './cell-scale.ts';
import type { ColourMapName } from './colour-map.ts';

export type Side = 'front' | 'beside' | 'difference';

export interface PanelSpec {
  /** The same for the same panel from picture to picture. */
  readonly key: string;
  readonly plane: string;
  readonly side: Side;
  readonly title: string;
  readonly run: RunView;
  /** Of a difference: the run that is taken from the other. */
  readonly minus?: RunView;
  readonly scale: CellScale;
  readonly scaleKind: ScaleKind;
  readonly map: ColourMapName;
  /** What is told of the cells' routes besides. */
  readonly overlay: View['overlay'];
}

/** How people call a species, field, observable or sum of species. */
export function labelOf(info: RunInfo, name: string): string {
  const named = namedOf(info, name);
  return named?.label ?? named?.name ?? name;
}

/** What a run says of a plane; an observable stands for the sum it is of. */
export function namedOf(info: RunInfo, name: string): Named | undefined {
  const sums = info.observables.filter(({ of }) => of !== undefined && of.join(' + ') === name);
  return [...info.species, ...info.fields].find((named) => named.name === name) ?? sums[0];
}

/** All planes that a run can show: species, fields, and observables that are sums of species. */
export function planesOfRun({ species, fields, observables }: RunInfo): string[] {
  const sums = observables.flatMap(({ of }) => (of && of.length > 1 ? [of.join(' + ')] : []));
  return [...species.map((s) => s.name), ...fields.map((f) => f.name), ...new Set(sums)];
}

/** Whether the route overlay has something to lie over. */
export const hasRoutes = ({ overlays }: RunInfo): boolean => overlays.includes('route');

const isField = ({ fields }: RunInfo, plane: string) => fields.some(({ name }) => name === plane);

/** Range of a plane in some runs, as the view wants it measured. */
function measured(state: PageState, runs: readonly RunView[], plane: string): Range {
  const { range } = state.view;
  const ranges = runs.flatMap(({ seen, frame }) => {
    const one = range === 'frame' ? frame?.planes.get(plane)?.range : seen[plane]?.range;
    return one ? [one] : [];
  });
  return ranges.reduce(joined, ranges[0] ?? { min: 0, max: 1 });
}

function kindOf({ view }: PageState, runs: readonly RunView[], planes: readonly string[]): ScaleKind {
  if (view.scale !== 'auto') return view.scale;
  const isLog = runs.some(({ seen }) => planes.some((plane) => seen[plane]?.kind === 'log'));
  return isLog ? 'log' : 'linear';
}

/** The scale of one plane, the same for all runs on show. */
function scaleOf(state: PageState, runs: readonly RunView[], plane: string): [ScaleKind, CellScale] {
  const { view } = state;
  const { info } = runs[0]!;
  const together = view.shared && !isField(info, plane);
  const planes = together ? view.planes.filter((p) => !isField(info, p)) : [plane];
  const kind = kindOf(state, runs, planes);
  const fixed = view.range === 'fixed' ? view.fixed[together ? '' : plane] : undefined;
  const range = fixed ?? roundRange(planes.map((p) => measured(state, runs, p)).reduce(joined));
  return [kind, cellScale(kind, range)];
}

/** The panels on show, row by row; two runs have three columns: one, the other, and the difference. */
export function panelSpecs(state: PageState): PanelSpec[] {
  const [front, beside] = [frontRun(state), besideRun(state)];
  if (!front) return [];
  const runs = beside ? [front, beside] : [front];
  const { view } = state;
  return view.planes.flatMap((plane): PanelSpec[] => {
    const [scaleKind, scale] = scaleOf(state, runs, plane);
    const title = labelOf(front.info, plane);
    const of = (run: RunView): Pick<PanelSpec, 'run' | 'map' | 'overlay'> => {
      const overlay = hasRoutes(run.info) ? view.overlay : 'none';
      return { run, overlay, map: overlay === 'none' ? view.colours : 'shades' };
    };
    const drawn = { plane, title, scale, scaleKind };
    const one: PanelSpec = { ...drawn, ...of(front), key: `front ${plane}`, side: 'front' };
    if (!beside) return [one];
    const kind = scaleKind === 'linear' ? 'linear' : 'symlog';
    const difference = differenceOf(beside.frame, front.frame, plane);
    return [
      one,
      { ...drawn, ...of(beside), title: beside.info.id, key: `beside ${plane}`, side: 'beside' },
      {
        ...drawn,
        title: 'difference',
        key: `difference ${plane}`,
        side: 'difference',
        run: beside,
        minus: front,
        scaleKind: kind,
        // Its own scale, for a difference may be small beside the counts: white is no difference.
        scale: cellScale(kind, evenRange(difference ? rangeOf(difference) : { min: 0, max: 0 })),
        map: 'difference',
        overlay: 'none',
      },
    ];
  });
}

/** The values that a panel draws, and the frame they are laid out as; undefined while there are none. */
export function panelValues(
  spec: PanelSpec,
): { frame: ShownFrame; values: Values | Float64Array } | undefined {
  const { frame } = spec.run;
  const values = frame?.planes.get(spec.plane)?.values;
  if (!frame || !values) return undefined;
  if (!spec.minus) return { frame, values };
  const difference = differenceOf(frame, spec.minus.frame, spec.plane);
  return difference && { frame, values: difference };
}

/** Differences of the frame drawn last, by plane: they are asked for several times. */
const differences = new WeakMap<ShownFrame, Map<string, { less: ShownFrame; values: Float64Array }>>();

/** What a plane of one frame has more than another; undefined where they do not show the same cells. */
function differenceOf(
  frame: ShownFrame | undefined,
  less: ShownFrame | undefined,
  plane: string,
): Float64Array | undefined {
  const [more, fewer] = [frame?.planes.get(plane)?.values, less?.planes.get(plane)?.values];
  if (!frame || !less || !more || fewer?.length !== more.length || less.columns !== frame.columns)
    return undefined;
  const known = differences.get(frame) ?? new Map<string, { less: ShownFrame; values: Float64Array }>();
  differences.set(frame, known);
  const before = known.get(plane);
  if (before?.less === less) return before.values;
  const values = new Float64Array(more.length);
  for (let i = 0; i < values.length; i++) values[i] = more[i]! - fewer[i]!;
  known.set(plane, { less, values });
  return values;
}
