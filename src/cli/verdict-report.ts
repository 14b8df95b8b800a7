/** The page of a verdict: what was compared, how, and how it came out, for people who doubt it. */
import { list, pageHtml } from '../figures/page.ts';
import { writeFigures } from '../figures/write-figures.ts';
import type { Verdict } from '../kernels/abstraction.ts';
import { farthestOf, overFloor } from '../learning/verdict/farthest.ts';
import { count } from './terminal.ts';
import { checks, identities, switching } from './verdict-report/checks.ts';
import { again, costs } from './verdict-report/costs.ts';
import { compared, distances, histograms, traces } from './verdict-report/laws.ts';
import { architecture, domain, mixture, training } from './verdict-report/network.ts';
import type { VerdictReport } from './verdict-report/section.ts';

/** Writes the page. @throws RecordingError where the file cannot be written */
export async function writeVerdictReport(file: string, report: VerdictReport): Promise<void> {
  await writeFigures([[file, await verdictPage(report)]]);
}

/** The page as HTML; it times both kernels for a moment. */
export async function verdictPage(report: VerdictReport): Promise<string> {
  const { scenario, judgement } = report;
  const { verdict } = judgement;
  return pageHtml({
    title: `Is the learned kernel of ${scenario.name} as good as exact simulation?`,
    sentence: sentenceOf(verdict),
    good: verdict.pass,
    sections: [
      { title: 'What was compared', body: compared(report) },
      { title: 'What failed', body: verdict.failures.length > 0 ? [list(verdict.failures)] : [] },
      { title: 'Single trajectories', body: traces(report) },
      { title: 'Histograms', body: histograms(report) },
      { title: 'Distance against lag', body: distances(report) },
      { title: 'Every kind of check', body: checks(verdict) },
      { title: 'Switching', body: switching(report) },
      { title: 'What must never happen', body: identities(verdict) },
      { title: 'Inside the learned law', body: mixture(report) },
      { title: 'The network', body: architecture(report.abstraction) },
      { title: 'Where it was trained', body: domain(report) },
      { title: 'Training', body: await training(report) },
      { title: 'What it costs', body: await costs(report) },
      { title: 'Do it again', body: again(report) },
    ],
  });
}

function sentenceOf(v: Verdict): string {
  const tested = v.checks.reduce((n, f) => n + f.tested, 0);
  const failed = v.checks.reduce((n, f) => n + f.failed, 0);
  const wrong = Object.values(v.violations).reduce((a, b) => a + b, 0);
  if (!v.complete) return 'Incomplete: the comparison was stopped before all states were compared.';
  const far = farthestOf(v);
  const worst = far
    ? ` The histogram farthest from exact, ${far.species} after ${far.lag} step${far.lag > 1 ? 's' : ''}, is ${overFloor(far).toFixed(2)} times as far from it as a second exact set.`
    : '';
  if (v.pass)
    return `Passed: all ${count(tested)} checks are within their limits, and none of ${count(v.transitions)} steps broke a law of the chemistry.${worst}`;
  return `Failed: ${failed} of ${count(tested)} checks are beyond their limits${wrong > 0 ? `, and ${count(wrong)} steps broke a law of the chemistry` : ''}.${worst}`;
}
