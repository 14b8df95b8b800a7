/**
 * Which steps a choice among branches can leave out: those of nodes that nothing but one
 * branch needs. Each branch has a word in the scratch of a tile, not 0 where the branch is
 * live in any row of it and so is all it stands behind; and one for the whole batch.
 */
import { type Graph, type GraphNode, paramLayout } from '../../graph.ts';
import { operands } from '../../graph-walk.ts';
import type { BatchGuard, Guard, View } from './plan.ts';

/** A branch, and the branch that its choice is in. */
interface Branch extends Guard {
  readonly outer: Branch | undefined;
  readonly depth: number;
  readonly input: number;
  readonly column: number;
}

export class Guards {
  readonly #graph: Graph;
  readonly #flags = new Map<number, View>();
  readonly #branches = new Map<string, Branch>();
  /** By node; undefined stands for nodes that are needed anyway. */
  readonly #guards = new Map<number, Branch | undefined>();

  /**
   * @param nodes     those needed, operands first
   * @param outputs   needed anyway
   * @param allocate  room for so many words of a tile
   */
  constructor(
    graph: Graph,
    nodes: readonly number[],
    outputs: readonly string[],
    allocate: (words: number) => View,
  ) {
    this.#graph = graph;
    // Branches are numbered as they are met: outer ones first.
    for (const name of outputs) this.#guards.set(graph.outputs[name]!, undefined);
    // Readers come after what they read, so all readers of a node are done before it.
    for (const i of nodes.toReversed()) {
      const node = graph.nodes[i]!;
      if (node.op === 'choose') this.#flags.set(i, allocate(node.branches.length));
      const own = node.op === 'choose' ? [node.live, node.weights] : operands(node);
      for (const from of own) this.#use(from, this.#guards.get(i));
      if (node.op === 'choose')
        node.branches.forEach((from, k) => {
          this.#use(from, this.#branch(i, k));
        });
    }
  }

  of(i: number): Guard | undefined {
    return this.#guards.get(i);
  }

  ofBranch(i: number, k: number): Guard {
    return this.#branch(i, k);
  }

  /** All of them, by number. */
  batchGuards(): BatchGuard[] {
    const layout = paramLayout(this.#graph).params;
    return [...this.#branches.values()].map((branch) => ({
      input: (this.#graph.nodes[branch.input] as Extract<GraphNode, { op: 'input' }>).name,
      width: this.#graph.shapes[branch.input]![1],
      column: branch.column,
      outer: branch.outer?.index,
      params: layout
        .filter(({ node }) => this.#guards.get(node) === branch)
        .map(({ offset, rows, width }) => [offset, offset + rows * width] as const),
    }));
  }

  /** The node is needed behind `guard` too. */
  #use(i: number, guard: Branch | undefined): void {
    // An input is loaded once, for all who read it.
    const known = this.#guards.has(i) ? common(this.#guards.get(i), guard) : guard;
    this.#guards.set(i, this.#graph.nodes[i]!.op === 'input' ? undefined : known);
  }

  #branch(i: number, k: number): Branch {
    const key = `${i} ${k}`;
    let branch = this.#branches.get(key);
    if (!branch) {
      const outer = this.#guards.get(i);
      const { live, columns } = this.#graph.nodes[i] as Extract<GraphNode, { op: 'choose' }>;
      branch = {
        flags: this.#flags.get(i)!,
        word: k,
        index: this.#branches.size,
        outer,
        depth: (outer?.depth ?? 0) + 1,
        input: live,
        column: columns[k]!,
      };
      this.#branches.set(key, branch);
    }
    return branch;
  }
}

/** The innermost branch that both are in. */
function common(a: Branch | undefined, b: Branch | undefined): Branch | undefined {
  if (a === b) return a;
  if (!a || !b) return undefined;
  return a.depth > b.depth ? common(a.outer, b) : common(a, b.outer);
}
