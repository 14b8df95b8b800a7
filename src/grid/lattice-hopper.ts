/**
 * How molecules hop on a lattice, exactly for any time span: no first-order thinning.
 *
 * Where a walker cannot feel a wall (one rate for all cells; a wrapped grid, a walled
 * one with 4 neighbours, or far from the edge) the closed law of `free-walk.ts` says
 * where it ends, and a crowd is split by binomials instead of one by one. A wall then
 * only folds the free path back, as a mirror does. Everywhere else (rates per cell,
 * absorbing edges, walls with corners) molecules walk event by event, with exponential
 * waiting times (Gillespie 1977, doi 10.1021/j100540a008). A step towards a wall is a
 * step on the spot.
 *
 * Randomness: a cell draws from its own stream, species in the order of columns, so
 * that tiles and threads change no bit.
 * Cost: empty cells a comparison each. Free cells O(molecules that move), at most
 * O(places they reach); others O(steps taken).
 */
import { KernelError, ScenarioError } from '../errors.ts';
import { binomial, Coin } from '../numerics/samplers.ts';
import { Stream } from '../numerics/streams.ts';
import { touchDistance } from './displacement.ts';
import { type FreeWalk, openFreeWalk, type PlaneTable } from './free-walk.ts';
import type { Hopper, HopRule, MailPlanes, SendCall, TileCounts } from './hopping.ts';
import { type LatticeSpace, stepX, stepY, wall } from './lattice.ts';
import { outside } from './space.ts';

/** Steps a single molecule may be walked through in one call. */
const mostSteps = 1e6;
/** Steps along a line whose closed law is still tabulated. */
const mostMean = 1e9;

/** What a rule comes to for one tau. */
interface Plan {
  /** Undefined where all molecules are walked. */
  readonly free: FreeWalk | undefined;
  /** Molecules nearer to the edge than this are walked. */
  readonly margin: number;
  /** Counts up to this one go by single draws. */
  readonly few: number;
  /** For walked molecules and one rate: falls on success when a molecule tries a step. */
  readonly tries: Coin;
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

/** Opened by `openHop`. */
export class LatticeHopper implements Hopper {
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
    this.#rules = rules.map((rule, i) => openRule(rule, i, space.cells)).sort((a, b) => a.column - b.column);
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
    this.#plans = this.#rules.map(({ column, uniform, greatest }) => {
      const mean = greatest * tau;
      if (mean > mostMean || (directions * mean > mostSteps && !(folds && uniform > 0)))
        throw new ScenarioError(
          `hop of species ${column}`,
          `a molecule would take ${Math.round(directions * mean)} steps in a time of ${tau}`,
          'Use a lower rate or a shorter step.',
        );
      const free = uniform > 0 && tau > 0 ? openFreeWalk(directions, mean) : undefined;
      return {
        free,
        // A column is moved by steps to 1 of 4 neighbours each way, or 3 of 8.
        margin: free && !folds ? touchDistance((free.lines - 1) * mean) : 0,
        few: free?.plane ? (24 + free.along.reach) / free.plane.leaves.p : 0,
        tries: new Coin(-Math.expm1(-directions * uniform * tau)),
      };
    });
    const reach = Math.max(1, ...this.#plans.map((p) => p.free?.along.reach ?? 0));
    this.#splits = Array.from({ length: directions / 2 }, () => new Int32Array(reach));
    this.#plannedFor = tau;
  }

  /** Sends the molecules of one species in one cell on their way; returns how many end where they began. */
  #leave(cell: number, n: number, rule: OpenRule, plan: Plan): number {
    const { width, height } = this.#space;
    const { free, margin } = plan;
    this.#plane = rule.plane;
    this.#origin = cell;
    this.#stay = 0;
    const x = cell % width;
    const y = (cell - x) / width;
    if (!free || x < margin || y < margin || x >= width - margin || y >= height - margin)
      this.#walk(cell, n, rule, plan);
    else if (free.plane && n <= plan.few) this.#scatter(free.plane, n, x, y);
    else this.#spread(free, n, x, y, 0);
    return this.#stay;
  }

  /** Moves a few free walkers, one draw for each that leaves. */
  #scatter(plane: PlaneTable, n: number, x: number, y: number): void {
    const leavers = plane.leaves.successes(this.#stream, n);
    this.#stay += n - leavers;
    for (let i = 0; i < leavers; i++) {
      const place = plane.draw(this.#stream);
      this.#land(1, x + plane.dx[place]!, y + plane.dy[place]!);
    }
  }

  /** Moves `n` free walkers along line `line` and those after it. */
  #spread(free: FreeWalk, n: number, x: number, y: number, line: number): void {
    const { along, lines } = free;
    for (; line < lines; line++) {
      const dx = stepX[2 * line]!;
      const dy = stepY[2 * line]!;
      const moved = along.moves.successes(this.#stream, n);
      if (moved > 24 + along.reach) {
        const lengths = this.#splits[line]!;
        const longest = along.split(this.#stream, moved, lengths);
        for (let d = 1; d <= longest; d++) {
          const both = lengths[d - 1]!;
          const ahead = binomial(this.#stream, both, 0.5);
          if (ahead > 0) this.#spread(free, ahead, x + d * dx, y + d * dy, line + 1);
          if (both > ahead) this.#spread(free, both - ahead, x - d * dx, y - d * dy, line + 1);
        }
      } else
        for (let i = 0; i < moved; i++) {
          const d = along.draw(this.#stream);
          this.#spread(free, 1, x + d * dx, y + d * dy, line + 1);
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
  #walk(cell: number, n: number, { perCell, uniform }: OpenRule, { tries }: Plan): void {
    const stream = this.#stream;
    const { directions } = this.#space;
    const { tau } = this.#call;
    const pace = directions * (perCell ? perCell[cell]! : uniform);
    const leaves = perCell ? -Math.expm1(-pace * tau) : tries.p;
    const leavers = perCell ? binomial(stream, n, leaves) : tries.successes(stream, n);
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
