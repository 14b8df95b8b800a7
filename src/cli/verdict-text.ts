/** A verdict as people read it: a number beside its noise floor, never an adjective. */
import type { Verdict } from '../kernels/abstraction.ts';
import type { GridComparison } from '../run/compare-grids.ts';
import type { Terminal } from './terminal.ts';

export function printVerdict(terminal: Terminal, v: Verdict): void {
  terminal.print();
  terminal.print(
    'one cell, learned against exact (L1 distance of histograms / the same between two exact sets)',
  );
  const species = [...new Set(v.distances.map((d) => d.species))];
  const lags = [...new Set(v.distances.map((d) => d.lag))];
  const width = Math.max(8, ...species.map((s) => s.length));
  terminal.print(
    `  ${''.padEnd(width)}  ${lags.map((lag) => `after ${lag} step${lag > 1 ? 's' : ''}`.padStart(18)).join('')}`,
  );
  for (const name of species) {
    const cells = lags.map((lag) => {
      const d = v.distances.find((x) => x.species === name && x.lag === lag)!;
      return `${d.l1.toFixed(4)} / ${d.l1Floor.toFixed(4)}`.padStart(18);
    });
    terminal.print(`  ${name.padEnd(width)}  ${cells.join('')}`);
  }
  if (v.excess !== undefined) terminal.print(`  excess log-likelihood ${v.excess.toFixed(5)} nats per step`);
  const { violations } = v;
  terminal.print(
    `  violations: ${Object.entries(violations)
      .map(([what, n]) => `${what} ${n}`)
      .join(', ')}`,
  );
  terminal.print(v.pass ? '  passed' : '  FAILED');
  for (const why of v.failures) terminal.print(`    ${why}`);
}

export function printComparison(terminal: Terminal, c: GridComparison, runs: number, chance: number): void {
  terminal.print();
  terminal.print(`whole grid, ${runs} runs of each, false-alarm chance ${chance} per test`);
  terminal.print(
    `  ${'observable'.padEnd(14)}${'time'.padStart(7)}${'exact'.padStart(20)}${'learned'.padStart(20)}${'z'.padStart(8)}${'KS / limit'.padStart(16)}  finds a shift of`,
  );
  const pm = (m: { mean: number; sd: number }): string => `${m.mean.toFixed(2)} ± ${m.sd.toFixed(2)}`;
  for (const t of c.tests)
    terminal.print(
      `  ${t.name.padEnd(14)}${String(t.time).padStart(7)}${pm(t.exact).padStart(20)}${pm(t.learned).padStart(20)}${t.z.toFixed(2).padStart(8)}${`${t.ks.toFixed(3)} / ${t.ksLimit.toFixed(3)}`.padStart(16)}  ${t.detectable.toFixed(2)}${t.pass ? '' : '  ← differs'}`,
    );
  terminal.print(
    `  violations: broken conservation ${c.violations.conservation}, negative counts ${c.violations.negative}, from nothing ${c.violations.fromNothing}`,
  );
  const all = c.tally.learned + c.tally.exact + c.tally.skipped;
  terminal.print(
    `  cell-steps: ${((100 * c.tally.learned) / all).toFixed(1)} % learned, ${((100 * c.tally.exact) / all).toFixed(1)} % exact, ${((100 * c.tally.skipped) / all).toFixed(1)} % skipped`,
  );
}
