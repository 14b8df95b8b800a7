/**
 * The data of a training: simulated by the crew when somebody wants them. Dear ones are
 * simulated once, in parts that are kept on the disk; cheap ones anew for every epoch.
 */
import { createHash } from 'node:crypto';
import type { Crew } from '../crew.ts';
import { concatTransitions, type Transitions } from '../data/examples.ts';
import {
  cycleStarts,
  joinStarts,
  type StartDesign,
  type Starts,
  sliceStarts,
  stepsPerStart,
} from '../data/starts.ts';
import type { DataPlan } from '../job/plan-data.ts';
import { keyOf, type WorkingFolder } from '../keep/working-folder.ts';

/** States and steps from them. */
export interface DataSet {
  readonly starts: Starts;
  readonly transitions: Transitions;
}

/** How whoever waits for data hears of them. */
export interface Watch {
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface DataJob {
  readonly design: Omit<StartDesign, 'network'>;
  readonly events: 'many' | 'any';
  /** Steps that the kernel looks back on. Default 1. */
  readonly past?: number;
  readonly plan: DataPlan;
  readonly crew: Crew;
  readonly folder: WorkingFolder;
  /** Keeps what is not from states that the grid visited. Default: `folder`. */
  readonly shared?: WorkingFolder;
  /** Everything that decides the data. */
  readonly key: string;
}

/** Which starts a set has, and the number of its outcomes' streams: no two sets share a random number. */
interface Source {
  /** Number of the first start. */
  readonly first: number;
  readonly set: number;
  /** The starts themselves, where they are not drawn. */
  readonly from?: Starts;
}

/** Part of a data set that is kept as a whole, in events: some seconds of simulation. */
const eventsPerPart = 5e8;
const leastPart = 16;
const heldOutSet: Source = { first: 2 ** 31, set: 0 };
const searchSet: Source = { first: 2 ** 31 + 2 ** 28, set: 1 };
const visitedHeldOutSet = (from: Starts): Source => ({ first: 2 ** 30, set: 0, from });
const freshSet = (epoch: number, starts: number): Source => ({ first: epoch * starts, set: 2 + 2 * epoch });
const visitedSet = (epoch: number, from: Starts): Source => ({ first: 0, set: 3 + 2 * epoch, from });

/** A part on the disk: of each transition only what its start does not tell. */
interface Part {
  readonly starts: Starts;
  readonly start: Uint32Array;
  readonly weight: Float32Array;
  readonly after: Int32Array;
  /** Where starts were first run on: what was before each step. */
  readonly before?: Int32Array;
  readonly past?: Int32Array;
}

export class TrainingData {
  readonly #job: DataJob;
  #once: Promise<DataSet> | undefined;

  constructor(job: DataJob) {
    this.#job = job;
  }

  /** What an epoch is trained on, counted over all rounds; always the same where data are dear. */
  epoch(epoch: number, watch: Watch = {}): Promise<DataSet> {
    const { plan } = this.#job;
    if (plan.epochsPerDraw > 0)
      return this.#draw(plan.starts, freshSet(this.#drawOf(epoch), plan.starts), watch);
    if (!this.#once) {
      this.#once = this.#keep('simulate', plan.starts, freshSet(0, plan.starts), watch);
      this.#once.catch(() => {
        this.#once = undefined;
      });
    }
    return this.#once;
  }

  /** Starts of their own, to choose the best epoch by. */
  heldOut(watch: Watch = {}): Promise<DataSet> {
    return this.#keep('held-out', this.#job.plan.heldOut, heldOutSet, watch);
  }

  /** The same from states that the grid visited and no fit is shown; as many as those drawn, at most. */
  visitedHeldOut(states: Starts, round: number, watch: Watch = {}): Promise<DataSet> {
    const own = sliceStarts(states, 0, Math.min(states.rows, this.#job.plan.heldOut));
    return this.#keep(`visited-held-out-${round + 1}`, own.rows, visitedHeldOutSet(own), watch);
  }

  /** Starts of their own, to search the architecture on. */
  search(watch: Watch = {}): Promise<DataSet> {
    return this.#keep('search-set', this.#job.plan.search, searchSet, watch);
  }

  /**
   * Steps from states that the grid visited.
   *
   * @param pool   all states visited so far
   * @param round  whose fit wants them
   * @param epoch  of that fit, counted over all rounds
   */
  visited(pool: Starts, round: number, epoch: number, watch: Watch = {}): Promise<DataSet> {
    const { plan } = this.#job;
    const rows = Math.min(pool.rows, plan.visited);
    if (plan.epochsPerDraw > 0) {
      const draw = this.#drawOf(epoch);
      return this.#draw(rows, visitedSet(draw, cycleStarts(pool, draw * rows, rows)), watch);
    }
    const own = visitedSet(round, cycleStarts(pool, round * rows, rows));
    return this.#keep(`visited-${round + 1}`, rows, own, watch);
  }

  /** Number of the draw that an epoch learns from. */
  #drawOf(epoch: number): number {
    return Math.floor(epoch / this.#job.plan.epochsPerDraw);
  }

  /** Does an epoch learn from the same data as the one before it? */
  isShared(epoch: number): boolean {
    return epoch > 0 && this.isOneDraw(epoch - 1, epoch);
  }

  /** Are the data from the ranges the same in both epochs? */
  isOneDraw(a: number, b: number): boolean {
    return this.#job.plan.epochsPerDraw === 0 || this.#drawOf(a) === this.#drawOf(b);
  }

  /** Simulated now. */
  async #draw(rows: number, { first, set, from }: Source, watch: Watch): Promise<DataSet> {
    const { design, events, past = 1, plan, crew } = this.#job;
    const { longestChain, each } = plan;
    const forStarts = from ? 0 : stepsPerStart(plan) / (stepsPerStart(plan) + each);
    const within = (low: number, high: number) => (share: number) =>
      watch.onProgress?.(low + share * (high - low));
    const starts =
      from ??
      (await crew.starts({ ...design, longestChain }, rows, first, within(0, forStarts), watch.signal));
    const { dt, seed } = design;
    const options = { dt, seed, each, events, set, first, past };
    const transitions = await crew.transitions(starts, options, within(forStarts, 1), watch.signal);
    return { starts, transitions };
  }

  /** Simulated part by part, each kept; cheap data are not worth keeping. */
  async #keep(name: string, rows: number, of: Source, watch: Watch): Promise<DataSet> {
    const { plan, key, design } = this.#job;
    if (plan.epochsPerDraw > 0) return this.#draw(rows, of, watch);
    const events = plan.eventsPerStep * (stepsPerStart(plan) + plan.each);
    const folder = (of.from ? undefined : this.#job.shared) ?? this.#job.folder;
    const size = Math.max(leastPart, Math.round(eventsPerPart / events));
    const sets: DataSet[] = [];
    for (let at = 0; at < rows; at += size) {
      const n = Math.min(size, rows - at);
      const source = {
        ...of,
        first: of.first + at,
        ...(of.from ? { from: sliceStarts(of.from, at, n) } : {}),
      };
      const partKey = keyOf(
        key,
        source.first,
        source.set,
        n,
        source.from ? hashStarts(source.from) : 'drawn',
      );
      const onProgress = (share: number): void => watch.onProgress?.((at + share * n) / rows);
      const part = await folder.once<Part>(`${name}-${at}`, partKey, async () => {
        const { starts, transitions } = await this.#draw(n, source, { ...watch, onProgress });
        const { start, weight, before, after, past } = transitions;
        return { starts, start, weight, after, ...(past ? { before, past } : {}) };
      });
      sets.push(wholePart(part, source.first, design));
    }
    return {
      starts: joinStarts(...sets.map(({ starts }) => starts)),
      transitions: concatTransitions(sets.map(({ transitions }) => transitions)),
    };
  }
}

function hashStarts({ counts, rates, dt }: Starts): string {
  const hash = createHash('sha256').update(counts).update(rates);
  return (dt ? hash.update(dt) : hash).digest('hex');
}

/** Gives each transition the state, the rates and the step of its start again. */
function wholePart(
  { starts, start, weight, after, before: seen, past }: Part,
  first: number,
  { dt: usual }: Omit<StartDesign, 'network'>,
): DataSet {
  const [species, width] = [starts.counts.length / starts.rows, starts.rates.length / starts.rows];
  const rows = start.length;
  const before = new Int32Array(rows * species);
  const rates = new Float64Array(rows * width);
  const dt = new Float64Array(rows);
  start.forEach((number, r) => {
    const i = number - first;
    before.set(starts.counts.subarray(i * species, (i + 1) * species), r * species);
    rates.set(starts.rates.subarray(i * width, (i + 1) * width), r * width);
    dt[r] = starts.dt?.[i] ?? usual;
  });
  const own = seen && past ? { before: seen, past } : { before };
  return { starts, transitions: { rows, start, weight, after, rates, dt, ...own } };
}
