/**
 * The discrete stochastic model test suite, by its own rule (`test/support/dsmts.ts`): every case in a folder of the
 * suite, read from SBML, simulated n times.
 *
 *   DSMTS=cases/stochastic node --import jiti/register bench/dsmts.ts              100 000 runs each
 *   … bench/dsmts.ts --runs=10000 --kernel=tau 00001 00003                         some, by another kernel: only told
 *   … bench/dsmts.ts --runs=10000 --kernel=mdn                                     trained first, some minutes each
 *
 * Fixed before it is run: seed 1, one run of the bench. Exact simulation leaves ±3 by chance in 0.27 % of the points.
 */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { main } from '../src/cli/program.ts';
import type { Abstraction } from '../src/kernels/abstraction.ts';
import { mdn, ssa, tau } from '../src/kernels/specs.ts';
import { loadAbstraction } from '../src/learning/store.ts';
import { type Case, casesIn, type Excursions, judgeModel } from '../test/support/dsmts.ts';
import { choiceFlag, numberFlag, wanted } from './flags.ts';
import { markdownTable, saveText } from './markdown.ts';
import { cpuSeconds, machine, saveResult } from './measure.ts';

const n = numberFlag('runs', 100_000);
const kernels = { ssa: ssa(), tau: tau(), mdn: mdn() };
const kernel = choiceFlag('kernel', ['ssa', 'tau', 'mdn']);

interface Row extends Excursions {
  readonly model: string;
  readonly variable: string;
  /** Of a learned kernel, by its own verdict. */
  readonly pass?: boolean;
}

async function judge(one: Case): Promise<Row[]> {
  const rows: Row[] = [];
  // A kernel is trained for one of the files: they say the same network.
  for (const path of kernel === 'mdn' ? one.models.slice(-1) : one.models) {
    const abstraction = kernel === 'mdn' ? await trained(path) : undefined;
    const found = await judgeModel(path, one, n, {
      kernel: kernels[kernel],
      ...(abstraction ? { abstraction } : {}),
    });
    const pass = abstraction?.verdict?.pass;
    for (const [variable, excursions] of Object.entries(found))
      rows.push({
        model: basename(path, '.xml'),
        variable,
        ...excursions,
        ...(pass === undefined ? {} : { pass }),
      });
  }
  return rows;
}

/** Trains a kernel for a copy of the model, as a user would. */
async function trained(path: string): Promise<Abstraction> {
  const folder = mkdtempSync(join(tmpdir(), 'crn-grid-dsmts-'));
  try {
    const copy = join(folder, basename(path));
    copyFileSync(path, copy);
    // What fails its verdict is kept, and told of all the same.
    await main(['train', copy, '--kernel', 'mdn', '--quiet']);
    const [kept] = readdirSync(join(folder, 'abstractions'));
    return await loadAbstraction(join(folder, 'abstractions', kept!));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const all = casesIn();
const names = wanted(all.map(({ name }) => name));
const cases = all.filter(({ name }) => names.includes(name));
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
      ...[
        r.pass === false ? `${r.model} (its verdict is a fail)` : r.model,
        r.variable,
        r.z.toFixed(2),
        String(r.beyondZ),
      ],
      ...[r.y.toFixed(2), String(r.beyondY), r.ySpread.toFixed(2), String(r.beyondYSpread), String(r.wrong)],
    ]),
  ),
]);
