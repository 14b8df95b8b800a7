/**
 * Table 2 of Repin & Petrov (2021, doi 10.1016/j.ic.2021.104788), remade: seconds for 10⁴ and 10⁶ traces
 * of 25 steps of EGFR and Gene, our exact simulation and our learned kernel, on the same threads.
 * What would take longer than `--seconds` is measured in part and extrapolated, and says so.
 *
 *   npm run build && node --import jiti/register bench/table2.ts
 *   … bench/table2.ts --seconds=2 egfr      a quick look
 */
import type { KernelSpec } from '../src/kernels/kernel.ts';
import { ssa } from '../src/kernels/specs.ts';
import { openSsa } from '../src/kernels/ssa.ts';
import { type Crew, openCrew } from '../src/learning/crew.ts';
import { numberFlag, wanted } from './flags.ts';
import { markdownTable, saveText } from './markdown.ts';
import { saveResult } from './measure.ts';
import { publishedStarts } from './published-sets.ts';
import { type Trained, trained } from './trained.ts';

const steps = 25;
/** Settings and traces of each. */
const layouts = [
  [100, 100],
  [10, 1000],
  [1000, 10],
  [1000, 1000],
] as const;
/** As printed: SSA and MDN; Gene's exact 10⁶ took more than 8 h. */
const paper = {
  egfr: [
    [83.6, 8.9],
    [13.1, 8.9],
    [796.7, 8.9],
    [962.3, 900.9],
  ],
  gene: [
    [1952.8, 1.5],
    [2745.9, 1.5],
    [2076.1, 1.5],
    [28_800, 148.1],
  ],
} as const;
type Name = keyof typeof paper;

interface Timed {
  readonly seconds: number;
  /** Share of the traces that were simulated. */
  readonly share: number;
}

interface Row {
  readonly name: Name;
  readonly settings: number;
  readonly traces: number;
  readonly exact: Timed;
  readonly learned?: Timed;
}

/**
 * All of it, where that takes no more than `--seconds`; else as many traces as do, from
 * settings spread over all.
 */
async function time(
  model: Trained,
  crew: Crew,
  spec: KernelSpec,
  [settings, traces]: readonly [number, number],
): Promise<Timed> {
  const { abstraction, rates, dt } = model;
  const species = model.scenario.crn.species.length;
  const starts = publishedStarts(model, settings);
  const job = {
    spec,
    rates,
    lags: [steps],
    dt,
    ...(spec.kind === 'ssa' ? {} : { abstraction: abstraction! }),
  };
  const run = async (n: number): Promise<Timed> => {
    const some = Math.min(settings, n);
    const chosen = Array.from({ length: some }, (_, i) => Math.floor(((i + 0.5) * settings) / some));
    const from = chosen.flatMap((i) => [...starts.subarray(i * species, (i + 1) * species)]);
    const trajectories = Math.ceil(n / some);
    const began = performance.now();
    await crew.chains({ ...job, starts: Int32Array.from(from), trajectories, seed: 5 });
    const share = (some * trajectories) / (settings * traces);
    return { seconds: (performance.now() - began) / 1000 / share, share };
  };
  // Threads start and code is compiled before the clock runs.
  await run(crew.threads);
  let n = 16;
  let probe = await run(n);
  while (probe.seconds * probe.share < 0.5 && probe.share < 1) {
    n = Math.min(8 * n, settings * traces);
    probe = await run(n);
  }
  const affordable = numberFlag('seconds', 120) / probe.seconds;
  if (affordable < probe.share) return probe;
  return run(affordable < 1 ? Math.floor(affordable * settings * traces) : settings * traces);
}

/** Mean events of a step over whole traces, from settings spread over those that the last layout times. */
async function eventsPerStep(model: Trained): Promise<number> {
  const [settings] = layouts.at(-1)!;
  const species = model.scenario.crn.species.length;
  const starts = publishedStarts(model, settings);
  const chosen = Array.from({ length: 40 }, (_, i) => Math.floor(((i + 0.5) * settings) / 40));
  const counts = Int32Array.from(chosen.flatMap((i) => [...starts.subarray(i * species, (i + 1) * species)]));
  const kernel = await openSsa({ network: model.scenario.crn });
  for (let step = 0; step < steps; step++)
    kernel.step(counts, model.rates, 0, model.dt, { seed: 6, step, firstAgent: 0 });
  return kernel.tally.events / steps / chosen.length;
}

const rows: Row[] = [];
const breakEven: Record<string, number> = {};
let threads = 0;
for (const name of wanted(Object.keys(paper) as Name[])) {
  const model = await trained(name);
  const crew = await openCrew({ network: model.scenario.crn });
  threads = crew.threads;
  try {
    for (const [settings, traces] of layouts) {
      const exact = await time(model, crew, ssa(), [settings, traces]);
      const learned = model.abstraction && (await time(model, crew, model.spec, [settings, traces]));
      rows.push({ name, settings, traces, exact, ...(learned ? { learned } : {}) });
      process.stdout.write(
        `${name} ${settings} × ${traces}: exact ${said(exact)}, learned ${said(learned)}\n`,
      );
    }
    const { exact, learned } = rows.at(-1)!;
    if (learned) breakEven[name] = ((await eventsPerStep(model)) * learned.seconds) / exact.seconds;
  } finally {
    await crew.close();
  }
}

function said(t: Timed | undefined): string {
  if (!t) return 'not trained';
  const text = t.seconds < 10 ? t.seconds.toFixed(2) : t.seconds.toFixed(0);
  return `${text} s${t.share < 1 ? ` (from ${(100 * t.share).toPrecision(2)} %)` : ''}`;
}

saveResult('table2', { steps, threads, rows, breakEven });
saveText('table2', [
  '# Seconds for many traces of 25 steps',
  `On ${threads} threads, wall time after start-up. Where only a part was simulated, its share is in brackets and the seconds are extrapolated. The paper's machine is another one: compare ratios.`,
  markdownTable(
    [
      'network',
      'settings × traces',
      'exact',
      'learned',
      'exact / learned',
      'wins',
      'paper: SSA',
      'paper: MDN',
    ],
    rows.map(({ name, settings, traces, exact, learned }, i) => {
      const [published, mdn] = paper[name][i % layouts.length]!;
      const ratio = learned && exact.seconds / learned.seconds;
      return [
        name,
        `${settings} × ${traces}`,
        said(exact),
        said(learned),
        ratio ? ratio.toPrecision(3) : '',
        ratio ? (ratio > 1 ? 'learned' : '**exact**') : '',
        `${name === 'gene' && i % layouts.length === 3 ? '> ' : ''}${published} s`,
        `${mdn} s`,
      ];
    }),
  ),
  ...Object.entries(breakEven).map(
    ([name, n]) => `${name}: the learned step is cheaper from ${n.toPrecision(2)} events a step on.`,
  ),
]);
