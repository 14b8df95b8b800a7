/**
 * The discrete stochastic model test suite, by its own rule (`test/support/dsmts.ts`): every case in a folder of the
 * suite, read from SBML, simulated n times.
 *
 *   DSMTS=cases/stochastic node --import jiti/register bench/dsmts.ts              100 000 runs each
 *   … bench/dsmts.ts --runs=10000 --kernel=tau                                     by another kernel, only told
 *
 * Fixed before it is run: seed 1, one run of the bench. Exact simulation leaves ±3 by chance in 0.27 % of the points.
 */
import { basename } from 'node:path';
import { evaluate } from '../src/crn/evaluate.ts';
import type { Expression } from '../src/crn/expression.ts';
import { parseFormula } from '../src/crn/parse-formula.ts';
import { readModel } from '../src/formats/read-model.ts';
import { ssa, tau } from '../src/kernels/specs.ts';
import { type Ensemble, simulateEnsemble } from '../src/run/replicates/ensemble.ts';
import { formulasOf } from '../src/run/scenario/observables.ts';
import { scenarioOf } from '../src/run/scenario/of-model.ts';
import { type Case, casesIn, type Excursions, excursionsOf } from '../test/support/dsmts.ts';
import { choiceFlag, numberFlag } from './flags.ts';
import { markdownTable, saveText } from './markdown.ts';
import { cpuSeconds, machine, saveResult } from './measure.ts';

const n = numberFlag('runs', 100_000);
const kernels = { ssa: ssa(), tau: tau() };
const kernel = choiceFlag('kernel', ['ssa', 'tau']);

interface Row extends Excursions {
  readonly model: string;
  readonly variable: string;
}

async function judge({ models, until, steps, ranges, laws }: Case): Promise<Row[]> {
  const rows: Row[] = [];
  for (const path of models) {
    const scenario = scenarioOf(await readModel(path));
    const formulas = formulasOf(scenario);
    const ensemble = await simulateEnsemble({
      network: scenario.crn,
      rates: scenario.rates as Record<string, number>,
      start: scenario.start as Record<string, number>,
      observables: formulas,
      ...{
        trajectories: n,
        until,
        every: until / steps,
        seed: 1,
        timeUnit: '',
        kernel: kernels[kernel],
        keep: true,
      },
    });
    for (const [variable, law] of Object.entries(laws)) {
      const at = ensemble.names.indexOf(variable);
      if (at < 0) throw new Error(`${path}: there is no ${variable}`);
      const [mean, sd] = [ensemble.mean[at]!, ensemble.sd[at]!];
      const kurtosis = kurtosisOf(
        ensemble,
        parseFormula(formulas[variable] ?? variable, ensemble.species),
        mean,
        sd,
      );
      const found = excursionsOf({ mean, sd, kurtosis }, law, n, ranges);
      rows.push({ model: basename(path, '.xml'), variable, ...found });
    }
  }
  return rows;
}

function kurtosisOf(
  { counts, species, times }: Ensemble,
  of: Expression,
  mean: Float64Array,
  sd: Float64Array,
): number[] {
  return counts.map((rows, t) => {
    let fourth = 0;
    for (let i = 0; i < rows.length; i += species.length)
      fourth += (evaluate(of, rows.subarray(i, i + species.length), [], times[t]!) - mean[t]!) ** 4;
    return fourth / n / sd[t]! ** 4;
  });
}

const cases = casesIn();
if (cases.length === 0) throw new Error('no cases: DSMTS=<folder of the suite’s stochastic cases>');
const begun = cpuSeconds();
const rows: Row[] = [];
for (const one of cases) {
  rows.push(...(await judge(one)));
  process.stderr.write(`\r${one.name} `);
}
const sum = (of: (row: Row) => number): number => rows.reduce((all, row) => all + of(row), 0);
const points = sum((r) => r.points);
const total = {
  points,
  beyondZ: sum((r) => r.beyondZ),
  beyondY: sum((r) => r.beyondY),
  beyondYSpread: sum((r) => r.beyondYSpread),
  wrong: sum((r) => r.wrong),
  clean: rows.filter((r) => r.beyondZ + r.beyondYSpread + r.wrong === 0).length,
  cpu: cpuSeconds() - begun,
};
const name = kernel === 'ssa' ? 'dsmts' : `dsmts-${kernel}`;
saveResult(name, { n, kernel, rows, total, on: machine() });
saveText(name, [
  `# The stochastic test suite of SBML, ${kernel}, ${n} runs a model`,
  `${cases.length} cases, ${rows.length} variables of models: ${total.clean} without a point beyond. ` +
    `Of ${points} points ${total.beyondZ} have |Z| ≥ 3, where chance gives ${(0.0027 * points).toFixed(1)} of as many independent ones; ` +
    `${total.beyondY} have |Y| ≥ 5, ${total.beyondYSpread} over the spread that the law’s own kurtosis gives Y; ${total.wrong} without spread are off. ${total.cpu.toFixed(0)} processor seconds.`,
  markdownTable(
    [
      'model',
      'variable',
      'largest Z',
      'beyond 3',
      'largest Y',
      'beyond 5',
      'Y over its spread',
      'beyond 5',
      'off',
    ],
    rows.map((r) => [
      ...[r.model, r.variable, r.z.toFixed(2), String(r.beyondZ)],
      ...[r.y.toFixed(2), String(r.beyondY), r.ySpread.toFixed(2), String(r.beyondYSpread), String(r.wrong)],
    ]),
  ),
]);
