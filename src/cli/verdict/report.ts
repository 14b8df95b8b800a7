/** The page of a verdict: what was compared, how, and how it came out, for people who doubt it. */
import { list, pageHtml } from '../../figures/page.ts';
import { writeFigures } from '../../figures/write-figures.ts';
import { isDoubtful, type Verdict } from '../../kernels/verdict.ts';
import { farthestOf, timesFloor } from '../../learning/verdict/farthest.ts';
import { count } from '../terminal.ts';
import { cureOf, outcomeOf } from './power.ts';
import { checks, identities, leftOut, switching } from './report/checks.ts';
import { again, costs } from './report/costs.ts';
import { comparison, distances, histograms, traces } from './report/laws.ts';
import { architecture, domain, mixture, training } from './report/network.ts';
import type { VerdictReport } from './report/section.ts';

/** Writes the page. @throws RecordingError where the file cannot be written */
export async function writeVerdictReport(file: string, report: VerdictReport): Promise<void> {
  await writeFigures([[file, await verdictPage(report)]]);
}

/** The page as HTML; it times both kernels for a moment. */
export async function verdictPage(report: VerdictReport): Promise<string> {
  const { scenario, judgement } = report;
  const { verdict, learned } = judgement;
  const compared = learned.length > 0;
  return pageHtml({
    title: `Is the learned kernel of ${scenario.name} as good as exact simulation?`,
    sentence: sentenceOf(verdict),
    good: verdict.pass,
    doubtful: isDoubtful(verdict),
    sections: [
      { title: 'What was compared', body: comparison(report) },
      { title: 'What failed', body: verdict.failures.length > 0 ? [list(verdict.failures)] : [] },
      { title: 'Single trajectories', body: compared ? traces(report) : [] },
      { title: 'Histograms', body: compared ? histograms(report) : [] },
      { title: 'Distance against lag', body: compared ? distances(report) : [] },
      { title: 'Every kind of check', body: compared ? checks(verdict) : [] },
      { title: 'What was not judged', body: compared ? leftOut(verdict) : [] },
      { title: 'Switching', body: compared ? switching(report) : [] },
      { title: 'What must never happen', body: compared ? identities(verdict) : [] },
      { title: 'Inside the learned law', body: compared ? mixture(report) : [] },
      { title: 'The network', body: architecture(report.abstraction) },
      { title: 'Where it was trained', body: domain(report) },
      { title: 'Training', body: await training(report) },
      { title: 'What it costs', body: compared ? await costs(report) : [] },
      { title: 'Do it again', body: again(report) },
    ],
  });
}

function sentenceOf(v: Verdict): string {
  const tested = v.checks.reduce((n, f) => n + f.tested, 0);
  const failed = v.checks.reduce((n, f) => n + f.failed, 0);
  const wrong = Object.values(v.violations).reduce((a, b) => a + b, 0);
  if (!v.complete) return 'Incomplete: the comparison was stopped before all states were compared.';
  if (v.checks.length === 0) return `Failed: ${v.failures.join('; ')}.`;
  const far = farthestOf(v);
  const worst = far
    ? ` The histogram farthest from exact, ${far.species} after ${far.lag} step${far.lag > 1 ? 's' : ''}, is ${timesFloor(far).toFixed(2)} times as far from it as a second exact set.`
    : '';
  if (v.pass && isDoubtful(v)) {
    const outcome = outcomeOf(v);
    return `${outcome[0]!.toUpperCase()}${outcome.slice(1)}. ${cureOf(v)}${worst}`;
  }
  if (v.pass)
    return `Passed: all ${count(tested)} checks are within their limits, and none of ${count(v.transitions)} steps broke a law of the chemistry.${worst}`;
  return `Failed: ${failed} of ${count(tested)} checks are beyond their limits${wrong > 0 ? `, and ${count(wrong)} steps broke a law of the chemistry` : ''}.${worst}`;
}
