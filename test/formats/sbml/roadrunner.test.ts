/** Written models in programs of others: libsbml finds no fault with them, libRoadRunner solves what we solve. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import type { Network } from '../../../src/crn/network.ts';
import type { Model } from '../../../src/formats/model.ts';
import { writeSbml } from '../../../src/formats/sbml/write.ts';
import { RateEquations } from '../../../src/kernels/ode/rate-equations.ts';
import { type CompileOptions, compileRncrn } from '../../../src/learning/rncrn/chemistry/compile.ts';
import { compose } from '../../../src/learning/rncrn/model/compose.ts';
import type { Rncrn } from '../../../src/learning/rncrn/model.ts';
import { solveOde } from '../../../src/numerics/ode/solve.ts';
import { published } from '../../fixtures/rncrn/published.ts';
import {
  bees,
  birthDeath,
  egfr,
  type Model as Known,
  sir,
  toggle,
  x16,
  x47,
} from '../../support/networks.ts';
import { missingInPython, runPython } from '../../support/python.ts';

const missing = missingInPython('roadrunner', 'libsbml');

interface Case {
  readonly model: Model;
  readonly end: number;
  /** Stochastic runs, of which the end is told. */
  readonly runs?: number;
}

interface Told {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly values: readonly (readonly number[])[];
  readonly ends: readonly (readonly number[])[];
}

const points = 20;

function known(name: string, { network, rates, start }: Known, timeUnit?: string): Model {
  return {
    ...{ name, network, ...(timeUnit ? { timeUnit } : {}) },
    rates: Object.fromEntries(network.rates.map((rate, k) => [rate, rates[k]!])),
    start: Object.fromEntries(network.species.map((species, s) => [species, start[s]!])),
  };
}

function neural(name: string, model: Rncrn, from: readonly number[], options: CompileOptions): Model {
  const { network, rates, start } = compileRncrn(model, options);
  return { name, network, rates, start: start(from) };
}

function inPython(cases: readonly Case[]): Told[] {
  const files = Object.fromEntries(cases.map(({ model }, i) => [`${i}.xml`, writeSbml(model)]));
  return runPython(
    join(import.meta.dirname, '../../support/run-sbml.py'),
    files,
    (at) => ({
      args: [at('cases.json'), at('results.json')],
      files: {
        'cases.json': JSON.stringify(
          cases.map(({ model: { network }, end, runs = 0 }, i) => ({
            ...{ model: at(`${i}.xml`), species: seen(network), end, points: runs > 0 ? 0 : points, runs },
          })),
        ),
      },
    }),
    (read) => JSON.parse(read('results.json')) as Told[],
  );
}

/** Memories of conditions are not in the file. */
function seen({ species, events }: Network): string[] {
  return species.filter((_, s) => events.every(({ latch }) => latch !== s));
}

/** Largest difference from our rate equations, as a share of the largest value that a species has. */
function difference({ network, rates, start }: Model, end: number, { values }: Told): number {
  const system = new RateEquations(network);
  system.use(network.rates.map((name) => rates[name]!));
  const { at } = solveOde(system, {
    ...{ from: 0, to: end, rtol: 1e-10, atol: 1e-10 },
    state: network.species.map((name) => start[name] ?? 0),
  });
  const ours = values.map((_, k) => [...at((end * k) / points)]);
  const largest = network.species.map((_, s) => Math.max(1e-3, ...ours.map((row) => Math.abs(row[s]!))));
  return Math.max(
    ...values.flatMap((row, k) => row.map((value, s) => Math.abs(value - ours[k]![s]!) / largest[s]!)),
  );
}

const beacon = compose(published('eq-cycle'), published('threshold'));
const cases: readonly Case[] = [
  { model: known('birth & death', birthDeath, 'hours'), end: 3 },
  { model: known('bees', bees), end: 20 },
  { model: known('sir', sir, 'week'), end: 5 },
  { model: known('egfr', egfr(), 's'), end: 60 },
  { model: known('x16', x16), end: 50 },
  { model: known('x47, falling', x47), end: 2 },
  { model: known('toggle, powers', toggle), end: 5 },
  { model: neural('circle', published('circle'), [2.744, 2.693], { volume: 1e5 }), end: 10 },
  { model: neural('heart', published('heart'), [2.957, 2.665], { volume: 1e7 }), end: 10 },
  {
    model: neural('beacon', beacon, [0.431, 0.247], { volume: 1000, reading: 'slow-scale', parameters: [3] }),
    end: 20,
  },
];

describe.skipIf(missing !== '')(`libRoadRunner${missing && `, skipped: ${missing}`}`, () => {
  test('no file has a fault, and all have the solution that we find', () => {
    const told = inPython(cases);
    const found = cases.map(({ model, end }, i) => ({
      name: model.name,
      errors: told[i]!.errors,
      difference: difference(model, end, told[i]!),
    }));
    // Nothing is left to be said of units where mass action is all there is.
    for (const name of ['birth & death', 'circle', 'heart'])
      expect(told[cases.findIndex(({ model }) => model.name === name)]!.warnings).toEqual([]);
    expect(found.filter((one) => one.errors.length > 0 || !(one.difference < 1e-6))).toEqual([]);
    // Control: the same check sees a rate constant that is a thousandth off.
    const [{ model, end }] = cases as [Case];
    const off = { ...model, rates: { ...model.rates, birth: 10.01 } };
    expect(difference(off, end, told[0]!)).toBeGreaterThan(1e-4);
  });

  test('events happen when they should, and those of one time in order', () => {
    const model: Model = {
      name: 'events',
      network: crn(`
        species A, B, C
        0 -> A @ make
        at 0: B = 7
        at 2: A = A + 5, B = A
        at 2: C = A / 4
        when A > 12: A = floor(A / 2), B = B + 1
        when B > 99: B = 0
      `),
      rates: { make: 2 },
      start: { A: 1, B: 3 },
    };
    const [{ errors, values }] = inPython([{ model, end: 10 }]) as [Told];
    expect(errors).toEqual([]);
    const rows = values.map((row, k) => [(10 * k) / points, ...row]);
    // A is 1 + 2 t; 5 at time 2, and 5 more; at 12, time 3, it is halved, and again at 6, 9.
    const at = (time: number): number[] => rows.find(([t]) => t === time)!.slice(1);
    const close = (found: readonly number[], wanted: readonly number[]) =>
      found.forEach((value, i) => void expect(value).toBeCloseTo(wanted[i]!, 3));
    close(at(1), [3, 7, 0]);
    close(at(2.5), [11, 5, 2]);
    close(at(4), [8, 6, 2]);
    close(at(7), [8, 7, 2]);
  });

  test('simulated by chance, it has the mean and the variance of the exact law', () => {
    const runs = 2000;
    const [{ ends }] = inPython([{ model: known('birth-death', birthDeath), end: 1, runs }]) as [Told];
    // From 5, born at 10, dying at 1: binomial and Poisson.
    const stay = Math.exp(-1);
    const mean = 5 * stay + 10 * (1 - stay);
    const variance = 5 * stay * (1 - stay) + 10 * (1 - stay);
    const found = ends.map(([x]) => x!);
    const average = found.reduce((sum, x) => sum + x, 0) / runs;
    // 6.2 standard errors: a chance of 1e-9.
    const bound = 6.2 * Math.sqrt(variance / runs);
    expect(Math.abs(average - mean)).toBeLessThan(bound);
    // Control: a birth rate a tenth larger would be seen.
    expect(Math.abs(average - mean - 0.1 * 10 * (1 - stay))).toBeGreaterThan(bound);
  });
});
