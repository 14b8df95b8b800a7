/**
 * The published recurrent neural networks, fitted from scratch at their number of perceptrons: what was asked, what
 * the published weights do, what ours do, and the processor time of a fit that succeeds.
 *
 *   node --import jiti/register bench/rncrn/fits.ts [circle heart …]
 *
 * With names, the others stay as they were measured before.
 *
 * Published: Dack, Plesa, Ouldridge 2026, arXiv 2602.02374, and arXiv 2406.03456; numbers are those of the published
 * weights, the whole network unless said.
 */
import { loadTarget } from '../../src/cli/given/load-target.ts';
import { type FitResult, fitTarget } from '../../src/run/fit/fit-target.ts';
import { wanted } from '../flags.ts';
import { cpuSeconds, machine, saveResult } from '../measure.ts';
import { readResult } from '../results.ts';
import { type FitRow, type Name, names } from './rows.ts';
import { saveRncrn } from './text.ts';

const measured = new Map((readResult<{ rows: FitRow[] }>('rncrn')?.rows ?? []).map((row) => [row.name, row]));
for (const name of wanted(names)) {
  const target = await loadTarget(new URL(`../../scenarios/rncrn/${name}.ts`, import.meta.url).pathname);
  const began = cpuSeconds();
  const row = rowOf(name, await fitTarget(target), began);
  measured.set(name, row);
  saveResult('rncrn', { machine: machine(), rows: inOrder() });
  process.stderr.write(
    `${name}: ${row.pass ? 'passed' : `failed: ${row.failure}`}, ${row.seconds.toFixed(1)} s\n`,
  );
}
saveRncrn();

function inOrder(): FitRow[] {
  return names.flatMap((name) => measured.get(name) ?? []);
}

function rowOf(name: Name, result: FitResult, began: number): FitRow {
  const { target, pass, failure, loss, model, starts, reduced, full, classifier } = result;
  const checks = [...(full ?? reduced).checks, ...(classifier?.full.checks ?? [])];
  return {
    name,
    perceptrons: target.perceptrons,
    pass,
    ...(failure === undefined ? {} : { failure }),
    loss,
    mu: model.mu,
    starts: starts.length,
    seconds: cpuSeconds() - began,
    checks: checks.map(({ asked, found, pass: passed }) => ({ asked, found, pass: passed })),
    ...(classifier ? { accuracy: classifier.accuracy } : {}),
  };
}
