/**
 * The law of a network through time, on a set of states that follows its mass.
 *
 * Finite state projection: jumps out of the set lose their mass, so every probability is
 * at most the exact one and what is missing from 1 is the whole error (Munsky & Khammash,
 * J. Chem. Phys. 124 (2006), doi 10.1063/1.2145882). Time is cut into stretches; one that
 * loses more than its allowance is done again on a larger set.
 */
import { SolverError } from '../../errors.ts';
import type { Job } from '../job.ts';
import { ListedLaw } from '../listed-law.ts';
import { StateTable } from '../state-table.ts';
import { explore, Jumps } from './explore.ts';
import { ExponentialAction, type Tally } from './exponential/action.ts';
import { SparseMemory } from './exponential/sparse-product.ts';
import { TimedSteps } from './exponential/timed-steps.ts';
import { Generator } from './generator.ts';

/**
 * What happens at the edge of the states held. `adaptive`: the set grows and shrinks so
 * that no more than the error asked is lost. `leaking`: all states within the limits, and
 * what leaves them is lost. `reflecting`: all states within the limits, and jumps that
 * would leave them do not happen: another chain, whose law is then what is solved for.
 */
export const truncations = ['adaptive', 'leaking', 'reflecting'] as const;
export type Truncation = (typeof truncations)[number];

/** Multiply-adds in one stretch, about a second's work: then others get a turn. */
const stretchWork = 5e8;

export class March {
  readonly #job: Job;
  readonly #truncation: Truncation;
  readonly #error: number;
  readonly #until: number;
  readonly #jumps: Jumps;
  readonly #memory = new SparseMemory();
  readonly #action = new ExponentialAction();
  readonly #timed: TimedSteps | undefined;
  #table: StateTable;
  #generator: Generator;
  #p: Float64Array;
  #time: number;
  /** Error that is not lost mass. */
  #made = 0;
  /** Length of the next stretch. */
  #stretch = 0;
  #rings = 4;
  #sinceTrim = 0;

  /**
   * @param until  the last time that will be asked for
   * @param error  `adaptive`: what may be lost and misjudged in all. Else: misjudged only
   * @throws SolverError where the start or the box needs more states than the task allows
   */
  constructor(job: Job, truncation: Truncation, error: number, until: number) {
    this.#job = job;
    this.#truncation = truncation;
    this.#error = error;
    this.#until = until;
    this.#jumps = new Jumps(job);
    if (job.timed.includes(true)) this.#timed = new TimedSteps(this.#action);
    const width = job.network.species.length;
    this.#time = job.start.time;
    this.#table = new StateTable(width);
    const held: number[] = [];
    job.start.probability.forEach((p, i) => {
      if (p === 0 || !this.#isInside(i * width)) return;
      this.#table.add(job.start.states, i * width);
      held.push(p);
    });
    this.#p = Float64Array.from(held);
    const rings = truncation === 'adaptive' ? this.#rings : Number.POSITIVE_INFINITY;
    if (!explore(this.#jumps, this.#table, range(held.length), rings)) this.#tooMany();
    this.#generator = this.#rebuild();
    this.#p = padded(this.#p, this.#table.size);
  }

  get time(): number {
    return this.#time;
  }

  get tally(): Tally {
    return this.#action.tally;
  }

  get states(): number {
    return this.#table.size;
  }

  /** Mass lost so far. */
  get lost(): number {
    return Math.max(0, 1 - sum(this.#p));
  }

  /** The law at the present time, a copy. */
  law(): ListedLaw {
    const { species } = this.#job.network;
    return new ListedLaw({
      time: this.#time,
      species,
      states: this.#table.rows.slice(0, this.#table.size * species.length),
      probability: this.#p.slice(),
      error: this.lost + this.#made,
    });
  }

  /**
   * Advances by one stretch, to `until` at most.
   *
   * @throws SolverError where the error asked would need more states than the task allows
   */
  advance(until: number): void {
    const left = until - this.#time;
    if (this.#stretch === 0) this.#stretch = 30 / Math.max(this.#fastest(), 1e-300);
    for (;;) {
      const asked = this.#truncation === 'adaptive' ? Math.min(left, this.#stretch) : left;
      const reach = this.#action.reach(this.#generator, asked, stretchWork);
      const duration = Math.min(asked, Math.max(reach, 100 / this.#fastest()));
      const next = this.#exponential(duration);
      const time = duration === left ? until : this.#time + duration;
      const lost = Math.max(0, 1 - sum(next.p));
      if (this.#truncation !== 'adaptive' || lost <= this.#allowance(time)) {
        this.#p = next.p;
        this.#made += next.error;
        this.#time = time;
        this.#stretch = Math.max(this.#stretch, duration) * 1.6;
        this.#rings = Math.max(4, Math.ceil(this.#rings / 1.5));
        if (this.#truncation === 'adaptive' && ++this.#sinceTrim >= 4) this.#trim();
        return;
      }
      this.#grow(next.p, lost);
      this.#stretch = Math.max(duration / 2, 10 / this.#fastest());
      this.#rings = Math.min(64, this.#rings * 2);
    }
  }

  /** A tenth at once, the rest in step with the time; a fifth is left to trimming and rounding. */
  #allowance(time: number): number {
    const passed = (time - this.#job.start.time) / (this.#until - this.#job.start.time);
    return this.#error * (0.1 + 0.7 * passed);
  }

  #exponential(duration: number): { p: Float64Array; error: number } {
    const share = duration / Math.max(duration, this.#until - this.#job.start.time);
    const tolerance = 0.1 * this.#error * share;
    return this.#timed
      ? this.#timed.advance(this.#generator, this.#p, this.#time, duration, tolerance)
      : this.#action.apply(this.#generator, this.#p, duration, tolerance);
  }

  #fastest(): number {
    return this.#generator.fastest;
  }

  #isInside(at: number): boolean {
    const { start, limits } = this.#job;
    return limits.every((limit, s) => start.states[at + s]! <= limit);
  }

  /** Adds states around those that hold mass after a stretch that lost too much. */
  #grow(after: Float64Array, lost: number): void {
    const before = this.#table.size;
    const spare = 0.01 * Math.max(this.#allowance(this.#time) - this.lost, 1e-3 * this.#error);
    const seeds = heaviest(after, spare);
    if (!explore(this.#jumps, this.#table, seeds, this.#rings)) this.#tooMany(lost);
    if (this.#table.size === before && !explore(this.#jumps, this.#table, range(before), 1))
      this.#tooMany(lost);
    if (this.#table.size === before) this.#walled(lost);
    this.#p = padded(this.#p, this.#table.size);
    this.#generator = this.#rebuild();
  }

  /** Drops the states that hold next to nothing, once they are most of the set. */
  #trim(): void {
    const spare = 0.02 * (this.#error - this.lost);
    this.#sinceTrim = 0;
    if (spare <= 0) return;
    const kept = heaviest(this.#p, spare);
    if (kept.length > 0.5 * this.#table.size) return;
    const { width } = this.#table;
    const table = new StateTable(width, 2 * kept.length);
    for (const i of kept) table.add(this.#table.rows, i * width);
    const p = Float64Array.from(kept, (i) => this.#p[i]!);
    if (!explore(this.#jumps, table, range(kept.length), this.#rings)) return;
    if (table.size > 0.8 * this.#table.size) return;
    this.#table = table;
    this.#p = padded(p, table.size);
    this.#generator = this.#rebuild();
  }

  #rebuild(): Generator {
    const generator = new Generator(
      this.#memory,
      this.#jumps,
      this.#table,
      this.#truncation === 'reflecting',
    );
    if (this.#timed) generator.freeze([{ time: this.#time, share: 1 }]);
    return generator;
  }

  #tooMany(lost = 0): never {
    const { maxStates, where, limits, network } = this.#job;
    const free = network.species.filter((_, s) => limits[s] === Number.POSITIVE_INFINITY);
    const why =
      this.#truncation === 'adaptive'
        ? `an error of ${this.#error} needs more than ${maxStates} states; on fewer, ${lost.toExponential(2)} of the mass is lost`
        : `there are more than ${maxStates} states`;
    throw new SolverError(
      `${where}, time ${this.#time}`,
      why,
      this.#truncation === 'adaptive'
        ? 'Raise `maxStates` or `error`, or choose the truncation "leaking" with `limits` and read what is lost.'
        : `Raise \`maxStates\`, or set \`limits\`${free.length > 0 ? ` for ${free.join(', ')}` : ''}.`,
      { lost, states: this.#table?.size ?? 0 },
    );
  }

  #walled(lost: number): never {
    throw new SolverError(
      `${this.#job.where}, time ${this.#time}`,
      `${lost.toExponential(2)} of the mass would leave the \`limits\`, more than the error ${this.#error} allows`,
      'Raise the limits or `error`, or choose the truncation "leaking" and read what is lost.',
      { lost, states: this.#table.size },
    );
  }
}

/** Numbers of the states that hold all but `spare` of the mass, the lightest left out first, to a factor of 2. */
function heaviest(p: Float64Array, spare: number): Int32Array {
  const mass = new Float64Array(1100);
  const octave = (value: number) => Math.min(1099, Math.max(0, -Math.floor(Math.log2(value))));
  for (let i = 0; i < p.length; i++) if (p[i]! > 0) mass[octave(p[i]!)]! += p[i]!;
  let last = 1099;
  for (let left = 0; last > 0 && left + mass[last]! <= spare; last--) left += mass[last]!;
  const kept: number[] = [];
  for (let i = 0; i < p.length; i++) if (p[i]! > 0 && octave(p[i]!) <= last) kept.push(i);
  return Int32Array.from(kept);
}

function range(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i);
}

function padded(p: Float64Array, n: number): Float64Array {
  if (p.length === n) return p;
  const longer = new Float64Array(n);
  longer.set(p);
  return longer;
}

function sum(p: Float64Array): number {
  let total = 0;
  for (let i = 0; i < p.length; i++) total += p[i]!;
  return total;
}
