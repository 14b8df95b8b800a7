/** The checks of a verdict: each kind with its worst, switching between modes, exact identities. */
import { paragraph, table } from '../../../figures/page.ts';
import { shortNumber } from '../../../figures/words.ts';
import type { CheckFamily, Verdict } from '../../../kernels/verdict.ts';
import { measureOf } from '../../../learning/verdict/readings.ts';
import { count, percent } from '../../terminal.ts';
import { dwellPanels } from '../figures.ts';
import { tooFew } from '../power.ts';
import { limitOf, shareExplained } from '../text.ts';
import { drawn, type VerdictReport } from './section.ts';

/** The kind of a check with its measure, unless that says it already. */
function labelOf(name: CheckFamily['name']): string {
  const measure = measureOf(name);
  return measure.includes(name) ? measure : `${name}: ${measure}`;
}

/** Every kind of check with its worst ones. */
export function checks(v: Verdict): string[] {
  const rows = v.checks.flatMap(({ name, tested, failed, unresolved, worst }) =>
    worst
      .slice(0, Math.max(2, Math.min(failed, 6)))
      .map((c, i) => [
        i === 0 ? labelOf(name) : '',
        i === 0 ? `${tested}` : '',
        i === 0 ? `${failed > 0 ? '!' : ''}${failed}` : '',
        i === 0 ? `${unresolved}` : '',
        `${c.what}${c.lag > 0 ? `, after ${c.lag}` : ''}`,
        `${c.severity > 1 ? '!' : ''}${shortNumber(c.value, 3)}`,
        shortNumber(c.floor, 3),
        shortNumber(c.tolerance, 2),
        shortNumber(c.byChance, 2),
        limitOf(c, (n) => shortNumber(n, 3)),
        `${c.severity > 1 ? '!' : ''}${c.severity.toFixed(2)}`,
      ]),
  );
  return [
    paragraph(
      `The worst of each kind. The floor is the value of a second exact set. A value may be as far from it as the scenario tolerates, or as chance takes a set of this size, whichever is farther: that is the limit that was applied. S${shareExplained.slice(1)}. A limit with ≥ is one of a value below its floor, where that is as wrong as one above.`,
      'Histograms of one species cannot see everything: pairs, spreads within subgroups, rare values, two times of the same trajectory and switching are looked at as well.',
    ),
    table(
      [
        'what is measured',
        'checks',
        'failed',
        'decided by chance',
        'the worst',
        'value',
        'floor',
        'tolerated',
        'by chance',
        'limit',
        'share of its limit',
      ],
      rows,
    ),
    ...(v.excess === undefined
      ? []
      : [
          paragraph(`One step of the learned law needs ${v.excess.toFixed(4)} nats more than the exact one.`),
        ]),
  ];
}

/** What hardly any trajectories tell; nothing where all was judged, or where nobody has counted. */
export function leftOut({ notJudged = [] }: Verdict): string[] {
  if (notJudged.length === 0) return [];
  return [
    paragraph(
      'Comparisons that too few trajectories tell are left out, each of a species, or a condition, from one state after one lag. More trajectories from each state (--traces) let more of them be judged.',
    ),
    table(
      ['what is measured', 'why', 'left out', 'of', 'nothing is judged of'],
      notJudged.map(({ name, left, of, whole, first }) => [
        labelOf(name),
        tooFew[name] ?? '',
        count(left),
        count(of),
        `${first.join('; ')}${whole > first.length ? `; and ${count(whole - first.length)} more` : ''}` ||
          'none',
      ]),
    ),
  ];
}

/** Stays in the basins of a multimodal law; nothing where it has one. */
export function switching({ scenario, judgement }: VerdictReport): string[] {
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

/** How often a law of the chemistry was broken. */
export function identities(v: Verdict): string[] {
  const mark = (n: number): string => (n > 0 ? `!${count(n)}` : '0');
  return [
    table(
      [
        `in ${count(v.transitions)} learned steps, ${count(v.atRest)} of them from states that nothing can leave`,
        'times',
      ],
      [
        ['a negative number of molecules', mark(v.violations.negative)],
        ['a broken conservation law', mark(v.violations.conservation)],
        ['a state the chemistry cannot reach, or cannot be in', mark(v.violations.support)],
        ['a state that nothing can leave, left', mark(v.violations.absorbing)],
      ],
    ),
  ];
}
