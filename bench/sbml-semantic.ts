/**
 * The semantic test suite of SBML, as far as a network of reactions goes: every time course in a folder of the suite
 * is read, its reaction-rate equations are solved, and every variable is compared with the suite's results, within
 * the tolerances that each case gives.
 *
 *   SBML_SEMANTIC=cases/semantic node --import jiti/register bench/sbml-semantic.ts
 *   … bench/sbml-semantic.ts --first=1 --last=200                  some of them
 *
 * Amounts are real numbers here, also those that events set.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate } from '../src/crn/evaluate.ts';
import { isCrnGridError } from '../src/errors.ts';
import type { Model } from '../src/formats/model.ts';
import { readSbml } from '../src/formats/sbml/read.ts';
import { rateCourse } from '../src/run/experiment/rate-course.ts';
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
  return compare(
    name,
    model,
    xml,
    readFileSync(file('settings.txt'), 'utf8'),
    readFileSync(file('results.csv'), 'utf8'),
  );
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
    const size = sizeOf(xml, variable);
    const fixed = constant >= 0 ? constants[constant] : compartmentSize(xml, variable);
    if ((species < 0 && !observable && fixed === undefined) || (dense.has(variable) && size === undefined))
      return { name, verdict: 'not judged', why: `no value of ${variable}` };
    for (const [i, row] of rows.entries()) {
      const [time, y] = [times[i]!, states[i]!];
      const raw = observable
        ? evaluate(observable.of, y, constants, time)
        : species >= 0
          ? y[species]!
          : fixed!;
      const ours = dense.has(variable) && fixed === undefined ? raw / size! : raw;
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

/** The size of the compartment that a species is in, where the file says a number. */
function sizeOf(xml: string, species: string): number | undefined {
  const tag = new RegExp(`<species [^>]*\\bid="${species}"[^>]*>`).exec(xml)?.[0];
  const compartment = tag && /\bcompartment="([^"]*)"/.exec(tag)?.[1];
  const declared = compartment && new RegExp(`<compartment [^>]*\\bid="${compartment}"[^>]*>`).exec(xml)?.[0];
  if (!declared) return undefined;
  const size = /\bsize="([^"]*)"/.exec(declared)?.[1];
  return size === undefined ? 1 : Number(size);
}

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
/** How many have a reason, the reason, and the first of them; the commonest first. */
function grouped(all: readonly Judged[]): string[][] {
  const by = new Map<string, string[]>();
  for (const { why, name } of all) by.set(why, [...(by.get(why) ?? []), name]);
  return [...by]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([why, names]) => [
      ...[String(names.length), why],
      names.slice(0, 6).join(' ') + (names.length > 6 ? ' …' : ''),
    ]);
}

saveResult('sbml-semantic', { judged, on: machine() });
saveText('sbml-semantic', [
  '# The semantic test suite of SBML, deterministic',
  `${judged.length} time courses: ${of('agrees').length} agree within the tolerances of their cases, ${of('differs').length} differ, ` +
    `${of('refused').length} are refused by name, ${of('not judged').length} are read and not judged.`,
  '## What differs',
  markdownTable(
    ['case', 'times the tolerance', 'where'],
    of('differs').map((one) => [one.name, (one.worst ?? Number.NaN).toPrecision(3), one.why]),
  ),
  '## What is refused',
  markdownTable(['cases', 'why', 'for instance'], grouped(of('refused'))),
  '## What is read and not judged',
  markdownTable(['cases', 'why', 'for instance'], grouped(of('not judged'))),
]);
