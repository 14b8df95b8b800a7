/**
 * The exact stochastic simulation of a whole grid, hops being events like any other:
 * no splitting of reaction from transport, no step. It judges what is faster.
 *
 * Next-subvolume method, Elf & Ehrenberg 2004, Syst. Biol. 1:230–236,
 * doi 10.1049/sb:20045021: a heap knows which cell is next, the direct method
 * (Gillespie 1977, doi 10.1021/j100540a008) what happens there.
 * Use to measure splitting error and learned kernels on small grids. Not for large
 * ones: every single hop costs O(log cells). Tests are what calls it; no command does.
 */

import { type Dependencies, dependencies } from '../../crn/dependencies.ts';
import { compilePropensities, type Law } from '../../crn/law-closures.ts';
import type { Network } from '../../crn/network.ts';
import { KernelError, ScenarioError } from '../../errors.ts';
import { type HopRule, openHop } from '../../grid/hopping.ts';
import { openLattice } from '../../grid/lattice.ts';
import { type Lattice, outside } from '../../grid/space.ts';
import { Purpose, Stream } from '../../numerics/streams.ts';
import { EventQueue } from './event-queue.ts';

export interface RefereeJob {
  readonly network: Network;
  /** Shape [rates] for all cells, or [cells, rates]. */
  readonly rates: Float64Array;
  readonly lattice: Lattice;
  readonly hops: readonly HopRule[];
  /** Counts at time 0, shape [cells, species]; not changed. */
  readonly start: Int32Array;
  /** When to end, in the scenario's unit. */
  readonly until: number;
  /** Time between two frames. */
  readonly every: number;
  readonly seed: number;
  /** Stop with an error after so many events. Default 1e9. */
  readonly mostEvents?: number;
}

export interface RefereeRecord {
  /** Shape [frames]: 0, every, 2·every, … ≤ until. */
  readonly times: Float64Array;
  /** Shape [frames, cells, species]. */
  readonly counts: Int32Array;
  /** Reactions fired and hops made. */
  readonly events: number;
  /** Molecules gone over an absorbing edge. */
  readonly lost: number;
}

/**
 * Runs one realisation.
 *
 * @throws ScenarioError for events, laws that read the time, or arrays that do not fit
 * @throws KernelError   for a propensity that is no rate, a count past 2^31 − 1, or too many events
 */
export function refereeRun(job: RefereeJob): RefereeRecord {
  check(job);
  const referee = new Referee(job);
  const { until, every } = job;
  const frames = Math.floor((until / every) * (1 + 1e-12)) + 1;
  const times = Float64Array.from({ length: frames }, (_, i) => i * every);
  const counts = new Int32Array(frames * job.start.length);
  times.forEach((time, i) => {
    referee.advance(time);
    counts.set(referee.counts, i * job.start.length);
  });
  return { times, counts, events: referee.events, lost: referee.lost };
}

class Referee {
  readonly counts: Int32Array;
  events = 0;
  lost = 0;
  readonly #job: RefereeJob;
  readonly #laws: readonly Law[];
  readonly #graph: Dependencies;
  readonly #neighbours: readonly Uint32Array[];
  /** One view of `counts` per cell. */
  readonly #rows: readonly Int32Array[];
  /** Shape [cells, reactions]. */
  readonly #propensities: Float64Array;
  readonly #queue: EventQueue;
  readonly #stream: Stream;
  readonly #mostEvents: number;
  /** Columns of rates per cell: 0 where all share them. */
  readonly #rateStride: number;

  constructor(job: RefereeJob) {
    const { network, lattice, rates } = job;
    const space = openLattice(lattice);
    this.#job = job;
    this.counts = job.start.slice();
    this.#laws = compilePropensities(network);
    this.#graph = dependencies(network);
    this.#neighbours = Array.from({ length: space.cells }, (_, cell) => space.neighbours(cell));
    const width = network.species.length;
    this.#rows = Array.from({ length: space.cells }, (_, cell) =>
      this.counts.subarray(cell * width, (cell + 1) * width),
    );
    this.#propensities = new Float64Array(space.cells * network.reactions.length);
    this.#queue = new EventQueue(space.cells);
    this.#stream = new Stream().open(job.seed, 0, 0, Purpose.analysis);
    this.#mostEvents = job.mostEvents ?? 1e9;
    this.#rateStride = rates.length === network.rates.length ? 0 : network.rates.length;
    for (let cell = 0; cell < space.cells; cell++) {
      for (let r = 0; r < this.#laws.length; r++) this.#weigh(cell, r);
      this.#schedule(cell, 0);
    }
  }

  /** Lets everything happen that happens before `time`. */
  advance(time: number): void {
    while (this.#queue.time < time) {
      const now = this.#queue.time;
      if (++this.events > this.#mostEvents)
        throw new KernelError(
          'referee',
          `more than ${this.#mostEvents} events by time ${now}`,
          'The network may explode; else take a smaller grid or a shorter time, or raise `mostEvents`.',
        );
      this.#fire(this.#queue.first, now);
    }
  }

  #rate(hop: HopRule, cell: number): number {
    return typeof hop.rate === 'number' ? hop.rate : hop.rate[cell]!;
  }

  /** How often a molecule of this rule hops out of the cell, times the molecules there. */
  #hopping(hop: HopRule, cell: number): number {
    return this.#rows[cell]![hop.species]! * this.#rate(hop, cell) * this.#neighbours[cell]!.length;
  }

  #total(cell: number): number {
    const reactions = this.#laws.length;
    let sum = 0;
    for (let r = 0; r < reactions; r++) sum += this.#propensities[cell * reactions + r]!;
    for (const hop of this.#job.hops) sum += this.#hopping(hop, cell);
    return sum;
  }

  /** Draws a cell's next event anew; right at any time, for waiting has no memory. */
  #schedule(cell: number, now: number): void {
    const total = this.#total(cell);
    this.#queue.set(cell, total > 0 ? now + this.#stream.exponential() / total : Number.POSITIVE_INFINITY);
  }

  #weigh(cell: number, reaction: number): void {
    const { network, rates } = this.#job;
    const { name } = network.reactions[reaction]!;
    const row = this.#rows[cell]!;
    const a = this.#laws[reaction]!(row, 0, rates, cell * this.#rateStride, 0);
    if (!(a >= 0 && Number.isFinite(a)))
      throw new KernelError(
        `reaction "${name}" in cell ${cell}`,
        `its propensity is ${a}`,
        'A propensity must be a finite number, 0 or more, in every state the grid reaches.',
      );
    this.#propensities[cell * network.reactions.length + reaction] = a;
  }

  #fire(cell: number, now: number): void {
    const { network, hops } = this.#job;
    const reactions = network.reactions.length;
    // Rounding may carry the draw past the last event: the last possible one then stands in.
    let left = this.#stream.uniform() * this.#total(cell);
    let chosen = -1;
    for (let e = 0; e < reactions + hops.length && left >= 0; e++) {
      const a =
        e < reactions ? this.#propensities[cell * reactions + e]! : this.#hopping(hops[e - reactions]!, cell);
      if (a > 0) chosen = e;
      left -= a;
    }
    if (chosen < reactions) {
      for (const { species, count } of network.reactions[chosen]!.change) this.#add(cell, species, count);
      for (const r of this.#graph.affects[chosen]!) this.#weigh(cell, r);
    } else {
      const { species } = hops[chosen - reactions]!;
      const ways = this.#neighbours[cell]!;
      const to = ways[this.#stream.integer(ways.length)]!;
      this.#add(cell, species, -1);
      for (const r of this.#graph.readers[species]!) this.#weigh(cell, r);
      if (to === outside) this.lost++;
      else {
        this.#add(to, species, 1);
        for (const r of this.#graph.readers[species]!) this.#weigh(to, r);
        this.#schedule(to, now);
      }
    }
    this.#schedule(cell, now);
  }

  #add(cell: number, species: number, change: number): void {
    const row = this.#rows[cell]!;
    const n = row[species]! + change;
    if (n > 0x7fffffff)
      throw new KernelError(
        `cell ${cell}`,
        `more than 2147483647 molecules of ${this.#job.network.species[species]}`,
        'The network explodes: give it a sink.',
      );
    row[species] = n;
  }
}

function check({ network, rates, lattice, hops, start, until, every, mostEvents }: RefereeJob): void {
  const bad = (what: string, todo: string): never => {
    throw new ScenarioError('referee', what, todo);
  };
  const cells = openLattice(lattice).cells;
  // Opening the hops checks them.
  openHop(lattice, hops);
  const species = network.species.length;
  for (const hop of hops)
    if (!(hop.species >= 0 && hop.species < species))
      bad(`species ${hop.species} hops, but there are ${species}`, 'Give a column of the counts.');
  if (network.events.length > 0)
    bad(
      `the network has an event, "${network.events[0]!.name}"`,
      'The referee knows reactions and hops only.',
    );
  for (const r of dependencies(network).timed)
    bad(`the law of "${network.reactions[r]!.name}" reads the time`, 'The referee needs laws without `t`.');
  if (rates.length !== network.rates.length && rates.length !== cells * network.rates.length)
    bad(
      `there are ${rates.length} rates`,
      `Give ${network.rates.length}, or as many for each of ${cells} cells.`,
    );
  if (start.length !== cells * species)
    bad(`\`start\` has ${start.length} counts`, `Give ${species} for each of ${cells} cells.`);
  if (start.some((n) => n < 0)) bad('`start` has a negative count', 'Counts are 0 or more.');
  for (const [name, value] of [
    ['until', until],
    ['every', every],
    ['mostEvents', mostEvents ?? 1],
  ] as const)
    if (!(value > 0 && Number.isFinite(value)))
      bad(`\`${name}\` is ${value}`, 'Give a number greater than 0.');
}
