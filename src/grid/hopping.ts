/**
 * Hopping: every molecule is an independent random walker in continuous time that
 * steps to each neighbour at the rate of the cell it is in.
 *
 * Exact for any time span: no first-order thinning. Where a walker cannot feel a
 * wall (one rate for all cells; a wrapped grid, a walled one with 4 neighbours, or far
 * from the edge) its path is a sum of independent walks along lines: columns and
 * rows, and with 8 neighbours both diagonals. Each has the closed law of
 * `displacement.ts`, and a crowd is split by binomials instead of one by one. A wall
 * then only folds the free path back, as a mirror does. Everywhere else (rates per
 * cell, absorbing edges, walls with corners) molecules walk event by event, with
 * exponential waiting times. A step towards a wall is a step on the spot.
 *
 * Randomness: a cell draws from its own stream, species in the order of columns, so
 * that tiles and threads change no bit.
 * Cost: empty cells a comparison each. Free cells O(molecules that move), at most
 * O(places they reach); others O(steps taken).
 */
import { KernelError, ScenarioError } from '../errors.ts';
import { binomial } from '../numerics/samplers.ts';
import { type Purpose, Stream } from '../numerics/streams.ts';
import { type Displacement, openDisplacement, touchDistance } from './displacement.ts';
import { type LatticeSpace, openLattice, stepX, stepY, wall } from './lattice.ts';
import { type Lattice, outside } from './space.ts';

/** How one species hops, as plain data. */
export interface HopRule {
  /** Column of the counts. */
  readonly species: number;
  /** Steps per time to each neighbour: one number, or shape [cells] for the cell that is left. */
  readonly rate: number | Float64Array;
}

/** The planes that mail travels in. Shape [rules, cells] each, rules in the order given to openHop. */
export interface MailPlanes {
  /** Molecules that stay in the tile they started in. Written by the tile's own thread only. */
  readonly arrivals: Int32Array;
  /** Molecules from other tiles; shared memory, added to atomically. */
  readonly mail: Int32Array;
}

/** A tile of the counts of all cells. */
export interface TileCounts {
  /** Shape [cells, species], all cells; rows first … last − 1 are read and overwritten. */
  readonly counts: Int32Array;
  /** Columns of `counts`. */
  readonly species: number;
  readonly first: number;
  readonly last: number;
}

export interface SendCall extends TileCounts, MailPlanes {
  /** How long to hop, in the scenario's unit, ≥ 0. */
  readonly tau: number;
  readonly seed: number;
  readonly step: number;
  readonly purpose: Purpose;
}

export interface Hopper {
  /**
   * Lets the molecules of a tile hop for `tau`. Those that end in another cell leave
   * `counts` and wait in `arrivals` or `mail` for {@link Hopper.takeMail}.
   *
   * @returns molecules lost over an absorbing edge
   * @throws  ScenarioError where `tau` holds more steps than can be walked
   */
  send(call: SendCall): number;
  /**
   * Adds what waits for a tile to its counts, and empties its mailboxes. All tiles
   * must have sent before (a barrier).
   *
   * @throws KernelError where a cell would hold more than 2^31 − 1 molecules
   */
  takeMail(call: TileCounts & MailPlanes): void;
}

/** Steps a single molecule may be walked through in one call. */
const mostSteps = 1e6;
/** Steps along a line whose closed law is still tabulated. */
const mostMean = 1e9;

/** @throws ScenarioError for a rate that is negative, not finite, or of the wrong length */
export function openHop(lattice: Lattice, rules: readonly HopRule[]): Hopper {
  return new LatticeHopper(openLattice(lattice), rules);
}

/** What a rule comes to for one tau. */
interface Plan {
  /** Law along each line, or undefined where all molecules are walked. */
  readonly along: Displacement | undefined;
  /** Cells nearer to the edge than this are walked. */
  readonly margin: number;
}

interface OpenRule {
  readonly column: number;
  /** Offset of the rule's planes in arrivals and mail. */
  readonly plane: number;
  /** 0 where rates differ by cell. */
  readonly uniform: number;
  readonly perCell: Float64Array | undefined;
  readonly greatest: number;
}

class LatticeHopper implements Hopper {
  readonly #space: LatticeSpace;
  readonly #rules: readonly OpenRule[];
  readonly #stream = new Stream();
  #plans: readonly Plan[] = [];
  #plannedFor = Number.NaN;
  /** One split per line, so that a split can be read while the next line is split. */
  #splits: Int32Array[] = [];
  #call!: SendCall;
  #plane = 0;
  #origin = 0;
  #stay = 0;
  #lost = 0;

  constructor(space: LatticeSpace, rules: readonly HopRule[]) {
    this.#space = space;
    this.#rules = rules
      .map((rule, i) => openRule(rule, i, space.cells))
      .sort((a, b) => a.column - b.column);
    this.#rules.forEach((rule, i) => {
      if (i > 0 && this.#rules[i - 1]!.column === rule.column)
        throw new ScenarioError('hop', `species ${rule.column} has two rules`, 'Keep one.');
    });
  }

  send(call: SendCall): number {
    const { counts, species, first, last, seed, step, purpose } = call;
    if (call.tau !== this.#plannedFor) this.#plan(call.tau);
    this.#call = call;
    this.#lost = 0;
    const rules = this.#rules;
    for (let cell = first; cell < last; cell++) {
      let opened = false;
      for (let r = 0; r < rules.length; r++) {
        const rule = rules[r]!;
        const at = cell * species + rule.column;
        const n = counts[at]!;
        if (n === 0 || rule.greatest === 0) continue;
        if (!opened) this.#stream.open(seed, step, cell, purpose);
        opened = true;
        counts[at] = this.#leave(cell, n, rule, this.#plans[r]!);
      }
    }
    return this.#lost;
  }

  takeMail({ counts, species, first, last, arrivals, mail }: TileCounts & MailPlanes): void {
    for (const { column, plane } of this.#rules)
      for (let cell = first; cell < last; cell++) {
        const here = arrivals[plane + cell]!;
        const there = mail[plane + cell]!;
        if (here === 0 && there === 0) continue;
        const sum = counts[cell * species + column]! + here + there;
        // A sum past 2^31 in one of the planes has wrapped to a negative number.
        if (sum > 0x7fffffff || here < 0 || there < 0)
          throw new KernelError(
            `cell ${cell}`,
            `more than 2147483647 molecules of species ${column} have hopped here`,
            'Start with fewer molecules, or give the network a sink.',
          );
        counts[cell * species + column] = sum;
        arrivals[plane + cell] = 0;
        mail[plane + cell] = 0;
      }
  }

  #plan(tau: number): void {
    if (!(tau >= 0 && Number.isFinite(tau)))
      throw new ScenarioError('hop', `the time to hop is ${tau}`, 'Give a finite number, 0 or more.');
    const { edge, directions } = this.#space;
    const folds = edge === 'wrap' || (edge === 'reflect' && directions === 4);
    const axes = directions / 2;
    this.#plans = this.#rules.map(({ column, uniform, greatest }) => {
      const mean = greatest * tau;
      if (mean > mostMean || (directions * mean > mostSteps && !(folds && uniform > 0)))
        throw new ScenarioError(
          `hop of species ${column}`,
          `a molecule would take ${Math.round(directions * mean)} steps in a time of ${tau}`,
          'Use a lower rate or a shorter step.',
        );
      if (uniform === 0 || tau === 0) return { along: undefined, margin: 0 };
      // With 8 neighbours three of the four lines move a column: one row and two diagonals.
      return { along: openDisplacement(mean), margin: folds ? 0 : touchDistance((axes - 1) * mean) };
    });
    const reach = Math.max(1, ...this.#plans.map((p) => p.along?.reach ?? 0));
    this.#splits = Array.from({ length: axes }, () => new Int32Array(reach));
    this.#plannedFor = tau;
  }

  /** Sends the molecules of one species in one cell on their way; returns how many end where they began. */
  #leave(cell: number, n: number, rule: OpenRule, { along, margin }: Plan): number {
    const { width, height } = this.#space;
    this.#plane = rule.plane;
    this.#origin = cell;
    this.#stay = 0;
    const x = cell % width;
    const y = (cell - x) / width;
    if (along && x >= margin && y >= margin && x < width - margin && y < height - margin)
      this.#spread(along, n, x, y, 0);
    else this.#walk(cell, n, rule);
    return this.#stay;
  }

  /** Moves `n` free walkers along line `axis` and those after it. */
  #spread(along: Displacement, n: number, x: number, y: number, axis: number): void {
    const axes = this.#space.directions / 2;
    for (; axis < axes; axis++) {
      const dx = stepX[2 * axis]!;
      const dy = stepY[2 * axis]!;
      const moved = binomial(this.#stream, n, along.moves);
      if (moved > 24 + along.reach) {
        const lengths = this.#splits[axis]!;
        const longest = along.split(this.#stream, moved, lengths);
        for (let d = 1; d <= longest; d++) {
          const both = lengths[d - 1]!;
          const ahead = binomial(this.#stream, both, 0.5);
          if (ahead > 0) this.#spread(along, ahead, x + d * dx, y + d * dy, axis + 1);
          if (both > ahead) this.#spread(along, both - ahead, x - d * dx, y - d * dy, axis + 1);
        }
      } else
        for (let i = 0; i < moved; i++) {
          const d = along.draw(this.#stream);
          this.#spread(along, 1, x + d * dx, y + d * dy, axis + 1);
        }
      n -= moved;
      if (n === 0) return;
    }
    this.#land(n, x, y);
  }

  /** Brings a free path back onto the grid. */
  #land(n: number, x: number, y: number): void {
    const { width, height, edge } = this.#space;
    if (x < 0 || x >= width || y < 0 || y >= height) {
      if (edge === 'absorb') {
        this.#lost += n;
        return;
      }
      x = edge === 'wrap' ? modulo(x, width) : fold(x, width);
      y = edge === 'wrap' ? modulo(y, height) : fold(y, height);
    }
    this.#deliver(n, y * width + x);
  }

  /** Walks molecules one by one, step by step. */
  #walk(cell: number, n: number, { perCell, uniform }: OpenRule): void {
    const stream = this.#stream;
    const { directions } = this.#space;
    const { tau } = this.#call;
    const pace = directions * (perCell ? perCell[cell]! : uniform);
    const leaves = -Math.expm1(-pace * tau);
    const leavers = binomial(stream, n, leaves);
    this.#stay += n - leavers;
    for (let i = 0; i < leavers; i++) {
      // The first step is known to fall within tau: an exponential time cut off there.
      let left = tau + Math.log1p(-leaves * stream.uniform()) / pace;
      let here = cell;
      while (left >= 0) {
        const d = stream.integer(directions);
        const next = this.#space.step(here, stepX[d]!, stepY[d]!);
        if (next === outside) break;
        if (next !== wall) here = next;
        left -= stream.exponential() / (directions * (perCell ? perCell[here]! : uniform));
      }
      if (left >= 0) this.#lost++;
      else this.#deliver(1, here);
    }
  }

  #deliver(n: number, cell: number): void {
    const { first, last, arrivals, mail } = this.#call;
    if (cell === this.#origin) this.#stay += n;
    else if (cell >= first && cell < last) arrivals[this.#plane + cell]! += n;
    else Atomics.add(mail, this.#plane + cell, n);
  }
}

function openRule({ species, rate }: HopRule, index: number, cells: number): OpenRule {
  const where = `hop of species ${species}`;
  if (typeof rate !== 'number' && rate.length !== cells)
    throw new ScenarioError(where, `there are ${rate.length} rates for ${cells} cells`, 'Give one per cell.');
  const rates = typeof rate === 'number' ? Float64Array.of(rate) : rate;
  let greatest = 0;
  let same = true;
  rates.forEach((value, cell) => {
    if (!(value >= 0 && Number.isFinite(value)))
      throw new ScenarioError(
        where,
        `the rate${rates.length > 1 ? ` of cell ${cell}` : ''} is ${value}`,
        'Give a finite number, 0 or more.',
      );
    if (value > greatest) greatest = value;
    same &&= value === rates[0];
  });
  return {
    column: species,
    plane: index * cells,
    uniform: same ? greatest : 0,
    perCell: same ? undefined : rates,
    greatest,
  };
}

/** x modulo n, in 0 … n − 1. */
function modulo(x: number, n: number): number {
  const rest = x % n;
  return rest < 0 ? rest + n : rest;
}

/** A path through mirrors at −½ and n − ½, back in 0 … n − 1. */
function fold(x: number, n: number): number {
  const rest = modulo(x, 2 * n);
  return rest < n ? rest : 2 * n - 1 - rest;
}
