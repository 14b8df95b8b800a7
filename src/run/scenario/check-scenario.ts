/** Every mistake a scenario can contain, found before anything runs. */

import { checkNames, suggestName, written } from '../../crn/check-names.ts';
import { ScenarioError } from '../../errors.ts';
import { fittingNames, fullFitting } from '../../learning/fit/fitting.ts';
import { defaultLimits } from '../../learning/verdict/limits.ts';
import type { Scenario } from '../scenario.ts';

/** @throws ScenarioError at the first mistake */
export function checkScenario(s: Scenario): void {
  const where = `scenario ${JSON.stringify(s.name)}`;
  const bad = (what: string, todo: string): never => {
    throw new ScenarioError(where, what, todo);
  };
  const known = (names: readonly string[], given: object | undefined, entry: string, kind: string): void =>
    checkNames(where, entry, given, names, kind);
  const positive = (value: unknown, entry: string): void => {
    if (typeof value !== 'number' || !(value > 0) || !Number.isFinite(value))
      bad(`\`${entry}\` is ${written(value)}`, 'Give a number greater than 0.');
  };
  const notNegative = (value: unknown, entry: string): void => {
    if (typeof value === 'function') return;
    if (typeof value !== 'number' || !(value >= 0) || !Number.isFinite(value))
      bad(`\`${entry}\` is ${written(value)}`, 'Give a finite number, 0 or more.');
  };

  if (typeof s.name !== 'string' || !/^[\w.-]+$/.test(s.name))
    throw new ScenarioError(
      'scenario',
      `\`name\` is ${JSON.stringify(s.name)}`,
      'Use letters, digits, "-", "_" and ".".',
    );
  if (!Array.isArray(s.crn?.species)) bad('`crn` is not a network', 'Write `crn: crn(`…`)`.');
  const { species, rates } = s.crn;

  const fieldNames = Object.keys(s.fields ?? {});
  known(rates, s.fields, 'fields', 'rate of the network');
  known(
    rates.filter((r) => !fieldNames.includes(r)),
    s.rates,
    'rates',
    'rate of the network',
  );
  rates.forEach((name) => {
    if (fieldNames.includes(name)) return;
    const value = (s.rates as Record<string, unknown>)?.[name];
    if (value === undefined)
      bad(
        `\`rates\` has no value for "${name}"`,
        `Add \`${name}: <number>\` (per ${s.time?.unit ?? 'time unit'}) to \`rates\`.`,
      );
    notNegative(value, `rates.${name}`);
  });

  const [width, height] = s.grid?.size ?? [1, 1];
  for (const side of [width, height])
    if (!Number.isInteger(side) || side < 1)
      bad(`\`grid.size\` is [${width}, ${height}]`, 'Give two whole numbers, 1 or more.');
  if (width * height > 1e9) bad(`the grid has ${width * height} cells`, 'Stay below 1e9.');
  oneOf(s.grid?.edge, ['reflect', 'wrap', 'absorb'], 'grid.edge');
  oneOf(s.grid?.neighbours, [4, 8], 'grid.neighbours');
  oneOf(s.split, ['strang', 'lie'], 'split');

  if (s.start === undefined)
    bad('`start` is missing', 'Give counts, e.g. `start: { Bee: 10 }`, or a function of the cell.');
  if (typeof s.start !== 'function') {
    known(species, s.start, 'start', 'species of the network');
    for (const [name, n] of Object.entries(s.start)) checkCount(where, `start.${name}`, n);
  }
  known(species, s.hop, 'hop', 'species of the network');
  for (const [name, rate] of Object.entries(s.hop ?? {})) notNegative(rate, `hop.${name}`);
  known(species, s.max, 'max', 'species of the network');
  for (const [name, rule] of Object.entries(s.max ?? {})) {
    if (s.hop && name in s.hop)
      bad(`"${name}" has both \`hop\` and \`max\``, 'Keep one way of spreading per species.');
    if (!rule || !(rule.alpha >= 0 && rule.alpha <= 1))
      bad(`\`max.${name}.alpha\` is ${rule?.alpha}`, 'Give a number from 0 to 1.');
    if (!rule || !Number.isInteger(rule.every) || rule.every < 1)
      bad(`\`max.${name}.every\` is ${rule?.every}`, 'Give a number of steps, 1 or more.');
    oneOf(rule?.rounding ?? 'missing', ['truncate', 'nearest'], `max.${name}.rounding`);
  }
  for (const [name, field] of Object.entries(s.fields ?? {})) {
    notNegative(field.diffusion, `fields.${name}.diffusion`);
    notNegative(field.decay ?? 0, `fields.${name}.decay`);
    notNegative(field.start ?? 0, `fields.${name}.start`);
    known(species, field.from, `fields.${name}.from`, 'species of the network');
    for (const [from, rate] of Object.entries(field.from ?? {}))
      notNegative(rate, `fields.${name}.from.${from}`);
  }

  if (!s.time) bad('`time` is missing', "Give `time: { unit: 'hour', step: 0.5, until: 100 }`.");
  positive(s.time.step, 'time.step');
  positive(s.time.until, 'time.until');
  const steps = s.time.until / s.time.step;
  if (Math.abs(steps - Math.round(steps)) > 1e-6 * Math.max(1, steps) || Math.round(steps) < 1)
    bad(
      `\`time.until\` (${s.time.until}) is not a whole number of steps of ${s.time.step}`,
      `Try until: ${+(Math.max(1, Math.round(steps)) * s.time.step).toPrecision(12)}.`,
    );
  if (steps > 2147483646) bad(`the run has ${steps} steps`, 'Stay below 2^31.');

  const every = s.record?.every ?? 1;
  if (!Number.isInteger(every) || every < 1)
    bad(`\`record.every\` is ${every}`, 'Give a number of steps, 1 or more.');
  for (const [name, rule] of Object.entries(s.record?.observables ?? {})) {
    if (typeof rule === 'function') continue;
    if (!Array.isArray(rule))
      bad(
        `\`record.observables.${name}\` is neither a list of species nor a function`,
        "Write e.g. `alive: ['Bee', 'BeeA']`.",
      );
    known(
      species,
      Object.fromEntries(rule.map((r) => [r, 1])),
      `record.observables.${name}`,
      'species of the network',
    );
  }

  known(species, s.train?.ranges, 'train.ranges', 'species of the network');
  for (const [name, range] of Object.entries(s.train?.ranges ?? {}) as [
    string,
    readonly [number, number],
  ][]) {
    if (!Array.isArray(range) || range.length !== 2)
      bad(`\`train.ranges.${name}\` is not [least, greatest]`, 'Give two counts.');
    for (const n of range) checkCount(where, `train.ranges.${name}`, n);
    if (range[0] > range[1]) bad(`\`train.ranges.${name}\` is [${range}]`, 'Put the least count first.');
  }
  checkTotals();
  known(rates, s.train?.rateRanges, 'train.rateRanges', 'rate of the network');
  const entries = (allowed: readonly string[], given: object | undefined, entry: string): void =>
    known(allowed, given, entry, `entry of ${entry}`);
  entries(['size', 'edge', 'neighbours'], s.grid, 'grid');
  entries(['unit', 'step', 'until'], s.time, 'time');
  entries(['every', 'observables'], s.record, 'record');
  entries(
    [
      ...['ranges', 'totals', 'rateRanges', 'stepRange', 'transitions', 'each', 'events', 'rounds'],
      ...['epochs', 'batch', 'learningRate', 'patience', 'limits', ...fittingNames],
    ],
    s.train,
    'train',
  );
  fullFitting(s.train ?? {});
  entries([...Object.keys(defaultLimits), 'gridChance'], s.train?.limits, 'train.limits');
  for (const [name, limit] of Object.entries(s.train?.limits ?? {}))
    if (!(typeof limit === 'number' && limit >= 0 && limit < Infinity))
      bad(`\`train.limits.${name}\` is ${written(limit)}`, 'Give a number, 0 or more.');
  for (const name of ['chance', 'gridChance'] as const) {
    const chance = s.train?.limits?.[name];
    if (chance !== undefined && !(chance > 0 && chance < 1))
      bad(`\`train.limits.${name}\` is ${chance}`, 'Give a chance above 0 and below 1.');
  }
  for (const [name, field] of Object.entries(s.fields ?? {}))
    entries(['diffusion', 'decay', 'start', 'from'], field, `fields.${name}`);
  for (const [name, rule] of Object.entries(s.max ?? {}))
    entries(['alpha', 'every', 'rounding'], rule, `max.${name}`);
  if (s.time.unit !== undefined && typeof s.time.unit !== 'string')
    bad(`\`time.unit\` is ${written(s.time.unit)}`, "Give a word, e.g. 'hour'.");
  const shown = [...species, ...rates, ...Object.keys(s.record?.observables ?? {})];
  known(shown, s.view, 'view', 'species, field or observable');
  checkKernel();
  checkStepRange();
  const seed = s.seed ?? 1;
  if (!Number.isSafeInteger(seed) || seed < 0)
    bad(`\`seed\` is ${seed}`, 'Give a whole number from 0 to 2^53 − 1.');
  const allowed = [
    'name',
    'crn',
    'rates',
    'grid',
    'start',
    'hop',
    'fields',
    'max',
    'split',
    'kernel',
    'time',
    'record',
    'train',
    'seed',
    'view',
    'kind',
  ];
  known(allowed, s, 'scenario', 'entry of a scenario');

  function oneOf(value: unknown, choices: readonly unknown[], entry: string): void {
    if (value !== undefined && !choices.includes(value))
      bad(
        `\`${entry}\` is ${JSON.stringify(value)}`,
        `Use one of ${choices.map((c) => JSON.stringify(c)).join(', ')}.`,
      );
  }
  function checkTotals(): void {
    const totals: unknown = s.train?.totals ?? [];
    if (!Array.isArray(totals))
      bad(`\`train.totals\` is ${written(totals)}`, "Give a list, e.g. `[{ of: ['On', 'Off'], is: 2 }]`.");
    const taken = Object.keys(s.train?.ranges ?? {});
    (totals as { of?: unknown; is?: unknown }[]).forEach((total, i) => {
      const entry = `train.totals[${i}]`;
      known(['of', 'is'], total, entry, `entry of ${entry}`);
      checkCount(where, `${entry}.is`, total?.is);
      const of = total.of;
      if (!Array.isArray(of) || of.length < 2)
        return bad(`\`${entry}.of\` is ${JSON.stringify(of)}`, 'Name two species or more.');
      known(
        species,
        Object.fromEntries(of.map((name) => [name, 1])),
        `${entry}.of`,
        'species of the network',
      );
      for (const name of of) {
        if (taken.includes(name))
          bad(
            `"${name}" is in \`${entry}\` and in \`train.ranges\` or another total`,
            'Say once how it is drawn.',
          );
        taken.push(name);
      }
      for (const { name, change } of s.crn.reactions)
        if (change.reduce((sum, t) => sum + (of.includes(species[t.species]) ? t.count : 0), 0) !== 0)
          bad(`the sum of ${of.join(' + ')} in \`${entry}\` is changed by "${name}"`, 'Leave it out.');
    });
  }
  function checkStepRange(): void {
    const range: unknown = s.train?.stepRange;
    // Another kernel may be asked for than the one that is trained: exact ones do not mind.
    if (typeof s.kernel !== 'object' || !('stepInput' in s.kernel)) return;
    if (!s.kernel.stepInput && range === undefined) return;
    if (!s.kernel.stepInput)
      bad(
        '`train.stepRange` is given, and the kernel does not read the length of the step',
        'Write `kernel: mdn({ stepInput: true })`, or leave it out.',
      );
    const [low, high] = Array.isArray(range) && range.length === 2 ? range : [];
    if (!(low > 0 && high >= low && high < Infinity))
      bad(
        `the kernel reads the length of the step, but \`train.stepRange\` is ${JSON.stringify(range)}`,
        'Give [least, greatest], the steps it shall be trained for.',
      );
    if (!(s.time.step >= low && s.time.step <= high))
      bad(`\`time.step\` is ${s.time.step}, and \`train.stepRange\` is [${low}, ${high}]`, 'Take it in.');
  }
  function checkKernel(): void {
    if (s.kernel === undefined || s.kernel === 'auto') return;
    if (typeof s.kernel !== 'object' || s.kernel === null)
      bad(`\`kernel\` is ${written(s.kernel)}`, "Write e.g. `kernel: mdn()` or `kernel: 'auto'`.");
    oneOf(s.kernel.kind, ['ssa', 'tau', 'mdn', 'hybrid'], 'kernel.kind');
    if ('rateInputs' in s.kernel)
      for (const name of s.kernel.rateInputs) {
        if (!rates.includes(name))
          bad(
            `\`kernel.rateInputs\` names "${name}", which is no rate of the network`,
            suggestName(name, rates),
          );
        const range = (s.train?.rateRanges as Record<string, readonly [number, number]> | undefined)?.[name];
        if (!range || !(range[0] >= 0 && range[1] > range[0]))
          bad(
            `the kernel reads rate "${name}" as an input, but \`train.rateRanges.${name}\` is ${JSON.stringify(range)}`,
            'Give [least, greatest], the values it shall be trained for.',
          );
      }
  }
}

/** @throws ScenarioError unless `n` is a count: a whole number from 0 to 2^31 − 1 */
export function checkCount(where: string, entry: string, n: unknown): void {
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 0 || n > 2147483647)
    throw new ScenarioError(
      where,
      `\`${entry}\` is ${String(n)}`,
      'A count is a whole number from 0 to 2147483647.',
    );
}
