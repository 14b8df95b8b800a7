/** The page of a verdict: what was compared, how, and how it came out, for people who doubt it. */
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { type DrawnCell, drawCells } from '../figures/cell-drawing.ts';
import { code, figure, list, pageHtml, pageTheme, paragraph, table } from '../figures/page.ts';
import { type Panels, panelsSvg } from '../figures/panels.ts';
import { shortNumber, withUnit } from '../figures/words.ts';
import { writeFigures } from '../figures/write-figures.ts';
import type { Abstraction, CheckFamily, LagDistance, Verdict } from '../kernels/abstraction.ts';
import type { KernelSpec } from '../kernels/kernel.ts';
import { describeShape } from '../kernels/mdn/shape.ts';
import { openKernel } from '../kernels/open-kernel.ts';
import { ssa } from '../kernels/specs.ts';
import { timeRows } from '../kernels/time-rows.ts';
import { readLog } from '../learning/stages/log.ts';
import { measureOf } from '../learning/verdict/readings.ts';
import type { Judgement } from '../learning/verdict.ts';
import type { Scenario } from '../run/scenario.ts';
import { version } from '../version.ts';
import { mixturePanels } from './mixture-figure.ts';
import { count, percent } from './terminal.ts';
import {
  distancePanels,
  dwellPanels,
  histogramPanels,
  settingName,
  shownSettings,
  shownSpecies,
  tracePanels,
} from './verdict-figures.ts';

export interface VerdictReport {
  readonly scenario: Scenario;
  readonly scenarioFile: string;
  readonly spec: KernelSpec;
  readonly abstraction: Abstraction;
  /** The abstraction's folder. */
  readonly folder: string;
  readonly judgement: Judgement;
}

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
  const far = farthest(v);
  const worst = far
    ? ` The histogram farthest from exact, ${far.species} after ${far.lag} step${far.lag > 1 ? 's' : ''}, is ${(far.l1 / far.l1Floor).toFixed(2)} times as far from it as a second exact set.`
    : '';
  if (v.pass)
    return `Passed: all ${count(tested)} checks are within their limits, and none of ${count(v.transitions)} steps broke a law of the chemistry.${worst}`;
  return `Failed: ${failed} of ${count(tested)} checks are beyond their limits${wrong > 0 ? `, and ${count(wrong)} steps broke a law of the chemistry` : ''}.${worst}`;
}

function farthest(v: Verdict): LagDistance | undefined {
  const of: readonly LagDistance[] = v.rule === 'ours' ? v.distances : v.published;
  return of
    .filter((d) => d.l1Floor > 0)
    .reduce<LagDistance | undefined>(
      (a, d) => (!a || d.l1 / d.l1Floor > a.l1 / a.l1Floor ? d : a),
      undefined,
    );
}

function compared({ scenario, judgement }: VerdictReport): string[] {
  const { verdict: v, exact } = judgement;
  return [
    paragraph(
      `From each of ${v.states} states that no training has seen, ${count(v.trajectories)} trajectories were drawn by exact simulation (Gillespie), ${count(v.trajectories)} more by exact simulation with other random numbers, and as many by the learned kernel alone, without any help from exact simulation.`,
      `One step is ${withUnit(exact.dt, scenario.time.unit)}, in which ${shortNumber(exact.eventsPerStep)} reactions happen on average. States were compared after ${v.lags.join(', ')} steps, and ${count(exact.long.trajectories * exact.settings)} trajectories were watched for ${exact.long.steps.length} steps.`,
    ),
    paragraph(
      'Two sets of the same law differ by chance. The second exact set says by how much: its distance from the first is the floor beside every number. A check fails when the learned kernel exceeds the floor by more than its limit tolerates and by more than chance explains;',
      `an exact kernel would fail any of them with a chance of at most ${v.limits.chance}.`,
    ),
  ];
}

const drawn = (panels: Panels, caption: string): string => figure(panelsSvg(panels, pageTheme), caption);

function traces({ scenario, judgement }: VerdictReport): string[] {
  const species = shownSpecies(scenario.crn, judgement, 3);
  if (species.length === 0) return [];
  const settings = shownSettings(scenario.crn, judgement, species[0]!).slice(0, 2);
  return [
    drawn(
      tracePanels(scenario.crn, judgement, species, settings, scenario.time.unit),
      'A few trajectories of each kernel from the same state. They are not meant to coincide: both are random.',
    ),
  ];
}

function histograms({ scenario, judgement }: VerdictReport): string[] {
  return shownSpecies(scenario.crn, judgement, 3).map((s) => {
    const settings = shownSettings(scenario.crn, judgement, s);
    return drawn(
      histogramPanels(scenario.crn, judgement, s, settings),
      `${scenario.crn.species[s]}: from the state where the learned law is farthest from exact (above), from a middling one, and from the one where it is nearest. The area is one exact set, the thin dashed line another one.`,
    );
  });
}

/** Species whose curves are drawn, and that tables list. */
const mostCurves = 9;

function distances({ scenario, judgement }: VerdictReport): string[] {
  const { verdict: v } = judgement;
  const shown = shownSpecies(scenario.crn, judgement, mostCurves).map((s) => scenario.crn.species[s]!);
  const names = shown.length > 0 ? shown : scenario.crn.species.slice(0, 1);
  const numbers = (x: number): string => x.toFixed(4);
  return [
    drawn(
      distancePanels(v.distances, names),
      'Our rule: a bin for every number of molecules. The nearer the two curves, the less the learned law can be told from exact.',
    ),
    table(
      ['species', 'steps', 'L1', 'floor', 'ratio (95 %)', 'IoU', 'floor', 'shift of mean / sd', 'floor'],
      v.distances
        .filter((d) => names.includes(d.species))
        .map((d) => [
          d.species,
          `${d.lag}`,
          numbers(d.l1),
          numbers(d.l1Floor),
          d.ratio
            ? `${(d.l1 / d.l1Floor).toFixed(2)} (${d.ratio[0].toFixed(2)} to ${d.ratio[1].toFixed(2)})`
            : '–',
          numbers(d.iou),
          numbers(d.iouFloor),
          numbers(d.meanShift),
          numbers(d.meanShiftFloor),
        ]),
    ),
    paragraph(
      `The published rule (Repin & Petrov 2021): ${v.bins} equal bins over the range of all data. Its own floor compares two halves of one exact set, and is √2 above the fair one.`,
    ),
    table(
      ['species', 'steps', 'L1', 'fair floor', 'published floor', 'ratio to fair', 'IoU', 'fair floor'],
      v.published
        .filter((d) => names.includes(d.species))
        .map((d) => [
          d.species,
          `${d.lag}`,
          numbers(d.l1),
          numbers(d.l1Floor),
          numbers(d.l1Self),
          d.l1Floor > 0 ? (d.l1 / d.l1Floor).toFixed(2) : '–',
          numbers(d.iou),
          numbers(d.iouFloor),
        ]),
    ),
  ];
}

/** The kind of a check with its measure, unless that says it already. */
function labelOf(name: CheckFamily['name']): string {
  const measure = measureOf(name);
  return measure.includes(name) ? measure : `${name}: ${measure}`;
}

function checks(v: Verdict): string[] {
  const rows = v.checks.flatMap(({ name, tested, failed, worst }) =>
    worst
      .slice(0, Math.max(2, Math.min(failed, 6)))
      .map((c, i) => [
        i === 0 ? labelOf(name) : '',
        i === 0 ? `${tested}` : '',
        i === 0 ? `${failed > 0 ? '!' : ''}${failed}` : '',
        `${c.what}${c.lag > 0 ? `, after ${c.lag}` : ''}`,
        `${c.severity > 1 ? '!' : ''}${shortNumber(c.value, 3)}`,
        shortNumber(c.floor, 3),
        shortNumber(c.byChance, 2),
        shortNumber(c.limit, 3),
      ]),
  );
  return [
    paragraph(
      'The worst of each kind; by chance: what a set of this size may add to the floor. Histograms of one species cannot see everything: pairs, spreads within subgroups, rare values, two times of the same trajectory and switching are looked at as well.',
    ),
    table(
      ['what is measured', 'checks', 'failed', 'the worst', 'value', 'floor', 'by chance', 'limit'],
      rows,
    ),
    ...(v.excess === undefined
      ? []
      : [
          paragraph(`One step of the learned law needs ${v.excess.toFixed(4)} nats more than the exact one.`),
        ]),
  ];
}

function switching({ scenario, judgement }: VerdictReport): string[] {
  const { dwells } = judgement.verdict;
  if (dwells.length === 0) return [];
  return [
    drawn(
      dwellPanels(judgement, scenario.time.unit),
      'The law has several modes. How long do trajectories stay near one before they go to another?',
    ),
    table(
      ['basin', 'exact share', 'mean stay, exact', 'learned', 'visits, exact', 'learned', 'gap of the laws'],
      dwells.map((d) => [
        `${d.species} in ${d.low} … ${d.high}`,
        percent(d.mass, 1),
        d.exact.mean.toFixed(2),
        d.learned.mean.toFixed(2),
        count(d.exact.visits),
        count(d.learned.visits),
        d.gap.toFixed(3),
      ]),
    ),
  ];
}

function identities(v: Verdict): string[] {
  const mark = (n: number): string => (n > 0 ? `!${count(n)}` : '0');
  return [
    table(
      [`in ${count(v.transitions)} learned steps`, 'times'],
      [
        ['a negative number of molecules', mark(v.violations.negative)],
        ['a broken conservation law', mark(v.violations.conservation)],
        ['a state the chemistry cannot reach, or cannot be in', mark(v.violations.support)],
        ['a state that nothing can leave, left', mark(v.violations.absorbing)],
      ],
    ),
  ];
}

function mixture({ scenario, abstraction, judgement }: VerdictReport): string[] {
  const species = shownSpecies(scenario.crn, judgement, 1)[0];
  if (species === undefined || abstraction.shape.past > 1) return [];
  const setting = shownSettings(scenario.crn, judgement, species)[0]!;
  const panels = mixturePanels(scenario.crn, abstraction, judgement.exact, setting);
  return panels
    ? [
        drawn(
          panels,
          `From ${settingName(scenario.crn, judgement, setting)}: what the network answers. Each component of the mixture as a bell of its weight, around its centre, with its width.`,
        ),
      ]
    : [];
}

function architecture({ shape, genotype, weights }: Abstraction): string[] {
  const words = paragraph(`${describeShape(shape)}; ${count(weights.length)} weights.`);
  if (!genotype) return [words];
  const cells: readonly DrawnCell[] = genotype.cells;
  return [
    words,
    figure(
      drawCells({ title: 'What the search has found', subtitle: '', cells }, pageTheme),
      'From left to right, cell by cell.',
    ),
  ];
}

function domain({ scenario, abstraction, judgement }: VerdictReport): string[] {
  const { species, rates } = scenario.crn;
  const { outside } = judgement.verdict;
  return [
    paragraph('A cell outside these ranges is stepped exactly in a run, unless the scenario says otherwise.'),
    table(
      ['', 'from', 'to'],
      [
        ...species.map((name, s) => [name, ...abstraction.domain.counts[s]!.map((n) => count(n))]),
        ...rates.flatMap((name, r) => {
          const [low, high] = abstraction.domain.rates[r]!;
          return low === high ? [] : [[`rate ${name}`, shortNumber(low), shortNumber(high)]];
        }),
      ],
    ),
    table(
      ['chains outside it after', 'learned', 'exact'],
      outside.map((o) => [
        `${o.lag} step${o.lag > 1 ? 's' : ''}`,
        percent(o.learned, 1),
        percent(o.exact, 1),
      ]),
    ),
  ];
}

async function training({ abstraction, folder }: VerdictReport): Promise<string[]> {
  const { provenance: p } = abstraction;
  const words = paragraph(
    `Learned from ${count(p.transitions)} simulated steps from ${count(p.starts)} states; the loss of steps it never saw is ${p.validation.toFixed(4)} nats.`,
  );
  const text = await readFile(join(folder, 'log.jsonl'), 'utf8').catch(() => '');
  const records = readLog(text).filter((r) => r.epoch !== undefined && r.loss !== undefined);
  const stages = [...new Set(records.map((r) => r.stage))];
  if (stages.length === 0) return [words];
  const panels = stages.map((stage) => {
    const own = records.filter((r) => r.stage === stage);
    // Losses are of any sign: what is drawn is how far each is above the best.
    const best = Math.min(...own.flatMap((r) => [r.loss!, r.heldOut ?? Number.POSITIVE_INFINITY]));
    const curve = (kind: number, of: (r: (typeof own)[number]) => number | undefined) => {
      const known = own.filter((r) => Number.isFinite(of(r)));
      return {
        kind,
        x: known.map((r) => r.epoch!),
        y: known.map((r) => of(r)! - best),
        form: 'line' as const,
      };
    };
    return {
      title: `${stage}, above ${shortNumber(best)}`,
      curves: [curve(0, (r) => r.loss), curve(1, (r) => r.heldOut)],
    };
  });
  return [
    words,
    drawn(
      {
        kinds: [
          { name: 'training', colour: 0 },
          { name: 'held out', colour: 1, dashed: true },
        ],
        panels,
        columns: Math.min(3, panels.length),
        xTitle: 'epoch',
        yTitle: 'loss above the best (nats)',
      },
      'The loss while it learned.',
    ),
  ];
}

async function costs({ scenario, abstraction, spec, judgement }: VerdictReport): Promise<string[]> {
  const { exact } = judgement;
  const network = scenario.crn;
  const { dt } = abstraction;
  // States that trajectories visit, from all settings in turn.
  const width = network.species.length;
  const rows = Math.min(4096, exact.settings * exact.trajectories);
  const pick = (r: number): number =>
    (r % exact.settings) * exact.trajectories + Math.floor(r / exact.settings);
  const names = network.rates.length;
  const sample = {
    counts: Int32Array.from(
      { length: rows * width },
      (_, k) => exact.first[0]![pick(Math.floor(k / width)) * width + (k % width)]!,
    ),
    rates: Float64Array.from({ length: rows * names }, (_, k) => {
      const setting = Math.floor(k / names) % exact.settings;
      return exact.rates[setting * names + (k % names)]!;
    }),
    dt,
  };
  const slow = timeRows(await openKernel(ssa(), { network, dt }), network, sample);
  const fast = timeRows(await openKernel(spec, { network, dt, abstraction }), network, sample);
  const perEvent = slow.microseconds / Math.max(slow.events, 1e-9);
  const ratio = slow.microseconds / fast.microseconds;
  return [
    table(
      ['one thread', 'microseconds per cell and step'],
      [
        ['exact', shortNumber(slow.microseconds, 3)],
        ['learned', shortNumber(fast.microseconds, 3)],
      ],
    ),
    paragraph(
      `A step holds ${shortNumber(slow.events, 3)} reactions here. Learned steps are ${ratio >= 1 ? `${shortNumber(ratio, 2)} times cheaper` : `${shortNumber(1 / ratio, 2)} times dearer: exact simulation is the better choice`}; they pay from ${shortNumber(fast.microseconds / perEvent, 2)} reactions a step on. Measured on ${cpus()[0]?.model ?? 'this machine'}, Node ${process.versions.node}.`,
    ),
  ];
}

function again({ scenarioFile, abstraction, judgement }: VerdictReport): string[] {
  const { verdict: v, exact } = judgement;
  const { provenance: p } = abstraction;
  const limits = Object.entries(v.limits).map(([name, limit]) => `${name} ${limit}`);
  return [
    code(
      `crn-grid validate ${scenarioFile} --report --runs 0 --seed ${v.seed} --settings ${exact.asked} --traces ${v.trajectories} --lags ${v.lags.join(' ')} --bins ${v.bins} --rule ${v.rule} --transitions ${v.transitions}`,
    ),
    paragraph(
      `crn-grid ${version}, Node ${process.versions.node}, ${availableParallelism()} threads (they do not change a number). Trained by ${p.backend}, seed ${p.seed}, with ${Object.entries(
        p.versions,
      )
        .map(([name, v]) => `${name} ${v}`)
        .join(', ')}. Network ${abstraction.networkHash.slice(0, 12)}, exact sets ${exact.key.slice(0, 12)}.`,
    ),
    paragraph(`Limits: ${limits.join(', ')}.`),
  ];
}
