/** Bifurcations as JSON, as a table for spreadsheets, and as lines on a terminal. */
import type { CycleEnd } from '../../numerics/continuation/cycles/cycle-end.ts';
import type { Diagram } from '../../numerics/continuation/diagram.ts';
import type { SpecialPoint } from '../../numerics/continuation/equilibrium-branch.ts';
import type { Locus } from '../../numerics/continuation/loci.ts';
import type { Terminal } from '../terminal.ts';

/** What the numbers of a diagram are called. */
export interface Names {
  readonly parameters: readonly string[];
  /** Of the variables of the equations: species that follow from others by conservation laws are none. */
  readonly variables: readonly string[];
}

/** Plain data for `JSON.stringify`. */
export function diagramJson({ branches, cycles }: Diagram, loci: readonly Locus[], names: Names) {
  const state = (x: ArrayLike<number>) => named(names, x);
  return {
    format: 'crn-grid-bifurcations',
    version: 1,
    parameters: names.parameters,
    branches: branches.map(({ points, special }) => ({
      special: special.map(({ state: x, ...rest }) => ({ ...rest, state: state(x) })),
      points: points.map(({ parameter, state: x, unstable, spectrum }) => ({
        ...{ parameter, unstable, state: state(x) },
        spectrum: spectrum.map(({ re, im }) => [re, im]),
      })),
    })),
    cycles: cycles.map(({ points, folds, ends }) => ({
      ends,
      folds,
      points: points.map(({ parameter, period, stable, least, greatest }) => ({
        ...{ parameter, period, stable, least: state(least), greatest: state(greatest) },
      })),
    })),
    loci: loci.map(({ kind, points, cusps }) => ({
      kind,
      cusps: cusps.map(({ parameters }) => parameters),
      points: points.map(({ parameters, state: x }) => ({ parameters, state: state(x) })),
    })),
  };
}

/** One row for each point; a cycle has two, of its least and of its greatest values. */
export function diagramCsv({ branches, cycles }: Diagram, names: Names): string {
  const rows: (string | number)[][] = [
    ['what', 'branch', names.parameters[0]!, 'stable', 'period', ...names.variables],
  ];
  branches.forEach(({ points }, k) => {
    for (const { parameter, state, unstable } of points)
      rows.push(['equilibrium', k + 1, parameter, unstable === 0 ? 1 : 0, '', ...state]);
  });
  cycles.forEach(({ points }, k) => {
    for (const { parameter, period, stable, ...extents } of points)
      for (const end of ['least', 'greatest'] as const)
        rows.push([`cycle ${end}`, k + 1, parameter, stable ? 1 : 0, period, ...extents[end]]);
  });
  return `${rows.map((row) => row.join(',')).join('\n')}\n`;
}

/** One line for each thing that was found. */
export function printDiagram(
  terminal: Terminal,
  { branches, cycles }: Diagram,
  loci: readonly Locus[],
  names: Names,
): void {
  const [first] = names.parameters;
  branches.forEach(({ points, special }, k) => {
    const stable = points.filter(({ unstable }) => unstable === 0).length;
    const kind = stable === points.length ? 'stable' : stable === 0 ? 'unstable' : 'stable in part';
    const [low, high] = extent(points.map(({ parameter }) => parameter));
    terminal.print(`branch ${k + 1}: equilibria for ${first} = ${digits(low)} to ${digits(high)}, ${kind}`);
    for (const s of special) terminal.print(`  ${specialText(s, first!, names)}`);
  });
  cycles.forEach(({ points, folds, ends }, k) => {
    const [low, high] = extent(points.map(({ parameter }) => parameter));
    const [shortest, longest] = extent(points.map(({ period }) => period));
    const stable = points.filter((p) => p.stable).length;
    const kind = stable === points.length ? 'stable' : stable === 0 ? 'unstable' : 'stable in part';
    terminal.print(
      `cycles ${k + 1}: ${first} = ${digits(low)} to ${digits(high)}, ${kind}, period ${digits(shortest)} to ${digits(longest)}`,
    );
    for (const end of ends) terminal.print(`  ${endText(end, first!)}`);
    for (const fold of folds)
      terminal.print(
        `  fold of cycles at ${first} = ${digits(fold.parameter)}, period ${digits(fold.period)}`,
      );
  });
  for (const { kind, points, cusps } of loci) {
    const [a, b] = [points[0]!.parameters, points.at(-1)!.parameters];
    const [p, q] = names.parameters;
    const pair = ([x, y]: readonly number[]): string => `${p} = ${digits(x!)}, ${q} = ${digits(y!)}`;
    terminal.print(`curve of ${kind === 'fold' ? 'folds' : 'Hopf points'} from ${pair(a)} to ${pair(b)}`);
    for (const cusp of cusps) terminal.print(`  cusp at ${pair(cusp.parameters)}`);
  }
}

function specialText(s: SpecialPoint, parameter: string, names: Names): string {
  const where = Object.entries(named(names, s.state))
    .slice(0, 4)
    .map(([name, value]) => `${name} ${digits(value)}`)
    .join(', ');
  const at = `${s.kind} at ${parameter} = ${digits(s.parameter)} (${where})`;
  if (s.kind !== 'Hopf') return at;
  const side =
    s.lyapunov < 0 ? 'supercritical' : s.lyapunov > 0 ? 'subcritical' : 'of a side that could not be told';
  return `${at}, ${side}, period ${digits((2 * Math.PI) / s.omega)}`;
}

function endText(end: CycleEnd, parameter: string): string {
  switch (end.kind) {
    case 'range':
      return 'goes on beyond the range';
    case 'lost':
      return 'was not followed further';
    case 'Hopf':
      return `ends in the Hopf point at ${parameter} = ${digits(end.parameter)}`;
    case 'homoclinic':
      return `ends at a saddle (homoclinic) at ${parameter} = ${digits(end.parameter)}`;
    case 'SNIC':
      return `ends at a fold on the cycle (SNIC) at ${parameter} = ${digits(end.parameter)}`;
  }
}

function named({ variables }: Names, values: ArrayLike<number>): Record<string, number> {
  return Object.fromEntries(variables.map((name, i) => [name, values[i]!]));
}

function extent(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

function digits(value: number): string {
  return String(Number(value.toPrecision(7)));
}
