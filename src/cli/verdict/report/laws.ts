/** What was compared, and the laws themselves: trajectories, histograms, their distances. */
import { paragraph, table } from '../../../figures/page.ts';
import { shortNumber, withUnit } from '../../../figures/words.ts';
import { count } from '../../terminal.ts';
import {
  distancePanels,
  histogramPanels,
  shownSettings,
  shownSpecies,
  statesText,
  tracePanels,
} from '../figures.ts';
import { resolutionOf } from '../power.ts';
import { drawn, type VerdictReport } from './section.ts';

/** How many states, trajectories and steps, and what the floor is. */
export function comparison({ scenario, judgement }: VerdictReport): string[] {
  const { verdict: v, exact } = judgement;
  const few = v.states < v.asked ? ` of the ${v.asked} wanted` : '';
  return [
    paragraph(
      `From each of ${v.states}${few} states that no training has seen, ${count(v.trajectories)} trajectories were drawn by exact simulation (Gillespie), ${count(v.trajectories)} more by exact simulation with other random numbers, and as many by the learned kernel alone, without any help from exact simulation.`,
      `One step is ${withUnit(exact.dt, scenario.time.unit)}, in which ${shortNumber(exact.eventsPerStep)} reactions happen on average. States were compared after ${v.lags.join(', ')} steps, and ${count(exact.long.trajectories * exact.settings)} trajectories were watched for ${exact.long.steps.length} steps.`,
    ),
    paragraph(
      'Two sets of the same law differ by chance. The second exact set says by how much: its distance from the first is the floor beside every number. A check fails when the learned kernel exceeds the floor by more than its limit tolerates and by more than chance explains;',
      `an exact kernel would fail any of them with a chance of at most ${v.limits.chance}.`,
      ...(v.checks.length > 0 ? [`This verdict ${resolutionOf(v)}.`] : []),
    ),
  ];
}

/** A few trajectories of each kernel. */
export function traces({ scenario, judgement }: VerdictReport): string[] {
  const species = shownSpecies(scenario.crn, judgement, 3);
  if (species.length === 0) return [];
  const settings = shownSettings(scenario.crn, judgement, species[0]!).slice(0, 2);
  return [
    drawn(
      tracePanels(scenario.crn, judgement, species, settings, scenario.time.unit),
      `A few trajectories of each kernel from the same state: ${statesText(scenario.crn, judgement, settings)}. They are not meant to coincide: both are random.`,
    ),
  ];
}

/** What the states of {@link shownSettings} are. */
const places = [
  'where the learned law is farthest from exact',
  'where it is middling',
  'where it is nearest',
];

/** Histograms of the species that differ most, from three states each. */
export function histograms({ scenario, judgement }: VerdictReport): string[] {
  return shownSpecies(scenario.crn, judgement, 3).map((s) => {
    const settings = shownSettings(scenario.crn, judgement, s);
    return drawn(
      histogramPanels(scenario.crn, judgement, s, settings),
      `${scenario.crn.species[s]}: ${statesText(scenario.crn, judgement, settings, places)}. The area is one exact set, the thin dashed line another one.`,
    );
  });
}

/** Species whose curves are drawn, and that tables list. */
const mostCurves = 9;

/** Distance against lag, by our rule and by the published one. */
export function distances({ scenario, judgement }: VerdictReport): string[] {
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
      [
        'species',
        'steps',
        'L1',
        'floor',
        'limit',
        'sees from',
        'ratio (95 %)',
        'IoU',
        'floor',
        'shift of mean / sd',
        'floor',
      ],
      v.distances
        .filter((d) => names.includes(d.species))
        .map((d) => [
          d.species,
          `${d.lag}`,
          numbers(d.l1),
          numbers(d.l1Floor),
          numbers(d.limit),
          numbers(d.seen),
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
