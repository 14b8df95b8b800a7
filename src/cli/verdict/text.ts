/** A verdict as people read it: a number beside its noise floor, never an adjective. */
import type { Check, LagDistance, Verdict } from '../../kernels/verdict.ts';
import { fromBelow, measureOf } from '../../learning/verdict/readings.ts';
import type { GridComparison } from '../../run/replicates/compare-runs.ts';
import { count, percent, type Terminal } from '../terminal.ts';
import { cureOf, leftOutLine, outcomeOf, resolutionOf } from './power.ts';

export function printVerdict(terminal: Terminal, v: Verdict): void {
  terminal.print();
  const few = v.states < v.asked ? ` of ${v.asked} wanted` : '';
  terminal.print(
    `one cell, learned against exact: ${v.states}${few} unseen states, ${count(v.trajectories)} trajectories from each, seed ${v.seed}`,
  );
  if (v.checks.length > 0) printCompared(terminal, v);
  terminal.print(
    `  violations in ${count(v.transitions)} steps, ${count(v.atRest)} of them from states that nothing can leave: ${Object.entries(
      v.violations,
    )
      .map(([what, n]) => `${what} ${n}`)
      .join(', ')}`,
  );
  terminal.print(`  ${outcomeOf(v)}`);
  const cure = cureOf(v);
  if (cure) terminal.print(`    ${cure}`);
  for (const why of v.failures) terminal.print(`    ${why}`);
}

function printCompared(terminal: Terminal, v: Verdict): void {
  const published = v.rule === 'published';
  terminal.print(
    `L1 distance of histograms / the same between two exact sets ≤ limit${published ? ` (published rule, ${v.bins} bins)` : ''}`,
  );
  printDistances(terminal, published ? v.published : v.distances, v.lags);
  terminal.print(`  ${resolutionOf(v)}`);
  if (v.excess !== undefined) terminal.print(`  excess log-likelihood ${v.excess.toFixed(5)} nats per step`);
  printChecks(terminal, v);
  const leftOut = leftOutLine(v);
  if (leftOut) terminal.print(`  ${leftOut}`);
  for (const d of v.dwells)
    terminal.print(
      `  ${d.species} stays in ${d.low} … ${d.high} for ${d.learned.mean.toFixed(2)} steps, exactly ${d.exact.mean.toFixed(2)} (${count(d.exact.visits)} visits)`,
    );
  const far = v.outside.at(-1);
  if (far)
    terminal.print(
      `  outside the training domain after ${far.lag} steps: ${percent(far.learned, 1)} of the learned chains, ${percent(far.exact, 1)} of the exact ones`,
    );
}

/** Species listed one by one; of more, the worst. */
const mostSpecies = 24;

function printDistances(terminal: Terminal, all: readonly LagDistance[], lags: readonly number[]): void {
  const species = [...new Set(all.map((d) => d.species))];
  const width = Math.max(8, ...species.map((s) => s.length));
  terminal.print(
    `  ${''.padEnd(width)}  ${lags.map((lag) => `after ${lag} step${lag > 1 ? 's' : ''}`.padStart(27)).join('')}`,
  );
  const ratio = (d: LagDistance): number => (d.l1Floor > 0 ? d.l1 / d.l1Floor : d.l1);
  const of = (name: string): LagDistance[] => all.filter((d) => d.species === name);
  const worst = (name: string): number => Math.max(...of(name).map(ratio));
  const shown =
    species.length <= mostSpecies
      ? species
      : [...species].sort((a, b) => worst(b) - worst(a)).slice(0, mostSpecies);
  for (const name of shown) {
    const cells = of(name).map((d) =>
      `${d.l1.toFixed(4)} / ${d.l1Floor.toFixed(4)} ≤ ${d.limit.toFixed(4)}`.padStart(27),
    );
    terminal.print(`  ${name.padEnd(width)}  ${cells.join('')}`);
  }
  if (shown.length < species.length)
    terminal.print(`  and ${species.length - shown.length} species that are nearer to their floors`);
}

/** What the share of a limit is. */
export const shareExplained =
  'share of its limit: how far a value is from its floor, which is that of a second exact set, over how far it may be; above 1 it fails';

/** The limit that was applied: `≥` where it is below the floor, as the value is. */
export function limitOf(check: Check, written: (n: number) => string): string {
  return `${fromBelow(check) ? '≥' : '≤'} ${written(check.limit)}`;
}

function printChecks(terminal: Terminal, { checks, limits }: Verdict): void {
  const tested = checks.reduce((n, f) => n + f.tested, 0);
  terminal.print(
    `  ${count(tested)} checks, false-alarm chance ${limits.chance} in all; the worst of each kind`,
  );
  terminal.print(`  ${shareExplained}`);
  terminal.print(
    `    ${'kind (checks)'.padEnd(26)} share  value beside the floor and the limit that was applied`,
  );
  for (const { name, tested: n, failed, unresolved, worst } of checks) {
    const w = worst[0]!;
    const when = w.lag > 0 ? ` after ${w.lag}` : '';
    terminal.print(
      `    ${`${name} (${n})`.padEnd(26)}${w.severity.toFixed(2).padStart(6)}  ${w.what}${when}: ${measureOf(name)} ${short(w.value)}, floor ${short(w.floor)}, limit ${limitOf(w, short)}${unresolved > 0 ? `; chance decides ${unresolved} of ${n}` : ''}${failed > 0 ? `  ← ${failed} beyond` : ''}`,
    );
  }
}

function short(v: number): string {
  return v !== 0 && Math.abs(v) < 1e-3 ? v.toPrecision(2) : v.toFixed(3);
}

export function printComparison(terminal: Terminal, c: GridComparison, runs: number, chance: number): void {
  terminal.print();
  terminal.print(`whole grid, ${runs} runs of each, false-alarm chance ${chance} in all`);
  terminal.print(
    `  ${'observable'.padEnd(14)}${'time'.padStart(7)}${'exact'.padStart(20)}${'learned'.padStart(20)}${'z / limit'.padStart(15)}${'KS / limit'.padStart(16)}  finds a shift of`,
  );
  const pm = (m: { mean: number; sd: number }): string => `${m.mean.toFixed(2)} ± ${m.sd.toFixed(2)}`;
  for (const t of c.tests)
    terminal.print(
      `  ${t.name.padEnd(14)}${String(t.time).padStart(7)}${pm(t.exact).padStart(20)}${pm(t.learned).padStart(20)}${`${t.z.toFixed(2)} / ${t.zLimit.toFixed(2)}`.padStart(15)}${`${t.ks.toFixed(3)} / ${t.ksLimit.toFixed(3)}`.padStart(16)}  ${t.detectable.toFixed(2)}${t.pass ? '' : '  ← differs'}`,
    );
  terminal.print(
    `  violations: broken conservation ${c.violations.conservation}, negative counts ${c.violations.negative}, from nothing ${c.violations.fromNothing}`,
  );
  const all = c.tally.learned + c.tally.exact + c.tally.skipped;
  terminal.print(
    `  cell-steps: ${((100 * c.tally.learned) / all).toFixed(1)} % learned, ${((100 * c.tally.exact) / all).toFixed(1)} % exact, ${((100 * c.tally.skipped) / all).toFixed(1)} % skipped`,
  );
}
