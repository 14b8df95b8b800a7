/**
 * The way back while it is planned: what nodes give to the gradients of their operands. What
 * a row of the batch gives to something that has no rows is summed by slice, and handed on
 * when all slices are done.
 */
import { emitMap, emitSumRows, type Target, type Variable, type Vector } from '../emit/planes.ts';
import { flush } from '../emit/slopes.ts';
import { pieceOf } from '../nodes/columns.ts';
import { Gradients } from './gradients.ts';
import { ROW, totalOf, type View } from './plan.ts';
import type { Planner } from './planner.ts';

/** What a node gives to an operand: a copy of some planes, or a map of them. */
export type Gift =
  | { readonly copy: View }
  | { readonly from: readonly View[]; readonly op: (...values: Variable[]) => Vector };

/** When the rows begin; when slices are summed: gradients of weights first, then all other sums. */
type Moment = 'rows' | 'weights' | 'sums';

export class WayBack {
  readonly plan: Planner;
  readonly gradients: Gradients;
  readonly #waiting: Readonly<Record<Moment, (() => void)[]>> = { rows: [], weights: [], sums: [] };
  /** Sums over rows by the node without rows they belong to. */
  readonly #rowSums = new Map<number, View>();
  /** Parameters whose place in the flat gradient has been written. */
  readonly #written = new Set<number>();

  constructor(plan: Planner) {
    this.plan = plan;
    this.gradients = new Gradients({
      allocate: (i) => plan.room(i),
      pieceOf: (i) => pieceOf(plan.graph, i),
      width: (i) => plan.width(i),
      isBranch: (i) => plan.guard !== undefined && plan.guard !== plan.guardOf(i),
      zero: (view, i) => plan.within(plan.guardOf(i), () => plan.zero(view)),
    });
  }

  /** Leaves something to be planned at a later moment. */
  later(moment: Moment, plan: () => void): void {
    this.#waiting[moment].push(plan);
  }

  /** Plans what was left for now. */
  now(moment: Moment): void {
    for (const plan of this.#waiting[moment]) plan();
  }

  /** Does what a parameter gets next add to its place in the flat gradient? The first to ask writes it. */
  addsTo(param: number): boolean {
    const written = this.#written.has(param);
    this.#written.add(param);
    return written;
  }

  /** Adds a step that gives `to` to the gradient of `a`, an operand of `i` that it may stand for all rows or columns of. */
  give(i: number, a: number, gift: Gift): void {
    const { plan, gradients } = this;
    if (!plan.needsGradient[a]) return;
    const [rows, width] = plan.graph.shapes[i]!;
    const narrow = plan.width(a) === 1 && width > 1 && plan.graph.nodes[i]!.op !== 'concat';
    const toRow = plan.graph.shapes[a]![0] === 1 && rows !== 1;
    if (!narrow && !toRow) {
      if ('copy' in gift && this.#canAlias(i, a)) gradients.alias(a, gift.copy);
      else this.write(gift, gradients.target(a));
      return;
    }
    let whole: View;
    if ('copy' in gift) whole = gift.copy;
    else {
      whole = plan.room(i);
      this.write(gift, { view: whole, add: false });
    }
    if (narrow && !toRow) {
      plan.fold('sum', whole, width, gradients.target(a));
      return;
    }
    let column = whole;
    if (narrow) {
      column = plan.room(i, 1);
      plan.fold('sum', whole, width, { view: column, add: false });
    }
    const lanes = plan.classes[i] === 'rows';
    const to = lanes ? { view: this.#rowSum(a), add: true } : gradients.target(a);
    plan.push('sum', [column], [to.view], (f, frame) => emitSumRows(f, frame, column, to, lanes));
  }

  /** Adds a step that writes a gift of the same shape. */
  write(gift: Gift, to: Target): void {
    if ('copy' in gift) {
      this.plan.copy('copy', gift.copy, to);
      return;
    }
    const { from, op } = gift;
    this.plan.push('slope', from, [to.view], (f, frame) =>
      emitMap(f, frame, from, [to], (...values) => [flush(f, op(...values))]),
    );
  }

  /** May the gradient of `a` be the very planes of its only reader's? */
  #canAlias(i: number, a: number): boolean {
    const { plan } = this;
    return (
      plan.readers(a) === 1 &&
      !pieceOf(plan.graph, a) &&
      plan.classes[a] === plan.classes[i] &&
      plan.guardOf(a) === plan.guard
    );
  }

  /** Sums over the rows of each slice, for a node without rows. */
  #rowSum(a: number): View {
    const known = this.#rowSums.get(a);
    if (known) return known;
    const { plan, gradients } = this;
    const guard = plan.guardOf(a);
    const sum = plan.within(guard, () => plan.allocate('slice', ROW, plan.width(a), true));
    this.#rowSums.set(a, sum);
    this.later('sums', () =>
      plan.within(guard, () => {
        const from = totalOf(sum);
        const to = gradients.target(a);
        plan.push('sum', [from], [to.view], (f, frame) => emitSumRows(f, frame, from, to, false));
      }),
    );
    return sum;
  }
}
