/** RESULTS.md, made from results/*.json: edit neither by hand. */
import { writeFileSync } from 'node:fs';
import { breakEvens, type Target, targets, verdictOf } from './acceptance.ts';
import { type Evidence, evidenceText } from './evidence-text.ts';
import type { Group, Row } from './group.ts';
import { type Entry, isAbsent } from './interleave.ts';
import type { Machine } from './measure.ts';
import { readResult } from './results.ts';

export function writeReport(groups: readonly Group[]): void {
  const parts = [
    '# Results',
    'Made by `npm run bench`. Ratios within one run are the point: the machines are shared and noisy. Rates are the median of several process starts, worst to best in brackets.',
    ...acceptance(),
    ...groups.flatMap(section),
    ...evidence(),
  ];
  writeFileSync(new URL('./RESULTS.md', import.meta.url), `${parts.join('\n\n')}\n`);
  process.stdout.write('wrote bench/RESULTS.md\n');
}

function acceptance(): string[] {
  const all = targets();
  const of = (verdict: string): number => all.filter((t) => verdictOf(t) === verdict).length;
  const lost = all.filter((t) => t.unit === '×' && typeof t.ours === 'number' && t.ours < 1);
  const rows = all.map((t) => [t.what, t.on, ours(t), limit(t, t.floor), limit(t, t.reach), verdict(t)]);
  const even = breakEvens().map(({ network, model, events }) => [
    network,
    model,
    typeof events === 'string' ? events : events.toFixed(0),
  ]);
  return [
    '## What was asked, and what is reached',
    `${all.length} targets: ${of('reach met')} reached as hoped for, ${of('met')} met, ${of('NOT MET')} not met, ${of('not known')} not known. The other side is faster in ${lost.length}.`,
    table(['what', 'on', 'ours', 'at least', 'reach for', 'verdict'], rows),
    '## Learned against exact',
    'Events of one agent in one step from which on the learned step is the cheaper one.',
    table(['learned network', 'exact network', 'events'], even),
  ];
}

function ours(t: Target): string {
  if (typeof t.ours === 'string') return t.ours;
  const relaxed = typeof t.relaxed === 'number' ? ` (relaxed SIMD ${limit(t, t.relaxed)})` : '';
  return `**${limit(t, t.ours)}**${relaxed}`;
}

function limit({ unit }: Target, value: number): string {
  const digits = unit !== '×' ? 0 : value < 10 ? 2 : 1;
  return unit === '×' ? `${value.toFixed(digits)}×` : `${value.toFixed(digits)} ${unit}`;
}

function verdict(t: Target): string {
  const word = verdictOf(t);
  return word === 'NOT MET' ? `**${word}**` : word;
}

function section(group: Group): string[] {
  const result = readResult(group.name);
  if (!result) return [`## ${group.title}`, `Not measured yet: \`npm run bench -- ${group.name}\`.`];
  const { rounds, full } = result.effort;
  const how = `${rounds} rounds${full ? ', long' : ''}. ${where(result.machine)}`;
  return [`## ${group.title}`, `${group.about} ${how}`, ...result.rows.flatMap(rowText)];
}

function rowText(row: Row): string[] {
  const [first, ...others] = Object.entries(row.entries);
  const lines = [first!, ...others].map(([name, entry]) => [
    name,
    number(entry, row),
    name === first![0] ? '' : compared(first![1], entry, row),
    isAbsent(entry) ? '' : entry.calibrationNs.toFixed(2),
  ]);
  const facts = Object.entries(row.facts ?? {}).map(
    ([name, value]) => `${name} ${Number(value.toPrecision(3))}`,
  );
  return [
    table([`**${row.name}**`, row.unit, `${first![0]} is`, 'calibration, ns'], lines),
    ...(facts.length > 0 ? [`${row.name}: ${facts.join('; ')}.`] : []),
  ];
}

function number(entry: Entry, { unit }: Row): string {
  if (isAbsent(entry)) return entry.absent;
  const [scale, prefix] =
    unit === 'B/s'
      ? [1e9, ' G']
      : entry.best >= 1e6
        ? [1e6, ' M']
        : entry.best >= 1e3
          ? [1e3, ' k']
          : [1, ''];
  const show = (value: number): string => Number((value / scale).toPrecision(3)).toString();
  return `${show(entry.median)}${prefix} (${show(entry.worst)} to ${show(entry.best)})`;
}

/** How much better the first one is, 1 for equal. */
function compared(first: Entry, other: Entry, { higherIsBetter }: Row): string {
  if (isAbsent(first) || isAbsent(other)) return '';
  const ratio = first.median / other.median;
  return `${(higherIsBetter ? ratio : 1 / ratio).toPrecision(3)}×`;
}

function evidence(): string[] {
  const found = readResult<Evidence>('bees-evidence');
  return found ? ['## Learned bees against exact bees', where(found.machine), ...evidenceText(found)] : [];
}

function where(m: Machine): string {
  return `${m.processor}, ${m.threads} threads, Node ${m.node}, load ${m.load.toFixed(1)}, calibration ${m.calibrationNs.toFixed(2)} ns a multiplication, commit ${m.commit}, ${m.date}.`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
