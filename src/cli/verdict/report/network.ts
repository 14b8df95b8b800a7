/** The network that was judged: what it answers, its wiring, where and how it was trained. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DrawnCell, drawCells } from '../../../figures/cell-drawing.ts';
import { figure, pageTheme, paragraph, table } from '../../../figures/page.ts';
import { shortNumber } from '../../../figures/words.ts';
import type { Abstraction } from '../../../kernels/abstraction.ts';
import { describeShape } from '../../../kernels/learned/shape/shape.ts';
import { readLog } from '../../../learning/keep/log.ts';
import { mixturePanels } from '../../draw/mixture-figure.ts';
import { count, percent } from '../../terminal.ts';
import { settingName, shownSettings, shownSpecies } from '../figures.ts';
import { drawn, type VerdictReport } from './section.ts';

/** The components that the network answers with, from one state. */
export function mixture({ scenario, abstraction, judgement }: VerdictReport): string[] {
  const species = shownSpecies(scenario.crn, judgement, 1)[0];
  if (species === undefined || abstraction.shape.past > 1) return [];
  const setting = shownSettings(scenario.crn, judgement, species)[0]!;
  const panels = mixturePanels(scenario.crn, abstraction, judgement.exact, setting);
  return panels
    ? [
        drawn(
          panels,
          `From ${settingName(scenario.crn, judgement, setting)}: what the network answers, of each change that reactions make by itself or together. Each component of the mixture as a bell of its weight, around its centre, with its width.`,
        ),
      ]
    : [];
}

/** The body in words, and as a drawing where it was searched for. */
export function architecture({ shape, genotype, weights }: Abstraction): string[] {
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

/** The ranges it was trained in, and how many trajectories leave them. */
export function domain({ scenario, abstraction, judgement }: VerdictReport): string[] {
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

/** What it was trained on, and its losses, as far as its log is there. */
export async function training({ abstraction, folder }: VerdictReport): Promise<string[]> {
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
