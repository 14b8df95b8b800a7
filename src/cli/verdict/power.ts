/** What a verdict could see and what not, in words: a pass of few samples is not one of many. */
import { chanceIn, type FamilyName, isDoubtful, type Verdict } from '../../kernels/verdict.ts';
import { count } from '../terminal.ts';

/** How it came out: a pass where chance decides much is one as far as its samples can tell. */
export function outcomeOf(v: Verdict): string {
  if (!v.pass) return 'FAILED';
  if (!isDoubtful(v)) return 'passed';
  const { limits, byChance } = chanceIn(v);
  return `passes, as far as these samples can tell: chance decides ${count(byChance)} of ${count(limits)} limits`;
}

/** The last word on a comparison that nothing failed. */
export function passWords(v: Verdict, grids: boolean): string {
  const rest = grids ? '.' : '; whole grids were not compared.';
  if (!isDoubtful(v)) return `All passed${rest}`;
  return `Nothing failed, as far as these samples of one cell can tell${rest}`;
}

/** So much dearer more trajectories may be than more states before states are what is told: they also judge more. */
const worthTraces = 1.5;

/** The samples that would settle a doubtful pass, and the option that draws them; undefined where there is no doubt. */
export function cureOf(v: Verdict): string | undefined {
  if (!v.pass || !isDoubtful(v)) return undefined;
  if (!v.wanted) return 'More trajectories (--traces) or states (--settings) tell more.';
  const { states, trajectories } = v.wanted;
  const [byTraces, byStates] = [trajectories, states].map((n, i) =>
    n === null ? Number.POSITIVE_INFINITY : n / [v.trajectories, v.states][i]!,
  ) as [number, number];
  if (Math.min(byTraces, byStates) === Number.POSITIVE_INFINITY)
    return 'No number of samples settles it: more than a quarter of its limits are too narrow for any (train.limits).';
  const traces = byTraces <= worthTraces * byStates;
  const times = traces ? byTraces : byStates;
  const flag = traces ? `--traces ${trajectories}` : `--settings ${states}`;
  const what = traces ? `${count(trajectories!)} trajectories from each state` : `${count(states!)} states`;
  return `Some ${what} would leave about a quarter of them, or less, to chance, at ${Number(times.toPrecision(2))} times the work: validate ${flag}.`;
}

/**
 * What the histograms of a verdict can see, in words: true distances from so much on, and how many of its
 * checks are decided by chance, since the sets are too small for the scenario's limits.
 */
export function resolutionOf(v: Verdict): string {
  const distances = (v.rule === 'ours' ? v.distances : v.published).filter((d) => d.l1Floor > 0);
  const seen = distances.map((d) => d.seen);
  const sees =
    seen.length > 0
      ? `sees true L1 distances above ${Math.min(...seen).toFixed(3)} to ${Math.max(...seen).toFixed(3)}`
      : 'no histogram differs between two exact sets';
  const blind = v.checks.find((f) => f.name === 'distance')?.unresolved ?? 0;
  const { byChance } = chanceIn(v);
  if (byChance === 0) return sees;
  const widest = Math.max(...distances.map((d) => d.limit / d.l1Floor));
  const wide = blind > 0 ? `, ${blind} of them distances: limits up to ${widest.toFixed(2)} × floor` : '';
  return `${sees}; could not resolve ${byChance} of its limits, where chance decides${wide}`;
}

/** Why something of a kind is left out. */
export const tooFew: Readonly<Partial<Record<FamilyName, string>>> = {
  sd: 'a spread that fewer than 20 trajectories make',
  skewness: 'a spread that fewer than 20 trajectories make',
  'conditional mean': 'a condition that fewer than 60 trajectories meet',
  'conditional spread': 'such a condition, or a spread there that fewer than 20 make',
  dwell: 'stays of fewer than 50 visits',
  excess: 'outcomes that hardly repeat',
};

/** What hardly any trajectories tell, in a line; undefined where all is judged, or where nobody has counted. */
export function leftOutLine({ notJudged = [] }: Verdict): string | undefined {
  if (notJudged.length === 0) return undefined;
  const each = notJudged.map(({ name, left, of }) => `${name} ${count(left)} of ${count(of)}`);
  return `not judged, since too few trajectories tell it: ${each.join(', ')}`;
}
