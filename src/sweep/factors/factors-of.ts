/** The factors that the options of a sweep name. */
import type { RateNames, SpeciesNames } from '../../crn/names-in-text.ts';
import type { Network } from '../../crn/network.ts';
import { ScenarioError } from '../../errors.ts';
import type { KernelSpec } from '../../kernels/kernel.ts';
import { openChecks } from '../../run/scenario/check/checks.ts';
import type { FieldOptions, MaxOptions, Scenario } from '../../run/scenario.ts';
import type { Factor, Shown } from './factor.ts';
import { type Between, isBetween, type Values } from './values.ts';

/** A factor of one's own: anything that can be changed of a scenario. */
export interface OwnFactor<T = unknown> {
  readonly values: readonly T[] | Between;
  readonly apply: (scenario: Scenario, value: T) => Scenario;
  /** What the table calls a value that is neither number nor text. Default: its place in the list, from 0. */
  readonly show?: (value: T) => Shown;
}

/** What a sweep may change. */
export interface FactorOptions<N extends Network = Network, T = Readonly<Record<string, unknown>>> {
  /** Rate constants, in all cells alike. */
  readonly rates?: { readonly [K in RateNames<N>]?: Values<number> };
  /** Counts at time 0, in all cells alike. */
  readonly start?: { readonly [K in SpeciesNames<N>]?: Values<number> };
  /** Rates at which molecules hop, in all cells alike. */
  readonly hop?: { readonly [K in SpeciesNames<N>]?: Values<number> };
  readonly fields?: Readonly<Record<string, { readonly [K in 'diffusion' | 'decay']?: Values<number> }>>;
  readonly max?: {
    readonly [K in SpeciesNames<N>]?: { readonly alpha?: Values<number>; readonly every?: Values<number> };
  };
  /** Length of a step. */
  readonly step?: Values<number>;
  readonly until?: Values<number>;
  readonly size?: readonly (readonly [width: number, height: number])[];
  readonly kernel?: readonly KernelSpec[];
  /** By a name for the table. */
  readonly own?: { readonly [K in keyof T]: OwnFactor<T[K]> };
}

/** Names of the options that are factors. */
export const factorOptions = [
  'rates',
  'start',
  'hop',
  'fields',
  'max',
  'step',
  'until',
  'size',
  'kernel',
  'own',
] as const;

/** Columns of the table that are not of a factor. */
const columns: readonly string[] = ['run', 'point', 'replicate', 'seed'];

/** @throws ScenarioError for a name that the scenario has not, or values that are none */
export function factorsOf(where: string, base: Scenario, options: FactorOptions): Factor[] {
  const { known } = openChecks(where);
  const factors: Factor[] = [];
  const add = (
    name: string,
    entry: string,
    values: unknown,
    rest: Partial<Factor> & Pick<Factor, 'apply'>,
  ): void => {
    if (values === undefined) return;
    checkValues(where, entry, values);
    // A rate and a species of one name both want the column.
    const taken = columns.includes(name) || factors.some((f) => f.name === name);
    factors.push({
      show: plain,
      text: '',
      ...rest,
      name: taken ? entry : name,
      values: values as Values<unknown>,
    });
  };
  const named = (entry: keyof FactorOptions, names: readonly string[], kind: string): [string, unknown][] => {
    known(names, options[entry], entry, kind);
    return Object.entries((options[entry] ?? {}) as object);
  };
  const { species, rates } = base.crn;
  const fieldNames = Object.keys(base.fields ?? {});
  const constants = rates.filter((name) => !fieldNames.includes(name));

  for (const [name, values] of named('rates', constants, 'rate constant of the network'))
    add(name, `rates.${name}`, values, {
      apply: (s, v) => ({ ...s, rates: { ...s.rates, [name]: v as number } }),
    });
  for (const [name, values] of named('start', species, 'species of the network'))
    add(`${name} at start`, `start.${name}`, values, { apply: (s, v) => startingWith(s, name, v as number) });
  for (const [name, values] of named('hop', species, 'species of the network'))
    add(`hop ${name}`, `hop.${name}`, values, {
      apply: (s, v) => ({ ...s, hop: { ...s.hop, [name]: v as number } }),
    });
  for (const [name, given] of named('fields', fieldNames, 'field of the scenario'))
    for (const [entry, values] of entriesOf(where, `fields.${name}`, given, ['diffusion', 'decay']))
      add(`${name} ${entry}`, `fields.${name}.${entry}`, values, {
        apply: (s, v) => withField(s, name, { [entry]: v as number }),
      });
  for (const [name, given] of named('max', Object.keys(base.max ?? {}), 'max rule of the scenario'))
    for (const [entry, values] of entriesOf(where, `max.${name}`, given, ['alpha', 'every']))
      add(`${name} ${entry}`, `max.${name}.${entry}`, values, {
        apply: (s, v) => withMax(s, name, { [entry]: v as number }),
      });
  add('step', 'step', options.step, { apply: (s, v) => ({ ...s, time: { ...s.time, step: v as number } }) });
  add('until', 'until', options.until, {
    apply: (s, v) => ({ ...s, time: { ...s.time, until: v as number } }),
  });
  add('size', 'size', options.size, {
    show: (v) => (v as readonly number[]).join('x'),
    apply: (s, v) => ({ ...s, grid: { ...s.grid, size: v as [number, number] } }),
  });
  add('kernel', 'kernel', options.kernel, {
    show: (v) => (v as KernelSpec).kind,
    apply: (s, v) => ({ ...s, kernel: v as KernelSpec }),
  });
  for (const [name, own] of Object.entries((options.own ?? {}) as Record<string, OwnFactor>)) {
    const entry = `own.${name}`;
    if (typeof own?.apply !== 'function')
      throw new ScenarioError(
        where,
        `\`${entry}.apply\` is no function`,
        'Write `apply: (scenario, value) => ({ ...scenario, … })`.',
      );
    const list = own.values as readonly unknown[];
    add(name, `${entry}.values`, own.values, {
      apply: own.apply,
      text: String(own.apply),
      show: (v) =>
        own.show ? own.show(v) : typeof v === 'number' || typeof v === 'string' ? v : list.indexOf(v),
    });
  }
  return factors;
}

const plain = (value: unknown): Shown => value as number;

function entriesOf(
  where: string,
  entry: string,
  given: unknown,
  names: readonly string[],
): [string, unknown][] {
  openChecks(where).entries(names, given, entry);
  return Object.entries(given as object);
}

function checkValues(where: string, entry: string, values: unknown): void {
  if (isBetween(values)) return;
  if (!Array.isArray(values) || values.length === 0)
    throw new ScenarioError(
      where,
      `\`${entry}\` is no list of values`,
      'Write `[0.1, 0.2]`, or `between(0.1, 0.2)` for a design that draws.',
    );
}

function startingWith(s: Scenario, name: string, n: number): Scenario {
  const { start } = s;
  return {
    ...s,
    start: typeof start === 'function' ? (cell) => ({ ...start(cell), [name]: n }) : { ...start, [name]: n },
  } as Scenario;
}

function withField(s: Scenario, name: string, change: Partial<FieldOptions>): Scenario {
  const fields = s.fields as Record<string, FieldOptions>;
  return { ...s, fields: { ...fields, [name]: { ...fields[name]!, ...change } } } as Scenario;
}

function withMax(s: Scenario, name: string, change: Partial<MaxOptions>): Scenario {
  const max = s.max as Record<string, MaxOptions>;
  return { ...s, max: { ...max, [name]: { ...max[name]!, ...change } } } as Scenario;
}
