/**
 * Hopping in plain JavaScript, with the samplers and streams of `numerics/`: what the
 * emitted module must do, draw for draw.
 */

import { signedLength } from '../../src/grid/displacement.ts';
import type { FreeWalk, PlaneTable } from '../../src/grid/free-walk.ts';
import { openRules, type Plan, planHops } from '../../src/grid/hopping/plan.ts';
import type { Hopper, HopRule, MailPlanes, SendCall, TileCounts } from '../../src/grid/hopping.ts';
import { type LatticeSpace, openLattice, stepX, stepY, wall } from '../../src/grid/lattice.ts';
import { type Lattice, outside } from '../../src/grid/space.ts';
import { binomial, multinomial } from '../../src/numerics/samplers.ts';
import { Stream } from '../../src/numerics/streams.ts';

/** As `openHop(lattice, rules).compile(memory, tau)`, for arrays anywhere. */
export function hopperOracle(lattice: Lattice, rules: readonly HopRule[], tau: number): Hopper {
  return new HopperOracle(openLattice(lattice), rules, tau);
}

class HopperOracle implements Hopper {
  readonly #space: LatticeSpace;
  readonly #plans: readonly Plan[];
  readonly #tau: number;
  readonly #stream = new Stream();
  /** One split per line, so that a split can be read while the next line is split. */
  readonly #splits: readonly Int32Array[];
  #call!: SendCall;
  #plane = 0;
  #origin = 0;
  #stay = 0;
  #lost = 0;

  constructor(space: LatticeSpace, rules: readonly HopRule[], tau: number) {
    this.#space = space;
    this.#tau = tau;
    this.#plans = planHops(space, openRules(rules, space.cells), tau);
    const reach = Math.max(1, ...this.#plans.map((p) => p.free?.along.reach ?? 0));
    this.#splits = Array.from({ length: space.directions / 2 }, () => new Int32Array(reach));
  }

  send(call: SendCall): number {
    const { counts, species, first, last, seed, step, purpose } = call;
    this.#call = call;
    this.#lost = 0;
    for (let cell = first; cell < last; cell++) {
      this.#stream.open(seed, step, cell, purpose);
      for (const plan of this.#plans) {
        const at = cell * species + plan.column;
        const n = counts[at]!;
        if (n > 0) counts[at] = this.#leave(cell, n, plan);
      }
    }
    return this.#lost;
  }

  takeMail({ counts, species, first, last, arrivals, mail }: TileCounts & MailPlanes): void {
    for (const { column, plane } of this.#plans)
      for (let cell = first; cell < last; cell++) {
        const at = plane * this.#space.cells + cell;
        counts[cell * species + column]! += arrivals[at]! + mail[at]!;
        arrivals[at] = 0;
        mail[at] = 0;
      }
  }

  /** Sends the molecules of one species in one cell on their way; returns how many end where they began. */
  #leave(cell: number, n: number, plan: Plan): number {
    const { width, height, cells } = this.#space;
    const { free, margin } = plan;
    this.#plane = plan.plane * cells;
    this.#origin = cell;
    this.#stay = 0;
    const x = cell % width;
    const y = (cell - x) / width;
    if (!free || x < margin || y < margin || x >= width - margin || y >= height - margin)
      this.#walk(cell, n, plan);
    else if (free.plane && n <= plan.few) this.#scatter(free.plane, n, x, y);
    else this.#spread(free, n, x, y, 0);
    return this.#stay;
  }

  /** Moves a few free walkers, one draw for each that leaves. */
  #scatter({ leaves, ends, dx, dy }: PlaneTable, n: number, x: number, y: number): void {
    const leavers = leaves.successes(this.#stream, n);
    this.#stay += n - leavers;
    for (let i = 0; i < leavers; i++) {
      const place = ends.draw(this.#stream);
      this.#land(1, x + dx[place]!, y + dy[place]!);
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
        const longest = multinomial(this.#stream, moved, along.lengths, lengths);
        for (let d = 1; d <= longest; d++) {
          const both = lengths[d - 1]!;
          const ahead = binomial(this.#stream, both, 0.5);
          if (ahead > 0) this.#spread(free, ahead, x + d * dx, y + d * dy, line + 1);
          if (both > ahead) this.#spread(free, both - ahead, x - d * dx, y - d * dy, line + 1);
        }
      } else
        for (let i = 0; i < moved; i++) {
          const d = signedLength(along.signed.draw(this.#stream));
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
  #walk(cell: number, n: number, { perCell, uniform, tries }: Plan): void {
    const stream = this.#stream;
    const { directions } = this.#space;
    const tau = this.#tau;
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
