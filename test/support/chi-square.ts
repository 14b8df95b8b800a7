/** Pearson's goodness of fit, with a limit that needs no table. */

/**
 * How far counts are from a law, over the most that chance explains: below 1 they fit.
 *
 * Classes with fewer than 10 expected are pooled. The limit on the statistic is
 * k + 2√(k x) + 2x with x = ln(1/chance), exceeded with at most that chance
 * (Laurent & Massart 2000, doi 10.1214/aos/1015957395); 10 % of slack is for the
 * counts being whole numbers.
 *
 * @param counts  shape [classes]
 * @param law     shape [classes], sums to 1
 * @param chance  false-alarm chance, default 1e-9
 */
export function misfit(counts: ArrayLike<number>, law: ArrayLike<number>, chance = 1e-9): number {
  let n = 0;
  for (let i = 0; i < counts.length; i++) n += counts[i]!;
  let statistic = 0;
  let classes = 0;
  let restSeen = 0;
  let restExpected = 0;
  for (let i = 0; i < law.length; i++) {
    const seen = counts[i] ?? 0;
    const expected = n * law[i]!;
    if (expected < 10) {
      restSeen += seen;
      restExpected += expected;
      if (expected < 1e-12 && seen > 0) return Number.POSITIVE_INFINITY;
    } else {
      statistic += (seen - expected) ** 2 / expected;
      classes++;
    }
  }
  if (restExpected >= 10) {
    statistic += (restSeen - restExpected) ** 2 / restExpected;
    classes++;
  } else if (restSeen > restExpected + 60 + 12 * Math.sqrt(restExpected)) return Number.POSITIVE_INFINITY;
  const k = Math.max(1, classes - 1);
  const x = Math.log(1 / chance);
  return statistic / (1.1 * (k + 2 * Math.sqrt(k * x) + 2 * x));
}
