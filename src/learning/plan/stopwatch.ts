/** Time for estimates: results never depend on it. */

/** Tells the seconds since it was asked last. */
export type Stopwatch = () => number;

/** @param now  milliseconds; default: the machine's clock */
export function stopwatch(now: () => number = () => performance.now()): Stopwatch {
  let last = now();
  return () => {
    const before = last;
    last = now();
    return (last - before) / 1000;
  };
}
