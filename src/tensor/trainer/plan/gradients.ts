/**
 * Who has what gradient so far, while the way back is planned. The first to give
 * something to a column writes it, later ones add; neighbouring columns that were taken
 * out of a matrix share the gradient of that matrix.
 */
import type { Target } from '../emit/planes.ts';
import { part, type View } from './plan.ts';

interface Entry {
  readonly view: View;
  /** Per column: has anybody written it? */
  readonly written: boolean[];
}

export interface GradientRules {
  /** Room for the gradient of a node. */
  allocate(node: number): View;
  /** The matrix that a node's columns are a piece of, and the first of them. */
  pieceOf(node: number): { node: number; column: number } | undefined;
  width(node: number): number;
  /** Are the steps now planned left out of tiles that need the gradient of this node? */
  isBranch(node: number): boolean;
  /** Plans the writing of zeros, wherever the gradient of the node is needed. */
  zero(view: View, node: number): void;
}

export class Gradients {
  readonly #rules: GradientRules;
  readonly #entries = new Map<number, Entry>();

  constructor(rules: GradientRules) {
    this.#rules = rules;
  }

  /** The gradient of a node is this, and nobody else will give it more. */
  alias(node: number, view: View): void {
    this.#entries.set(node, { view, written: new Array<boolean>(view.width).fill(true) });
  }

  /** Where to write or add some columns' gradient. */
  target(node: number, column = 0, width = this.#rules.width(node)): Target {
    const piece = this.#rules.pieceOf(node);
    if (piece) return this.target(piece.node, piece.column + column, width);
    const { view, written } = this.#entry(node);
    // Who may be left out cannot be the one to write.
    if (this.#rules.isBranch(node)) this.#zeroUnwritten(node, view, written, 0, view.width);
    const columns = written.slice(column, column + width);
    const add = columns.includes(true);
    if (add) this.#zeroUnwritten(node, view, written, column, column + width);
    written.fill(true, column, column + width);
    return { view: part(view, column, width), add };
  }

  /** The whole gradient of a node, or undefined when the loss does not depend on it. */
  take(node: number): View | undefined {
    const entry = this.#entries.get(node);
    if (!entry) return undefined;
    this.#zeroUnwritten(node, entry.view, entry.written, 0, entry.written.length);
    return entry.view;
  }

  #entry(node: number): Entry {
    const known = this.#entries.get(node);
    if (known) return known;
    const view = this.#rules.allocate(node);
    const entry = { view, written: new Array<boolean>(view.width).fill(false) };
    this.#entries.set(node, entry);
    return entry;
  }

  #zeroUnwritten(node: number, view: View, written: boolean[], from: number, to: number): void {
    for (let c = from; c < to; c++) {
      if (written[c]) continue;
      let end = c + 1;
      while (end < to && !written[end]) end++;
      this.#rules.zero(part(view, c, end - c), node);
      written.fill(true, c, end);
    }
  }
}
