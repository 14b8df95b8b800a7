/** The numbers per frame of a recording that grows: `step`, `time` and the observables. */
import type { ArrayPlan } from '../format.ts';
import { type Numbers, numbersOf } from './growing-array.ts';
import type { StoreReader } from './store-reader.ts';

/** What is known of a recording's frames, apart from their cells. */
export interface Columns {
  readonly frames: number;
  readonly steps: Int32Array;
  readonly times: Float64Array;
  /** By observable. */
  readonly scalars: Readonly<Record<string, Float64Array>>;
}

/** Reads, and on the next call only what has been added. */
export function columnsReader(): (store: StoreReader) => Promise<Columns> {
  const buffers = new Map<string, Numbers>();
  let known = 0;

  async function grown(store: StoreReader, plan: ArrayPlan, from: number, frames: number): Promise<Numbers> {
    const old = buffers.get(plan.folder);
    const added = (await store.column(plan, from)).subarray(0, frames - from);
    let buffer = old;
    if (!buffer || buffer.length < frames) {
      // Twice as large as needed: frame after frame costs one copy of each in the mean.
      const length = old ? 2 * frames : frames;
      buffer = numbersOf(plan, length);
      if (old) buffer.set(old.subarray(0, from));
      buffers.set(plan.folder, buffer);
    }
    buffer.set(added, from);
    return buffer.subarray(0, frames);
  }

  return async (store) => {
    const { frames } = store;
    // A recording that was cut back to its checkpoint, and goes on from there.
    const from = frames < known ? 0 : known;
    let steps = new Int32Array(0);
    let times = new Float64Array(0);
    const scalars: Record<string, Float64Array> = {};
    for (const plan of store.plans.filter((p) => p.inner.length === 0)) {
      const values = await grown(store, plan, from, frames);
      if (values instanceof Int32Array) steps = values as Int32Array<ArrayBuffer>;
      else if (plan.kind === 'time') times = values as Float64Array<ArrayBuffer>;
      else if (values instanceof Float64Array) scalars[plan.name] = values;
    }
    known = frames;
    return { frames, steps, times, scalars };
  };
}
