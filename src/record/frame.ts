/** One recorded state of a run. */
import type { Counts, RowHistory } from '../kernels/kernel.ts';

export interface Frame {
  /** Step number, 0 is the start. */
  readonly step: number;
  /** In the scenario's unit. */
  readonly time: number;
  /** Shape [height, width, species], row-major. The reader's own copy. */
  readonly counts: Counts;
  /** Of a kernel that looks back: what it knows of the steps before. */
  readonly past?: RowHistory;
  /**
   * Which way each cell went in the step that led here, shape [height, width], as numbers of `kernels/routes.ts`;
   * of kernels that have more than one. `none` in a frame that no step led to.
   */
  readonly route?: Uint8Array;
  /** Real-valued signals, shape [height, width] each, by name. */
  readonly fields: Readonly<Record<string, Float64Array>>;
  /** One number per observable, by name. */
  readonly scalars: Readonly<Record<string, number>>;
}
