/**
 * The bifurcation diagram of one parameter: branches of equilibria through the range, found from several of its
 * values, and the cycles that grow out of their Hopf points or that solutions come to.
 */
import { OdeError } from '../../errors.ts';
import {
  type CycleBranch,
  type CycleSettings,
  cyclesFromHopf,
  cyclesThrough,
} from './cycles/cycle-branch.ts';
import { findCycles } from './cycles/find-cycles.ts';
import { type Frame, findEquilibria, isSame, Newton, sizesOf } from './equilibria.ts';
import {
  type BranchSettings,
  type EquilibriumBranch,
  followEquilibria,
  type SpecialPoint,
} from './equilibrium-branch.ts';

export interface Diagram {
  readonly branches: readonly EquilibriumBranch[];
  readonly cycles: readonly CycleBranch[];
}

export interface DiagramSettings extends BranchSettings, CycleSettings {
  /** At how many values, evenly over the range, branches are looked for. Default 11. */
  readonly values?: number;
  /** Points from which equilibria are looked for at each. Default 60. */
  readonly starts?: number;
  /** Are cycles followed? Default true. */
  readonly cycles?: boolean;
  /** Told how much of the work is done, as a share, and what is being done. */
  readonly onProgress?: (share: number, doing: string) => void;
  /** Stops the work between two branches. */
  readonly signal?: AbortSignal;
}

/**
 * @param frame  of one parameter
 * @throws OdeError where there is no equilibrium in the box at any of the values
 */
export function bifurcationDiagram(frame: Frame, settings: DiagramSettings = {}): Diagram {
  const { values = 11, starts, cycles: withCycles = true, onProgress, signal } = settings;
  const [low, high] = frame.ranges[0]!;
  // The ends first: branches that reach them are then followed from there.
  const inner = Array.from(
    { length: Math.max(0, values - 2) },
    (_, k) => low + ((k + 1) / (values - 1)) * (high - low),
  );
  const looked = [low, high, ...inner];
  const branches: EquilibriumBranch[] = [];
  looked.forEach((parameter, k) => {
    onProgress?.((0.4 * k) / looked.length, 'equilibria');
    for (const state of findEquilibria(frame, [parameter], starts)) {
      signal?.throwIfAborted();
      if (branches.some((branch) => isOnBranch(frame, branch, parameter, state))) continue;
      const branch = followEquilibria(frame, { parameter, state }, settings);
      if (branch.points.length > 1) branches.push(branch);
    }
  });
  if (branches.length === 0)
    throw new OdeError(
      'bifurcation diagram',
      `no equilibrium was found in the box ${frame.box.map(([a, b]) => `[${a}, ${b}]`).join(' × ')}`,
      'Give a larger box, or another range of the parameter.',
    );
  return { branches, cycles: withCycles ? cyclesOf(frame, branches, looked, settings) : [] };
}

function cyclesOf(
  frame: Frame,
  branches: readonly EquilibriumBranch[],
  looked: readonly number[],
  settings: DiagramSettings,
): CycleBranch[] {
  if (frame.family.size < 2) return [];
  const specials = branches.flatMap(({ special }) => special);
  const cycles: CycleBranch[] = [];
  const hopfs = specials.filter((s): s is Extract<SpecialPoint, { kind: 'Hopf' }> => s.kind === 'Hopf');
  const done = (k: number): number => 0.4 + (0.6 * k) / (hopfs.length + looked.length);
  const width = sizesOf(frame).at(-1)!;
  hopfs.forEach((hopf, k) => {
    settings.onProgress?.(done(k), 'cycles');
    settings.signal?.throwIfAborted();
    // Cycles between two Hopf points are found from the first.
    const known = cycles.some(({ ends }) =>
      ends.some((end) => end.kind === 'Hopf' && Math.abs(end.parameter - hopf.parameter) < 1e-9 * width),
    );
    const branch = known ? undefined : cyclesFromHopf(frame, hopf, specials, settings);
    if (branch) cycles.push(branch);
  });
  looked.forEach((parameter, k) => {
    settings.onProgress?.(done(hopfs.length + k), 'cycles');
    settings.signal?.throwIfAborted();
    for (const near of findCycles(frame, parameter)) {
      if (cycles.some((branch) => isOnCycles(branch, parameter, near.period))) continue;
      const branch = cyclesThrough(frame, near, specials, settings);
      if (branch && branch.points.length > 1) cycles.push(branch);
    }
  });
  return cycles;
}

/** Does a branch pass through an equilibrium? Asked of its pieces that reach over the parameter. */
function isOnBranch(
  frame: Frame,
  { points }: EquilibriumBranch,
  parameter: number,
  state: Float64Array,
): boolean {
  const widths = sizesOf(frame).subarray(0, frame.family.size);
  const newton = new Newton(frame);
  for (let k = 1; k < points.length; k++) {
    const [a, b] = [points[k - 1]!, points[k]!];
    if ((a.parameter - parameter) * (b.parameter - parameter) > 0) continue;
    const share = b.parameter === a.parameter ? 0 : (parameter - a.parameter) / (b.parameter - a.parameter);
    const guess = a.state.map((x, i) => x + share * (b.state[i]! - x));
    if (!isSame(guess, state, widths, 0.2)) continue;
    const there = newton.solve(guess, [parameter]);
    if (there && isSame(there, state, widths)) return true;
  }
  return false;
}

/** Has a branch a cycle of about this period at this parameter? */
function isOnCycles({ points }: CycleBranch, parameter: number, period: number): boolean {
  return points.some((b, k) => {
    const a = points[k - 1];
    if (!a || (a.parameter - parameter) * (b.parameter - parameter) > 0) return false;
    const share = b.parameter === a.parameter ? 0 : (parameter - a.parameter) / (b.parameter - a.parameter);
    return Math.abs((a.period + share * (b.period - a.period)) / period - 1) < 0.05;
  });
}
