/**
 * All states of a box as a tree of prefixes: a network that speaks of one species after the
 * other need be asked once for each prefix, not for each state, to know all probabilities.
 */
import type { StateTable } from '../../state-table.ts';
import { FORBIDDEN, logSoftmax } from '../model/model.ts';
import type { Variables } from '../model/variables.ts';
import { inOrder } from '../sampled/in-order.ts';

/**
 * A row is a prefix of all variables but the last. What belongs to a shorter prefix lies in the
 * first of its rows.
 */
export class PrefixTree {
  readonly variables: Variables;
  readonly rows: number;
  /** Counts of the variables in each row, the last 0, shape [rows, variables]. */
  readonly prefixes: Int32Array;
  /** 0 for the counts that lead to a state, else {@link FORBIDDEN}; shape [rows, classes of all]. */
  readonly mask: Float32Array;
  /** Can any count of any variable follow every prefix? */
  readonly full: boolean;
  /** Place of the class of state s and variable i in [rows, classes of all], shape [states, variables]. */
  readonly #place: Int32Array;
  /** Is the row the first of its prefix of i variables? Shape [variables][rows]. */
  readonly #first: readonly Uint8Array[];

  /** @param table  its states in the order of the variables, see {@link inTreeOrder} */
  constructor(variables: Variables, table: StateTable) {
    const { species, offset, width } = variables;
    const length = species.length;
    const count = (state: number, i: number) => table.rows[state * table.width + species[i]!]!;
    this.variables = variables;
    this.#place = new Int32Array(table.size * length);
    // The first row of the present prefix of each length, and what follows them.
    const current = new Int32Array(length).fill(-1);
    const prefixes: number[] = [];
    const first: number[][] = species.map(() => []);
    let rows = 0;
    for (let s = 0; s < table.size; s++) {
      let same = 0;
      while (s > 0 && same < length && count(s, same) === count(s - 1, same)) same++;
      if (s === 0 || same < length - 1) {
        for (let i = 0; i < length; i++) {
          const fresh = s === 0 || i > same;
          first[i]!.push(fresh ? 1 : 0);
          if (fresh) current[i] = rows;
          prefixes.push(i < length - 1 ? count(s, i) : 0);
        }
        rows++;
      }
      for (let i = 0; i < length; i++)
        this.#place[s * length + i] = current[i]! * width + offset[i]! + count(s, i);
    }
    this.rows = rows;
    this.prefixes = Int32Array.from(prefixes);
    this.#first = first.map((flags) => Uint8Array.from(flags));
    this.mask = this.#makeMask();
    this.full = this.mask.every((value) => value === 0);
  }

  #makeMask(): Float32Array {
    const { classes, offset, width } = this.variables;
    const mask = new Float32Array(this.rows * width);
    this.#first.forEach((isFirst, i) => {
      for (let row = 0; row < this.rows; row++)
        if (isFirst[row])
          mask.fill(FORBIDDEN, row * width + offset[i]!, row * width + offset[i]! + classes[i]!);
    });
    for (const place of this.#place) mask[place] = 0;
    return mask;
  }

  /** Mass of each class after each prefix, from that of the states; shape [rows, classes of all]. */
  shares(p: Float64Array): Float64Array {
    const length = this.variables.species.length;
    const shares = new Float64Array(this.rows * this.variables.width);
    for (let s = 0; s < p.length; s++)
      for (let i = 0; i < length; i++) shares[this.#place[s * length + i]!]! += p[s]!;
    return shares;
  }

  /** Mass of each class, whatever comes before; shape [classes of all]. */
  marginals(p: Float64Array): Float64Array {
    const { width, species } = this.variables;
    const sums = new Float64Array(width);
    this.#place.forEach((place, k) => {
      sums[place % width]! += p[Math.floor(k / species.length)]!;
    });
    return sums;
  }

  /** ln p of every state from the logits of every row, shape [states]. */
  logProbabilities(logits: Float32Array): Float64Array {
    const { classes, offset, width } = this.variables;
    const length = classes.length;
    const conditional = new Float64Array(this.rows * width);
    this.#first.forEach((isFirst, i) => {
      for (let row = 0; row < this.rows; row++) {
        const at = row * width + offset[i]!;
        if (isFirst[row]) logSoftmax(logits, at, classes[i]!, conditional, at);
      }
    });
    const out = new Float64Array(this.#place.length / length);
    for (let s = 0; s < out.length; s++)
      for (let i = 0; i < length; i++) out[s]! += conditional[this.#place[s * length + i]!]!;
    return out;
  }
}

/** The states of a table in the order of the variables: those that share a prefix are neighbours. */
export function inTreeOrder({ rows, width, size }: StateTable, { species, classes }: Variables): Int32Array {
  const counts = new Int32Array(size * species.length);
  for (let s = 0; s < size; s++)
    species.forEach((column, i) => {
      counts[s * species.length + i] = rows[s * width + column]!;
    });
  const states = new Int32Array(size * width);
  inOrder(counts, size, classes).forEach((s, k) => {
    states.set(rows.subarray(s * width, (s + 1) * width), k * width);
  });
  return states;
}
