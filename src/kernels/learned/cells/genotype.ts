/** What an architecture search finds, as plain data. */
import type { Operation } from '../shape/shape.ts';

/** One cell: two incoming edges for each of its nodes, in node order. */
export interface CellGenotype {
  readonly expands: boolean;
  /** Node 0 and 1 are the cell's inputs. */
  readonly edges: readonly { readonly operation: Operation; readonly from: number }[];
  /** Nodes whose mean is the cell's output. */
  readonly reduced: readonly number[];
}

export interface Genotype {
  readonly cells: readonly CellGenotype[];
}
