/**
 * Sets of trajectories by the published rules: starting states drawn as the published program
 * does, none of them seen in training; two exact sets, and a learned one of the same size.
 */

import { gene, rates as geneRates } from '../scenarios/gene.ts';
import { solveFsp } from '../src/cme/fsp.ts';
import type { ListedLaw } from '../src/cme/listed-law.ts';
import { hashNetwork } from '../src/crn/hash.ts';
import { ssa } from '../src/kernels/specs.ts';
import type { Crew } from '../src/learning/crew.ts';
import type { ExactSets } from '../src/learning/verdict/sets/exact-sets.ts';
import { Purpose, Stream } from '../src/numerics/streams.ts';
import { kept } from './exact-cache.ts';
import type { Trained } from './trained.ts';

export interface SetsSize {
  readonly settings: number;
  /** Trajectories from each. */
  readonly traces: number;
  readonly lags: readonly number[];
}

const seed = 20_210_104;

/** Starting states, shape [settings, species]. */
export function publishedStarts({ draw }: Trained, settings: number): Int32Array {
  const stream = new Stream();
  return Int32Array.from(
    Array.from({ length: settings }, (_, i) => draw(stream.open(seed, 0, i, Purpose.analysis))).flat(),
  );
}

/**
 * Both exact sets, setting by setting from the cache where they are there; those of Gene come from its law.
 *
 * @param given  rates by setting, shape [settings, rates]; default: those of the model in each
 */
export async function exactSetsOf(
  model: Trained,
  size: SetsSize,
  crew: Crew,
  given?: Float64Array,
): Promise<ExactSets> {
  if (model.name === 'gene' && !given) return geneSetsOf(model, size);
  const { settings, traces, lags } = size;
  const { crn } = model.scenario;
  const starts = publishedStarts(model, settings);
  const species = crn.species.length;
  const width = crn.rates.length;
  const rates = given ?? repeated(model.rates, settings);
  const sets = [1, 2].map(() => lags.map(() => new Int32Array(settings * traces * species)));
  for (const [s, set] of sets.entries())
    for (let i = 0; i < settings; i++) {
      process.stderr.write(`\r${model.name}: exact set ${s + 1}, setting ${i + 1} of ${settings}   `);
      const start = starts.slice(i * species, (i + 1) * species);
      const job = { traces, lags, dt: model.dt, seed: seed + 1 + s, firstAgent: i * traces };
      const own = rates.slice(i * width, (i + 1) * width);
      const key = ['exact chains 1', hashNetwork(crn), [...own], [...start], job];
      const all = await kept(model.name, key, async () => {
        const { traces: trajectories, ...rest } = job;
        const parts = await crew.chains({
          ...rest,
          spec: ssa(),
          starts: start,
          rates: own,
          trajectories,
        });
        const joined = new Int32Array(lags.length * traces * species);
        parts.forEach((part, lag) => {
          joined.set(part, lag * traces * species);
        });
        return joined;
      });
      lags.forEach((_, lag) => {
        const part = all.subarray(lag * traces * species, (lag + 1) * traces * species);
        set[lag]!.set(part, i * traces * species);
      });
    }
  process.stderr.write('\r\x1b[2K');
  return bare(model, size, { starts, rates, first: sets[0]!, second: sets[1]! });
}

/** What the law of Gene may hold: a cell beyond has a chance of less than 1e-6. */
const geneLimits = { M: 13, P: 3200 };

/** Far below what 10 000 draws can show. */
const geneError = 1e-5;

/** Drawn from its law, each lag by itself: 10 000 traces of two sets would cost 4e12 events. */
async function geneSetsOf(model: Trained, size: SetsSize): Promise<ExactSets> {
  const { settings, traces, lags } = size;
  const starts = publishedStarts(model, settings);
  const sets = [1, 2].map(() => lags.map(() => new Int32Array(settings * traces * 4)));
  for (let i = 0; i < settings; i++) {
    process.stderr.write(`\rgene: the law, setting ${i + 1} of ${settings}   `);
    const start = [...starts.subarray(4 * i, 4 * i + 4)];
    const times = lags.map((lag) => lag * model.dt);
    const key = ['gene law 2', geneRates, geneLimits, geneError, start, times, i, traces, seed];
    const drawn = await kept('gene-law', key, async () => {
      const parts: Int32Array[] = [];
      const laws = solveFsp({
        network: gene,
        rates: geneRates,
        start: Object.fromEntries(gene.species.map((name, s) => [name, start[s]!])),
        times,
        error: geneError,
        truncation: 'reflecting',
        limits: geneLimits,
      });
      for await (const law of laws) {
        const stream = new Stream().open(seed, lags[parts.length]!, i, Purpose.analysis);
        parts.push(drawStates(law, 2 * traces, stream));
      }
      const joined = new Int32Array(parts.length * 2 * traces * 4);
      parts.forEach((part, lag) => {
        joined.set(part, lag * part.length);
      });
      return joined;
    });
    const each = traces * 4;
    for (const [s, set] of sets.entries())
      lags.forEach((_, lag) => {
        const at = (2 * lag + s) * each;
        set[lag]!.set(drawn.subarray(at, at + each), i * each);
      });
  }
  process.stderr.write('\r\x1b[2K');
  const [first, second] = [sets[0]!, sets[1]!];
  return bare(model, size, { starts, rates: repeated(model.rates, settings), first, second });
}

/** Shape [draws, species]. */
function drawStates({ states, probability, species }: ListedLaw, draws: number, stream: Stream): Int32Array {
  const width = species.length;
  const cumulative = new Float64Array(probability.length);
  let total = 0;
  for (let i = 0; i < probability.length; i++) {
    total += probability[i]!;
    cumulative[i] = total;
  }
  const out = new Int32Array(width * draws);
  for (let d = 0; d < draws; d++) {
    const u = stream.uniform() * total;
    let [low, high] = [0, probability.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! > u) high = middle;
      else low = middle + 1;
    }
    out.set(states.subarray(low * width, (low + 1) * width), d * width);
  }
  return out;
}

/** Sets without what only a verdict asks for. */
function bare(
  model: Trained,
  { settings, traces, lags }: SetsSize,
  sets: Pick<ExactSets, 'starts' | 'rates' | 'first' | 'second'>,
): ExactSets {
  const none = new Int32Array(0);
  return {
    formatVersion: 2,
    key: '',
    settings,
    asked: settings,
    complete: true,
    trajectories: traces,
    lags,
    seed,
    dt: model.dt,
    ...sets,
    lengths: new Float64Array(settings).fill(model.dt),
    past: none,
    still: { counts: none, rates: new Float64Array(0), lengths: new Float64Array(0), past: none },
    long: { trajectories: 0, steps: [] },
    eventsPerStep: 0,
  };
}

function repeated(row: Float64Array, times: number): Float64Array {
  const all = new Float64Array(times * row.length);
  for (let i = 0; i < times; i++) all.set(row, i * row.length);
  return all;
}

/** The learned set: by lag, shape [settings, traces, species]. */
export function learnedSetOf(model: Trained, exact: ExactSets, crew: Crew): Promise<Int32Array[]> {
  const { starts, rates, trajectories, lags, dt } = exact;
  const { spec, abstraction } = model;
  return crew.chains({ spec, abstraction: abstraction!, starts, rates, trajectories, lags, dt, seed });
}
