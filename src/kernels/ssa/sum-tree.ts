/**
 * A balanced tree of partial sums over the propensities. After a reaction only the
 * changed ancestors are added up again, never incremented, so that no error builds up.
 */
import { type FunctionBuilder, f64, type Label, type Local, type Value } from '../../wasm/encoder.ts';

type Node =
  | { readonly value: Local<'f64'>; readonly from: number; readonly to: number; readonly leaf: number }
  | {
      readonly value: Local<'f64'>;
      readonly from: number;
      readonly to: number;
      readonly left: Node;
      readonly right: Node;
    };

export class SumTree {
  readonly #f: FunctionBuilder;
  readonly #root: Node | undefined;
  /** Propensity of each reaction. */
  readonly leaves: readonly Local<'f64'>[];

  constructor(f: FunctionBuilder, reactions: number) {
    this.#f = f;
    const leaves = Array.from({ length: reactions }, () => f.local('f64'));
    const build = (from: number, to: number): Node => {
      if (to - from === 1) return { value: leaves[from]!, from, to, leaf: from };
      const middle = Math.ceil((from + to) / 2);
      return { value: f.local('f64'), from, to, left: build(from, middle), right: build(middle, to) };
    };
    this.leaves = leaves;
    this.#root = reactions > 0 ? build(0, reactions) : undefined;
  }

  /** The total propensity. */
  get total(): Value<'f64'> {
    return this.#root?.value ?? f64.const(0);
  }

  /** Adds up again every sum over one of these reactions. */
  update(changed: readonly number[]): void {
    const visit = (node: Node): void => {
      if ('leaf' in node || !changed.some((j) => j >= node.from && j < node.to)) return;
      visit(node.left);
      visit(node.right);
      this.#f.set(node.value, f64.add(node.left.value, node.right.value));
    };
    if (this.#root) visit(this.#root);
  }

  /**
   * Goes down to the reaction that `target`, in [0, total), falls on, and runs its code.
   * Write no loop around it: with all locals to keep, that halves the speed.
   *
   * @param target  overwritten
   * @param nothing  where to go when rounding, of 1e-16 of the total, leads to a reaction that cannot fire
   */
  select(target: Local<'f64'>, nothing: Label, run: (reaction: number) => void): void {
    const f = this.#f;
    const descend = (node: Node, certain: boolean): void => {
      if ('leaf' in node) {
        if (!certain) f.brIf(nothing, f64.eq(node.value, 0));
        run(node.leaf);
        return;
      }
      f.if(
        f64.lt(target, node.left.value),
        () => descend(node.left, true),
        () => {
          f.set(target, f64.sub(target, node.left.value));
          descend(node.right, false);
        },
      );
    };
    if (this.#root) descend(this.#root, false);
  }
}
