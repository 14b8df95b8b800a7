/** Where a node of a graph keeps its numbers while one row of a batch is looked at. */

export interface Slot {
  /** 1 for what depends on the batch. */
  readonly rows: number;
  readonly width: number;
  /** Row-major. */
  readonly value: Float64Array;
  /** Of the loss of the row; empty where no parameter is behind the node. */
  readonly slope: Float64Array;
}

/** One operation forward, and what it gives to the slopes of what it reads. */
export interface Passes {
  readonly forward: () => void;
  readonly backward: () => void;
}
