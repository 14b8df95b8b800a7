/** The way of a step in pieces: short where the law changes fast, and towards the end. */

/** A piece is at most so much of the step, */
const ofStep = 1 / 16;
/** and of the time since the start, where all is known and the law but opens. */
const ofPast = 0.15;
/** Jumps of a path in the first piece, and from the end of one to that of the step. */
const firstJumps = 0.3;
export const lastJumps = [0, 1, 4, 16, 64, 256];

/**
 * @param start  time at which the law was a given one
 * @param rate   jumps of a path per unit of time, at the start and at the end
 * @returns rising times, `from` and `until` among them
 */
export function stageTimes(
  [from, until]: readonly [number, number],
  start: number,
  rate: readonly [number, number],
): number[] {
  const length = until - from;
  const times = new Set([from, until]);
  for (let at = from; ; ) {
    at += Math.min(ofStep * length, Math.max(firstJumps / rate[0], ofPast * (at - start)));
    if (!(at < until - 1e-9 * length)) break;
    times.add(at);
  }
  for (const jumps of lastJumps) {
    const at = until - jumps / rate[1];
    if (at > from) times.add(at);
  }
  return [...times].sort((a, b) => a - b);
}
