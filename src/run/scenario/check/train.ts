/** What a kernel is trained from, on how much, and what counts as a pass. */
import { written } from '../../../crn/check-names.ts';
import { type Budget, fullBudget } from '../../../learning/budget.ts';
import { fittingNames } from '../../../learning/fit/fitting.ts';
import { defaultLimits } from '../../../learning/verdict/limits.ts';
import type { Scenario } from '../../scenario.ts';
import { type Checks, checkCount } from './checks.ts';

/** Entries of a budget that a scenario may give. */
const budgetNames = [
  ...(['transitions', 'each', 'events', 'rounds', 'epochs', 'batch', 'learningRate', 'patience'] as const),
  ...fittingNames,
];

export function checkTrain(s: Scenario, checks: Checks): void {
  const { train = {} } = s;
  checks.entries(
    ['ranges', 'totals', 'rateRanges', 'stepRange', 'limits', 'judge', ...budgetNames],
    s.train,
    'train',
  );
  checkRanges(s, checks);
  checkTotals(s, checks);
  checkRateRanges(s, checks);
  // What is left undefined has its default.
  fullBudget(
    Object.fromEntries(budgetNames.flatMap((n) => (train[n] === undefined ? [] : [[n, train[n]]]))) as Budget,
  );
  checkLimits(s, checks);
  checks.entries(['settings', 'trajectories'], train.judge, 'train.judge');
  for (const [name, n] of Object.entries(train.judge ?? {}))
    if (!(Number.isSafeInteger(n) && n >= 2))
      checks.bad(`\`train.judge.${name}\` is ${written(n)}`, 'Give a whole number, 2 or more.');
}

function checkRanges({ crn, train }: Scenario, checks: Checks): void {
  checks.known(crn.species, train?.ranges, 'train.ranges', 'species of the network');
  for (const [name, range] of Object.entries(train?.ranges ?? {}) as [string, unknown][]) {
    const entry = `train.ranges.${name}`;
    if (!Array.isArray(range) || range.length !== 2)
      checks.bad(`\`${entry}\` is not [least, greatest]`, 'Give two counts.');
    for (const n of range) checkCount(checks.where, entry, n);
    if (range[0] > range[1]) checks.bad(`\`${entry}\` is [${range}]`, 'Put the least count first.');
  }
}

function checkTotals({ crn, train }: Scenario, checks: Checks): void {
  const totals: unknown = train?.totals ?? [];
  if (!Array.isArray(totals))
    checks.bad(
      `\`train.totals\` is ${written(totals)}`,
      "Give a list, e.g. `[{ of: ['On', 'Off'], is: 2 }]`.",
    );
  const taken = Object.keys(train?.ranges ?? {});
  (totals as { of?: unknown; is?: unknown }[]).forEach((total, i) => {
    const entry = `train.totals[${i}]`;
    checks.entries(['of', 'is'], total, entry);
    checkCount(checks.where, `${entry}.is`, total?.is);
    const of = total.of;
    if (!Array.isArray(of) || of.length < 2)
      checks.bad(`\`${entry}.of\` is ${JSON.stringify(of)}`, 'Name two species or more.');
    const named = Object.fromEntries(of.map((name) => [name, 1]));
    checks.known(crn.species, named, `${entry}.of`, 'species of the network');
    for (const name of of) {
      if (taken.includes(name))
        checks.bad(
          `"${name}" is in \`${entry}\` and in \`train.ranges\` or another total`,
          'Say once how it is drawn.',
        );
      taken.push(name);
    }
    for (const { name, change } of crn.reactions)
      if (change.reduce((sum, t) => sum + (of.includes(crn.species[t.species]) ? t.count : 0), 0) !== 0)
        checks.bad(`the sum of ${of.join(' + ')} in \`${entry}\` is changed by "${name}"`, 'Leave it out.');
  });
}

function checkRateRanges({ crn, train }: Scenario, checks: Checks): void {
  checks.known(crn.rates, train?.rateRanges, 'train.rateRanges', 'rate of the network');
  for (const [name, range] of Object.entries(train?.rateRanges ?? {}) as [string, unknown][]) {
    const [low, high] = Array.isArray(range) && range.length === 2 ? range : [];
    if (!(low >= 0 && high > low && high < Infinity))
      checks.bad(
        `\`train.rateRanges.${name}\` is ${JSON.stringify(range)}`,
        'Give [least, greatest], the values it shall be trained for.',
      );
  }
}

function checkLimits({ train }: Scenario, checks: Checks): void {
  checks.entries([...Object.keys(defaultLimits), 'gridChance'], train?.limits, 'train.limits');
  for (const [name, limit] of Object.entries(train?.limits ?? {}))
    if (!(typeof limit === 'number' && limit >= 0 && limit < Infinity))
      checks.bad(`\`train.limits.${name}\` is ${written(limit)}`, 'Give a number, 0 or more.');
  for (const name of ['chance', 'gridChance'] as const) {
    const chance = train?.limits?.[name];
    if (chance !== undefined && !(chance > 0 && chance < 1))
      checks.bad(`\`train.limits.${name}\` is ${chance}`, 'Give a chance above 0 and below 1.');
  }
}
