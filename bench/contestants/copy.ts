/** Bytes per second of processor time, read and written, of `TypedArray.set`. */
import { answer, rateOf, readJob } from '../start.ts';

const { bytes, seconds } = await readJob<{ bytes: number; seconds: number }>();
const from = new Float64Array(bytes / 8).fill(1);
const to = new Float64Array(bytes / 8).fill(2);
answer({
  rate: await rateOf(seconds, () => {
    to.set(from);
    return 2 * bytes;
  }),
});
