/**
 * The semantic test suite of SBML, as far as a network of reactions goes: every time course in a folder of the suite
 * is read, its reaction-rate equations are solved, and every variable is compared with the suite's results, within
 * the tolerances that each case gives.
 *
 *   SBML_SEMANTIC=cases/semantic node --import jiti/register bench/sbml-semantic.ts
 *   … bench/sbml-semantic.ts --first=1 --last=200                  some of them
 *   CRN_GRID_PEERS_PYTHON=… …                                      beside libRoadRunner, too
 *
 * Amounts are real numbers here, also those that events set.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { evaluate } from '../src/crn/evaluate.ts';
import { isCrnGridError } from '../src/errors.ts';
import type { Model } from '../src/formats/model.ts';
import { readSbml } from '../src/formats/sbml/read.ts';
import { rateCourse } from '../src/run/experiment/rate-course.ts';
import { missingInPython, runPython } from '../test/support/python.ts';
import { numberFlag } from './flags.ts';
import { markdownTable, saveText } from './markdown.ts';
import { machine, saveResult } from './measure.ts';

const folder = process.env.SBML_SEMANTIC;
if (!folder || !existsSync(folder))
  throw new Error('no cases: SBML_SEMANTIC=<folder of the suite’s semantic cases>');

/** Newest first: a case is taken in the newest it is there in. */
const levels = ['l3v2', 'l3v1', 'l2v5', 'l2v4', 'l2v3', 'l2v2', 'l2v1'];

type Verdict = 'agrees' | 'differs' | 'refused' | 'not judged';

interface Judged {
  readonly name: string;
  readonly verdict: Verdict;
  /** Why it was refused or not judged, or which variable differs most. */
  readonly why: string;
  /** Largest |ours − theirs| over what the case allows. */
  readonly worst?: number;
  readonly read?: Read;
}

/** A file, what it was read as, and how long it is solved. */
interface Read {
  readonly path: string;
  readonly model: Model;
  readonly end: number;
}

function judge(name: string): Judged | undefined {
  const file = (ending: string): string => join(folder!, name, `${name}-${ending}`);
  const about = readFileSync(file('model.m'), 'utf8');
  if (!/testType:\s*TimeCourse/.test(about)) return undefined;
  const level = levels.find((one) => existsSync(file(`sbml-${one}.xml`)));
  if (!level) return undefined;
  const xml = readFileSync(file(`sbml-${level}.xml`), 'utf8');
  let model: Model;
  try {
    model = readSbml(xml, name);
  } catch (error) {
    if (!isCrnGridError(error)) throw error;
    return { name, verdict: 'refused', why: reasonOf((error as Error).message) };
  }
  const judged = compare(
    name,
    model,
    xml,
    readFileSync(file('settings.txt'), 'utf8'),
    readFileSync(file('results.csv'), 'utf8'),
  );
  const end = Number(/^duration:(.*)$/m.exec(readFileSync(file('settings.txt'), 'utf8'))?.[1]);
  return { ...judged, read: { path: file(`sbml-${level}.xml`), model, end } };
}

/** What was refused, without the names of the case. */
function reasonOf(message: string): string {
  return message
    .split('\n')[0]!
    .replace(/^[^:]*: /, '')
    .replace(/"[^"]*"|`[^`]*`|“[^”]*”/g, '…')
    .replace(/-?\d+(\.\d+)?(e[-+]?\d+)?/g, '#');
}

function compare(name: string, model: Model, xml: string, settings: string, results: string): Judged {
  const setting = (key: string): string => new RegExp(`^${key}:(.*)$`, 'm').exec(settings)?.[1]?.trim() ?? '';
  const listed = (key: string): string[] =>
    setting(key)
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean);
  const [head, ...rows] = results
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(',').map((word) => word.trim()));
  const { network, rates, observables = [] } = model;
  const constants = network.rates.map((rate) => rates[rate]!);
  const times = rows.map((row) => Number(row[0]));
  const states = rateCourse(model, { from: 0, times, rtol: 1e-10, atol: 1e-14 });
  const dense = new Set(listed('concentration'));
  let worst = 0;
  let which = '';
  for (const variable of listed('variables')) {
    const column = head!.indexOf(variable);
    const species = network.species.indexOf(variable);
    const observable = observables.find((one) => one.name === variable);
    const constant = network.rates.indexOf(variable);
    const fixed = constant >= 0 ? constants[constant] : compartmentSize(xml, variable);
    if (species < 0 && !observable && fixed === undefined)
      return { name, verdict: 'not judged', why: `no value of ${variable}` };
    for (const [i, row] of rows.entries()) {
      const [time, y] = [times[i]!, states[i]!];
      const raw = observable
        ? evaluate(observable.of, y, constants, time)
        : species >= 0
          ? y[species]!
          : fixed!;
      const ours =
        dense.has(variable) && fixed === undefined
          ? raw / (model.volumes?.[variable] ?? sizeAround(xml, variable))
          : raw;
      const theirs = Number(row[column]!.replace('INF', 'Infinity'));
      const allowed = Number(setting('absolute')) + Number(setting('relative')) * Math.abs(theirs);
      const off = Object.is(ours, theirs) ? 0 : Math.abs(ours - theirs) / allowed;
      if (!(off <= worst)) [worst, which] = [off, `${variable} at ${time}: ${ours} for ${theirs}`];
    }
  }
  return worst <= 1
    ? { name, verdict: 'agrees', why: '', worst }
    : { name, verdict: 'differs', why: which, worst };
}

/** Of a compartment that stays as large as it is said to be. */
function compartmentSize(xml: string, id: string): number | undefined {
  const tag = new RegExp(`<compartment [^>]*\\bid="${id}"[^>]*>`).exec(xml)?.[0];
  const size = tag && /\bsize="([^"]*)"/.exec(tag)?.[1];
  return size ? Number(size) : undefined;
}

/** Of the compartment that a species is in. */
function sizeAround(xml: string, species: string): number {
  const tag = new RegExp(`<species [^>]*\\bid="${species}"[^>]*>`).exec(xml)?.[0];
  return compartmentSize(xml, /\bcompartment="([^"]*)"/.exec(tag ?? '')?.[1] ?? '') ?? 1;
}

/** Steps at which libRoadRunner's solution is compared. */
const points = 20;
const [first, last] = [numberFlag('first', 1), numberFlag('last', 99_999)];
const judged = readdirSync(folder)
  .filter((name) => /^\d{5}$/.test(name) && Number(name) >= first && Number(name) <= last)
  .sort()
  .flatMap((name): Judged | readonly Judged[] => {
    try {
      return judge(name) ?? [];
    } catch (error) {
      return [
        { name, verdict: 'differs' as const, why: `failed: ${(error as Error).message.split('\n')[0]}` },
      ];
    }
  });
const of = (verdict: Verdict): Judged[] => judged.filter((one) => one.verdict === verdict);
/** Names of cases by their reason, the commonest first. */
function byReason(all: readonly Judged[]): [why: string, names: string[]][] {
  const by = new Map<string, string[]>();
  for (const { why, name } of all) by.set(why, [...(by.get(why) ?? []), name]);
  return [...by].sort(([, a], [, b]) => b.length - a.length);
}

function reasonTable(all: readonly Judged[]): string {
  if (all.length === 0) return 'Nothing.';
  return markdownTable(
    ['cases', 'why', 'for instance'],
    byReason(all).map(([why, names]) => [
      ...[String(names.length), why],
      names.slice(0, 6).join(' ') + (names.length > 6 ? ' …' : ''),
    ]),
  );
}

/** Largest difference of each model from libRoadRunner, as a share of the largest amount that a species has. */
function beside(all: readonly Read[]): { name: string; difference: number; why: string }[] {
  const speciesOf = ({ network, start }: Model): string[] =>
    // What events remember is in no file.
    network.species.filter((name, s) => name in start && network.events.every(({ latch }) => latch !== s));
  const scaleOf = ({ start }: Model): number => Math.max(0, ...Object.values(start)) || 1;
  const told = runPython(
    join(import.meta.dirname, '../test/support/run-sbml.py'),
    {},
    (at) => ({
      args: [at('cases.json'), at('results.json')],
      files: {
        'cases.json': JSON.stringify(
          all.map(({ path, model, end }) => ({
            ...{ model: path, species: speciesOf(model), end, points, runs: 0, atol: 1e-13 * scaleOf(model) },
          })),
        ),
      },
    }),
    (read) => JSON.parse(read('results.json')) as { errors: string[]; values: number[][] }[],
  );
  return all.map(({ path, model, end }, i) => {
    const { errors, values } = told[i]!;
    const name = basename(path, '.xml');
    if (values.length === 0) return { name, difference: Number.NaN, why: errors.at(-1) ?? 'no values' };
    const columns = speciesOf(model).map((one) => model.network.species.indexOf(one));
    const times = values.map((_, k) => (end * k) / points);
    const atol = 1e-13 * scaleOf(model);
    const ours = rateCourse(model, { from: 0, times, rtol: 1e-11, atol });
    const largest = columns.map((c) => Math.max(1e-9 * scaleOf(model), ...ours.map((y) => Math.abs(y[c]!))));
    const off = values.flatMap((row, k) =>
      columns.map((c, j) => Math.abs(row[j]! - ours[k]![c]!) / largest[j]!),
    );
    return { name, difference: Math.max(...off), why: '' };
  });
}

const peers = missingInPython('roadrunner', 'libsbml')
  ? []
  : beside(of('agrees').flatMap(({ read }) => read ?? []));
const near = peers.filter(({ difference }) => difference <= 1e-5);
const far = peers.filter(({ difference }) => !(difference <= 1e-5));

saveResult('sbml-semantic', {
  agree: of('agrees').map(({ name }) => name),
  differ: of('differs').map(({ read: _, ...one }) => one),
  refused: Object.fromEntries(byReason(of('refused'))),
  notJudged: Object.fromEntries(byReason(of('not judged'))),
  beside: { within: near.length, far },
  on: machine(),
});
saveText('sbml-semantic', [
  '# The semantic test suite of SBML, deterministic',
  `${judged.length} time courses: ${of('agrees').length} agree within the tolerances of their cases, ${of('differs').length} differ, ` +
    `${of('refused').length} are refused by name, ${of('not judged').length} are read and not judged.`,
  ...(peers.length > 0
    ? [
        '## Beside libRoadRunner',
        `Of the ${peers.length} that agree, the amounts of all species at ${points + 1} times beside libRoadRunner's, as a share of the largest amount ` +
          `of the species: ${near.length} within 1e-5, in the median ${[...near].sort((a, b) => a.difference - b.difference)[near.length >> 1]?.difference.toPrecision(2)}.`,
        ...(far.length > 0
          ? [
              markdownTable(
                ['case', 'difference', 'why'],
                far.map((one) => [one.name, one.difference.toPrecision(3), one.why.slice(0, 120)]),
              ),
            ]
          : []),
      ]
    : []),
  '## What differs',
  of('differs').length === 0
    ? 'Nothing.'
    : markdownTable(
        ['case', 'times the tolerance', 'where'],
        of('differs').map((one) => [one.name, (one.worst ?? Number.NaN).toPrecision(3), one.why]),
      ),
  '## What is refused',
  reasonTable(of('refused')),
  '## What is read and not judged',
  reasonTable(of('not judged')),
]);
