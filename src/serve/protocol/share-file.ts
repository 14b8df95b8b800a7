/** What is in a share file. */
import type { Values } from './frames.ts';
import type { Mark, RunInfo } from './run-info.ts';

/** The script element of a share file that holds a {@link SharedRecording}: msgpackr, gzipped, in base64. */
export const shareElement = 'crn-grid-recording';

/** A small recording inside a page, all of it. The page answers its own looks with `picture/answer-look.ts`. */
export interface SharedRecording {
  readonly format: 'crn-grid share';
  readonly formatVersion: 1;
  readonly info: RunInfo;
  readonly marks: readonly Mark[];
  /** Shape [frames] each. */
  readonly steps: Int32Array;
  readonly times: Float64Array;
  readonly scalars: Readonly<Record<string, Float64Array>>;
  /** Of each frame: counts of shape [cells, species], in the narrowest type that holds them. */
  readonly counts: readonly Values[];
  /** Of each frame, by field: shape [cells]. */
  readonly fields: readonly Readonly<Record<string, Float32Array>>[];
  /** Of each frame, which way each cell went, shape [cells]; absent where that is not known. */
  readonly routes?: readonly Uint8Array[];
}
