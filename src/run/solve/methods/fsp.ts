/**
 * Finite state projection: every state listed, with a bound on the error.
 *
 * The solve begins anew at every time it reports, from the law found there, so that a law follows from
 * the one before it and nothing else. The master equation is linear and never widens Σ|p − q|: each
 * stretch starts from a law divided by its mass, is multiplied by it afterwards, and adds its own error.
 */
import type { Progress } from '../../../cme/fsp/job.ts';
import type { ListedStart, Start } from '../../../cme/fsp/start-law.ts';
import { solveFsp } from '../../../cme/fsp.ts';
import { ListedLaw } from '../../../cme/listed-law.ts';
import { ScenarioError, SolverError } from '../../../errors.ts';
import type { Kept, Solved, SolveMethod } from '../method.ts';
import type { SolveTask } from '../task.ts';

/** The least error a stretch can be solved to. */
const leastError = 1e-12;
/** Share of a stretch's error that may be cut from its start, so that the states held do not pile up. */
const cutShare = 0.01;

export const fsp: SolveMethod = {
  name: 'fsp',
  does: 'lists every state, and bounds the error; for up to four or five species',

  async *solve(task, done, last, onProgress) {
    const each = task.error / task.times.length;
    if (each < leastError)
      throw new ScenarioError(
        'fsp',
        `an error of ${task.error} is ${each} for each of ${task.times.length} times`,
        `Ask for ${leastError * task.times.length} or more, or for fewer times.`,
      );
    let before = last && lawOf(task, last);
    for (const time of task.times.slice(done)) {
      const solved = await stretch(task, before, time, each, onProgress);
      before = solved.law;
      yield solved;
    }
  },

  open: lawOf,
};

function lawOf(task: SolveTask, { time, error, parts }: Kept): ListedLaw {
  return new ListedLaw({
    time,
    error,
    species: task.network.species,
    states: parts.states!.data as Int32Array,
    probability: parts.probability!.data as Float64Array,
  });
}

/** From one time that is reported to the next. */
async function stretch(
  task: SolveTask,
  before: ListedLaw | undefined,
  time: number,
  error: number,
  onProgress: (progress: Progress) => void,
): Promise<Solved & { readonly law: ListedLaw }> {
  const mass = before ? before.probability.reduce((sum, p) => sum + p, 0) : 1;
  if (mass === 0)
    throw new SolverError(
      `fsp, time ${before!.time}`,
      'all of the mass has left the `limits`',
      'Raise the limits, or report earlier times only.',
      { lost: 1 },
    );
  const cut = task.truncation === 'adaptive' ? cutShare * error : 0;
  const start: Start = before ? normalised(before, mass, cut) : task.start;
  let products = 0;
  const laws = solveFsp({
    ...task,
    start,
    times: [time],
    error,
    onProgress: (progress) => {
      products = progress.products;
      onProgress({ ...progress, lost: 1 - mass * (1 - progress.lost) });
    },
  });
  const { value } = await laws.next();
  const found = value as ListedLaw;
  const kept = held(found, mass);
  const bare = { time, species: found.species, ...kept };
  const { lost } = new ListedLaw({ ...bare, error: 0 });
  // The sum may round to a bit less than what is missing.
  const bound = Math.max(lost, (before?.error ?? 0) + mass * found.error);
  const law = new ListedLaw({ ...bare, error: bound });
  const n = kept.probability.length;
  return {
    law,
    time,
    error: bound,
    told: { states: n, products },
    parts: {
      states: { data: kept.states, shape: [n, found.species.length], dimensions: ['state', 'species'] },
      probability: { data: kept.probability, shape: [n], dimensions: ['state'] },
    },
  };
}

/** The law divided by its mass, without its lightest states, of `cut` in all. */
function normalised(law: ListedLaw, mass: number, cut: number): ListedStart {
  const least = lightest(law.probability, cut * mass);
  const { states, probability } = selected(law, (p) => p >= least);
  return { kind: 'listed', time: law.time, states, probability: probability.map((p) => p / mass) };
}

/** The states that hold something, and their share of `mass`. */
function held(law: ListedLaw, mass: number): Pick<ListedLaw, 'states' | 'probability'> {
  const { states, probability } = selected(law, (p) => p > 0);
  return { states, probability: mass === 1 ? probability : probability.map((p) => p * mass) };
}

function selected(
  { species, states, probability }: ListedLaw,
  keep: (p: number) => boolean,
): Pick<ListedLaw, 'states' | 'probability'> {
  const width = species.length;
  let n = 0;
  for (const p of probability) if (keep(p)) n++;
  const out = { states: new Int32Array(n * width), probability: new Float64Array(n) };
  let to = 0;
  for (let i = 0; i < probability.length; i++) {
    if (!keep(probability[i]!)) continue;
    out.states.set(states.subarray(i * width, (i + 1) * width), to * width);
    out.probability[to++] = probability[i]!;
  }
  return out;
}

/** What is lighter than this sums to `cut` at most. */
function lightest(probability: Float64Array, cut: number): number {
  const sorted = probability.slice().sort();
  let sum = 0;
  for (const p of sorted) {
    sum += p;
    if (sum > cut) return p;
  }
  return 0;
}
