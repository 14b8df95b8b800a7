/**
 * How fast this machine does each kind of work of a training: some seconds of each, on the
 * network's own states and with the real graph. It decides nothing but what is shown:
 * results never depend on a clock.
 */
import { rowNumbers } from '../../kernels/learned/cells/wiring.ts';
import type { LearnedShape } from '../../kernels/learned/shape/shape.ts';
import { openTrainer } from '../../tensor/backends.ts';
import { initParams } from '../../tensor/initialise.ts';
import type { Crew } from '../crew.ts';
import { type Examples, examplesOf } from '../data/examples.ts';
import type { StartDesign } from '../data/starts.ts';
import { beginFit, type FitOptions, fitEpoch } from '../fit.ts';
import { type KernelParts, trainingGraph } from '../job/graph.ts';
import { drawnEvents, type TrainJob } from '../job/job.ts';
import { type DataPlan, heldOutShare } from '../job/plan-data.ts';
import { domainOf, scalingOf } from '../scaling.ts';
import { inheritWeights } from '../search/inherit.ts';
import { fullSchedule } from '../search/schedule.ts';
import { searchArchitecture } from '../search/search.ts';
import type { Searched } from '../stages/search-stage.ts';
import { type JudgeSpeed, judgeSeconds } from './judge-seconds.ts';
import { stepSeconds } from './step-seconds.ts';
import { stopwatch } from './stopwatch.ts';

/** Seconds of each kind of work, by all threads together. */
export interface Speeds {
  /** To simulate a start and its outcomes. */
  readonly simulate: number;
  /** One exact step, and reaction events per second. */
  readonly step: number;
  readonly events: number;
  /** By start: to measure the data, to prepare examples, and to fit them once. */
  readonly measure: number;
  readonly prepare: number;
  readonly fit: number;
  /** By start: a pass of an architecture search. */
  readonly search: number;
  /** Of a verdict, besides exact steps; null where the untrained network cannot be simulated, and nothing is known. */
  readonly judge: JudgeSpeed | null;
  /** Of the network; 0 where it is searched for. */
  readonly parameters: number;
}

export interface SpeedJob {
  readonly job: TrainJob;
  readonly design: Omit<StartDesign, 'network'>;
  readonly plan: DataPlan;
  readonly options: FitOptions;
  readonly backend: string;
  readonly crew: Crew;
  readonly signal?: AbortSignal | undefined;
}

/** What each measurement takes, about. */
const wanted = 1;
const leastUpdates = 4;
/** Numbers of starts that no training uses. */
const firstStart = 2 ** 31 + 2 ** 29 + 2 ** 28;
const firstHeldOut = firstStart + 2 ** 27;

/** Measures, in some five to ten seconds. */
export async function measureSpeeds(of: SpeedJob): Promise<Speeds> {
  const { job, design, plan } = of;
  const { network, dt, shape } = job;
  const { starts, transitions, heldOut, seconds } = await simulateSome(of);
  const domain = domainOf(network, starts.counts, starts.rates, job.steps ?? [dt, dt]);
  const clock = stopwatch();
  const scaling = scalingOf({ network, dt, shape, domain, seed: design.seed }, transitions);
  const measure = clock() / starts.rows;
  const parts: KernelParts = { shape, dt, domain, scaling };
  const examples = examplesOf(network, parts, transitions);
  const prepare = clock() / starts.rows;
  // An update costs what it costs, however few examples it has: there must be enough for some of them.
  const times = Math.ceil((leastUpdates * of.options.batch) / examples.rows);
  const sample: Sample = {
    parts,
    examples: repeated(examples, times),
    heldOut: repeated(examplesOf(network, parts, heldOut), times),
  };
  const passed = starts.rows * times;
  const { crew, signal } = of;
  const { seed } = design;
  const step = await stepSeconds({ crew, starts, dt, seed, wanted: wanted / 4, signal });
  const common = {
    simulate: seconds / starts.rows,
    step,
    events: plan.eventsPerStep / step,
    measure,
    prepare,
  };
  if (shape.body.kind === 'search') {
    const { seconds, genotype, weights } = await searchPass(of, shape.body, sample);
    // What is found at once stands in for what will be found: it is about as wide.
    const found = { ...parts, genotype };
    const fit = (await fitPass(of, { ...sample, parts: found }, weights)) / passed;
    const judging = await judgeSeconds({ job, crew, seed, parts: found, weights, signal });
    return { ...common, fit, search: seconds / passed, judge: judging, parameters: 0 };
  }
  const weights = initParams(trainingGraph(network, parts), design.seed);
  const fit = (await fitPass(of, sample, weights)) / passed;
  const judging = await judgeSeconds({ job, crew, seed, parts, weights, signal });
  return { ...common, fit, search: 0, judge: judging, parameters: weights.length };
}

interface Sample {
  readonly parts: KernelParts;
  readonly examples: Examples;
  readonly heldOut: Examples;
}

/** Some examples, several times over. */
function repeated({ rows, widths, columns }: Examples, times: number): Examples {
  const longer = Object.entries(columns).map(([name, column]) => {
    const out = new Float32Array(column.length * times);
    for (let t = 0; t < times; t++) out.set(column, t * column.length);
    return [name, out] as const;
  });
  return { rows: rows * times, widths, columns: Object.fromEntries(longer) };
}

/** As many starts as take about a second, at most those of an epoch; the time is that of all threads. */
async function simulateSome({ job, design, plan, crew, signal }: SpeedJob) {
  const { dt, seed } = design;
  const events = drawnEvents(job);
  const draw = async (rows: number, first: number) => {
    const own = { ...design, longestChain: plan.longestChain };
    const starts = await crew.starts(own, rows, first, undefined, signal);
    const { past } = job.shape;
    const options = { dt, seed, each: plan.each, events, set: 0, first, past } as const;
    return { starts, transitions: await crew.transitions(starts, options, undefined, signal) };
  };
  // The first ones wait for threads and compilers.
  await draw(Math.min(plan.starts, 4 * crew.threads), firstStart);
  for (let rows = Math.min(plan.starts, 4 * crew.threads); ; ) {
    const clock = stopwatch();
    const drawn = await draw(rows, firstStart);
    const seconds = clock();
    if (seconds >= wanted / 2 || rows === plan.starts) {
      const heldOut = await draw(Math.ceil(rows * heldOutShare), firstHeldOut);
      return { ...drawn, heldOut: heldOut.transitions, seconds };
    }
    rows = Math.min(plan.starts, Math.ceil(rows * Math.min(8, wanted / seconds)));
  }
}

/** Seconds of an epoch over the sample. */
async function fitPass(
  { job, options, backend, crew, signal }: SpeedJob,
  { parts, examples, heldOut }: Sample,
  weights: Float32Array,
): Promise<number> {
  const trainer = await openTrainer(trainingGraph(job.network, parts), { backend, threads: crew.threads });
  try {
    const begun = await beginFit(trainer, heldOut, weights, options);
    let state = await fitEpoch(trainer, heldOut, heldOut, begun, options);
    const clock = stopwatch();
    let spent = 0;
    let passes = 0;
    for (; spent < wanted; passes++) {
      signal?.throwIfAborted();
      state = await fitEpoch(trainer, examples, heldOut, state, options);
      spent += clock();
    }
    return spent / passes;
  } finally {
    trainer.dispose();
  }
}

/** Seconds of a pass of a search over the sample, beyond what it takes to begin; and what it has found. */
async function searchPass(
  { job, design, backend, crew, signal }: SpeedJob,
  spec: Extract<LearnedShape['body'], { kind: 'search' }>,
  { parts, examples }: Sample,
): Promise<Searched & { readonly seconds: number }> {
  const { network } = job;
  const clock = stopwatch();
  const schedule = { ...fullSchedule(spec.schedule), epochs: 2, heatUp: 2, architecture: 0 };
  const { genotype, supernet, params } = await searchArchitecture(
    {
      spec: { ...spec, latency: 0, schedule },
      width: rowNumbers(network.species.length, parts.shape),
      trainingGraph: (body) => trainingGraph(network, parts, body),
      training: (pass) => {
        if (pass === 1) clock();
        return examples;
      },
      validation: examples,
      seed: design.seed,
    },
    { backend, threads: crew.threads, ...(signal ? { signal } : {}) },
  );
  const seconds = clock();
  const weights = inheritWeights(supernet, params, trainingGraph(network, { ...parts, genotype }));
  return { seconds, genotype, weights };
}
