/** Checks of where starts lead to. */
import type { Interval, Rncrn } from '../../model.ts';
import { divergence } from '../divergence.ts';
import type {
  Check,
  ExpectCycle,
  ExpectLeaving,
  ExpectRest,
  ExpectRhythm,
  ExpectWandering,
} from '../expectation.ts';
import { follow, systemOf } from '../follow.ts';
import type { Orbit } from '../orbit.ts';
import { boundOf, type VerifyOptions } from '../verify.ts';
import { atLambda, boxText, point, share, short } from './words.ts';

type FromStarts = ExpectRest | ExpectCycle | ExpectRhythm | ExpectWandering | ExpectLeaving;

/** One check of each start. */
export function checkOrbits(
  model: Rncrn,
  one: FromStarts,
  { reading, region, time }: VerifyOptions,
): Check[] {
  return one.from.map((start) => {
    const orbit = follow(model, one.lambda ?? [], start, { reading, time, bound: boundOf(region) });
    const from = ` from ${point(start)}${atLambda(one.lambda)}`;
    switch (one.kind) {
      case 'rest':
        return atRest(one, orbit, from);
      case 'cycle':
        return onCycle(one, orbit, from);
      case 'rhythm':
        return inRhythm(one, orbit, from);
      case 'wandering':
        return wandering(one, orbit, from, () =>
          divergence(systemOf(model, one.lambda ?? [], reading), orbit.end, time, reading === 'full'),
        );
      case 'leaving':
        return leaving(orbit, region, from);
    }
  });
}

function atRest({ at, within = 0.1 }: ExpectRest, orbit: Orbit, from: string): Check {
  const asked = `rest${at ? ` at ${point(at)} ± ${short(within)}` : ''}${from}`;
  const near = !at || at.every((a, i) => Math.abs(orbit.mean[i]! - a) <= within);
  return { asked, found: told(orbit), pass: orbit.kind === 'rest' && near };
}

function onCycle(one: ExpectCycle, orbit: Orbit, from: string): Check {
  const { period, within = 0.05, extents, extentsWithin = 0.1, along, distance = 0.05 } = one;
  const wanted = [
    ...(period === undefined ? [] : [` of period ${short(period)} ± ${share(within)}`]),
    ...(extents ? [` in ${boxText(extents)} ± ${short(extentsWithin)}`] : []),
    ...(along ? [` within ${short(distance)} of the curve`] : []),
  ];
  const asked = `a cycle${wanted.join(',')}${from}`;
  if (orbit.kind !== 'cycle') return { asked, found: told(orbit), pass: false };
  const ratio = period === undefined ? undefined : orbit.period! / period;
  const far = along ? meanDistance(orbit.path, along) : 0;
  const pass =
    (ratio === undefined || Math.abs(ratio - 1) <= within) &&
    (!extents || alike(orbit.extents, extents, extentsWithin)) &&
    far <= distance;
  const off = along ? `, ${short(far)} from the curve` : '';
  return { asked, found: `${told(orbit)}${off}`, pass, ...(ratio === undefined ? {} : { ratio }) };
}

function inRhythm({ variable, period, within }: ExpectRhythm, orbit: Orbit, from: string): Check {
  const returns = orbit.returns[variable]!;
  const ratio = returns / period;
  return {
    asked: `X${variable + 1} with a rhythm of ${short(period)} ± ${share(within)}${from}`,
    found: Number.isNaN(returns) ? told(orbit) : `a rhythm of ${short(returns)}`,
    pass: Math.abs(ratio - 1) <= within,
    ...(Number.isFinite(ratio) ? { ratio } : {}),
  };
}

function wandering(one: ExpectWandering, orbit: Orbit, from: string, rate: () => number): Check {
  const { mean, deviation, within, chaotic = false } = one;
  const near = (found: readonly number[], wanted: readonly number[] | undefined): boolean =>
    !wanted || wanted.every((value, i) => Math.abs(found[i]! - value) <= within * Math.abs(value));
  const parts = [
    ...(mean ? [` mean ${point(mean)}`] : []),
    ...(deviation ? [` deviation ${point(deviation)}`] : []),
    ...(mean || deviation ? [` ± ${share(within)}`] : []),
    ...(chaotic ? [' neighbours part'] : []),
  ];
  const moments = `mean ${point(orbit.mean)}, deviation ${point(orbit.deviation)}`;
  const asked = `wandering without rest or period,${parts.join(',')}${from}`;
  const pass = orbit.kind === 'wandering' && near(orbit.mean, mean) && near(orbit.deviation, deviation);
  if (!chaotic || orbit.kind !== 'wandering') return { asked, found: `${told(orbit)}, ${moments}`, pass };
  const parting = rate();
  const found = `${told(orbit)}, ${moments}, neighbours part at ${short(parting)} per time`;
  return { asked, found, pass: pass && parting > 0 };
}

function leaving(orbit: Orbit, region: readonly Interval[], from: string): Check {
  const outside =
    orbit.kind === 'away' || region.some(([low, high], i) => orbit.mean[i]! < low || orbit.mean[i]! > high);
  return { asked: `leaving the region${from}`, found: told(orbit), pass: outside };
}

function told(orbit: Orbit): string {
  if (orbit.kind === 'away') return 'it runs away';
  if (orbit.kind === 'rest') return `rest at ${point(orbit.mean)}`;
  const inBox = `in ${boxText(orbit.extents)}`;
  return orbit.kind === 'cycle' ? `a cycle of period ${short(orbit.period!)} ${inBox}` : `wandering ${inBox}`;
}

function alike(found: readonly Interval[], wanted: readonly Interval[], within: number): boolean {
  return wanted.every((ends, i) => ends.every((end, k) => Math.abs(found[i]![k]! - end) <= within));
}

/** Mean over the path of the distance to the nearest piece of a closed curve. */
function meanDistance(path: Float64Array, curve: readonly (readonly number[])[]): number {
  const width = curve[0]!.length;
  const rows = path.length / width;
  let sum = 0;
  for (let k = 0; k < rows; k++) {
    const x = path.subarray(k * width, (k + 1) * width);
    let nearest = Number.POSITIVE_INFINITY;
    curve.forEach((a, i) => {
      nearest = Math.min(nearest, toSegment(x, a, curve[(i + 1) % curve.length]!));
    });
    sum += nearest;
  }
  return sum / rows;
}

function toSegment(x: ArrayLike<number>, a: readonly number[], b: readonly number[]): number {
  let [dot, square] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += (x[i]! - a[i]!) * (b[i]! - a[i]!);
    square += (b[i]! - a[i]!) ** 2;
  }
  const t = square > 0 ? Math.min(1, Math.max(0, dot / square)) : 0;
  return Math.hypot(...a.map((start, i) => x[i]! - start - t * (b[i]! - start)));
}
