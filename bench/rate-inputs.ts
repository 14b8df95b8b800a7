/**
 * One abstraction for a whole sweep: X16 whose kernel reads a11, a12, a21 and b1, each trained for 40 %
 * more and less than the published value (`scenarios/x16-rates.ts`). Distance over floor from 25 unseen
 * vectors of rates, each with an unseen starting state drawn by the published rule. As a control, the
 * same kernel is told the published rates in place of each vector: it must be far off.
 *
 *   npm run build && node --import jiti/register bench/rate-inputs.ts
 *   … bench/rate-inputs.ts --transitions=4000 --epochs=2 --traces=200      a quick look
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScenario } from '../src/cli/given/load-scenario.ts';
import { learnedSpecOf } from '../src/cli/given/options.ts';
import { openCrew } from '../src/learning/crew.ts';
import { Purpose, Stream } from '../src/numerics/streams.ts';
import { distancesOf, distanceText, worstByLag } from './distances.ts';
import { numberFlag } from './flags.ts';
import { learned, lessBudget } from './learned.ts';
import { markdownTable, saveText } from './markdown.ts';
import { saveResult } from './measure.ts';
import { exactSetsOf, learnedSetOf } from './published-sets.ts';
import { trained } from './trained.ts';

const lags = [1, 3, 10];
const settings = numberFlag('settings', 25);
const traces = numberFlag('traces', 4000);
/** Each distance over its floor at most. */
const limit = 1.3;

const file = new URL('../scenarios/x16-rates.ts', import.meta.url).pathname;
const { scenario, abstractions } = await loadScenario(file);
const spec = { ...learnedSpecOf(file, scenario), outside: 'learned' } as const;
const published = await trained('x16');
const less = Object.keys(lessBudget()).length > 0;
const directory = less ? mkdtempSync(join(tmpdir(), 'crn-grid-rates-')) : abstractions;
const crew = await openCrew({ network: scenario.crn });

/** Vectors of rates, shape [settings, rates]: those that are read are uniform in their ranges. */
function vectors(): Float64Array {
  const stream = new Stream();
  const ranges = scenario.train!.rateRanges as Readonly<Record<string, readonly [number, number]>>;
  const all = Array.from({ length: settings }, (_, i) => {
    const own = stream.open(20_210_105, 0, i, Purpose.analysis);
    return scenario.crn.rates.map((name, r) => {
      const range = ranges[name];
      return range ? range[0] + (range[1] - range[0]) * own.uniform() : published.rates[r]!;
    });
  });
  return Float64Array.from(all.flat());
}

try {
  const { abstraction, time } = await learned({ scenario, spec, crew, directory });
  const model = { ...published, scenario, spec, abstraction };
  const rates = vectors();
  const exact = await exactSetsOf(model, { settings, traces, lags }, crew, rates);
  const distances = distancesOf(scenario.crn, exact, await learnedSetOf(model, exact, crew));
  const untold = new Float64Array(rates.length);
  for (let i = 0; i < settings; i++) untold.set(published.rates, i * published.rates.length);
  const control = distancesOf(
    scenario.crn,
    exact,
    await learnedSetOf(model, { ...exact, rates: untold }, crew),
  );
  const worst = distances.reduce((a, b) => (b.l1 / b.floor > a.l1 / a.floor ? b : a));
  saveResult('rate-inputs', { lags, settings, traces, limit, distances, control, time: time ?? null });
  saveText('rate-inputs', [
    '# One kernel for many rates',
    `X16 with a11, a12, a21 and b1 within 40 %, ${settings} unseen vectors of rates, ${traces} traces of each; mean over settings. ${
      time
        ? `Trained and judged in ${(time.taken / 60).toFixed(1)} min, foretold ${(time.foretold / 60).toFixed(1)}; verdict: ${abstraction.verdict.pass ? 'pass' : 'fail'}.`
        : `Verdict of its training: ${abstraction.verdict.pass ? 'pass' : 'fail'}.`
    }`,
    markdownTable(
      ['lag', 'worst species, distance / floor', 'control: told the published rates'],
      worstByLag(distances).map((d, l) => [
        String(d.lag),
        distanceText(d),
        distanceText(worstByLag(control)[l]!),
      ]),
    ),
    `Worst of all: ${(worst.l1 / worst.floor).toFixed(2)} × (limit ${limit}): ${worst.l1 <= limit * worst.floor ? 'met' : '**NOT MET**'}.`,
  ]);
} finally {
  await crew.close();
}
